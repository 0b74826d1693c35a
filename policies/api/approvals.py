"""Approvals. Everybody signed in reads them; changing one needs a person in a session."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.access import today
from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, prose
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.api.codebases import SlugRef
from policies.domain.conditions import condition_standing
from policies.domain.types import ApprovalState
from policies.models import Approval, ApprovalCondition, Decision
from policies.services.approvals import change_approval
from policies.standings import state_on


class ConditionItemSerializer(serializers.ModelSerializer[ApprovalCondition]):
    """One condition, as item: who answers for it until when, and since when it is met, by whose word."""

    owner = Ref(read_only=True, allow_null=True)
    met_by = Ref(read_only=True, allow_null=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = ApprovalCondition
        fields = ["uid", "version", "position", "text", "owner", "due_on", "standing", "met_on", "met_word", "met_by"]

    def get_standing(self, row: ApprovalCondition) -> str:
        """Unassigned, to be met, overdue or met, today."""
        named = row.owner_id is not None
        return condition_standing(has_owner=named, due_on=row.due_on, met_on=row.met_on, today=today()).value


class DecidedSerializer(serializers.ModelSerializer[Decision]):
    """Who decided one lane, in which words. The reasons are with the decision, for those who see the request."""

    class Meta:
        model = Decision
        fields = ["lane", "person_name", "job_title", "sentence", "face_note", "decided_at"]


class ApprovalSerializer(serializers.ModelSerializer[Approval]):
    """A tool may be used in a category until a date. `standing` is the state seen through the clock."""

    line = serializers.UUIDField(source="line.uid", read_only=True)
    tool = Ref(read_only=True)
    category = SlugRef(read_only=True)
    standing = serializers.SerializerMethodField()
    conditions = ConditionItemSerializer(source="condition_items", many=True, read_only=True)
    decided = DecidedSerializer(source="line.current_decisions", many=True, read_only=True)
    snapshot_sha256 = serializers.CharField(source="snapshot.sha256", read_only=True)

    class Meta:
        model = Approval
        fields = [
            "uid",
            "version",
            "line",
            "tool",
            "category",
            "state",
            "standing",
            "starts_on",
            "ends_on",
            "conditions",
            "decided",
            "state_reason",
            "state_changed_at",
            "review_due_on",
            "snapshot_sha256",
            "granted_at",
        ]

    def get_standing(self, approval: Approval) -> str:
        """Active, flagged, suspended, revoked, expiring, expired or superseded, today."""
        return state_on(today(), approval)


class ReasonEntry(Entry):
    """Why. The people who use the tool will read it."""

    reason = prose()


class ApprovalFilters(Filters):
    """Which approvals."""

    tool = by_uid("tool", "Uid of the tool.")
    category = by_uid("category", "Uid of the category.")
    line = by_uid("line", "Uid of the line.")
    state = by_choice("state", ApprovalState, "Stored state; whether it expired is in `standing`.")


class Approvals(Rows):
    """Approvals in force and past."""

    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilters
    deeds = {
        "flag": Deed("approval.flag", ReasonEntry),
        "clear": Deed("approval.resume", ReasonEntry),
        "suspend": Deed("approval.suspend", ReasonEntry),
        "resume": Deed("approval.resume", ReasonEntry),
        "revoke": Deed("approval.revoke", ReasonEntry),
    }

    def rows(self) -> QuerySet[Approval]:
        rows: QuerySet[Approval] = Approval.objects.visible_to(self.actor.person)
        joined = rows.select_related("line", "tool", "category", "snapshot").defer("snapshot__body")
        items = ApprovalCondition.objects.select_related("owner", "met_by")
        return joined.prefetch_related(Prefetch("condition_items", queryset=items), "line__decisions")

    def _change(self, event: str) -> Response:
        row = self.row
        return self.again(
            change_approval(actor=self.actor, approval=row, event=event, version=row.version, **self.entry)
        )

    @action(detail=True, methods=["post"])
    def flag(self, request: Request, uid: Any) -> Response:
        """Flag an approval for review. Needs a session and a fresh step-up."""
        return self._change("flag")

    @action(detail=True, methods=["post"])
    def clear(self, request: Request, uid: Any) -> Response:
        """Clear the flag. Needs a session and a fresh step-up."""
        return self._change("clear")

    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, uid: Any) -> Response:
        """Suspend an approval at once. Needs a session and a fresh step-up."""
        return self._change("suspend")

    @action(detail=True, methods=["post"])
    def resume(self, request: Request, uid: Any) -> Response:
        """Let a suspended approval hold again. Needs a session and a fresh step-up."""
        return self._change("resume")

    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, uid: Any) -> Response:
        """Revoke an approval for good. Needs a session and a fresh step-up."""
        return self._change("revoke")
