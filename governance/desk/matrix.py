"""The matrix: tiers by clause areas, with the best category of each tier as it is held. Reads only.

A cell shows the approved reading, else the open one marked as not approved, else that nothing is documented; never
nothing. The number of queries is the same for one tier and for all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.accounts.models import User
from governance.desk.matrix_words import cell_words, key_answers
from governance.modelling import choices_of
from policies.domain.evaluation import evaluate_many, outcome_rank
from policies.domain.types import Evaluation, Mode, Outcome, ToolFacts
from policies.facts import category_facts, editions_in_force, judgeable
from policies.held import with_parts
from policies.models import CategoryEdition, PolicyRevision, Tool
from vendors.domain.terms import (
    Applicability,
    AssessmentState,
    Channel,
    CitationFact,
    CitationKind,
    ClauseArea,
    FeatureStatus,
    Rating,
    TierKind,
)
from vendors.models import TermsDocument, Tier
from vendors.readings import ReadingRow

OPEN_STATES = (AssessmentState.DRAFT, AssessmentState.IN_REVIEW)
CHANNELS = dict(choices_of(Channel))
FEATURE_STATUSES = dict(choices_of(FeatureStatus))
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
        return self.state in ("approved", "stale", "to_be_confirmed")

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


@dataclass(frozen=True, slots=True)
class Group:
    """The tiers of one vendor, the baseline first."""

    vendor: str
    baseline: str
    rows: tuple[TierRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of it. `revision` is the policy in force, None while there is none."""

    groups: tuple[Group, ...]
    revision: PolicyRevision | None

    @property
    def tiers(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def matrix_of(user: User, vendor_ids: Sequence[int]) -> Matrix:
    """The matrix of the tiers of some vendors, as `user` may see it."""
    tiers = list(Tier.objects.filter(product__vendor__in=vendor_ids).select_related("product__vendor"))
    rows = with_parts(Tool.objects.filter(tier__in=tiers).order_by("name"))
    loaded = judgeable(list(rows), tiers=[tier.pk for tier in tiers])
    entries, held = _entries(user, loaded.readings), loaded.tools
    editions = editions_in_force()
    best = _best(held, editions)
    tools: dict[int, list[Tool]] = {}
    for tool, _ in held:
        tools.setdefault(tool.tier_id, []).append(tool)
    by_vendor: dict[int, list[Tier]] = {}
    for tier in tiers:
        by_vendor.setdefault(tier.product.vendor_id, []).append(tier)
    groups = (_group(by_vendor[pk], entries, tools, best) for pk in vendor_ids if pk in by_vendor)
    return Matrix(tuple(groups), editions[0].revision if editions else None)


def _group(
    tiers: list[Tier],
    entries: dict[tuple[int, ClauseArea], list[Entry]],
    tools: dict[int, list[Tool]],
    best: dict[int, Best],
) -> Group:
    """One vendor. Baseline is a tier that is held before one that is not, a business tier before any other kind."""
    baseline = min(tiers, key=lambda tier: (tier.pk not in tools, _BASELINE_ORDER.index(TierKind(tier.kind)), tier.pk))
    said = {area: {entry.said for entry in entries.get((baseline.pk, area), ())} for area in ClauseArea}
    rows = []
    for tier in [baseline, *(tier for tier in tiers if tier is not baseline)]:
        cells = []
        for area in ClauseArea:
            found = tuple(entries.get((tier.pk, area), ()))
            same = tier is not baseline and {entry.said for entry in found} == said[area]
            cells.append(Cell(area, found, same))
        held = tuple(tools.get(tier.pk, ()))
        fares = tuple(best[tool.pk] for tool in held if tool.pk in best)
        rows.append(TierRow(tier, tier is baseline, held, tuple(cells), fares))
    return Group(baseline.product.vendor.name, str(baseline), tuple(rows))


def _entries(user: User, readings: Iterable[ReadingRow]) -> dict[tuple[int, ClauseArea], list[Entry]]:
    """Entries by tier and area; the reading that holds everywhere first."""
    hidden = frozenset(TermsDocument.objects.hidden_from(user).values_list("pk", flat=True))
    by_record: dict[int, list[ReadingRow]] = {}
    for row in readings:
        by_record.setdefault(row.record, []).append(row)
    found: dict[tuple[int, ClauseArea], list[Entry]] = {}
    for _, rows in sorted(by_record.items(), key=lambda item: (item[1][0].fact.applicability.narrowness, item[0])):
        entry = _entry(rows, hidden)
        if entry is not None:
            found.setdefault((rows[0].tier, rows[0].fact.area), []).append(entry)
    return found


def _entry(rows: Sequence[ReadingRow], hidden: frozenset[int]) -> Entry | None:
    """What one record says; `rows` are its readings, the newest first."""
    approved = next((row for row in rows if row.fact.state == AssessmentState.APPROVED), None)
    pending = next((row for row in rows if row.fact.state in OPEN_STATES), None)
    shown = approved or pending
    if shown is None:
        return None
    fact = shown.fact
    state = "stale" if fact.stale else "to_be_confirmed" if fact.to_be_confirmed else fact.state.value
    kept_back = {cited.uid for cited in shown.cited if cited.quoted is not None and cited.quoted.document in hidden}
    cited = {c.uid: c for answer in key_answers(fact) for c in answer.citations if c.kind == CitationKind.QUOTE}
    quotes = tuple(citation for uid, citation in cited.items() if uid not in kept_back)
    return Entry(
        record=shown.record_uid,
        applies=_applies(fact.applicability),
        rating=fact.rating,
        words=cell_words(fact),
        state=state,
        reviewer=fact.approved_by or shown.submitted_by or fact.drafted_by,
        since=fact.approved_at or shown.submitted_at or shown.created_at,
        pending=pending.fact.state.value if pending is not None and approved is not None else "",
        quotes=quotes,
        withheld=len(quotes) < len(cited),
    )


def _applies(where: Applicability) -> str:
    parts = (
        where.contracting_entity,
        where.region,
        CHANNELS.get(where.channel, ""),
        FEATURE_STATUSES.get(where.feature_status, ""),
    )
    return ", ".join(part for part in parts if part)


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
