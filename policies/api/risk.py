"""Grades of risk that counsel confirmed, with the state they judged."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import PROSE, Entry, Ref, RowField, Text, choice
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.risk.types import Strategy
from policies.models import RiskConfirmation, Tool
from policies.services.risk import Confirming, confirm_risk


class ConfirmationSerializer(serializers.ModelSerializer[RiskConfirmation]):
    """Grades of one strategy for one tool. `grades` maps each risk to its grade as it was judged; `sha256` is of all
    they rested on. The note is legal advice and is not here."""

    tool = Ref(read_only=True)
    confirmed_by = Ref(read_only=True)
    grades = serializers.SerializerMethodField()

    class Meta:
        model = RiskConfirmation
        fields = ["uid", "tool", "strategy", "grades", "basis", "sha256", "review_on", "confirmed_by", "confirmed_at"]

    def get_grades(self, row: RiskConfirmation) -> dict[str, str]:
        """Risk to grade."""
        return {found["risk"]: found["grade"] for found in json.loads(row.body)["grades"]}


class RiskConfirmEntry(Entry):
    """What is confirmed, on what basis, until when. The note is privileged."""

    tool = RowField(lambda user: Tool.objects.all())
    strategy = choice(Strategy)
    basis = serializers.CharField(max_length=64)
    review_on = serializers.DateField()
    note = Text(max_length=PROSE, required=False, allow_blank=True, default="")


class ConfirmationFilters(Filters):
    """Which confirmations."""

    tool = by_uid("tool", "Uid of the tool.")
    strategy = by_choice("strategy", Strategy, "Which strategy.")


class Confirmations(Rows):
    """Grades of risk by strategy that counsel confirmed. None is ever changed; the newest of a strategy speaks."""

    serializer_class = ConfirmationSerializer
    filterset_class = ConfirmationFilters
    reading = "risk.read"
    versioned = False
    deeds = {"create": Deed("risk.grade", RiskConfirmEntry)}

    def rows(self) -> QuerySet[RiskConfirmation]:
        return RiskConfirmation.objects.select_related("tool", "confirmed_by")

    def create(self, request: Request) -> Response:
        """Confirm grades as they are. Needs a session of counsel and a fresh step-up."""
        entry: dict[str, Any] = self.entry
        tool = entry.pop("tool")
        return self.created(confirm_risk(actor=self.actor, tool=tool, entry=Confirming(**entry)))
