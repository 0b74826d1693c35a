"""The deed of judgement on grades of risk: counsel confirms the four grades of a strategy for a tool, until a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from governance.accounts.access import Actor, recently_empowered, require
from governance.audit.deeds import deed, record
from governance.canonical import canonical_json, sha256_text
from governance.errors import Invalid, Stale
from governance.modelling import locked
from policies.domain.codec import encode
from policies.domain.risk.types import STRATEGY_WORDS, Strategy
from policies.models import RiskConfirmation, Tool
from policies.risks import basis_of, of_strategy, tool_grades
from policies.services.requests import today

LONGEST_DAYS = 366
"""A confirmation is looked at again within a year."""


@dataclass(frozen=True, slots=True)
class Confirming:
    """What counsel confirms: a strategy, the basis they saw, until when, and a note that is legal advice."""

    strategy: Strategy
    basis: str
    review_on: dt.date
    note: str = ""


@deed
def confirm_risk(*, actor: Actor, tool: Tool, entry: Confirming) -> RiskConfirmation:
    """Confirm the grades as they are, with all they rest on kept. Raises NotAllowed, Stale where they are no longer
    those that were seen, Invalid for a review date past or more than a year away."""
    require(actor, "risk.grade")
    tool = locked(tool)
    if not today() <= entry.review_on <= today() + dt.timedelta(days=LONGEST_DAYS):
        sentence = "Choose a day from today to a year from now."
        raise Invalid(sentence, problems={"review_on": [sentence]})
    found = tool_grades(tool)
    basis = basis_of(found, entry.strategy)
    if basis != entry.basis:
        raise Stale("What these grades rest on changed while you were reading. Read them again.", current=tool)
    body = canonical_json({"schema": 1, "tool": tool.uid, "grades": encode(of_strategy(found, entry.strategy))})
    now = timezone.now()
    row = RiskConfirmation.objects.create(
        tool=tool,
        strategy=entry.strategy,
        basis=basis,
        body=body,
        sha256=sha256_text(body),
        note=entry.note.strip(),
        review_on=entry.review_on,
        confirmed_by=actor.person,
        confirmed_at=now,
        face=recently_empowered(actor.person, now),
    )
    graded = {found.risk.value: found.grade for found in of_strategy(found, entry.strategy)}
    detail = {"tool": tool.name, "strategy": STRATEGY_WORDS[entry.strategy], "grades": graded, "sha256": row.sha256}
    record(actor, "risk.confirmed", subject=row, detail=detail | {"review_on": entry.review_on})
    return row
