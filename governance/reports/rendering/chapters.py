"""The chapters of a portfolio audit: for each its title, what the contents page says of it, its template and its data.

A list of chapters is what the contents page, the progress shown and, later, the division into volumes share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from governance.reports.domain.content import Portfolio
from governance.reports.domain.lines import CategoryLine, DecisionLine, FindingLine, VerdictLine
from governance.reports.domain.matters import NOTICE_DAYS, in_force
from governance.reports.rendering.charts import Chart, expiries, outcomes
from governance.reports.rendering.grounds import anchor_of, tool_chapters
from governance.reports.rendering.words import words
from policies.domain.evaluation import outcome_rank
from policies.domain.lifecycle import local_date
from policies.domain.types import Lane, Mode, Outcome
from vendors.domain.terms import AREA_LABELS

MATRIX_COLUMNS = 7
MATTERS_SHOWN = 4

_SHORT_REASONS = {
    "mode": "restricted",
    "owner_of_output": "owner of output",
    "vendor_does_not_train": "vendor training",
    "output_for_training": "training on output",
    "retention_within": "retention",
    "zero_retention": "zero retention",
    "indemnity_covers_output": "indemnity",
    "deployment_allowed": "deployment",
    "destination_allowed": "destination",
    "region_allowed": "region",
    "served_releases_allowed": "releases served",
    "licence_layers": "licence layers",
    "assessments_current": "readings",
    "output_statement_present": "output statement",
    "human_review_before_merge": "human review",
    "competition": "competition",
    "no_rules": "no rules",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: `code` names the anchor and the template `pdf/portfolio_<code>.html`."""

    code: str
    title: str
    note: str
    context: Callable[[Portfolio], dict[str, Any]]


def chapters_of(content: Portfolio) -> tuple[Chapter, ...]:
    """The chapters in the order in which they stand."""
    cells = (
        f"{_capital(_counted(len(content.verdicts), 'verdict'))}: {_counted(len(content.tools), 'tool')} in "
        f"{_counted(len(content.categories), 'category', 'categories')} of codebase"
    )
    return (
        Chapter(
            "summary", "Summary", "Where the portfolio stands on one page, and what needs attention first", _summary
        ),
        Chapter(
            "matrix",
            "Tools and categories",
            cells,
            _matrix,
        ),
        Chapter(
            "verdicts",
            "Verdicts and their grounds",
            "Rule, answer, exact quote and terms version, tool by tool",
            lambda content: {"chapters": tool_chapters(content)},
        ),
        Chapter(
            "readings", "Counsel’s readings", "What the terms were read to say, by whom, and who approved it", _readings
        ),
        Chapter(
            "decisions", "Decisions and approvals", "Who decided what for which function, when and why", _decisions
        ),
        Chapter("open", "Open points", "Requests that wait, and questions nobody has answered", _open),
        Chapter(
            "policy", "Policy and codebases", "The rules every verdict was judged by, and what they govern", _policy
        ),
        Chapter("method", "Method and limits", "What was examined, how, and what this report does not say", _method),
        Chapter(
            "signoff", "Joint sign-off", "The sentence signed, by whom, and over which content", lambda content: {}
        ),
        Chapter("annex", "Annex: full hashes", "Terms versions, policy, content and decisions", _annex),
    )


def _summary(content: Portfolio) -> dict[str, Any]:
    today = local_date(content.head.as_of, content.organisation.time_zone)
    charts = charts_of(content)
    current = in_force(content)
    ending = [line for line in current if (line.ends_on - today).days <= NOTICE_DAYS]
    permitting = [
        line for line in content.verdicts if outcome_rank(line.outcome) <= outcome_rank(Outcome.ON_CONDITIONS)
    ]
    stale = [line for line in content.readings if line.stale]
    return {
        "vendors": len({tool.vendor for tool in content.tools}),
        "permitting": len(permitting),
        "in_force": len(current),
        "ending": len(ending),
        "stale": len(stale),
        "open_requests": len(content.requests),
        "notice": NOTICE_DAYS,
        "matters": list(zip(range(1, MATTERS_SHOWN + 1), content.matters, strict=False)),
        "further": max(0, len(content.matters) - MATTERS_SHOWN),
        "outcome_words": charts["outcomes"].words,
        "expiry_words": charts["expiries"].words,
    }


def charts_of(content: Portfolio) -> dict[str, Chart]:
    """The charts of the summary by name."""
    today = local_date(content.head.as_of, content.organisation.time_zone)
    by_category: dict[Any, list[Outcome]] = {line.uid: [] for line in content.categories}
    for verdict in content.verdicts:
        by_category[verdict.category].append(verdict.outcome)
    rows = [(line.name, sorted(by_category[line.uid], key=outcome_rank)) for line in content.categories]
    return {
        "outcomes": outcomes(rows),
        "expiries": expiries([line.ends_on for line in in_force(content)], today, NOTICE_DAYS),
    }


def _matrix(content: Portfolio) -> dict[str, Any]:
    verdicts = {(line.tool, line.category): line for line in content.verdicts}
    tables = []
    for columns in _column_groups(content.categories):
        rows = [
            {"tool": tool, "cells": [_cell(verdicts[tool.uid, column.uid]) for column in columns]}
            for tool in content.tools
        ]
        tables.append({"columns": columns, "rows": rows})
    tally = Counter(line.outcome for line in content.verdicts)
    return {
        "tables": tables,
        "tally": [(outcome, tally[outcome]) for outcome in Outcome],
        "any_stale": any(line.stale for line in content.verdicts),
        "last": len(content.verdicts),
    }


def _column_groups(categories: Sequence[CategoryLine]) -> list[Sequence[CategoryLine]]:
    """All in one table while they fit, else one table for each mode, and never more columns than are legible."""
    if len(categories) <= MATRIX_COLUMNS:
        return [categories] if categories else []
    by_mode = [[line for line in categories if line.mode is mode] for mode in Mode]
    return [
        group[start : start + MATRIX_COLUMNS] for group in by_mode for start in range(0, len(group), MATRIX_COLUMNS)
    ]


def _cell(verdict: VerdictLine) -> dict[str, Any]:
    deciding = [finding for finding in verdict.findings if finding.outcome is verdict.outcome]
    telling = [finding for finding in deciding if finding.code != "mode"] or deciding
    if verdict.outcome is Outcome.PERMITTED or not telling:
        return {"verdict": verdict, "why": ""}
    more = f", {len(telling) - 1} more" if len(telling) > 1 else ""
    return {"verdict": verdict, "why": f"{_short_reason(telling[0])}{more}"}


def _short_reason(finding: FindingLine) -> str:
    return _SHORT_REASONS.get(finding.code, finding.title.lower())


def _readings(content: Portfolio) -> dict[str, Any]:
    by_tool = [(tool, [line for line in content.readings if line.tool == tool.uid]) for tool in content.tools]
    return {"by_tool": by_tool, "areas": list(AREA_LABELS.values())}


def _decisions(content: Portfolio) -> dict[str, Any]:
    pairs: dict[tuple[int, str, str], dict[Lane, DecisionLine]] = {}
    for line in content.decisions:
        pairs.setdefault((line.request, line.tool, line.category), {})[line.lane] = line
    return {
        "pairs": [
            {
                "request": request,
                "tool": tool,
                "category": category,
                "lines": [lanes.get(lane) for lane in Lane],
                "last": max(lanes.values(), key=lambda line: (line.decided_at, line.no)),
            }
            for (request, tool, category), lanes in pairs.items()
        ]
    }


def _open(content: Portfolio) -> dict[str, Any]:
    by_tool = [(tool, [line for line in content.undocumented if line.tool == tool.uid]) for tool in content.tools]
    return {
        "by_tool": [(tool, lines) for tool, lines in by_tool if lines],
        "further": content.matters[MATTERS_SHOWN:],
        "questions": sum(len(line.questions) for line in content.undocumented),
    }


def _policy(content: Portfolio) -> dict[str, Any]:
    return {"teams": len({line.team for line in content.codebases})}


def _method(content: Portfolio) -> dict[str, Any]:
    return {
        "versions": len(content.terms),
        "approved": sum(1 for line in content.readings if line.approved_by),
    }


def _nothing(content: Portfolio) -> dict[str, Any]:
    """The sign-off page needs the signatures only, which every template is given."""
    return {}


def _annex(content: Portfolio) -> dict[str, Any]:
    snapshots: dict[str, DecisionLine] = {}
    for line in content.decisions:
        snapshots.setdefault(line.snapshot_sha256, line)
    return {
        "terms": [(anchor_of(line.sha256, line.text_sha256), line) for line in content.terms],
        "snapshots": list(snapshots.values()),
    }


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{words(count)} {one if count == 1 else many or f'{one}s'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
