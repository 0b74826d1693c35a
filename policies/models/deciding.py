"""Who fills a lane in an owner's place: delegations and nominations; and what a lane asked the requester to change."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.accounts.models import User
from governance.modelling import UidModel, choices_of
from policies.domain.types import AskOutcome, Capacity, Lane
from policies.models.category import Category
from policies.models.request import RequestLine


class DelegationQuerySet(models.QuerySet[Any]):
    """Questions about delegations."""

    def running(self, day: dt.date) -> Self:
        """Those that hold on `day`, a date in the organisation's zone: not ended by anybody, and not over."""
        return self.filter(ended_at__isnull=True, ends_on__gte=day)

    def visible_to(self, user: User) -> Self:
        """Who decides in whose place is open to everyone signed in, like the owners of categories."""
        return self


class Delegation(UidModel):
    """The owner of a lane lets somebody decide in their place until a day: one category, or all they own (null).

    It is worth something only while the owner is the owner; a closed row stays on record.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_held")
    reason = models.TextField()
    given_at = models.DateTimeField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="policies_delegation_to_another", condition=~Q(owner=F("delegate"))),
            models.CheckConstraint(
                name="policies_delegation_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.owner} ({self.lane}) until {self.ends_on}"


class Nomination(UidModel):
    """The escalation contact named who may decide a lane of a line that is overdue. One stands per line and lane."""

    line = models.ForeignKey(RequestLine, on_delete=models.PROTECT, related_name="nominations")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    nominee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="nominations")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["line", "named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "lane"], condition=Q(ended_at__isnull=True), name="policies_nomination_one_stands"
            )
        ]

    def __str__(self) -> str:
        return f"{self.nominee} for {self.lane} of {self.line}"


class ChangesAsked(UidModel):
    """A lane asked the requester to change or explain something instead of deciding. Frozen once it is closed."""

    line = models.ForeignKey(RequestLine, on_delete=models.PROTECT, related_name="asks")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    capacity = models.CharField(max_length=20, choices=choices_of(Capacity))
    acting = models.CharField(max_length=300)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField()
    asked_at = models.DateTimeField()
    due_on = models.DateField(help_text="When the requester's answer is due.")
    outcome = models.CharField(max_length=20, choices=choices_of(AskOutcome), blank=True)
    answer = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["line", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(closed_at__isnull=True), name="policies_asked_one_open"
            ),
            models.CheckConstraint(
                name="policies_asked_closed_whole",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane} asked for changes of {self.line}"
