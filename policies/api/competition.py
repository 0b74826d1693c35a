"""Competition notes: counsel's findings whether something of ours competes with a vendor."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import PROSE, Entry, Ref, RowField, Text, choice
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.types import CompetitionFinding
from policies.models import Codebase, CompetitionNote
from policies.services.competition import write_note
from vendors.models import Vendor


class NoteSerializer(serializers.ModelSerializer[CompetitionNote]):
    """One finding. `subject` null: everything of ours. Reasons that are legal advice are null, whoever asks."""

    vendor = Ref(read_only=True)
    subject = Ref(read_only=True, allow_null=True)
    reasons = serializers.SerializerMethodField()
    written_by = Ref(read_only=True)

    class Meta:
        model = CompetitionNote
        fields = [
            "uid",
            "vendor",
            "subject",
            "number",
            "finding",
            "reasons",
            "ends_on",
            "written_by",
            "written_at",
        ]

    def get_reasons(self, note: CompetitionNote) -> str | None:
        """Why, where the reasons were written as open."""
        return note.reasons if note.reasons_open else None


class CompetitionNoteEntry(Entry):
    """A finding, why, and until when it counts."""

    vendor = RowField(lambda user: Vendor.objects.all())
    subject = RowField(lambda user: Codebase.objects.visible_to(user), allow_null=True, default=None)
    finding = choice(CompetitionFinding)
    reasons = Text(max_length=PROSE)
    reasons_open = serializers.BooleanField(default=False)
    ends_on = serializers.DateField()


class NoteFilters(Filters):
    """Which notes."""

    vendor = by_uid("vendor", "Uid of the vendor.")
    subject = by_uid("subject", "Uid of the product or model of ours.")
    finding = by_choice("finding", CompetitionFinding, "What counsel found.")


class Notes(Rows):
    """Competition notes. None is ever changed; a new one follows, and one that is over counts as undetermined."""

    serializer_class = NoteSerializer
    filterset_class = NoteFilters
    versioned = False
    deeds = {"create": Deed("competition.find", CompetitionNoteEntry)}

    def rows(self) -> QuerySet[CompetitionNote]:
        rows: QuerySet[CompetitionNote] = CompetitionNote.objects.visible_to(self.actor.person)
        return rows.select_related("vendor", "subject", "written_by")

    def create(self, request: Request) -> Response:
        """Write a finding; it follows the one before on the same vendor and subject. Needs a session of counsel and a
        fresh step-up."""
        return self.created(write_note(actor=self.actor, **self.entry))
