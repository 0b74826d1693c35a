"""Notes of the checker on a reading, and what became of each. Words of both are privileged: counsel only."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Mod

from governance.modelling import UidModel
from vendors.models.clause import Assessment


class ReadingNoteQuerySet(models.QuerySet[Any]):
    """Questions about notes."""

    def open(self) -> Self:
        """Those nobody has resolved, or that were reopened since. Steps alternate, so an even number means open."""
        return self.alias(taken=Count("steps")).annotate(odd=Mod(F("taken"), 2)).filter(odd=0)


class ReadingNote(UidModel):
    """What the checker wants changed in a reading: of one answer, or of the whole (`question` empty).

    `written_by` is empty only for reasons of returns from before notes were kept.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="notes")
    question = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = ReadingNoteQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "written_at", "pk"]
        constraints = [models.CheckConstraint(name="vendors_note_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"a note on {self.assessment}"


class NoteStep(models.Model):
    """A note was resolved (odd numbers) or reopened (even numbers), with a word. Append-only: it is the history."""

    note = models.ForeignKey(ReadingNote, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    word = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["note", "number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="vendors_note_step_once"),
            models.CheckConstraint(name="vendors_note_step_says_something", condition=Q(number__gte=1) & ~Q(word="")),
        ]

    def __str__(self) -> str:
        return f"{self.note}, step {self.number}"

    @property
    def resolves(self) -> bool:
        return self.number % 2 == 1
