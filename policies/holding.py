"""How a tool is held, in words; and whether somebody may use it today. Reads only, decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from governance.accounts.access import today
from governance.accounts.models import User
from governance.database.within import day_of, instant_of, rows_within
from governance.web.markup.times import say_day
from governance.web.zones import organisation_zone
from policies.binding import notice_of, pinned_on
from policies.domain.labels import label
from policies.domain.permission import Permission, permission
from policies.domain.sentences import listing
from policies.domain.surfaces import surfaces_in
from policies.domain.types import BindingMode, Mode
from policies.facts import PROOF_KEPT
from policies.held import configurations
from policies.models import Binding, CategoryEdition, Deployment, OutputStatement, RenewalNote, Tool, ToolConfiguration
from policies.standings import ApprovalShown
from vendors.domain.in_force import Look, in_force
from vendors.domain.settings_catalogue import SETTINGS, setting_value_in_words
from vendors.models import TermsDocument
from vendors.parts import releases_named

_SAID = ("sent", "returned", "output", "kept")


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One admin setting in words."""

    code: str
    label: str
    value: str
    proof: str
    checked_on: dt.date | None
    proven: bool
    """Whether it counts."""
    surfaces: str
    """Where alone it is so, in words; empty: everywhere."""
    proof_file: bool
    """Whether there is a file that shows it, and the person may have it."""


@dataclass(frozen=True, slots=True)
class BindingShown:
    """Which text of one document binds, in words; the title is withheld from those who may not read it."""

    document: UUID
    title: str
    words: str
    renews_on: dt.date | None
    readable: bool


@dataclass(frozen=True, slots=True)
class RenewalShown:
    """A note on a text the tool is pinned to; the title is withheld from those who may not read it."""

    row: RenewalNote
    title: str
    readable: bool


def renewals_shown(tool: Tool, person: User) -> list[RenewalShown]:
    """Notes on the pins of a tool, those still to be settled first."""
    seen = TermsDocument.objects.visible_to(person).filter(pk=OuterRef("document"))
    rows = RenewalNote.objects.filter(tool=tool).select_related("document", "new_version", "closed_by")
    ordered = sorted(rows.annotate(readable=Exists(seen)), key=lambda row: row.closed_at is not None)
    return [RenewalShown(row, row.document.title if row.readable else "A contract", row.readable) for row in ordered]


@dataclass(frozen=True, slots=True)
class ConfigurationShown:
    """How a tool is held from an instant until another."""

    row: ToolConfiguration
    deployment: Deployment | None
    settings: tuple[SettingShown, ...]
    bindings: tuple[BindingShown, ...]
    order_form: str
    releases: tuple[str, ...]
    note: str
    surfaces: str


@dataclass(frozen=True, slots=True)
class MayUse:
    """The plain answer for one category."""

    edition: CategoryEdition
    permission: Permission
    shown: ApprovalShown | None


def configurations_shown(tool: Tool, person: User, looks: Mapping[int, Sequence[Look]]) -> list[ConfigurationShown]:
    """How the tool is held, newest first: the one held now, if there is one, has an open end. `looks`: those of every
    document that binds it now by another text than the newest (primary keys). Two queries at most."""
    hidden = frozenset(TermsDocument.objects.hidden_from(person).values_list("pk", flat=True))
    rows = configurations(person).filter(tool=tool).order_by("-valid_from")
    return [_shown(row, hidden, looks if row.valid_until is None else {}) for row in rows]


def proofs_kept_back(tool: Tool, person: User) -> bool:
    """Whether proofs of the tool's settings, and the note on how it is held, are not shown to `person`: a contract they
    may not read binds the tool, and both may be words of it."""
    hidden = TermsDocument.objects.hidden_from(person).values("pk")
    return Tool.objects.filter(pk=tool.pk).under(hidden).exists()


def _shown(row: Any, hidden: frozenset[int], looks: Mapping[int, Sequence[Look]]) -> ConfigurationShown:
    order_form = ""
    if row.order_form is not None:
        order_form = "One is on record" if row.order_form_id in hidden else row.order_form.title
    settings = sorted(row.settings_held or (), key=itemgetter("code"))
    bindings = sorted(row.bindings_held or (), key=itemgetter("pk"))
    return ConfigurationShown(
        row=row,
        deployment=getattr(row, "deployment", None),
        settings=tuple(_setting(part, kept_back=row.kept_back) for part in settings),
        bindings=tuple(_binding(part, looks, readable=part["document"] not in hidden) for part in bindings),
        order_form=order_form,
        releases=tuple(release["name"] for release in releases_named(row.releases_held)),
        note=PROOF_KEPT if row.kept_back and row.note else row.note,
        surfaces=_surfaces(row.surfaces).capitalize(),
    )


def _setting(part: Mapping[str, Any], *, kept_back: bool) -> SettingShown:
    code, proof, checked_on = part["code"], part["proof"], day_of(part["checked_on"])
    return SettingShown(
        code=code,
        label=SETTINGS[code].label if code in SETTINGS else code,
        value=setting_value_in_words(code, part["value"]),
        proof=PROOF_KEPT if kept_back and proof else proof,
        checked_on=checked_on,
        proven=bool(proof) and checked_on is not None,
        surfaces=_surfaces(part["surfaces"]),
        proof_file=part["proof_sha256"] is not None and not kept_back,
    )


def _surfaces(text: str) -> str:
    return listing([label(surface).lower() for surface in surfaces_in(text)])


def _binding(part: Mapping[str, Any], looks: Mapping[int, Sequence[Look]], *, readable: bool) -> BindingShown:
    row = Binding(
        mode=part["mode"],
        notice_days=part["notice_days"],
        version_id=part["version_id"],
        renews_on=day_of(part["renews_on"]),
    )
    words = "The newest text in effect binds us"
    if row.mode == BindingMode.ON_NOTICE:
        words = f"A new text binds us {row.notice_days} days after notice"
    elif row.mode == BindingMode.PINNED and row.version_id is not None:
        words = f"Pinned to version {part['number']}"
    found = looks.get(part["document"], ())
    if found:
        words += _now(row, found)
    title = part["title"] if readable else "A contract"
    return BindingShown(UUID(part["uid"]), title, words, row.renews_on, readable)


def _now(row: Binding, looks: Sequence[Look]) -> str:
    """Which text binds today, where the words before do not say it."""
    day = today()
    if pinned_on(row, day):
        return ""
    if row.mode == BindingMode.PINNED:
        return f" until {say_day(row.renews_on)}, which has come: the newest text binds us" if row.renews_on else ""
    zone, notice, newest = organisation_zone().key, notice_of(row), looks[-1]
    bound = in_force(looks, day, zone, notice)
    if bound is newest:
        return ""
    since = say_day(newest.binds_from(zone, notice))
    return f". Version {bound.number} binds us now, version {newest.number} from {since}"


def said_within() -> Subquery:
    """For a query of tools: their output statements, for `statements_shown`."""
    parts = {name: name for name in (*_SAID, "surface", "number", "written_at")}
    return rows_within(OutputStatement.objects.filter(tool=OuterRef("pk")), by="written_by__name", **parts)


def statements_shown(tool: Any) -> list[dict[str, Any]]:
    """Its output statements, surface by surface, the newest first."""
    rows = sorted(tool.said or (), key=lambda row: (row["surface"], -row["number"]))
    return [{**row, "written_at": instant_of(row["written_at"])} for row in rows]


def may_use(approvals: Sequence[ApprovalShown], editions: Sequence[CategoryEdition], today: dt.date) -> list[MayUse]:
    """For every category of the policy in force whether the tool may be used for it today."""
    found = []
    for edition in editions:
        own = [entry for entry in approvals if entry.approval.category_id == edition.category_id]
        best = next((entry for entry in own if entry.in_use), own[0] if own else None)
        found.append(MayUse(edition, _permission(edition, best, today), best))
    return found


def _permission(edition: CategoryEdition, best: ApprovalShown | None, today: dt.date) -> Permission:
    mode = Mode(edition.category.mode)
    if best is None:
        return permission(mode, None, today=today)
    row = best.approval
    return permission(
        mode,
        best.standing,
        ends_on=row.ends_on,
        review_due_on=row.review_due_on,
        today=today,
        conditions=best.conditions,
    )
