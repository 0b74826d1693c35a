"""An exception as a report states it."""

from __future__ import annotations

from governance.reports.domain.lines import ExceptionLine
from policies.domain.ending import ExceptionState
from policies.domain.types import Lane
from policies.models import RuleException


def exception_line(row: RuleException, category: str) -> ExceptionLine:
    """`row`, read with its tool, category, codebase, team, requester and decisions."""
    people = {decision.lane: decision.person_name for decision in row.decisions.all()}
    return ExceptionLine(
        number=row.number,
        tool=row.tool.uid,
        category=row.category.uid,
        tool_name=row.tool.name,
        category_name=category,
        rule=row.rule_code,
        rule_title=row.rule_title,
        codebase=row.codebase.name if row.codebase else "",
        team=row.team.name,
        requested_by=row.requester.name,
        reason=row.reason,
        control=row.control,
        legal=people.get(Lane.LEGAL, ""),
        engineering=people.get(Lane.ENGINEERING, ""),
        state=ExceptionState(row.state),
        ends_on=row.ends_on,
        review_due_on=row.review_due_on,
    )
