"""Output statements: engineering's own account of a surface."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import PROSE, Entry, Ref, RowField, Text, choice
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.types import Surface
from policies.models import OutputStatement, Tool
from policies.services.statements import write_statement

PARTS = ("sent", "returned", "output", "kept")


class StatementSerializer(serializers.ModelSerializer[OutputStatement]):
    """One numbered account of one surface."""

    tool = Ref(read_only=True)
    written_by = Ref(read_only=True)

    class Meta:
        model = OutputStatement
        fields = ["uid", "tool", "surface", "number", *PARTS, "written_by", "written_at"]


class StatementEntry(Entry):
    """What is sent, what comes back, what output is there, where it is kept."""

    tool = RowField(lambda user: Tool.objects.all())
    surface = choice(Surface)
    sent = Text(max_length=PROSE)
    returned = Text(max_length=PROSE)
    output = Text(max_length=PROSE)
    kept = Text(max_length=PROSE)


class StatementFilters(Filters):
    """Which statements."""

    tool = by_uid("tool", "Uid of the tool.")
    surface = by_choice("surface", Surface, "Where the tool meets an engineer.")


class Statements(Rows):
    """Output statements. None is ever changed; a new one follows."""

    serializer_class = StatementSerializer
    filterset_class = StatementFilters
    versioned = False
    deeds = {"create": Deed("statement.write", StatementEntry)}

    def rows(self) -> QuerySet[OutputStatement]:
        return OutputStatement.objects.select_related("tool", "written_by")

    def create(self, request: Request) -> Response:
        """Write a statement; it follows the one before of the same surface."""
        entry = self.entry
        newest = self.rows().filter(tool=entry["tool"], surface=entry["surface"]).order_by("-number")[:1]
        same = {name: entry[name] for name in PARTS}
        self.refuse_existing("This statement", pk__in=list(newest.values_list("pk", flat=True)), **same)
        return self.created(write_statement(actor=self.actor, **entry))
