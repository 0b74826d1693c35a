"""Output statement present (domain.md, "Output statement": a tool in use needs one). Engineering's own reading."""

from __future__ import annotations

from policies.domain.labels import label
from policies.domain.rules.base import Parameters, Rule, RuleVerdict, combined, entries, satisfied, undocumented
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.sentences import listing, long_date
from policies.domain.types import CategoryFacts, StatementFact, Surface, ToolFacts

SURFACES = Parameter(
    "surfaces",
    "Surfaces that need a statement",
    "Left empty, one statement for any surface is enough.",
    ParameterKind.CHOICES,
    (),
    tuple((surface.value, label(surface)) for surface in Surface),
    required=False,
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when a statement is on record for each surface asked for, or for any where none is named."""
    asked = [surface for surface in Surface if surface in entries(parameters, SURFACES.name)]
    written = {statement.surface: statement for statement in facts.statements}
    if asked:
        required = f"A statement for {listing([label(surface).lower() for surface in asked])}"
        return combined(required, [_part(written.get(surface), surface) for surface in asked])
    parts = [_part(statement, surface) for surface, statement in written.items()]
    return combined("A statement for at least one surface", parts or [_part(None, None)])


def _part(statement: StatementFact | None, surface: Surface | None) -> RuleVerdict:
    of = f" for {label(surface).lower()}" if surface else ""
    if statement is None or not statement.output.strip():
        reason = f"Engineering has not said what is output of this tool{of}."
        return undocumented(reason, f"An output statement{of}, written by an engineering owner.")
    when = long_date(statement.written_at.date())
    return satisfied(f"Output statement{of} by {statement.written_by}, {when}.")


RULE = Rule(
    "output_statement_present",
    1,
    "Output statement present",
    "Engineering has put on record what is sent, what comes back and what output of the tool is.",
    judge,
    (SURFACES,),
)
