"""Approvals: lines decided in both lanes, with conditions and an end date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.accounts.models import User
from governance.modelling import UidModel, VersionedModel, choices_of
from policies.domain.conditions import ConditionDeed
from policies.domain.lifecycle import WARNING_DAYS, Standing
from policies.domain.types import ApprovalState, FlagCause, LineState
from policies.models.category import Category, PolicyRevision
from policies.models.request import RequestLine, Snapshot
from policies.models.tool import Tool, ToolConfiguration
from vendors.models import ChangeReview


class ApprovalQuerySet(models.QuerySet[Any]):
    """Questions about approvals. Everyone signed in reads them."""

    def visible_to(self, user: User) -> ApprovalQuerySet:
        """Published approvals are open to everyone signed in."""
        return self

    def in_force_on(self, day: dt.date) -> ApprovalQuerySet:
        """Those a change can still reach: neither revoked nor over, and no newer approval took their place."""
        live = self.filter(ends_on__gte=day).exclude(state=ApprovalState.REVOKED)
        return live.exclude(line__state=LineState.SUPERSEDED)

    def standing(self, standing: Standing, today: dt.date) -> ApprovalQuerySet:
        """Those whose `approval_standing` is `standing` on `today`; the two are held together by a test."""
        soon = today + dt.timedelta(days=WARNING_DAYS)
        live = self.filter(ends_on__gte=today).exclude(state=ApprovalState.REVOKED)
        begun = live.filter(starts_on__lte=today)
        match standing:
            case Standing.REVOKED:
                return self.filter(state=ApprovalState.REVOKED)
            case Standing.EXPIRED:
                return self.filter(ends_on__lt=today).exclude(state=ApprovalState.REVOKED)
            case Standing.SUSPENDED:
                return live.filter(state=ApprovalState.SUSPENDED)
            case Standing.NOT_STARTED:
                return live.filter(starts_on__gt=today).exclude(state=ApprovalState.SUSPENDED)
            case Standing.FLAGGED:
                return begun.filter(state=ApprovalState.FLAGGED)
            case Standing.EXPIRING:
                return begun.filter(state=ApprovalState.ACTIVE, ends_on__lte=soon)
            case Standing.ACTIVE:
                return begun.filter(state=ApprovalState.ACTIVE, ends_on__gt=soon)


class Approval(VersionedModel):
    """A tool may be used in a category until a date. Expiring and expired are computed from the clock, never stored."""

    line = models.OneToOneField(RequestLine, on_delete=models.PROTECT, related_name="approval")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="approvals")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="approvals")
    state = models.CharField(max_length=20, choices=choices_of(ApprovalState), default=ApprovalState.ACTIVE)
    starts_on = models.DateField()
    ends_on = models.DateField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="approvals")
    granted_at = models.DateTimeField()
    state_reason = models.TextField(blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    state_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    review_due_on = models.DateField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at"]
        constraints = [
            models.CheckConstraint(
                name="policies_approval_ends_after_start", condition=Q(ends_on__gte=models.F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.tool} for {self.category} until {self.ends_on}"


class ApprovalCondition(VersionedModel):
    """One condition of an approval, as checkable item. Its words are those decided (trigger); who answers for it, until
    when, and whether it is met, is said later, and every word of that is kept (`ConditionEvent`)."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="condition_items")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    met_word = models.TextField(blank=True, help_text="What shows that it is met.")
    met_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["approval", "position"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "position"], name="policies_condition_once"),
            models.CheckConstraint(
                name="policies_condition_met_how",
                condition=Q(met_on=None, met_word="", met_by=None)
                | Q(met_on__isnull=False, met_by__isnull=False) & ~Q(met_word=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ConditionEvent(UidModel):
    """What was said of a condition: an owner and a day, that it is met, that it is not any more. Append-only."""

    condition = models.ForeignKey(ApprovalCondition, on_delete=models.PROTECT, related_name="history")
    event = models.CharField(max_length=20, choices=choices_of(ConditionDeed))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True, blank=True)
    word = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["condition", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.condition}: {self.event}"


def _caused_by(cause: FlagCause, row: str = "") -> Q:
    """A flag of this cause names the row it comes from, where that is one, and no other."""
    rows = ("change", "configuration", "revision", "exception")
    return Q(cause=cause.value, **{f"{name}__isnull": name != row for name in rows})


class ApprovalFlag(UidModel):
    """One cause for which an approval is to be reviewed: a change of a text or of a licence, a description of the tool,
    a policy, the clock that let another text bind, an exception that is over, or a person's word. The approval is
    flagged as long as one is not cleared."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="flags")
    cause = models.CharField(max_length=20, choices=choices_of(FlagCause))
    change = models.ForeignKey(ChangeReview, null=True, on_delete=models.PROTECT, related_name="flags")
    configuration = models.ForeignKey(ToolConfiguration, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(PolicyRevision, null=True, on_delete=models.PROTECT, related_name="+")
    exception = models.ForeignKey("RuleException", null=True, on_delete=models.PROTECT, related_name="approval_flags")
    reason = models.TextField()
    known = models.TextField(default="[]", help_text="Canonical JSON: what the approval had lost before.")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    clearing = models.TextField(blank=True, help_text="How it was cleared.")

    class Meta:
        ordering = ["approval", "raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "change"],
                condition=Q(cleared_at__isnull=True, change__isnull=False),
                name="policies_flag_one_per_change",
            ),
            models.CheckConstraint(
                name="policies_flag_has_its_cause",
                condition=_caused_by(FlagCause.CHANGE, "change")
                | _caused_by(FlagCause.CONFIGURATION, "configuration")
                | _caused_by(FlagCause.PUBLICATION, "revision")
                | _caused_by(FlagCause.EXCEPTION, "exception")
                | _caused_by(FlagCause.LICENCE)
                | _caused_by(FlagCause.CLOCK)
                | _caused_by(FlagCause.PERSON),
            ),
            models.CheckConstraint(
                name="policies_flag_cleared_how",
                condition=Q(cleared_at=None, cleared_by=None, clearing="")
                | Q(cleared_at__isnull=False) & ~Q(clearing=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval}: {self.cause}"


class ApprovalEvent(UidModel):
    """A change of an approval's state with its reason, kept as history. Append-only."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="history")
    state = models.CharField(max_length=20, choices=choices_of(ApprovalState))
    reason = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["approval", "at"]

    def __str__(self) -> str:
        return f"{self.approval}: {self.state}"
