"""What needs somebody first, worked out from the content of a report. Pure; the wording is what the summary prints.

The order is the order of harm: what is in force against the present reading, what rests on words that changed, what is
stopped, what ends soon, what waits for a decision, what nobody has read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from uuid import UUID

from governance.reports.domain.content import Portfolio
from governance.reports.domain.lines import ApprovalLine, Matter, VerdictLine
from policies.domain.ending import ExceptionStanding
from policies.domain.labels import label
from policies.domain.lifecycle import Standing
from policies.domain.sentences import listing
from policies.domain.types import UNDECIDED, Lane, LineState, Outcome
from vendors.domain.terms import AREA_LABELS, AssessmentState

NOTICE_DAYS = 90
"""Approvals that end within so many days are named."""

IN_FORCE = frozenset({Standing.ACTIVE, Standing.FLAGGED, Standing.EXPIRING})


def matters_of(content: Portfolio, today: dt.date) -> tuple[Matter, ...]:
    """Every matter, most pressing first; `today` is the as-of date in the organisation's zone."""
    owners = _Owners(content)
    return tuple(
        matter
        for matters in (
            _against_the_reading(content, owners),
            _stale(content, owners),
            _stopped(content, owners),
            _ending(content, owners, today),
            _departing(content, owners, today),
            _waiting(content),
            _unread(content, owners),
        )
        for matter in matters
    )


class _Owners:
    """Who answers for a category, in words."""

    def __init__(self, content: Portfolio) -> None:
        self._categories = {line.uid: line for line in content.categories}
        self.legal = _named(content.organisation.legal_owner, Lane.LEGAL)

    def of(self, category: UUID) -> str:
        line = self._categories.get(category)
        if line is None:
            return self.legal
        return f"{_named(line.legal_owner, Lane.LEGAL)}; {_named(line.engineering_owner, Lane.ENGINEERING)}"


def _named(name: str, lane: Lane) -> str:
    return f"{name}, {label(lane).lower()}" if name else label(lane)


def in_force(content: Portfolio) -> list[ApprovalLine]:
    """Approvals under which a tool may be used on the as-of date."""
    return [line for line in content.approvals if line.standing in IN_FORCE]


def _against_the_reading(content: Portfolio, owners: _Owners) -> Iterator[Matter]:
    verdicts = {(line.tool, line.category): line for line in content.verdicts}
    for line in in_force(content):
        verdict = verdicts.get((line.tool, line.category))
        if verdict is not None and _bars(content, verdict):
            yield Matter(
                f"{line.tool_name} is approved for {line.category_name}, and today its rules would bar it.",
                owners.of(line.category),
                line.review_due_on,
                (line.no, verdict.no),
            )


def _bars(content: Portfolio, verdict: VerdictLine) -> bool:
    """Whether a rule bars for which no exception runs: with one for each, both lanes agreed to the departure."""
    agreed = {
        line.rule for line in content.exceptions if (line.tool, line.category) == (verdict.tool, verdict.category)
    }
    return any(finding.outcome is Outcome.BARRED and finding.code not in agreed for finding in verdict.findings)


def _stale(content: Portfolio, owners: _Owners) -> Iterator[Matter]:
    names = {line.uid: line.name for line in content.tools}
    for tool, name in names.items():
        stale = [line for line in content.readings if line.tool == tool and line.stale]
        if not stale:
            continue
        resting = [line for line in in_force(content) if line.tool == tool]
        areas = listing([AREA_LABELS[line.area].lower() for line in stale])
        held = f" Approvals in force that may rest on {'it' if len(stale) == 1 else 'them'}: {len(resting)}."
        yield Matter(
            f"The {_noun(stale, 'reading')} of {areas} for {name} {'is' if len(stale) == 1 else 'are'} stale: words "
            f"cited have changed.{held if resting else ''}",
            owners.legal,
            min((line.review_due_on for line in resting if line.review_due_on), default=None),
            tuple(line.no for line in stale) + tuple(line.no for line in resting),
        )


def _stopped(content: Portfolio, owners: _Owners) -> Iterator[Matter]:
    for line in content.approvals:
        if line.standing is Standing.SUSPENDED:
            yield Matter(
                f"The approval of {line.tool_name} for {line.category_name} is suspended.",
                owners.of(line.category),
                line.review_due_on,
                (line.no,),
            )


def _ending(content: Portfolio, owners: _Owners, today: dt.date) -> Iterator[Matter]:
    soon = sorted(
        (line for line in in_force(content) if (line.ends_on - today).days <= NOTICE_DAYS),
        key=lambda line: (line.ends_on, line.no),
    )
    for line in soon:
        yield Matter(
            f"The approval of {line.tool_name} for {line.category_name} ends within ninety days.",
            owners.of(line.category),
            line.ends_on,
            (line.no,),
        )


def _departing(content: Portfolio, owners: _Owners, today: dt.date) -> Iterator[Matter]:
    for line in content.exceptions:
        if line.standing is ExceptionStanding.FLAGGED or (line.ends_on - today).days <= NOTICE_DAYS:
            what = "is flagged" if line.standing is ExceptionStanding.FLAGGED else "ends within ninety days"
            due = line.review_due_on or line.ends_on
            whose = f"{line.tool_name} for {line.category_name}"
            sentence = f"Exception {line.number} from “{line.rule_title}”, of {whose}, {what}."
            yield Matter(sentence, owners.of(line.category), due, (line.no,))


def _waiting(content: Portfolio) -> Iterator[Matter]:
    for line in content.requests:
        if line.state in UNDECIDED:
            asked = line.state is LineState.CHANGES_REQUESTED
            missing = "changes a lane asked for" if asked else listing([label(lane).lower() for lane in line.missing])
            yield Matter(
                f"{line.tool} for {line.category}, asked for in request {line.request}, waits for "
                f"{missing or 'a decision'}.",
                line.team,
                None,
                (line.no,),
            )


def _unread(content: Portfolio, owners: _Owners) -> Iterator[Matter]:
    for tool in content.tools:
        approved = {
            line.area for line in content.readings if line.tool == tool.uid and line.state is AssessmentState.APPROVED
        }
        lacking = [area for area in AREA_LABELS if area not in approved]
        if lacking:
            yield Matter(
                f"{tool.name} has no approved reading of {listing([AREA_LABELS[area].lower() for area in lacking])}.",
                owners.legal,
                None,
                (tool.no,),
            )


def _noun(lines: Iterable[object], noun: str) -> str:
    return noun if len(list(lines)) == 1 else f"{noun}s"
