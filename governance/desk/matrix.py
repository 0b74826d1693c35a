"""The matrix: tiers by clause areas, with the best category of each tier as it is held. Reads only.

A cell shows the approved reading, else the open one marked as not approved, else that nothing is documented; never
nothing. The number of queries is the same for one tier and for all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from governance.accounts.models import User
from governance.desk.matrix_words import cell_words, key_answers
from governance.desk.spoken import RELIED_ON, Spoken, spoken
from policies.domain.evaluation import evaluate_many, outcome_rank
from policies.domain.findings import Evaluation
from policies.domain.types import Mode, Outcome, ToolFacts
from policies.facts import category_facts, editions_in_force, judgeable
from policies.held import with_parts
from policies.models import CategoryEdition, PolicyRevision, Tool
from vendors.domain.terms import CitationFact, CitationKind, ClauseArea, Rating, TierKind
from vendors.models import TermsDocument, Tier

AREAS = tuple(ClauseArea)
_BASELINE_ORDER = (
    TierKind.BUSINESS,
    TierKind.ENTERPRISE,
    TierKind.API,
    TierKind.PRO,
    TierKind.FREE,
    TierKind.OPEN_WEIGHTS,
)
_MODE_ORDER = (Mode.ELIGIBLE, Mode.ATTESTED, Mode.RESTRICTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause record in a cell: what its reading says and how far it may be relied on."""

    record: uuid.UUID
    applies: str
    rating: Rating
    words: str
    state: str
    """approved, in_review, draft, stale, to_be_confirmed; "" where there is no reading at all."""
    reviewer: str
    since: dt.datetime | None
    pending: str
    """State of an open reading beside the approved one, or ""."""
    quotes: tuple[CitationFact, ...]
    withheld: bool
    """Whether some of what it rests on is in documents the person may not read."""

    @property
    def approved(self) -> bool:
        return self.state in RELIED_ON

    @property
    def said(self) -> tuple[str, str, str, str]:
        """What is compared with the baseline tier."""
        return self.applies, self.rating, self.words, self.state


@dataclass(frozen=True, slots=True)
class Cell:
    """A tier in one clause area. No entries: undocumented."""

    area: ClauseArea
    entries: tuple[Entry, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Best:
    """How a held tool fares: the most open category that does not bar it, or none."""

    tool: Tool
    outcome: Outcome
    category: str


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier: its cells in the order of the areas, and how it fares as held."""

    tier: Tier
    baseline: bool
    tools: tuple[Tool, ...]
    cells: tuple[Cell, ...]
    best: tuple[Best, ...]

    @property
    def same(self) -> bool:
        """Whether no cell differs from the baseline."""
        return not self.baseline and all(cell.same for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Group:
    """The tiers of one vendor, the baseline first where it is one of them."""

    vendor: str
    baseline: str
    rows: tuple[TierRow, ...]

    @property
    def differing(self) -> tuple[TierRow, ...]:
        """The baseline, and what differs from it."""
        return tuple(row for row in self.rows if not row.same)

    @property
    def folded(self) -> tuple[TierRow, ...]:
        """Tiers that say in every area what the baseline says."""
        return tuple(row for row in self.rows if row.same)

    @property
    def compared(self) -> bool:
        """Whether any row is compared with another."""
        return any(not row.baseline for row in self.rows)


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of it. `revision` is the policy in force, None while there is none."""

    groups: tuple[Group, ...]
    revision: PolicyRevision | None

    @property
    def tiers(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def matrix_of(
    user: User, tiers: Sequence[Tier], *, base: Tier | None = None, areas: Sequence[ClauseArea] = AREAS
) -> Matrix:
    """The matrix of `tiers` (with product and vendor, by vendor), as `user` may see it.

    Compared is with `base`, whether it is among them or not; without one, each vendor with a tier of its own.
    """
    keys = [tier.pk for tier in tiers]
    rows = with_parts(Tool.objects.filter(tier__in=keys).order_by("name"))
    loaded = judgeable(list(rows), tiers=[*keys, *([base.pk] if base is not None else [])])
    hidden = frozenset(TermsDocument.objects.hidden_from(user).values_list("pk", flat=True))
    entries = {place: tuple(_entry(one, hidden) for one in found) for place, found in spoken(loaded.readings).items()}
    editions = editions_in_force()
    held = _Held(loaded.tools, _best(loaded.tools, editions))
    by_vendor: dict[int, list[Tier]] = {}
    for tier in tiers:
        by_vendor.setdefault(tier.product.vendor_id, []).append(tier)
    groups = (_group(found, base or _baseline(found, held), entries, held, areas) for found in by_vendor.values())
    return Matrix(tuple(groups), editions[0].revision if editions else None)


class _Held:
    """Tools by the tier they are held on (primary key), and how each fares."""

    def __init__(self, tools: Sequence[tuple[Tool, ToolFacts]], best: dict[int, Best]) -> None:
        self.tools: dict[int, list[Tool]] = {}
        for tool, _ in tools:
            self.tools.setdefault(tool.tier_id, []).append(tool)
        self.best = best


def _baseline(tiers: Sequence[Tier], held: _Held) -> Tier:
    """A tier that is held before one that is not, a business tier before any other kind."""
    order = _BASELINE_ORDER.index
    return min(tiers, key=lambda tier: (tier.pk not in held.tools, order(TierKind(tier.kind)), tier.pk))


def _group(
    tiers: Sequence[Tier],
    base: Tier,
    entries: dict[tuple[int, ClauseArea], tuple[Entry, ...]],
    held: _Held,
    areas: Sequence[ClauseArea],
) -> Group:
    """The tiers of one vendor, each area compared with `base`."""
    said = {area: {entry.said for entry in entries.get((base.pk, area), ())} for area in areas}
    rows = []
    for tier in sorted(tiers, key=lambda tier: tier.pk != base.pk):
        cells = []
        for area in areas:
            found = entries.get((tier.pk, area), ())
            cells.append(Cell(area, found, tier.pk != base.pk and {entry.said for entry in found} == said[area]))
        tools = tuple(held.tools.get(tier.pk, ()))
        fares = tuple(held.best[tool.pk] for tool in tools if tool.pk in held.best)
        rows.append(TierRow(tier, tier.pk == base.pk, tools, tuple(cells), fares))
    return Group(tiers[0].product.vendor.name, str(base), tuple(rows))


def _entry(one: Spoken, hidden: frozenset[int]) -> Entry:
    """What one record says, without quotes of what is `hidden`."""
    row, fact = one.row, one.row.fact
    cited = {c.uid: c for answer in key_answers(fact) for c in answer.citations if c.kind == CitationKind.QUOTE}
    quotes = tuple(citation for citation in cited.values() if not one.kept_back(citation, hidden))
    return Entry(
        record=row.record_uid,
        applies=one.applies,
        rating=fact.rating,
        words=cell_words(fact),
        state=one.state,
        reviewer=fact.approved_by or row.submitted_by or fact.drafted_by,
        since=fact.approved_at or row.submitted_at or row.created_at,
        pending=one.pending,
        quotes=quotes,
        withheld=len(quotes) < len(cited),
    )


def _best(held: Sequence[tuple[Tool, ToolFacts]], editions: Sequence[CategoryEdition]) -> dict[int, Best]:
    """For each tool, by primary key: the most open category that permits it, else one that needs a sign-off."""
    if not editions or not held:
        return {}
    categories = sorted(map(category_facts, editions), key=lambda item: _MODE_ORDER.index(item.mode))
    names = {category.uid: category.name for category in categories}
    judged: dict[uuid.UUID, list[Evaluation]] = {}
    for evaluation in evaluate_many([facts for _, facts in held], categories):
        judged.setdefault(evaluation.tool, []).append(evaluation)
    found: dict[int, Best] = {}
    for tool, _ in held:
        evaluations = judged.get(tool.uid, [])
        if evaluations:
            chosen = min(evaluations, key=lambda item: max(outcome_rank(item.outcome), 1))
            barred = chosen.outcome == Outcome.BARRED
            found[tool.pk] = Best(tool, chosen.outcome, "" if barred else names[chosen.category])
    return found
