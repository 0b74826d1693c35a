"""Exceptions: rule x tool x category, decided in both lanes, until a date; what they were decided on, their course."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.accounts.access import visible_team_ids
from governance.accounts.models import Team, User
from governance.modelling import UidModel, VersionedModel, choices_of
from policies.domain.ending import RUNNING, ExceptionState
from policies.domain.types import Lane, Verdict
from policies.models.category import Category, PolicyRevision
from policies.models.codebase import Codebase
from policies.models.request import Decision, Snapshot
from policies.models.tool import Tool
from vendors.models import ChangeReview

USER = settings.AUTH_USER_MODEL


class ExceptionQuerySet(models.QuerySet[Any]):
    """Questions about exceptions."""

    def visible_to(self, user: User) -> Self:
        """Those of the person's teams and those they asked for; all to both lanes and auditors."""
        teams = visible_team_ids(user)
        return self if teams is None else self.filter(Q(team_id__in=teams) | Q(requester=user))

    def running_on(self, day: dt.date) -> Self:
        """Those both lanes agreed to that have neither been ended nor run out, flagged ones too."""
        return self.filter(state__in=RUNNING, ends_on__gte=day)

    def carrying_on(self, day: dt.date) -> Self:
        """Those a new approval may rest on: a flagged one may not, as a stale reading may not."""
        return self.filter(state=ExceptionState.ACTIVE, ends_on__gte=day)


class RuleException(VersionedModel):
    """A departure from one rule for one tool in one category, for one codebase where it names it. What was asked for
    stays what it was (trigger): another end is another exception, decided anew, whose `former` is this one."""

    number = models.PositiveIntegerField(unique=True)
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="exceptions")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="exceptions")
    rule_code = models.CharField(max_length=60)
    rule_title = models.CharField(max_length=120)
    codebase = models.ForeignKey(Codebase, null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="exceptions")
    requester = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(help_text="Why the departure is needed.")
    control = models.TextField(help_text="What is done instead of what the rule asks for.")
    ends_on = models.DateField()
    former = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    state = models.CharField(max_length=20, choices=choices_of(ExceptionState), default=ExceptionState.REQUESTED)
    state_reason = models.TextField(blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "category", "rule_code"],
                condition=Q(state="requested", codebase__isnull=True),
                name="policies_exception_one_open",
            ),
            models.UniqueConstraint(
                fields=["tool", "category", "rule_code", "codebase"],
                condition=Q(state="requested", codebase__isnull=False),
                name="policies_exception_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return f"Exception {self.number}"


class ExceptionDecision(UidModel):
    """One lane's answer to an exception, with the snapshot it judged. Append-only; never one person in both lanes."""

    exception = models.ForeignKey(RuleException, on_delete=models.PROTECT, related_name="decisions")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="exception_decisions")
    person_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    on_behalf_of = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=200, blank=True, help_text="As what, in words.")
    verdict = models.CharField(max_length=20, choices=choices_of(Verdict))
    reasons = models.TextField()
    sentence = models.TextField()
    face_note = models.CharField(max_length=200, blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(PolicyRevision, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(fields=["exception", "lane"], name="policies_exception_once_per_lane"),
            models.UniqueConstraint(fields=["exception", "person"], name="policies_exception_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.lane}: {self.verdict} by {self.person_name}"


class ExceptionFlag(UidModel):
    """A change of terms for which an exception is to be reviewed. It is flagged as long as one is not cleared."""

    exception = models.ForeignKey(RuleException, on_delete=models.PROTECT, related_name="flags")
    change = models.ForeignKey(ChangeReview, on_delete=models.PROTECT, related_name="exception_flags")
    reason = models.TextField()
    due_on = models.DateField()
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    clearing = models.TextField(blank=True, help_text="How it was cleared.")

    class Meta:
        ordering = ["exception", "raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exception", "change"],
                condition=Q(cleared_at__isnull=True),
                name="policies_exception_flag_once",
            ),
            models.CheckConstraint(
                name="policies_exception_flag_cleared_how",
                condition=Q(cleared_at=None, cleared_by=None, clearing="")
                | Q(cleared_at__isnull=False) & ~Q(clearing=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exception}: {self.reason}"


class ExceptionEvent(UidModel):
    """A change of an exception's state with its reason, kept as history. Append-only."""

    exception = models.ForeignKey(RuleException, on_delete=models.PROTECT, related_name="history")
    state = models.CharField(max_length=20, choices=choices_of(ExceptionState))
    reason = models.TextField(blank=True)
    person = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["exception", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.exception}: {self.state}"


class DecisionException(models.Model):
    """An exception that a decision on a barred line rests on. Append-only."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="exceptions")
    exception = models.ForeignKey(RuleException, on_delete=models.PROTECT, related_name="used_by")

    class Meta:
        ordering = ["decision", "exception"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "exception"], name="policies_decision_exception_once")
        ]

    def __str__(self) -> str:
        return f"{self.decision} by {self.exception}"
