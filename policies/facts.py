"""Rows to domain values: tools as held and categories of a revision, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from governance.accounts.access import zone_name
from governance.database.within import rows_within
from policies.binding import older_texts
from policies.domain.lifecycle import local_date
from policies.domain.revision import OwnedCategory, Owner
from policies.domain.rules import rule_of
from policies.domain.rules.parameters import clean_parameters
from policies.domain.types import (
    CategoryFacts,
    CodebaseKind,
    Destination,
    Mode,
    OnFail,
    RevisionState,
    RuleUse,
    ToolFacts,
)
from policies.held import (
    bindings_of,
    competition_of,
    configuration_of,
    owing,
    settings_of,
    statements_of,
    surfaces_of,
    with_parts,
)
from policies.licensed import layers_in, release_facts
from policies.models import Category, CategoryEdition, PolicyRevision, RuleSetting, Tool
from policies.screened import screening_of
from vendors.domain.in_force import Look
from vendors.domain.terms import AssessmentState, Effect, ReadingFact
from vendors.facts import NOTHING_HIDDEN, Hidden, binding_readings
from vendors.footing import Footing
from vendors.looks import documents_ahead, looks_of
from vendors.readings import ReadingRow, reading_rows, resting_on

_RULE = ("id", "position", "code", "rule_version", "parameters", "on_fail", "reason")
JUDGED_STATES = (AssessmentState.APPROVED, AssessmentState.IN_REVIEW, AssessmentState.DRAFT)
"""Drafts are loaded too: where nothing is approved a rule has to be able to say "drafted, not approved"."""

PROOF_KEPT = "On record. It may quote a contract, so only those who may read the contract are shown it."


@dataclass(frozen=True, slots=True)
class Judgeable:
    """Tools with their facts, the readings of their tiers, and what looks at the documents found that bind them by
    another text than the newest (by primary key)."""

    tools: list[tuple[Tool, ToolFacts]]
    readings: list[ReadingRow]
    looks: Mapping[int, Sequence[Look]]


def tools_with_facts(
    tools: QuerySet[Tool],
    hidden: Hidden = NOTHING_HIDDEN,
    *,
    ahead: Collection[int] = (),
    bound_on: dt.date | None = None,
) -> list[tuple[Tool, ToolFacts]]:
    """Every tool of the query with its facts as held now; words of what is `hidden` must not enter.

    `ahead`: documents (primary keys) whose newest text is taken to bind already. `bound_on`: judged on the texts that
    bind on that day instead of today; everything else is as it is now.
    """
    return judgeable(list(with_parts(tools)), hidden, ahead=ahead, bound_on=bound_on).tools


def judgeable(
    rows: Sequence[Any],
    hidden: Hidden = NOTHING_HIDDEN,
    *,
    tiers: Iterable[int] = (),
    ahead: Collection[int] = (),
    bound_on: dt.date | None = None,
) -> Judgeable:
    """Tools that came `with_parts` with their facts (as `tools_with_facts`), in their order, and the readings of their
    and further `tiers` (primary keys). Five queries at most: readings, citations, looks, texts, and what releases
    switched on were made from; one more where anything is `hidden`.
    """
    bindings = {row.pk: bindings_of(row) for row in rows}
    zone = zone_name()
    day, owed = bound_on or local_date(timezone.now(), zone), owing(bindings.values())
    readings = reading_rows({*tiers, *(row.tier_id for row in rows)}, _judged(day, owed), hidden)
    cited = {version.document for reading in readings for rest in reading.cited for version in rest.versions}
    looks = looks_of(owed | cited, ahead_of=day)
    older = {
        key: {document: version for document, version in found.items() if document not in ahead}
        for key, found in older_texts(bindings, looks, day, zone).items()
    }
    footing = Footing(readings, looks, older.values())
    kept_back = _kept_back(rows, hidden)
    by_tier: dict[int, list[ReadingFact]] = {}
    for reading in readings:
        by_tier.setdefault(reading.tier, []).append(reading.fact)
    bound = {row.pk: _bound(by_tier.get(row.tier_id, []), footing, older[row.pk]) for row in rows}
    releases = release_facts(rows, hidden)
    facts = []
    for row in rows:
        whole = _tool_facts(row, bound[row.pk], day, kept_back=row.pk in kept_back)
        facts.append((row, replace(whole, releases=releases[row.pk], layers=layers_in(row, "tool", hidden))))
    return Judgeable(facts, readings, looks)


def _kept_back(rows: Sequence[Any], hidden: Hidden) -> frozenset[int]:
    """Tools (primary keys) whose proofs may quote a contract that is hidden."""
    if not hidden.documents:
        return frozenset()
    return frozenset(
        Tool.objects.filter(pk__in=[row.pk for row in rows]).under(hidden.documents).values_list("pk", flat=True)
    )


def _judged(day: dt.date, owed: set[int]) -> Q:
    """Readings that may speak: superseded ones only where they cite a document whose older text may bind a tool."""
    superseded = Q(resting_on(owed)) | Q(resting_on(documents_ahead(day)))
    return Q(state__in=JUDGED_STATES) | Q(superseded, state=AssessmentState.SUPERSEDED)


def tool_facts(tool: Tool) -> ToolFacts:
    """The facts of one tool as held now."""
    return tools_with_facts(Tool.objects.filter(pk=tool.pk))[0][1]


def _tool_facts(tool: Tool, readings: Sequence[ReadingFact], day: dt.date, *, kept_back: bool) -> ToolFacts:
    held, deployment, hosted_by, data_location = configuration_of(tool)
    settings = settings_of(tool)
    if kept_back:
        settings = {code: replace(row, proof=PROOF_KEPT) if row.proof else row for code, row in settings.items()}
    return ToolFacts(
        uid=tool.uid,
        name=tool.name,
        tier=tool.tier.name,
        product=tool.tier.product.name,
        vendor=tool.tier.product.vendor.name,
        held=held,
        deployment=deployment,
        hosted_by=hosted_by,
        data_location=data_location,
        settings=settings,
        readings=binding_readings(readings, held),
        statements=statements_of(tool),
        competition=competition_of(tool, day),
        screening=screening_of(tool, day),
        surfaces=surfaces_of(tool),
    )


def _bound(readings: Sequence[ReadingFact], footing: Footing, older: Mapping[int, int]) -> list[ReadingFact]:
    """The readings as one tool is judged on them. Staleness is read per tool: a reading of other versions than bind it
    is stale for it; while an older text binds it, what was read of that serves on, superseded or marked elsewhere."""
    found, served = [], set()
    for reading in readings:
        if reading.state not in (AssessmentState.APPROVED, AssessmentState.SUPERSEDED):
            found.append(reading)
            continue
        stands = footing.stands(reading, older)
        if reading.state == AssessmentState.SUPERSEDED:
            if not (stands and footing.documents(reading) & older.keys()):
                continue
            served.add((reading.area, reading.applicability))
        marks = footing.marks(reading, older)
        found.append(
            replace(
                reading,
                stale=not stands or Effect.STALE in marks,
                to_be_confirmed=Effect.TO_BE_CONFIRMED in marks,
            )
        )
    return [
        reading
        for reading in found
        if not (
            reading.state == AssessmentState.APPROVED
            and reading.stale
            and (reading.area, reading.applicability) in served
        )
    ]


def editions_of(revision: PolicyRevision) -> list[CategoryEdition]:
    """The categories of a revision with owners and rules, in order. One query."""
    return list(_with_rules(revision.editions.all()))


def editions_in_force() -> list[CategoryEdition]:
    """Those of the published policy, each with its revision; none while none is published. One query."""
    rows = CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED)
    return list(_with_rules(rows).select_related("revision"))


def editions_beside(draft: PolicyRevision) -> tuple[list[CategoryEdition], list[CategoryEdition]]:
    """Those of the published policy, and those of `draft`. One query."""
    both = Q(revision=draft) | Q(revision__state=RevisionState.PUBLISHED)
    rows = list(_with_rules(CategoryEdition.objects.filter(both)))
    drafted = [row for row in rows if row.revision_id == draft.pk]
    return [row for row in rows if row.revision_id != draft.pk], drafted


def _with_rules(rows: QuerySet[CategoryEdition]) -> QuerySet[Any]:
    held = rows_within(RuleSetting.objects.filter(edition=OuterRef("pk")), **{name: name for name in _RULE})
    whole = rows.select_related("category", "legal_owner", "engineering_owner")
    found: QuerySet[Any] = whole.annotate(rules_held=held).order_by("position", "pk")
    return found


def rules_of(edition: CategoryEdition) -> list[RuleSetting]:
    """The rules that came with an edition (see `editions_of`), in order; to be read only."""
    held: list[dict[str, Any]] = getattr(edition, "rules_held", None) or []
    rows = [RuleSetting(**row) for row in held]
    return sorted(rows, key=lambda row: (row.position, row.pk))


def category_facts(edition: CategoryEdition) -> CategoryFacts:
    """One category of a revision as rules see it."""
    return CategoryFacts(
        uid=edition.category.uid,
        slug=edition.category.slug,
        name=edition.name,
        mode=Mode(edition.category.mode),
        allowed_kinds=tuple(CodebaseKind(code) for code in edition.allowed_kinds.split()),
        allowed_destinations=tuple(Destination(code) for code in edition.allowed_destinations.split()),
        rules=tuple(
            RuleUse(
                code=row.code,
                version=row.rule_version,
                parameters=clean_parameters(rule_of(row.code, row.rule_version), json.loads(row.parameters)),
                on_fail=OnFail(row.on_fail),
            )
            for row in rules_of(edition)
        ),
    )


def owned_category(edition: CategoryEdition) -> OwnedCategory:
    """One category with its two owners. Raises ValueError where an owner is not named yet."""
    if edition.legal_owner is None or edition.engineering_owner is None:
        raise ValueError(f"{edition.name} has no owner in one of the lanes")
    return OwnedCategory(
        facts=category_facts(edition),
        legal_owner=Owner(edition.legal_owner.uid, edition.legal_owner.name),
        engineering_owner=Owner(edition.engineering_owner.uid, edition.engineering_owner.name),
        description=edition.description,
        reasons={row.code: row.reason for row in rules_of(edition) if row.reason},
    )


def category_names() -> dict[int, str]:
    """What each category is called now, or was called last, by primary key. One query."""
    return dict(_signed_editions().values_list("category_id", "name"))


def category_named(category: str = "category") -> Subquery:
    """For a query of rows that point to a category: what it is called now, or was called last; None for a category that
    never was in force."""
    rows = _signed_editions().filter(category=OuterRef(category)).order_by("-revision__number")
    return Subquery(rows.values("name")[:1])


def categories_named() -> list[tuple[str, str]]:
    """Slug and name, now or last, of every category that ever was in force, for a filter. One query."""
    return sorted(dict(_signed_editions().values_list("category__slug", "name")).items())


def _signed_editions() -> QuerySet[CategoryEdition]:
    return CategoryEdition.objects.exclude(revision__state__in=["draft", "discarded"]).order_by("revision__number")


def categories_in_force() -> QuerySet[Category]:
    """Categories of the published policy, in its order."""
    rows: QuerySet[Category] = Category.objects.filter(editions__revision__state="published")
    return rows.order_by("editions__position")
