"""What pages, API and deeds read of risk: facts of tools in use, their grades, and whether counsel's word still holds.

A fixed number of queries, however many tools. The register is read through one seam, `registered_instruments`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from governance.accounts.access import today
from governance.canonical import canonical_json, sha256_text
from governance.web.markup.words import label_of
from policies.domain.codec import encode
from policies.domain.labels import label
from policies.domain.register import Stage, reaches
from policies.domain.risk.grading import grades
from policies.domain.risk.three import Section, sections
from policies.domain.risk.types import Graded, InstrumentSeen, OwnBody, RiskFacts, Strategy
from policies.domain.types import ApprovalState, CodebaseKind, Destination
from policies.facts import tools_with_facts
from policies.models import Approval, Codebase, CodebaseCategory, Flow, Instrument, RiskConfirmation, Tool
from policies.registered import instrument_facts
from vendors.facts import NOTHING_HIDDEN, Hidden

OWN_KINDS = (CodebaseKind.MODEL, CodebaseKind.DATASET, CodebaseKind.TRAINING_PIPELINE)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Counsel's word on the grades of a strategy, and whether it holds: "" or why it lapsed."""

    row: RiskConfirmation
    lapsed: str


@dataclass(frozen=True, slots=True)
class StrategyShown:
    """A strategy for a tool: its four grades, and counsel's last word on them."""

    strategy: Strategy
    grades: tuple[Graded, ...]
    confirmed: Confirmed | None


@dataclass(frozen=True, slots=True)
class ToolRisk:
    """A tool with its strategies."""

    tool: Tool
    strategies: tuple[StrategyShown, ...]


def tools_in_use() -> QuerySet[Tool]:
    """Tools of which somebody said how they are held, and which nobody gave up for good."""
    held = Tool.objects.filter(configurations__valid_until__isnull=True, configurations__isnull=False)
    return held.filter(retired_at__isnull=True).distinct()


def registered_instruments() -> tuple[InstrumentSeen, ...]:
    """The regulatory register as grades need it, repealed and abandoned instruments left out. One query."""
    return tuple(
        InstrumentSeen(
            name=fact.short_name,
            jurisdiction=fact.jurisdiction,
            stage=label_of(fact.now.stage),
            in_force=fact.in_force,
            checked=fact.now.checked,
            source=fact.now.source,
            countries=fact.countries,
        )
        for fact in instrument_facts(Instrument.objects.all())
        if fact.now.stage not in (Stage.REPEALED, Stage.ABANDONED)
    )


def reaching(instruments: Sequence[InstrumentSeen], country: str) -> tuple[InstrumentSeen, ...]:
    """Those of them that reach a country."""
    return tuple(row for row in instruments if reaches(row.countries, country))


def risk_facts(tools: QuerySet[Tool], hidden: Hidden = NOTHING_HIDDEN) -> list[tuple[Tool, RiskFacts]]:
    """Every tool of the query with what its grades are computed from; words of what is `hidden` do not enter."""
    instruments = registered_instruments()
    own, reached = _own_bodies(), _reached()
    found = []
    for tool, facts in tools_with_facts(tools, hidden):
        country = tool.tier.product.vendor.country
        bodies = tuple(_body(row, reached.get(tool.pk, frozenset())) for row in own)
        found.append((tool, RiskFacts(facts, country, reaching(instruments, country), bodies)))
    return found


@dataclass(frozen=True, slots=True)
class _Own:
    row: Codebase
    fed_by: tuple[tuple[int, str], ...]
    feeds: tuple[str, ...]


def _own_bodies() -> list[_Own]:
    """Models, datasets and pipelines of ours with what feeds them, through any number of flows, and what they feed."""
    rows = list(Codebase.objects.filter(kind__in=OWN_KINDS).order_by("name"))
    into: dict[int, list[tuple[int, str]]] = {}
    out: dict[int, list[str]] = {}
    for flow in Flow.objects.open().select_related("source", "target").order_by("source__name"):
        into.setdefault(flow.target_id, []).append((flow.source_id, flow.source.name))
        out.setdefault(flow.source_id, []).append(flow.target.name)
    return [_Own(row, _upstream(row.pk, into), tuple(sorted(set(out.get(row.pk, ()))))) for row in rows]


def _upstream(start: int, into: Mapping[int, Iterable[tuple[int, str]]]) -> tuple[tuple[int, str], ...]:
    found: dict[int, str] = {}
    waiting = [start]
    while waiting:
        for source, name in into.get(waiting.pop(), ()):
            if source not in found and source != start:
                found[source] = name
                waiting.append(source)
    return tuple(sorted(found.items(), key=lambda item: item[1]))


def _reached() -> dict[int, frozenset[int]]:
    """By tool the codebases its output may land in: those in a category it is approved for, by the state on record."""
    states = (ApprovalState.ACTIVE, ApprovalState.FLAGGED)
    approved = Approval.objects.in_force_on(today()).filter(state__in=states).values_list("tool_id", "category_id")
    placed: dict[int, set[int]] = {}
    for codebase, category in CodebaseCategory.objects.open().values_list("codebase_id", "category_id"):
        placed.setdefault(category, set()).add(codebase)
    found: dict[int, set[int]] = {}
    for tool, category in approved:
        found.setdefault(tool, set()).update(placed.get(category, ()))
    return {tool: frozenset(codebases) for tool, codebases in found.items()}


def _body(own: _Own, reached: frozenset[int]) -> OwnBody:
    touched = own.row.pk in reached or any(pk in reached for pk, _ in own.fed_by)
    return OwnBody(
        own.row.name,
        label(CodebaseKind(own.row.kind)),
        label(Destination(own.row.destination)),
        tuple(name for _, name in own.fed_by),
        own.feeds,
        touched,
    )


def tool_grades(tool: Tool) -> tuple[Graded, ...]:
    """The grades of one tool, nothing hidden: what counsel confirms."""
    return grades(risk_facts(Tool.objects.filter(pk=tool.pk))[0][1])


def of_strategy(found: Iterable[Graded], strategy: Strategy) -> tuple[Graded, ...]:
    """The four grades of one strategy."""
    return tuple(row for row in found if row.strategy == strategy)


def basis_of(found: Iterable[Graded], strategy: Strategy) -> str:
    """SHA-256 of what the grades of a strategy rest on. A confirmation holds while it is the same."""
    return sha256_text(canonical_json(encode([row.basis for row in of_strategy(found, strategy)])))


def risks_of(tools: QuerySet[Tool], hidden: Hidden = NOTHING_HIDDEN) -> list[ToolRisk]:
    """Every tool of the query with its strategies as the reader may see them, and counsel's last word on each."""
    whole = {tool.pk: grades(facts) for tool, facts in risk_facts(tools)}
    told = risk_facts(tools, hidden) if hidden.documents else None
    shown = {tool.pk: grades(facts) for tool, facts in told} if told is not None else whole
    rows = RiskConfirmation.objects.newest().filter(tool__in=whole).select_related("confirmed_by")
    said = {(row.tool_id, row.strategy): row for row in rows}
    day = today()
    return [
        ToolRisk(
            tool,
            tuple(
                StrategyShown(
                    strategy,
                    of_strategy(shown[tool.pk], strategy),
                    _confirmed(said.get((tool.pk, strategy)), basis_of(whole[tool.pk], strategy), day),
                )
                for strategy in Strategy
            ),
        )
        for tool in tools.select_related("tier__product__vendor").order_by("name")
    ]


def _confirmed(row: RiskConfirmation | None, basis: str, day: dt.date) -> Confirmed | None:
    if row is None:
        return None
    if row.basis != basis:
        return Confirmed(row, "What it rests on changed since.")
    return Confirmed(row, "Its review date has come." if row.review_on < day else "")


def three_risks(hidden: Hidden = NOTHING_HIDDEN) -> tuple[Section, ...]:
    """The sections of counsel's page."""
    facts = [row for _, row in risk_facts(tools_in_use(), hidden)]
    own = [_body(row, frozenset()) for row in _own_bodies()]
    return sections(facts, own, registered_instruments())
