"""Facts in, canonical text out: builds and numbers the content of a portfolio audit. No I/O, no clock.

Statements are numbered in the order in which the document shows them, verdicts first (row by row of the matrix), so
that the same facts get the same numbers in whatever order the rows came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from governance.reports.domain.content import Portfolio, content_text
from governance.reports.domain.head import OrganisationFact, PolicyFact, ReportHead, Scope, Signatory
from governance.reports.domain.lines import (
    AnswerLine,
    ApprovalLine,
    CategoryLine,
    CodebaseLine,
    DecisionLine,
    ExceptionLine,
    FindingLine,
    ReadingLine,
    RequestLine,
    TermsLine,
    ToolLine,
    UndocumentedLine,
    VerdictLine,
)
from governance.reports.domain.matters import matters_of
from governance.reports.domain.shapes import (
    category_line,
    reading_lines,
    terms_lines,
    tool_line,
    undocumented_lines,
)
from policies.domain.ending import exception_standing
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.lifecycle import approval_standing, local_date
from policies.domain.revision import OwnedCategory
from policies.domain.types import ToolFacts
from vendors.domain.terms import CitationFact

Line = TypeVar(
    "Line",
    CategoryLine,
    ToolLine,
    FindingLine,
    VerdictLine,
    ReadingLine,
    UndocumentedLine,
    RequestLine,
    DecisionLine,
    ApprovalLine,
    ExceptionLine,
    CodebaseLine,
    TermsLine,
)


@dataclass(frozen=True, slots=True)
class PortfolioFacts:
    """Everything a portfolio audit is built from, as read from one snapshot of the database."""

    head: ReportHead
    organisation: OrganisationFact
    signatories: tuple[Signatory, ...]
    scope: Scope
    policy: PolicyFact
    categories: tuple[OwnedCategory, ...]
    tools: tuple[ToolFacts, ...]
    evaluations: tuple[Evaluation, ...]
    requests: tuple[RequestLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    approvals: tuple[ApprovalLine, ...] = ()
    codebases: tuple[CodebaseLine, ...] = ()
    terms: tuple[TermsLine, ...] = ()
    exceptions: tuple[ExceptionLine, ...] = ()


class _Numbers:
    """Hands out statement numbers, and remembers the last."""

    def __init__(self) -> None:
        self.last = 0

    def give(self, line: Line) -> Line:
        self.last += 1
        return replace(line, no=self.last)

    def give_all(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(self.give(line) for line in lines)


def build_content(facts: PortfolioFacts) -> str:
    """The canonical text of the audit.

    `evaluations` must hold one for every tool and category, each once; raises ValueError otherwise, since a report with
    a verdict missing would read as complete. Raises TypeError where a text holds what canonical JSON cannot keep.
    """
    tools = sorted(facts.tools, key=lambda tool: (tool.name.casefold(), str(tool.uid)))
    numbers = _Numbers()
    citations = _Citations()
    verdicts = numbers.give_all(_verdicts(tools, facts.categories, facts.evaluations, citations))
    verdicts = tuple(replace(verdict, findings=numbers.give_all(verdict.findings)) for verdict in verdicts)
    today = local_date(facts.head.as_of, facts.organisation.time_zone)
    content = Portfolio(
        head=facts.head,
        organisation=facts.organisation,
        signatories=tuple(sorted(facts.signatories, key=lambda person: person.lane != "legal")),
        scope=facts.scope,
        policy=facts.policy,
        verdicts=verdicts,
        tools=numbers.give_all(map(tool_line, tools)),
        categories=numbers.give_all(map(category_line, facts.categories)),
        readings=numbers.give_all(line for tool in tools for line in reading_lines(tool)),
        approvals=numbers.give_all(_approvals_on(today, facts)),
        exceptions=numbers.give_all(_exceptions_on(today, facts)),
        decisions=numbers.give_all(
            sorted(facts.decisions, key=lambda line: (line.decided_at, line.request, line.lane))
        ),
        requests=numbers.give_all(
            sorted(facts.requests, key=lambda line: (line.requested_at, line.request, line.category))
        ),
        codebases=numbers.give_all(sorted(facts.codebases, key=lambda line: (line.team, line.name))),
        undocumented=numbers.give_all(line for tool in tools for line in undocumented_lines(tool)),
        citations=citations.all(),
        terms=numbers.give_all(terms_lines(facts.terms, citations.all())),
        matters=(),
        statements=numbers.last,
    )
    return content_text(replace(content, matters=matters_of(content, today)))


def _approvals_on(today: dt.date, facts: PortfolioFacts) -> Iterator[ApprovalLine]:
    for line in sorted(facts.approvals, key=_approval_order):
        yield replace(line, standing=approval_standing(line.state, line.starts_on, line.ends_on, today))


def _exceptions_on(today: dt.date, facts: PortfolioFacts) -> Iterator[ExceptionLine]:
    for line in sorted(facts.exceptions, key=lambda line: line.number):
        yield replace(line, standing=exception_standing(line.state, line.ends_on, today))


class _Citations:
    """Every citation once, in the order in which verdicts first rest on it."""

    def __init__(self) -> None:
        self._seen: dict[UUID, CitationFact] = {}

    def refer(self, citations: Sequence[CitationFact]) -> tuple[UUID, ...]:
        for citation in citations:
            self._seen.setdefault(citation.uid, citation)
        return tuple(citation.uid for citation in citations)

    def all(self) -> tuple[CitationFact, ...]:
        return tuple(self._seen.values())


def _verdicts(
    tools: Sequence[ToolFacts],
    categories: Sequence[OwnedCategory],
    evaluations: Sequence[Evaluation],
    citations: _Citations,
) -> list[VerdictLine]:
    judged = {(evaluation.tool, evaluation.category): evaluation for evaluation in evaluations}
    wanted = [(tool, category.facts.uid) for tool in tools for category in categories]
    if len(evaluations) != len(wanted) or judged.keys() != {(tool.uid, category) for tool, category in wanted}:
        raise ValueError("a portfolio audit needs exactly one evaluation for every tool and category in scope")
    return [
        VerdictLine(
            tool=tool.uid,
            category=category,
            outcome=judged[tool.uid, category].outcome,
            stale=_rests_on_stale(tool, judged[tool.uid, category]),
            findings=tuple(_finding(finding, citations) for finding in judged[tool.uid, category].findings),
        )
        for tool, category in wanted
    ]


def _rests_on_stale(tool: ToolFacts, evaluation: Evaluation) -> bool:
    areas = {answer.area for finding in evaluation.findings for answer in finding.answers}
    return any(reading.stale for area, reading in tool.readings.items() if area in areas)


def _finding(finding: RuleFinding, citations: _Citations) -> FindingLine:
    return FindingLine(
        code=finding.code,
        version=finding.version,
        title=finding.title,
        result=finding.result,
        outcome=finding.outcome,
        reasons=finding.reasons,
        required=finding.required,
        conditions=finding.conditions,
        fixes=finding.fixes,
        answers=tuple(
            AnswerLine(answer.area, answer.question, answer.label, answer.value, citations.refer(answer.citations))
            for answer in finding.answers
        ),
    )


def _approval_order(line: ApprovalLine) -> tuple[str, str, str, int]:
    return (line.tool_name.casefold(), line.category_name.casefold(), line.granted_at.isoformat(), line.request)
