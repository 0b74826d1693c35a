"""Delegations of lanes: who decides in whose place until when. Giving and ending needs a person in a session."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import User
from governance.web.api.fields import Entry, Ref, RowField, Text, choice
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.api.codebases import SlugRef
from policies.domain.types import Lane
from policies.models import Category, Delegation
from policies.services.delegations import delegate_lane, end_delegation


class DelegationSerializer(serializers.ModelSerializer[Delegation]):
    """Somebody decides a lane in its owner's place. No category: all that the owner owns in the lane."""

    owner = Ref(read_only=True)
    delegate = Ref(read_only=True)
    category = SlugRef(read_only=True, allow_null=True)
    ended_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = Delegation
        fields = [
            "uid",
            "owner",
            "lane",
            "category",
            "delegate",
            "reason",
            "given_at",
            "ends_on",
            "ended_at",
            "ended_by",
        ]


class DelegationEntry(Entry):
    """Whom, which lane, which category (none: all you own in the lane), until when, and why."""

    lane = choice(Lane)
    delegate = RowField(lambda user: User.objects.all())
    category = RowField(lambda user: Category.objects.all(), allow_null=True, default=None)
    ends_on = serializers.DateField()
    reason = Text(max_length=2000)


class DelegationFilters(Filters):
    """Which delegations."""

    owner = by_uid("owner", "Uid of the owner.")
    delegate = by_uid("delegate", "Uid of the delegate.")
    category = by_uid("category", "Uid of the category.")
    lane = by_choice("lane", Lane, "Lane.")
    ended = filters.BooleanFilter(
        field_name="ended_at", lookup_expr="isnull", exclude=True, help_text="True: those ended before their day."
    )


class Delegations(Rows):
    """Delegations of lanes, running and past. Separation is asked line by line, when the delegate decides."""

    serializer_class = DelegationSerializer
    filterset_class = DelegationFilters
    versioned = False
    deeds = {"create": Deed("lane.delegate", DelegationEntry), "end": Deed("lane.delegate")}

    def rows(self) -> QuerySet[Delegation]:
        rows: QuerySet[Delegation] = Delegation.objects.visible_to(self.actor.person)
        return rows.select_related("owner", "delegate", "category", "ended_by")

    def create(self, request: Request) -> Response:
        """Let somebody decide in your place. Needs a session and a fresh step-up."""
        entry = self.entry
        category = entry.pop("category")
        (row,) = delegate_lane(actor=self.actor, categories=[category] if category else [], **entry)
        return self.created(row)

    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: Any) -> Response:
        """End it before its day. Needs a session and a fresh step-up of the owner or the delegate."""
        return self.again(end_delegation(actor=self.actor, delegation=self.row))
