"""A tool with all that rules judge of it, read with it in one query: how it is held, its settings, bindings, releases
and output statements. What its tier's terms say is `vendors.readings`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from governance.accounts.models import User
from governance.database.within import day_of, instant_of, rows_within
from policies.domain.competition import NoteFact, finding_on
from policies.domain.surfaces import surfaces_in
from policies.domain.types import CompetitionFinding, DeploymentKind, SettingFact, StatementFact, Surface
from policies.licensed import layers_within, switched_on_within
from policies.models import Binding, CompetitionNote, OutputStatement, Tool, ToolConfiguration, ToolSetting
from policies.screened import screened_parts
from vendors.domain.terms import Applicability
from vendors.models import ModelRelease, TermsDocument
from vendors.parts import releases_within

_APPLIES = tuple(Applicability.__dataclass_fields__)
_SETTING = ("code", "value", "proof", "checked_on", "surfaces")
_BINDING = ("document_id", "mode", "notice_days", "version_id", "renews_on")
_NOTE = ("subject_id", "number", "finding", "ends_on")
_SAID = {
    "written_by": "written_by__name",
    **{name: name for name in ("uid", "surface", "number", "output", "written_at")},
}
OWN = OuterRef("pk")
NOW = {"configuration__tool": OWN, "configuration__valid_until__isnull": True}
"""What belongs to how a tool is held now."""


def with_parts(tools: QuerySet[Tool]) -> QuerySet[Any]:
    """`tools` with their tiers and vendors, and the parts that the readers below take from each."""
    held: QuerySet[Any] = tools.select_related("tier__product__vendor").annotate(
        **_as_held(),
        **switched_on_within(**NOW),
        **layers_within("tool", tier=OuterRef("tier")),
        statements_held=rows_within(OutputStatement.objects.filter(tool=OWN), **_SAID),
        notes_held=notes_within("tier__product__vendor"),
        **screened_parts(NOW),
    )
    return held


def part_names() -> list[str]:
    """What comes with a tool `with_parts`, by the names its readers know."""
    return list(with_parts(Tool.objects.none()).query.annotations)


def notes_within(vendor: str) -> Subquery:
    """For a query of rows that lead to a vendor by the field `vendor`: counsel's competition notes on it."""
    return rows_within(CompetitionNote.objects.filter(vendor=OuterRef(vendor)), **_same(_NOTE))


def _as_held() -> dict[str, Subquery]:
    where = ToolConfiguration.objects.open().filter(tool=OWN)
    run = {
        "kind": "deployment__kind",
        "hosted_by": "deployment__hosted_by",
        "data_location": "deployment__data_location",
        "surfaces": "surfaces",
    }
    return {
        "configuration_held": rows_within(where, **run, **_same(_APPLIES)),
        "settings_held": rows_within(ToolSetting.objects.filter(**NOW), **_same(_SETTING)),
        "bindings_held": rows_within(Binding.objects.filter(**NOW), **_same(_BINDING)),
    }


def _same(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def configuration_of(tool: Any) -> tuple[Applicability, DeploymentKind | None, str, str]:
    """Where it is held, how and by whom it is deployed, where data goes; empty while nobody has said."""
    row = next(iter(tool.configuration_held or ()), None)
    if row is None:
        return Applicability(), None, "", ""
    kind = DeploymentKind(row["kind"]) if row["kind"] else None
    held = Applicability(*(row[name] for name in _APPLIES))
    return held, kind, row["hosted_by"] or "", row["data_location"] or ""


def settings_of(tool: Any) -> dict[str, SettingFact]:
    """Its admin settings by code."""
    rows = sorted(tool.settings_held or (), key=lambda row: row["code"])
    return {
        row["code"]: SettingFact(
            row["code"], row["value"], row["proof"], day_of(row["checked_on"]), surfaces_in(row["surfaces"])
        )
        for row in rows
    }


def surfaces_of(tool: Any) -> tuple[Surface, ...]:
    """Where it is in use; none while nobody has said."""
    row = next(iter(tool.configuration_held or ()), None)
    return surfaces_in(row["surfaces"]) if row else ()


def competition_of(tool: Any, day: dt.date) -> CompetitionFinding:
    """What counsel's competition notes on its vendor come to on `day`."""
    notes = (
        NoteFact(row["subject_id"], row["number"], CompetitionFinding(row["finding"]), ended)
        for row in tool.notes_held or ()
        if (ended := day_of(row["ends_on"])) is not None
    )
    return finding_on(notes, day)


def bindings_of(tool: Any) -> dict[int, Binding]:
    """Which texts bind it, by document; not to be saved."""
    rows = (Binding(**{**row, "renews_on": day_of(row["renews_on"])}) for row in tool.bindings_held or ())
    return {row.document_id: row for row in rows}


def statements_of(tool: Any) -> tuple[StatementFact, ...]:
    """The newest output statement of each surface."""
    newest: dict[str, Mapping[str, Any]] = {}
    for row in sorted(tool.statements_held or (), key=lambda row: row["number"]):
        newest[row["surface"]] = row
    return tuple(_statement(row) for _, row in sorted(newest.items()))


def _statement(row: Mapping[str, Any]) -> StatementFact:
    at = instant_of(row["written_at"])
    return StatementFact(UUID(row["uid"]), Surface(row["surface"]), row["output"], row["written_by"], at)


def owing(bindings: Iterable[Mapping[int, Binding]]) -> set[int]:
    """Documents (primary keys) of which some tool is bound by another text than the newest in effect, or may be."""
    return {document for rows in bindings for document, row in rows.items() if row.mode != "rolling"}


def configurations(person: User) -> QuerySet[ToolConfiguration]:
    """Configurations with their parts, and whether proofs are kept back from `person`, in one query."""
    rows: QuerySet[ToolConfiguration] = ToolConfiguration.objects.select_related(
        "tool", "deployment", "order_form", "changed_by"
    )
    own = OuterRef("pk")
    hidden = TermsDocument.objects.hidden_from(person).values("pk")
    served = ModelRelease.objects.filter(deployments__configuration=own)
    return rows.annotate(
        kept_back=Exists(Tool.objects.filter(pk=OuterRef("tool")).under(hidden)),
        releases_held=releases_within(served),
        settings_held=rows_within(
            ToolSetting.objects.filter(configuration=own),
            code="code",
            value="value",
            proof="proof",
            proof_sha256="proof_blob__sha256",
            checked_on="checked_on",
            surfaces="surfaces",
        ),
        bindings_held=rows_within(
            Binding.objects.filter(configuration=own),
            pk="pk",
            document="document",
            uid="document__uid",
            title="document__title",
            mode="mode",
            notice_days="notice_days",
            terms_version="version__uid",
            version_id="version_id",
            number="version__number",
            renews_on="renews_on",
        ),
    )
