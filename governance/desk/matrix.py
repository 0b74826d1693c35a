"""The matrix: tiers by clause areas, with the best category of each tier as it is held. Reads only.

A cell shows the approved reading, else the open one marked as not approved, else that nothing is documented; never
nothing. The number of queries is the same for one tier and for all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from governance.accounts.models import User
from governance.desk.matrix_words import KEY_QUESTIONS, cell_words, key_answers
from policies.domain.evaluation import evaluate_many, outcome_rank
from policies.domain.types import Evaluation, Mode, Outcome, RevisionState, ToolFacts
from policies.facts import category_facts, editions_of, tools_with_facts
from policies.models import PolicyRevision, Tool
from vendors.domain.terms import AssessmentState, CitationFact, CitationKind, ClauseArea, Rating, TierKind
from vendors.facts import CITATIONS, reading_fact
from vendors.models import Answer, Assessment, ClauseRecord, TermsDocument, TermsVersion, Tier

OPEN_STATES = (AssessmentState.DRAFT.value, AssessmentState.IN_REVIEW.value)
SHOWN_STATES = (AssessmentState.APPROVED.value, *OPEN_STATES)
KEYS = [code for codes in KEY_QUESTIONS.values() for code in codes]
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
    entries = _entries(user, tiers)
    held = tools_with_facts(Tool.objects.filter(tier__in=tiers).order_by("name"))
    revision = PolicyRevision.objects.filter(state=RevisionState.PUBLISHED).first()
    best = _best(held, revision)
    tools: dict[int, list[Tool]] = {}
    for tool, _ in held:
        tools.setdefault(tool.tier_id, []).append(tool)
    by_vendor: dict[int, list[Tier]] = {}
    for tier in tiers:
        by_vendor.setdefault(tier.product.vendor_id, []).append(tier)
    groups = (_group(by_vendor[pk], entries, tools, best) for pk in vendor_ids if pk in by_vendor)
    return Matrix(tuple(groups), revision)


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


def _entries(user: User, tiers: Iterable[Tier]) -> dict[tuple[int, ClauseArea], list[Entry]]:
    """Entries by tier and area; the reading that holds everywhere first."""
    answers = Prefetch("answers", queryset=Answer.objects.filter(question__in=KEYS).prefetch_related(CITATIONS))
    assessments = (
        Assessment.objects.filter(state__in=SHOWN_STATES)
        .select_related("drafted_by", "submitted_by", "approved_by", "record")
        .prefetch_related(answers)
        .order_by("-number")
    )
    records = ClauseRecord.objects.filter(tier__in=tiers).prefetch_related(Prefetch("assessments", assessments))
    readable = set(
        TermsVersion.objects.filter(document__in=TermsDocument.objects.visible_to(user).values("pk")).values_list(
            "uid", flat=True
        )
    )
    found: dict[tuple[int, ClauseArea], list[Entry]] = {}
    for record in sorted(records, key=lambda row: (row.applicability.narrowness, row.pk)):
        entry = _entry(record, readable)
        if entry is not None:
            found.setdefault((record.tier_id, ClauseArea(record.area)), []).append(entry)
    return found


def _entry(record: ClauseRecord, readable: set[uuid.UUID]) -> Entry | None:
    readings = list(record.assessments.all())
    approved = next((row for row in readings if row.state == AssessmentState.APPROVED), None)
    pending = next((row for row in readings if row.state in OPEN_STATES), None)
    shown = approved or pending
    if shown is None:
        return None
    state = "stale" if shown.stale else "to_be_confirmed" if shown.to_be_confirmed else shown.state
    who = shown.approved_by or shown.submitted_by or shown.drafted_by
    fact = reading_fact(shown)
    cited = {c.uid: c for answer in key_answers(fact) for c in answer.citations if c.kind == CitationKind.QUOTE}
    quotes = tuple(citation for citation in cited.values() if citation.version_uid in readable)
    return Entry(
        record=record.uid,
        applies=_applies(record),
        rating=fact.rating,
        words=cell_words(fact),
        state=state,
        reviewer=who.name if who else "",
        since=shown.approved_at or shown.submitted_at or shown.created_at,
        pending=pending.state if pending is not None and approved is not None else "",
        quotes=quotes,
        withheld=len(quotes) < len(cited),
    )


def _applies(record: ClauseRecord) -> str:
    parts = (
        record.contracting_entity,
        record.region,
        record.get_channel_display() if record.channel else "",
        record.get_feature_status_display() if record.feature_status else "",
    )
    return ", ".join(part for part in parts if part)


def _best(held: Sequence[tuple[Tool, ToolFacts]], revision: PolicyRevision | None) -> dict[int, Best]:
    """For each tool, by primary key: the most open category that permits it, else one that needs a sign-off."""
    if revision is None or not held:
        return {}
    categories = sorted(
        (category_facts(edition) for edition in editions_of(revision)), key=lambda item: _MODE_ORDER.index(item.mode)
    )
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
