"""Rows to domain values: tools as held and categories of a revision, in a fixed number of queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Prefetch, QuerySet

from policies.binding import older_texts
from policies.domain.revision import OwnedCategory, Owner
from policies.domain.rules import rule_of
from policies.domain.rules.parameters import clean_parameters
from policies.domain.types import (
    CategoryFacts,
    CodebaseKind,
    DeploymentKind,
    Destination,
    Mode,
    OnFail,
    ReleaseFact,
    RuleUse,
    SettingFact,
    StatementFact,
    Surface,
    ToolFacts,
)
from policies.models import (
    Binding,
    Category,
    CategoryEdition,
    OutputStatement,
    PolicyRevision,
    Tool,
    ToolConfiguration,
)
from vendors.domain.terms import Applicability, AssessmentState, Effect, ReadingFact
from vendors.facts import NOTHING_HIDDEN, Hidden, binding_readings, readings_of
from vendors.footing import Footing

JUDGED_STATES = (AssessmentState.APPROVED, AssessmentState.IN_REVIEW, AssessmentState.DRAFT)
"""Drafts are loaded too: where nothing is approved a rule has to be able to say "drafted, not approved"."""

PROOF_KEPT = "On record. It may quote a contract, so only those who may read the contract are shown it."

OPEN_CONFIGURATION = Prefetch(
    "configurations",
    queryset=ToolConfiguration.objects.filter(valid_until__isnull=True)
    .select_related("deployment")
    .prefetch_related(
        "settings",
        "deployment__releases__vendor",
        "deployment__releases__layer_rows",
        "bindings",
    ),
    to_attr="open_configurations",
)
NEWEST_STATEMENTS = Prefetch(
    "statements",
    queryset=OutputStatement.objects.select_related("written_by").order_by("surface", "-number"),
)


def tools_with_facts(
    tools: QuerySet[Tool], hidden: Hidden = NOTHING_HIDDEN, *, ahead: Collection[int] = ()
) -> list[tuple[Tool, ToolFacts]]:
    """Every tool of the query with its facts as held now; words of what is `hidden` must not enter.

    `ahead`: documents (primary keys) whose newest text is taken to bind already.
    """
    rows = list(tools.select_related("tier__product__vendor").prefetch_related(OPEN_CONFIGURATION, NEWEST_STATEMENTS))
    older = {
        key: {document: version for document, version in found.items() if document not in ahead}
        for key, found in older_texts({row.pk: _bindings(row) for row in rows}).items()
    }
    states = (*JUDGED_STATES, AssessmentState.SUPERSEDED) if any(older.values()) else JUDGED_STATES
    readings = readings_of({row.tier_id for row in rows}, states, hidden)
    footing = Footing(
        (reading for found in readings.values() for reading in found),
        (version for found in older.values() for version in found.values()),
    )
    under = Tool.objects.filter(pk__in=[row.pk for row in rows]).under(hidden.documents)
    kept_back = frozenset(under.values_list("pk", flat=True)) if hidden.documents else frozenset()
    bound = {row.pk: _bound(readings.get(row.tier_id, []), footing, older[row.pk]) for row in rows}
    return [(row, _tool_facts(row, bound[row.pk], kept_back=row.pk in kept_back)) for row in rows]


def tool_facts(tool: Tool) -> ToolFacts:
    """The facts of one tool as held now."""
    return tools_with_facts(Tool.objects.filter(pk=tool.pk))[0][1]


def _tool_facts(tool: Tool, readings: Sequence[ReadingFact], *, kept_back: bool) -> ToolFacts:
    configurations: list[ToolConfiguration] = getattr(tool, "open_configurations", [])
    configuration = configurations[0] if configurations else None
    deployment = getattr(configuration, "deployment", None) if configuration else None
    held = configuration.held if configuration else Applicability()
    return ToolFacts(
        uid=tool.uid,
        name=tool.name,
        tier=tool.tier.name,
        product=tool.tier.product.name,
        vendor=tool.tier.product.vendor.name,
        held=held,
        deployment=DeploymentKind(deployment.kind) if deployment else None,
        hosted_by=deployment.hosted_by if deployment else "",
        data_location=deployment.data_location if deployment else "",
        settings=_settings(configuration, kept_back=kept_back),
        readings=binding_readings(readings, held),
        statements=_statements(tool.statements.all()),
        releases=tuple(
            ReleaseFact(
                uid=release.uid,
                name=str(release),
                vendor=release.vendor.name,
                licences={layer.layer: layer.licence for layer in release.layers if layer.verified},
            )
            for release in (deployment.releases.all() if deployment else ())
        ),
    )


def _bindings(tool: Tool) -> list[Binding]:
    configurations: list[ToolConfiguration] = getattr(tool, "open_configurations", [])
    return [row for configuration in configurations for row in configuration.bindings.all()]


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


def _settings(configuration: ToolConfiguration | None, *, kept_back: bool) -> Mapping[str, SettingFact]:
    if configuration is None:
        return {}
    return {
        row.code: SettingFact(row.code, row.value, PROOF_KEPT if kept_back and row.proof else row.proof, row.checked_on)
        for row in configuration.settings.all()
    }


def _statements(rows: Iterable[OutputStatement]) -> tuple[StatementFact, ...]:
    newest: dict[str, OutputStatement] = {}
    for row in rows:
        newest.setdefault(row.surface, row)
    return tuple(
        StatementFact(row.uid, Surface(row.surface), row.output, row.written_by.name, row.written_at)
        for row in newest.values()
    )


def editions_of(revision: PolicyRevision) -> list[CategoryEdition]:
    """The categories of a revision with owners and rules, in order. Two queries."""
    return list(
        revision.editions.select_related("category", "legal_owner", "engineering_owner").prefetch_related("rules")
    )


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
            for row in edition.rules.all()
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
        reasons={row.code: row.reason for row in edition.rules.all() if row.reason},
    )


def category_names() -> dict[int, str]:
    """What each category is called now, or was called last, by primary key. One query."""
    return dict(_signed_editions().values_list("category_id", "name"))


def categories_named() -> list[tuple[str, str]]:
    """Slug and name, now or last, of every category that ever was in force, for a filter. One query."""
    return sorted(dict(_signed_editions().values_list("category__slug", "name")).items())


def _signed_editions() -> QuerySet[CategoryEdition]:
    return CategoryEdition.objects.exclude(revision__state__in=["draft", "discarded"]).order_by("revision__number")


def categories_in_force() -> QuerySet[Category]:
    """Categories of the published policy, in its order."""
    rows: QuerySet[Category] = Category.objects.filter(editions__revision__state="published")
    return rows.order_by("editions__position")
