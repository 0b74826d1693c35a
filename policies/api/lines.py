"""Lines of requests and the decisions on them. Deciding needs a person in a session."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.errors import Conflict
from governance.web.api.fields import MANY, PROSE, Entry, Ref, Text, TextList, choice
from governance.web.api.filters import Filters, by_choice, by_uid, instant
from policies.api.codebases import SlugRef
from policies.api.evaluations import EvaluationSerializer
from policies.api.lanes import DECIDING, LANE_DEEDS, LaneDeeds
from policies.chains import chains, withheld_from
from policies.domain.types import UNDECIDED, Lane, LineState, Verdict
from policies.models import Decision, RequestLine, ToolRequest
from policies.services.decisions import Answered, decide_line
from policies.services.evaluations import judge_lines


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """One lane's answer to a line. The snapshot it judged is named by its hash."""

    line = serializers.UUIDField(source="line.uid", read_only=True)
    request = serializers.UUIDField(source="line.request.uid", read_only=True)
    person = Ref(read_only=True)
    on_behalf_of = Ref(read_only=True, allow_null=True)
    conditions = TextList()
    snapshot_sha256 = serializers.CharField(source="snapshot.sha256", read_only=True)
    revision = serializers.UUIDField(source="revision.uid", read_only=True)

    class Meta:
        model = Decision
        fields = [
            "uid",
            "line",
            "request",
            "round",
            "lane",
            "person",
            "person_name",
            "job_title",
            "capacity",
            "acting",
            "on_behalf_of",
            "verdict",
            "reasons",
            "conditions",
            "ends_on",
            "sentence",
            "face_note",
            "snapshot_sha256",
            "revision",
            "decided_at",
        ]


class LineSerializer(serializers.ModelSerializer[RequestLine]):
    """A line with its decisions; those of former rounds judged another state and count no more."""

    request = serializers.UUIDField(source="request.uid", read_only=True)
    tool = Ref(read_only=True)
    category = SlugRef(read_only=True)
    decisions = DecisionSerializer(many=True, read_only=True)

    class Meta:
        model = RequestLine
        fields = [
            "uid",
            "version",
            "request",
            "tool",
            "category",
            "state",
            "round",
            "legal_due_on",
            "engineering_due_on",
            "decisions",
            "closed_at",
        ]


class DecisionEntry(Entry):
    """One lane's answer, on the state whose hash was read."""

    lane = choice(Lane)
    verdict = choice(Verdict)
    reasons = Text(max_length=PROSE)
    seen_sha256 = Text(max_length=64)
    conditions = serializers.ListField(child=Text(max_length=2000), max_length=MANY, default=list)
    ends_on = serializers.DateField(allow_null=True, default=None)


class LineFilters(Filters):
    """Which lines."""

    request = by_uid("request", "Uid of the request.")
    tool = by_uid("tool", "Uid of the tool.")
    category = by_uid("category", "Uid of the category.")
    state = by_choice("state", LineState, "State.")


class DecisionFilters(Filters):
    """Which decisions."""

    line = by_uid("line", "Uid of the line.")
    request = by_uid("line__request", "Uid of the request.")
    person = by_uid("person", "Uid of who decided.")
    lane = by_choice("lane", Lane, "Lane.")
    verdict = by_choice("verdict", Verdict, "Verdict.")
    since = instant("decided_at", "gte", "Decided at or after.")
    until = instant("decided_at", "lt", "Decided before.")


def decisions() -> QuerySet[Decision]:
    """Decisions with all that is shown of them."""
    rows = Decision.objects.select_related("line__request", "person", "on_behalf_of", "snapshot", "revision")
    return rows.defer("snapshot__body", "revision__content")


class Lines(LaneDeeds):
    """Lines: one tool for one category."""

    serializer_class = LineSerializer
    filterset_class = LineFilters
    deeds = {"decide": Deed(DECIDING, DecisionEntry), **LANE_DEEDS}

    def rows(self) -> QuerySet[RequestLine]:
        seen = ToolRequest.objects.visible_to(self.actor.person).values("pk")
        rows = RequestLine.objects.filter(request__in=seen).select_related("request__requester", "tool", "category")
        return rows.prefetch_related(Prefetch("decisions", queryset=decisions()))

    @extend_schema(responses=EvaluationSerializer)
    @action(detail=True, methods=["get"])
    def evaluation(self, request: Request, uid: Any) -> Response:
        """An open line as it stands now: verdict, rules, answers, quotes."""
        line = self.get_object()
        judged = judge_lines([line]).get(line.pk) if line.state in UNDECIDED else None
        if judged is None:
            raise Conflict("This line is not open, or its category left the policy. Its decisions say what was judged.")
        found, conditions = judged.evaluation, judged.conditions
        findings = chains(found, conditions, withheld_from([found], self.actor.person))
        shown = {
            "category": judged.category.name,
            "outcome": found.outcome,
            "sha256": judged.sha256,
            "conditions": conditions,
            "findings": findings,
        }
        return Response(EvaluationSerializer(shown).data)

    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: Any) -> Response:
        """Decide a line in one lane. Needs a session and a fresh step-up."""
        entry = self.entry
        lane = entry.pop("lane")
        decide_line(actor=self.actor, line=self.row, lane=lane, answer=Answered(**entry))
        return self.again(self.row)


class Decisions(Rows):
    """Decisions of both lanes on lines of requests you see."""

    serializer_class = DecisionSerializer
    filterset_class = DecisionFilters
    versioned = False

    def rows(self) -> QuerySet[Decision]:
        seen = ToolRequest.objects.visible_to(self.actor.person).values("pk")
        return decisions().filter(line__request__in=seen)
