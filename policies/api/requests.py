"""Requests for tools."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import Team
from governance.web.api.fields import PROSE, Entry, Ref, RowField, RowsField, Text
from governance.web.api.filters import Filters, by_choice, by_uid, instant
from governance.web.api.problems import Exists
from policies.api.codebases import SlugRef
from policies.domain.types import UNDECIDED, RequestState
from policies.models import Category, RequestLine, Tool, ToolRequest
from policies.services.requests import change_request, open_request, withdraw_request


class LineShortSerializer(serializers.ModelSerializer[RequestLine]):
    """A line in its request."""

    category = SlugRef(read_only=True)
    decided_lanes = serializers.SerializerMethodField()

    class Meta:
        model = RequestLine
        fields = ["uid", "category", "state", "decided_lanes", "closed_at"]

    def get_decided_lanes(self, line: RequestLine) -> list[str]:
        """Lanes that have decided."""
        return sorted(row.lane for row in line.current_decisions)


class RequestSerializer(serializers.ModelSerializer[ToolRequest]):
    """A request with its lines."""

    tool = Ref(read_only=True)
    team = Ref(read_only=True)
    requester = Ref(read_only=True)
    lines = LineShortSerializer(many=True, read_only=True)

    class Meta:
        model = ToolRequest
        fields = [
            "uid",
            "version",
            "number",
            "tool",
            "team",
            "requester",
            "purpose",
            "wanted_until",
            "state",
            "lines",
            "created_at",
            "closed_at",
        ]


class RequestChangeEntry(Entry):
    """What may change while nobody has decided."""

    purpose = Text(max_length=PROSE)
    wanted_until = serializers.DateField(allow_null=True, default=None)


class RequestEntry(RequestChangeEntry):
    """A tool in one or more categories, for a team you belong to."""

    tool = RowField(lambda user: Tool.objects.all())
    team = RowField(lambda user: Team.objects.all())
    categories = RowsField(lambda user: Category.objects.all(), min_length=1)


class RequestFilters(Filters):
    """Which requests."""

    tool = by_uid("tool", "Uid of the tool.")
    team = by_uid("team", "Uid of the team.")
    requester = by_uid("requester", "Uid of the requester.")
    state = by_choice("state", RequestState, "State.")
    number = filters.NumberFilter(
        field_name="number", min_value=0, max_value=2_000_000_000, decimal_places=0, help_text="Number of the request."
    )
    since = instant("created_at", "gte", "Made at or after.")
    until = instant("created_at", "lt", "Made before.")


class Requests(Rows):
    """Requests for tools in categories; each tool and category is a line, decided in two lanes."""

    serializer_class = RequestSerializer
    filterset_class = RequestFilters
    deeds = {
        "create": Deed("request.make", RequestEntry),
        "update": Deed("request.make", RequestChangeEntry),
        "withdraw": Deed("request.make"),
    }

    def rows(self) -> QuerySet[ToolRequest]:
        lines = RequestLine.objects.select_related("category").prefetch_related("decisions")
        rows: QuerySet[ToolRequest] = ToolRequest.objects.visible_to(self.actor.person)
        return rows.select_related("tool", "team", "requester").prefetch_related(Prefetch("lines", queryset=lines))

    def create(self, request: Request) -> Response:
        """Ask for a tool."""
        entry = self.entry
        self._refuse_duplicate(entry)
        return self.created(open_request(actor=self.actor, **entry))

    def _refuse_duplicate(self, entry: dict[str, Any]) -> None:
        """Say where the open request is that asks the same, if the person sees it; else the service says so."""
        lines = RequestLine.objects.filter(tool=entry["tool"], category__in=entry["categories"], state__in=UNDECIDED)
        found = self.rows().filter(lines__in=lines).first()
        if found is not None:
            sentence = f"This is being decided in request {found.number} already. Follow that one."
            raise Exists(sentence, address=self.address(found))

    def update(self, request: Request, uid: Any) -> Response:
        """Change what a request says, while no lane has decided."""
        row = self.row
        return self.again(change_request(actor=self.actor, request=row, version=row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: Any) -> Response:
        """Withdraw a request; what was decided stays."""
        return self.again(withdraw_request(actor=self.actor, request=self.row, version=self.row.version))
