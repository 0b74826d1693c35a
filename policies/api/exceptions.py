"""Exceptions from rules. Asking is for teams; deciding, reviewing and ending need a person in a session."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.access import today
from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import Team
from governance.web.api.fields import PROSE, Entry, Ref, RowField, Text, choice
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.api.approvals import ReasonEntry
from policies.api.codebases import SlugRef
from policies.domain.ending import ExceptionState, exception_standing
from policies.domain.types import Lane, Verdict
from policies.models import Category, Codebase, ExceptionDecision, RuleException, Tool
from policies.services.exception_decisions import ExceptionAnswer, decide_exception
from policies.services.exceptions import (
    ExceptionInput,
    ask_exception,
    end_exception,
    review_exception,
    withdraw_exception,
)

DECIDING = ("exception.decide.legal", "exception.decide.engineering")


class ExceptionDecisionSerializer(serializers.ModelSerializer[ExceptionDecision]):
    """One lane's answer. What it judged is named by its hash."""

    snapshot_sha256 = serializers.CharField(source="snapshot.sha256", read_only=True)

    class Meta:
        model = ExceptionDecision
        fields = [
            "uid",
            "lane",
            "person_name",
            "job_title",
            "capacity",
            "verdict",
            "reasons",
            "sentence",
            "face_note",
            "snapshot_sha256",
            "decided_at",
        ]


class ExceptionSerializer(serializers.ModelSerializer[RuleException]):
    """A departure from a rule until a date. `standing` is the state seen through the clock; `codebase` is null where it
    is bound to none, or to one you do not see (`bound` says which)."""

    tool = Ref(read_only=True)
    category = SlugRef(read_only=True)
    rule = serializers.CharField(source="rule_code", read_only=True)
    bound = serializers.SerializerMethodField()
    codebase = serializers.SerializerMethodField()
    team = Ref(read_only=True)
    requester = Ref(read_only=True)
    former = Ref(read_only=True, allow_null=True)
    standing = serializers.SerializerMethodField()
    decisions = ExceptionDecisionSerializer(many=True, read_only=True)

    class Meta:
        model = RuleException
        fields = [
            "uid",
            "version",
            "number",
            "tool",
            "category",
            "rule",
            "rule_title",
            "bound",
            "codebase",
            "team",
            "requester",
            "reason",
            "control",
            "ends_on",
            "former",
            "state",
            "standing",
            "state_reason",
            "review_due_on",
            "decisions",
            "created_at",
            "closed_at",
        ]

    def get_bound(self, row: RuleException) -> bool:
        """Whether it holds for one codebase only."""
        return row.codebase_id is not None

    def get_codebase(self, row: Any) -> dict[str, str] | None:
        """Uid and name of the codebase, where you see it."""
        return {"uid": str(row.codebase.uid), "name": row.codebase.name} if row.codebase_seen else None

    def get_standing(self, row: RuleException) -> str:
        """Requested, active, flagged, expiring, expired, declined, withdrawn or ended, today."""
        return exception_standing(ExceptionState(row.state), row.ends_on, today()).value


class ExceptionEntry(Entry):
    """From which rule, for which tool in which category; why, what is done instead, and until when."""

    tool = RowField(lambda user: Tool.objects.all())
    category = RowField(lambda user: Category.objects.all())
    rule = Text(max_length=60)
    team = RowField(lambda user: Team.objects.all())
    codebase = RowField(lambda user: Codebase.objects.visible_to(user), allow_null=True, default=None)
    reason = Text(max_length=PROSE)
    control = Text(max_length=2000)
    ends_on = serializers.DateField()
    former = RowField(lambda user: RuleException.objects.visible_to(user), allow_null=True, default=None)


class ExceptionDecisionEntry(Entry):
    """One lane's answer, on the state whose hash was read on the page of the exception."""

    lane = choice(Lane)
    verdict = choice(Verdict)
    reasons = Text(max_length=PROSE)
    seen_sha256 = Text(max_length=64)


class ExceptionFilters(Filters):
    """Which exceptions."""

    tool = by_uid("tool", "Uid of the tool.")
    category = by_uid("category", "Uid of the category.")
    requester = by_uid("requester", "Uid of who asked.")
    state = by_choice("state", ExceptionState, "Stored state; whether it expired is in `standing`.")


class Exceptions(Rows):
    """Exceptions from rules: departures for a tool in a category, until a date, agreed to in both lanes."""

    serializer_class = ExceptionSerializer
    filterset_class = ExceptionFilters
    deeds = {
        "create": Deed("exception.request", ExceptionEntry),
        "withdraw": Deed("exception.request"),
        "decide": Deed(DECIDING, ExceptionDecisionEntry),
        "review": Deed("exception.review", ReasonEntry),
        "end": Deed("exception.end", ReasonEntry),
    }

    def rows(self) -> QuerySet[RuleException]:
        person = self.actor.person
        seen = Codebase.objects.visible_to(person).filter(pk=OuterRef("codebase"))
        rows: QuerySet[RuleException] = RuleException.objects.visible_to(person).annotate(codebase_seen=Exists(seen))
        joined = rows.select_related("tool", "category", "codebase", "team", "requester", "former")
        return joined.prefetch_related("decisions__snapshot")

    def create(self, request: Request) -> Response:
        """Ask for an exception from a rule that bars."""
        entry = self.entry
        named = {name: entry.pop(name) for name in ("tool", "category", "rule", "team")}
        return self.created(ask_exception(actor=self.actor, **named, entry=ExceptionInput(**entry)))

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: Any) -> Response:
        """Withdraw a request for an exception."""
        return self.again(withdraw_exception(actor=self.actor, exception=self.row, version=self.row.version))

    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: Any) -> Response:
        """Decide an exception in one lane. Needs a session and a fresh step-up."""
        entry = self.entry
        lane = entry.pop("lane")
        decide_exception(actor=self.actor, exception=self.row, lane=lane, answer=ExceptionAnswer(**entry))
        return self.again(self.row)

    @action(detail=True, methods=["post"])
    def review(self, request: Request, uid: Any) -> Response:
        """Clear what an exception was flagged for. Needs a session and a fresh step-up."""
        row = self.row
        return self.again(review_exception(actor=self.actor, exception=row, version=row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: Any) -> Response:
        """End an exception before its last day. Needs a session and a fresh step-up."""
        row = self.row
        return self.again(end_exception(actor=self.actor, exception=row, version=row.version, **self.entry))
