"""Exceptions made by the real services: a category that bars, what is asked for, both lanes' answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from governance.accounts.access import Actor
from governance.accounts.models import Team
from policies.domain.types import Lane, OnFail, Verdict
from policies.models import ExceptionDecision, RequestLine, RuleException
from policies.services.exception_decisions import ExceptionAnswer, decide_exception
from policies.services.exceptions import ExceptionInput, ask_exception, judged_for
from policies.services.requests import today
from tests.factories.policies import REVIEW_RULE, CategoryPlan

OWNER = "owner_of_output"
STRICT = CategoryPlan("Strict code", rules=((OWNER, {"owners": ["shared"]}, OnFail.BARRED), REVIEW_RULE))
"""Bars the tool of the tests by one rule, which reads who owns the output: by its reading the customer does."""
STRICTER = CategoryPlan(
    "Stricter code",
    rules=(
        (OWNER, {"owners": ["shared"]}, OnFail.BARRED),
        ("region_allowed", {"regions": ["Antarctica"]}, OnFail.BARRED),
        REVIEW_RULE,
    ),
)
"""Bars it by two rules."""


def ask(
    actor: Actor, line: RequestLine, team: Team, rule: str = OWNER, *, days: int = 60, **values: Any
) -> RuleException:
    """An exception asked for by an engineering manager, for the tool and the category of a line."""
    entry: dict[str, Any] = {
        "reason": "The migration ends in spring.",
        "control": "Every change is read by two people.",
        "ends_on": today() + dt.timedelta(days=days),
        **values,
    }
    return ask_exception(
        actor=actor, tool=line.tool, category=line.category, rule=rule, team=team, entry=ExceptionInput(**entry)
    )


def answer(
    actor: Actor, row: RuleException, lane: Lane, verdict: Verdict = Verdict.APPROVE, **values: Any
) -> ExceptionDecision:
    """One lane's answer to an exception as judged now."""
    entry = {"reasons": "The control suffices.", "seen_sha256": judged_for(row).sha256, **values}
    return decide_exception(actor=actor, exception=row, lane=lane, answer=ExceptionAnswer(verdict, **entry))


def grant(legal: Actor, engineering: Actor, row: RuleException) -> RuleException:
    """Both lanes agree."""
    answer(legal, row, Lane.LEGAL)
    answer(engineering, row, Lane.ENGINEERING)
    row.refresh_from_db()
    return row
