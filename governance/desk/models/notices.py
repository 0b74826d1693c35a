"""What people want to be told by mail, what they were told, and the letters that told them.

Nothing here is evidence: a row says what a person need not be told again. The state itself lies with its own noun, and
is read anew before a letter leaves.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.desk.domain.notices import REMINDER_DAYS, Reason, Rhythm
from governance.jobs.models import Job
from governance.modelling import UidModel, choices_of

PERSON = settings.AUTH_USER_MODEL


class NoticeChoice(models.Model):
    """How soon a person wants to be told of one kind of matter. No row: as the product does by itself."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=40)
    rhythm = models.CharField(max_length=20, choices=choices_of(Rhythm))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="desk_choice_once"),
            models.CheckConstraint(
                name="desk_choice_rhythm_known", condition=Q(rhythm__in=[rhythm.value for rhythm in Rhythm])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.rhythm}"


class ReminderChoice(models.Model):
    """How many days before a due date a person wants to be reminded, as numbers with blanks between; none is a choice
    too."""

    person = models.OneToOneField(PERSON, on_delete=models.CASCADE, related_name="reminder_choice")
    days = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.days or 'no reminders'}"

    @property
    def chosen(self) -> tuple[int, ...]:
        """The days, those the product knows."""
        return tuple(day for day in REMINDER_DAYS if str(day) in self.days.split())


class NoticeSent(models.Model):
    """A person was told of a matter, while it stands. `over_at`: it was seen gone; should it come again, it is told
    anew. `stage` is the last reminder said, counted in days from the due date."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=400)
    kind = models.CharField(max_length=40)
    stage = models.IntegerField(null=True, blank=True)
    reminders = models.PositiveIntegerField(default=0)
    first_told_at = models.DateTimeField()
    last_told_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], condition=Q(over_at__isnull=True), name="desk_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.key}"


class DigestSlot(models.Model):
    """Up to which hour, day or week the letters of one rhythm went out to a person."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=20, choices=choices_of(Rhythm))
    slot = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "rhythm"], name="desk_slot_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.rhythm} up to {self.slot}"


class Letter(UidModel):
    """A letter to one person, made in the transaction that notes what it tells; its job is its place in the outbox. It
    has no text: that is written when it leaves, of what stands then. `dropped_at`: nothing stood any more."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="letters")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="letter")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="desk_letter_sent_or_dropped", condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"Letter to {self.person}"


class LetterLine(models.Model):
    """One matter of a letter, and why it stands there."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=400)
    reason = models.CharField(max_length=20, choices=choices_of(Reason))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "key"], name="desk_letter_line_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"
