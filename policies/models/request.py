"""Requests, lines, snapshots, decisions: how a tool is asked for and jointly decided."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.accounts.access import visible_team_ids
from governance.accounts.models import Team, User
from governance.modelling import UidModel, VersionedModel, choices_of
from policies.domain.types import UNDECIDED, Capacity, Lane, LineState, RequestState, Verdict
from policies.models.category import Category, PolicyRevision
from policies.models.tool import Tool


class Snapshot(UidModel):
    """What a decision, approval or report judged: canonical JSON as text. Append-only, self-contained."""

    sha256 = models.CharField(max_length=64, unique=True)
    schema = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class RequestQuerySet(models.QuerySet[Any]):
    """Questions about requests."""

    def visible_to(self, user: User) -> Self:
        """Requests of the person's teams and those they made; all to both lanes and auditors."""
        teams = visible_team_ids(user)
        return self if teams is None else self.filter(Q(team_id__in=teams) | Q(requester=user))


class ToolRequest(VersionedModel):
    """An engineering manager asks for a tool in one or more categories."""

    number = models.PositiveIntegerField(unique=True)
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="requests")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="requests")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests")
    purpose = models.TextField()
    wanted_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=choices_of(RequestState), default=RequestState.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Request {self.number}"


class RequestContributor(models.Model):
    """Somebody who edited a request; barred from deciding its lines (trigger). The requester is the first."""

    request = models.ForeignKey(ToolRequest, on_delete=models.PROTECT, related_name="contributors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="policies_request_contributor_once")]

    def __str__(self) -> str:
        return f"{self.person} edited {self.request}"


class RequestLine(VersionedModel):
    """One tool for one category: what is decided. At most one open per tool and category."""

    request = models.ForeignKey(ToolRequest, on_delete=models.PROTECT, related_name="lines")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="lines")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="lines")
    state = models.CharField(max_length=20, choices=choices_of(LineState), default=LineState.OPEN)
    renews = models.ForeignKey(
        "Approval", null=True, blank=True, on_delete=models.PROTECT, related_name="renewed_by",
        help_text="The approval in whose place this is asked for.",
    )  # fmt: skip
    conditions = models.TextField(default="[]", help_text="Conditions proposed for the approval, canonical JSON list.")
    ends_on = models.DateField(null=True, blank=True, help_text="End date proposed for the approval.")
    closed_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1, help_text="Decisions of former rounds judged another state.")
    legal_due_on = models.DateField(null=True, blank=True)
    engineering_due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["request", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "category"], name="policies_line_once"),
            models.UniqueConstraint(
                fields=["tool", "category"], condition=Q(state__in=UNDECIDED), name="policies_line_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool} for {self.category}"

    @property
    def current_decisions(self) -> list[Decision]:
        """Decisions of the round the line is in; those of former rounds judged another state and count no more."""
        return [row for row in self.decisions.all() if row.round == self.round]

    def due_on(self, lane: Lane) -> dt.date | None:
        """The last day on which the lane's decision is in time."""
        return self.legal_due_on if lane == Lane.LEGAL else self.engineering_due_on


class Decision(UidModel):
    """One lane's answer to a line, with the snapshot it judged. Append-only; never one person in both lanes, in
    whatever round and for whomever (trigger). Whoever decides for an owner is a delegate, and both are named."""

    line = models.ForeignKey(RequestLine, on_delete=models.PROTECT, related_name="decisions")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    person_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    capacity = models.CharField(max_length=20, choices=choices_of(Capacity), default=Capacity.OWNER)
    acting = models.CharField(max_length=300, blank=True, help_text="As what they decided, in words.")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_name = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=20, choices=choices_of(Verdict))
    reasons = models.TextField()
    conditions = models.TextField(default="[]")
    ends_on = models.DateField(null=True, blank=True)
    sentence = models.TextField()
    face_note = models.CharField(max_length=200, blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(PolicyRevision, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(fields=["line", "round", "lane"], name="policies_decision_once_per_lane"),
            models.UniqueConstraint(fields=["line", "round", "person"], name="policies_decision_once_per_person"),
            models.CheckConstraint(
                name="policies_decision_for_another",
                condition=Q(capacity=Capacity.DELEGATE, on_behalf_of__isnull=False) & ~Q(on_behalf_of=F("person"))
                | ~Q(capacity=Capacity.DELEGATE) & Q(on_behalf_of__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane}: {self.verdict} by {self.person_name}"
