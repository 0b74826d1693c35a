"""Output statements: engineering's account, surface by surface, of what output of a tool is."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Invalid
from governance.modelling import locked
from policies.domain.types import Surface
from policies.models import OutputStatement, Tool
from policies.services.outcomes import owe_outcomes


@deed
def write_statement(
    *, actor: Actor, tool: Tool, surface: Surface, sent: str, returned: str, output: str, kept: str
) -> OutputStatement:
    """Write engineering's account of one surface. A new statement follows the old one; neither is ever changed."""
    tool = locked(tool)
    require(actor, "statement.write", system=True)
    parts = {"sent": sent, "returned": returned, "output": output, "kept": kept}
    empty = {
        name: ["Say it in a sentence; “nothing” is an answer too."] for name, text in parts.items() if not text.strip()
    }
    if empty:
        raise Invalid("The output statement is not complete.", problems=empty)
    number = (tool.statements.filter(surface=surface).aggregate(last=Max("number"))["last"] or 0) + 1
    statement = OutputStatement.objects.create(
        tool=tool, surface=surface, number=number, written_by=actor.person, written_at=timezone.now(), **parts
    )
    record(
        actor,
        "tool.statement-written",
        subject=statement,
        detail={"tool": tool.name, "surface": surface, "number": number, **parts},
    )
    owe_outcomes([tool.pk])
    return statement
