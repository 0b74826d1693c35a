"""How a tool is held, in words; and whether somebody may use it today. Reads only, decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.accounts.access import today
from governance.accounts.models import User
from governance.web.markup.times import say_day
from governance.web.zones import organisation_zone
from policies.binding import notice_of, pinned_on
from policies.domain.permission import Permission, permission
from policies.domain.types import BindingMode, Mode
from policies.facts import PROOF_KEPT
from policies.models import Binding, CategoryEdition, Deployment, Tool, ToolConfiguration, ToolSetting
from policies.standings import ApprovalShown
from vendors.domain.in_force import Look, in_force
from vendors.domain.settings_catalogue import SETTINGS, setting_value_in_words
from vendors.looks import looks_of
from vendors.models import TermsDocument


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One admin setting in words."""

    label: str
    value: str
    row: ToolSetting
    proof: str
    proof_file: bool
    """Whether there is a file that shows it, and the person may have it."""

    @property
    def proven(self) -> bool:
        """Whether it counts."""
        return bool(self.row.proof) and self.row.checked_on is not None


@dataclass(frozen=True, slots=True)
class BindingShown:
    """Which text of one document binds, in words; the title is withheld from those who may not read it."""

    title: str
    words: str
    row: Binding
    readable: bool


@dataclass(frozen=True, slots=True)
class ConfigurationShown:
    """How a tool is held from an instant until another."""

    row: ToolConfiguration
    deployment: Deployment | None
    settings: tuple[SettingShown, ...]
    bindings: tuple[BindingShown, ...]
    order_form: str
    note: str


@dataclass(frozen=True, slots=True)
class MayUse:
    """The plain answer for one category."""

    edition: CategoryEdition
    permission: Permission
    shown: ApprovalShown | None


def configurations_shown(tool: Tool, person: User) -> list[ConfigurationShown]:
    """How the tool is held, newest first: the one held now, if there is one, has an open end."""
    rows = tool.configurations.select_related("deployment", "changed_by", "order_form").prefetch_related(
        "settings", "bindings__document", "bindings__version", "deployment__releases"
    )
    seen = set(TermsDocument.objects.visible_to(person).values_list("pk", flat=True))
    kept_back = proofs_kept_back(tool, person)
    found = list(rows)
    now = [row for row in found if row.valid_until is None]
    looks = looks_of(binding.document_id for row in now for binding in row.bindings.all())
    return [_shown(row, seen, looks if row in now else {}, kept_back=kept_back) for row in found]


def proofs_kept_back(tool: Tool, person: User) -> bool:
    """Whether proofs of the tool's settings, and the note on how it is held, are not shown to `person`: a contract they
    may not read binds the tool, and both may be words of it."""
    hidden = TermsDocument.objects.hidden_from(person).values("pk")
    return Tool.objects.filter(pk=tool.pk).under(hidden).exists()


def _shown(
    row: ToolConfiguration, seen: set[int], looks: Mapping[int, Sequence[Look]], *, kept_back: bool
) -> ConfigurationShown:
    order_form = ""
    if row.order_form is not None:
        order_form = row.order_form.title if row.order_form_id in seen else "One is on record"
    return ConfigurationShown(
        row=row,
        deployment=getattr(row, "deployment", None),
        settings=tuple(
            SettingShown(
                SETTINGS[setting.code].label if setting.code in SETTINGS else setting.code,
                setting_value_in_words(setting.code, setting.value),
                setting,
                PROOF_KEPT if kept_back and setting.proof else setting.proof,
                setting.proof_blob_id is not None and not kept_back,
            )
            for setting in row.settings.all()
        ),
        bindings=tuple(
            _binding(binding, looks.get(binding.document_id, ()), readable=binding.document_id in seen)
            for binding in row.bindings.all()
        ),
        order_form=order_form,
        note=PROOF_KEPT if kept_back and row.note else row.note,
    )


def _binding(row: Binding, looks: Sequence[Look], *, readable: bool) -> BindingShown:
    words = "The newest text in effect binds us"
    if row.mode == BindingMode.ON_NOTICE:
        words = f"A new text binds us {row.notice_days} days after notice"
    elif row.mode == BindingMode.PINNED and row.version is not None:
        words = f"Pinned to version {row.version.number}"
    if looks:
        words += _now(row, looks)
    return BindingShown(row.document.title if readable else "A contract", words, row, readable)


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
        conditions=len(row.condition_items.all()),
    )
