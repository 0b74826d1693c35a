"""What lanes do with a line beside deciding it: who may fill them, nominees, changes asked for and answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import User
from governance.web.api.fields import PROSE, Entry, Ref, RowField, Text, choice
from policies.domain.types import UNDECIDED, Lane
from policies.models import ChangesAsked, Nomination, RequestLine
from policies.services.deciders import deciders
from policies.services.evaluations import edition_of
from policies.services.nominations import name_nominee
from policies.services.rounds import answer_changes, ask_for_changes, take_back_ask

DECIDING = ("line.decide.legal", "line.decide.engineering")


class DeciderSerializer(serializers.Serializer[Any]):
    """Somebody who may fill the lane now, separation aside, and as what."""

    person = Ref(read_only=True)
    capacity = serializers.CharField()
    words = serializers.CharField()
    until = serializers.DateField(allow_null=True)


class AskedSerializer(serializers.ModelSerializer[ChangesAsked]):
    """Changes a lane asked the requester for, and what came of it."""

    class Meta:
        model = ChangesAsked
        fields = [
            "uid", "lane", "round", "person_name", "acting", "reasons", "asked_at", "due_on", "outcome", "answer",
            "closed_at",
        ]  # fmt: skip


class NominationSerializer(serializers.ModelSerializer[Nomination]):
    """Whom the escalation contact named for a lane that was overdue. Without `ended_at` it stands."""

    nominee = Ref(read_only=True)
    named_by = Ref(read_only=True)

    class Meta:
        model = Nomination
        fields = ["uid", "lane", "nominee", "named_by", "reason", "named_at", "ended_at"]


class LaneSerializer(serializers.Serializer[Any]):
    """One lane of a line: until when it is in time, whether it has decided, and who may."""

    lane = serializers.ChoiceField(choices=[lane.value for lane in Lane])
    due_on = serializers.DateField(allow_null=True)
    decided = serializers.BooleanField()
    deciders = DeciderSerializer(many=True)
    asked = AskedSerializer(many=True)
    nominations = NominationSerializer(many=True)


class LanesSerializer(serializers.Serializer[Any]):
    """Both lanes of a line."""

    lanes = LaneSerializer(many=True)


class NomineeEntry(Entry):
    """Whom, for which lane, and why."""

    lane = choice(Lane)
    nominee = RowField(lambda user: User.objects.all())
    reason = Text(max_length=2000)


class AskEntry(Entry):
    """In which lane, and what is to be changed or explained."""

    lane = choice(Lane)
    reasons = Text(max_length=PROSE)


class LaneEntry(Entry):
    """In which lane."""

    lane = choice(Lane)


class ChangeAnswerEntry(Entry):
    """What was changed, or an answer in words."""

    answer = Text(max_length=PROSE)


LANE_DEEDS = {
    "ask": Deed(DECIDING, AskEntry),
    "take_back": Deed(DECIDING, LaneEntry),
    "answer": Deed("request.make", ChangeAnswerEntry),
    "nominate": Deed("lane.nominate", NomineeEntry),
}


class LaneDeeds(Rows):
    """The part of `lines/` that is about its lanes."""

    @extend_schema(responses=LanesSerializer)
    @action(detail=True, methods=["get"])
    def lanes(self, request: Request, uid: Any) -> Response:
        """Both lanes: due dates, who may decide and as what, changes asked for, nominees."""
        line: RequestLine = self.get_object()
        edition = edition_of(line) if line.state in UNDECIDED else None
        decided = {row.lane for row in line.current_decisions}
        asks, named = list(line.asks.all()), list(line.nominations.select_related("nominee", "named_by"))
        shown = [
            {
                "lane": lane.value,
                "due_on": line.due_on(lane),
                "decided": lane in decided,
                "deciders": deciders(edition, lane, line=line) if edition and lane not in decided else [],
                "asked": [row for row in asks if row.lane == lane],
                "nominations": [row for row in named if row.lane == lane],
            }
            for lane in Lane
        ]
        return Response(LanesSerializer({"lanes": shown}).data)

    @action(detail=True, methods=["post"])
    def ask(self, request: Request, uid: Any) -> Response:
        """Ask the requester for changes instead of deciding. Needs a session and a fresh step-up."""
        ask_for_changes(actor=self.actor, line=self.row, **self.entry)
        return self.again(self.row)

    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, uid: Any) -> Response:
        """Need the changes no more. Needs a session and a fresh step-up of the lane that asked."""
        return self.again(take_back_ask(actor=self.actor, line=self.row, **self.entry))

    @action(detail=True, methods=["post"])
    def answer(self, request: Request, uid: Any) -> Response:
        """Answer what a lane asked; the line is before both lanes again."""
        return self.again(answer_changes(actor=self.actor, line=self.row, version=self.row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def nominate(self, request: Request, uid: Any) -> Response:
        """Name who may decide an overdue lane. Needs a session and a fresh step-up of the escalation contact."""
        name_nominee(actor=self.actor, line=self.row, **self.entry)
        return self.again(self.row)
