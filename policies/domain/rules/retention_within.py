"""Retention within N days, as held by settings (domain.md, "Retention"). One answer for each kind of content."""

from __future__ import annotations

from collections.abc import Iterator

from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    combined,
    conditional,
    days,
    entries,
    not_satisfied,
    said_yes,
    satisfied,
)
from policies.domain.rules.parameters import ACCEPT_SILENT, Parameter, ParameterKind
from policies.domain.rules.reading import Heard, all_as_held, hear, judged
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.terms import ClauseArea

_KINDS = {
    "prompts": "Prompts",
    "outputs": "Outputs",
    "code_context": "Code context",
    "logs": "Logs",
    "embeddings": "Embeddings",
}

DAYS = Parameter("days", "Days at most", "How long the vendor may keep our content.", ParameterKind.DAYS, 30)
KINDS = Parameter(
    "kinds",
    "Content it is asked of",
    "Retention is read separately for each kind of content.",
    ParameterKind.CHOICES,
    ("prompts", "outputs", "code_context"),
    tuple(_KINDS.items()),
)
ACCEPT_UNTIL_DELETED = Parameter(
    "accept_until_deleted",
    "Accept “until deleted”",
    "Accept content that is kept until we delete it, on condition that we do so in time.",
    ParameterKind.YES_NO,
    False,
)


def question(kind: str) -> str:
    """The question about how long one kind of content is kept."""
    return f"keep_{kind}_days"


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when every kind asked for is kept no longer than the days allowed, as the tool is set."""
    limit = days(parameters, DAYS.name)
    required = f"At most {limit} days"
    until_deleted = said_yes(parameters, ACCEPT_UNTIL_DELETED.name)
    silent = said_yes(parameters, ACCEPT_SILENT.name)
    parts = []
    for kind in (kind for kind in _KINDS if kind in entries(parameters, KINDS.name)):
        heard = hear(facts, ClauseArea.RETENTION, question(kind))
        parts.append(judged(required, heard, _parts(facts, heard, limit, until_deleted), silent))
    return combined(required, parts)


def _parts(facts: ToolFacts, heard: Heard, limit: int, until_deleted: bool) -> Iterator[RuleVerdict]:
    said = f"{heard.label}: {heard.words}"
    if isinstance(heard.value, int) and not isinstance(heard.value, bool) and heard.value <= limit:
        yield satisfied(f"{said}.")
    elif heard.value == "until_deleted" and until_deleted:
        yield conditional(f"{said}.", f"Our content is deleted within {limit} days.")
    else:
        fix = "A setting, a tier or an order form that shortens retention."
        yield not_satisfied(f"{said}; required is at most {limit} days.", fix)
    yield from all_as_held(facts, heard, f"{said} only by setting")


RULE = Rule(
    "retention_within",
    1,
    "Retention within limits",
    "As the tool is set, the vendor keeps our content no longer than the days allowed.",
    judge,
    (DAYS, KINDS, ACCEPT_UNTIL_DELETED, ACCEPT_SILENT),
    (ClauseArea.RETENTION,),
    tuple(question(kind) for kind in _KINDS),
)
