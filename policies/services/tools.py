"""Deeds on tools: registering a tier as held, recording how it is held."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils import timezone

from governance.accounts.access import Actor, allowed, organisation, require, today, visible_team_ids
from governance.accounts.models import Team, User
from governance.audit.deeds import deed, record
from governance.errors import Invalid, NotAllowed
from governance.modelling import check_version, locked
from policies.domain.surfaces import written
from policies.domain.types import BindingMode, FlagCause
from policies.models import (
    Approval,
    Binding,
    Deployment,
    Tool,
    ToolConfiguration,
    ToolContributor,
    ToolSetting,
)
from policies.services.approvals import Cause
from policies.services.held_inputs import BindingInput, ConfigurationInput, SettingInput
from policies.services.names import name_problem
from policies.services.outcomes import owe_outcomes
from policies.services.rejudging import Watch
from policies.services.renewals import settle_described
from policies.services.screening import compare_vendor
from vendors.domain.settings_catalogue import SETTINGS, setting_problem
from vendors.domain.terms import Channel
from vendors.models import TermsDocument, Tier

TIER_STAYS = (
    "The tier of a tool that was described or requested stays as it is. Register another tool for another tier."
)


BOUGHT_ELSEWHERE = frozenset({Channel.RESELLER.value, Channel.MARKETPLACE.value})
"""Channels with somebody between the vendor and us."""


def require_team(actor: Actor, team: Team | None) -> None:
    """A team's tool is described by that team or an engineering owner; one of the whole organisation by any manager."""
    require(actor, "tool.edit", system=True)
    if actor.user is not None and team is not None and not _belongs(actor.user, team.pk):
        raise NotAllowed(f"Only members of {team.name} and engineering owners describe its tools.", code="other-team")


def _belongs(person: User, team_id: int) -> bool:
    teams = visible_team_ids(person)
    return teams is None or team_id in teams


def may_edit(actor: Actor, tool: Tool) -> bool:
    """Whether the person may change this tool; for showing buttons."""
    return allowed(actor, "tool.edit") and (tool.team_id is None or _belongs(actor.person, tool.team_id))


@deed
def save_tool(
    *,
    actor: Actor,
    tier: Tier,
    name: str,
    team: Team | None = None,
    business_owner: User | None = None,
    tool: Tool | None = None,
    version: int | None = None,
) -> Tool:
    """Register a tier as a tool the organisation holds, or change `tool`. Raises Invalid, Stale, NotAllowed.

    The tier stays once the tool was described, written about or requested: what was judged was that tier.
    """
    require_team(actor, team)
    locked(organisation())  # else two tools of one name could both find it free
    name = " ".join(name.split())
    taken = Tool.objects.filter(name__iexact=name).exclude(pk=tool.pk if tool else 0).exists()
    sentence = "A tool of this name is registered already." if taken else name_problem(name, "Give the tool a name.")
    if sentence:
        raise Invalid(sentence, problems={"name": [sentence]})
    if tool is None:
        tool = Tool.objects.create(tier=tier, name=name, team=team, business_owner=business_owner)
        action = "tool.added"
    else:
        tool = locked(tool)
        require_team(actor, tool.team)
        check_version(tool, version)
        if tier.pk != tool.tier_id and tool.in_use:
            raise Invalid(TIER_STAYS, problems={"tier": [TIER_STAYS]})
        tool.tier, tool.name, tool.team, tool.business_owner = tier, name, team, business_owner
        tool.version += 1
        tool.save(update_fields=["tier", "name", "team", "business_owner", "version"])
        action = "tool.changed"
    _contribute(actor, tool)
    detail = {"name": name, "tier": str(tier), "team": team.name if team else None}
    record(actor, action, subject=tool, detail=detail)
    return tool


@deed
def configure_tool(*, actor: Actor, tool: Tool, version: int | None, entry: ConfigurationInput) -> ToolConfiguration:
    """Record how the tool is held from now on; what held before stays as an ended interval.

    Approvals whose rules find less than what both lanes judged are flagged. Raises Invalid, Stale, NotAllowed.
    """
    tool = locked(tool)
    require_team(actor, tool.team)
    check_version(tool, version)
    _check_configuration(entry, today())
    watch = Watch(Approval.objects.filter(tool=tool))
    now = timezone.now()
    former = ToolConfiguration.objects.open().filter(tool=tool).first()
    if former is not None:
        entry = _with_unseen(actor, former, entry)
        former.valid_until = now
        former.save(update_fields=["valid_until"])
    configuration = ToolConfiguration.objects.create(
        tool=tool,
        valid_from=now,
        contracting_entity=entry.held.contracting_entity,
        region=entry.held.region,
        channel=entry.held.channel,
        feature_status=entry.held.feature_status,
        reseller=" ".join(entry.reseller.split()),
        surfaces=written(entry.surfaces),
        order_form=entry.order_form,
        note=entry.note,
        changed_by=actor.user,
    )
    bindings = _write_parts(configuration, entry)
    settle_described(actor=actor, tool=tool, before=former.bindings.all() if former else (), after=bindings)
    tool.version += 1
    tool.save(update_fields=["version"])
    _contribute(actor, tool)
    record(actor, "tool.configured", subject=tool, detail=_told(configuration, entry))
    cause = Cause(FlagCause.CONFIGURATION, configuration=configuration)
    watch.flag_worse(actor=actor, because="The tool was described anew.", cause=cause)
    owe_outcomes([tool.pk])
    compare_vendor(actor=actor, vendor=tool.tier.product.vendor)
    return configuration


def _told(configuration: ToolConfiguration, entry: ConfigurationInput) -> dict[str, Any]:
    """What the event carries."""
    return {
        "configuration": configuration.uid,
        "region": entry.held.region,
        "channel": entry.held.channel,
        "contracting_entity": entry.held.contracting_entity,
        "reseller": configuration.reseller,
        "surfaces": configuration.surfaces.split(),
        "deployment": entry.deployment,
        "settings": {item.code: item.value for item in entry.settings},
        "limited": {item.code: written(item.surfaces).split() for item in entry.settings if item.surfaces},
        "proofs": {item.code: item.proof_blob.sha256 for item in entry.settings if item.proof_blob is not None},
    }


def _with_unseen(actor: Actor, former: ToolConfiguration, entry: ConfigurationInput) -> ConfigurationInput:
    """Contracts the person may not read were not on the form, nor what may quote them: it goes on holding."""
    if actor.user is None:
        return entry
    seen = TermsDocument.objects.visible_to(actor.user)
    kept = [
        BindingInput(row.document, BindingMode(row.mode), row.notice_days, row.version, row.renews_on)
        for row in former.bindings.exclude(document__in=seen).select_related("document", "version")
    ]
    order_form = entry.order_form
    if order_form is None and former.order_form and not seen.filter(pk=former.order_form_id).exists():
        order_form = former.order_form
    settings, note, hidden = entry.settings, entry.note, TermsDocument.objects.hidden_from(actor.user).values("pk")
    if Tool.objects.filter(pk=former.tool_id).under(hidden).exists():
        known = {row.code: row for row in former.settings.select_related("proof_blob")}
        settings = [_with_proof(item, known.get(item.code)) for item in settings]
        note = note.strip() or former.note
    return replace(entry, bindings=[*entry.bindings, *kept], order_form=order_form, settings=settings, note=note)


def _with_proof(item: SettingInput, former: ToolSetting | None) -> SettingInput:
    """A proof that was not on the form goes on proving what it proved: this value, seen on this day."""
    same = former is not None and (item.value.strip(), item.checked_on) == (former.value, former.checked_on)
    if former is None or not same or item.proof.strip() or item.proof_blob:
        return item
    return replace(item, proof=former.proof, proof_blob=former.proof_blob)


def _write_parts(configuration: ToolConfiguration, entry: ConfigurationInput) -> list[Binding]:
    deployment = Deployment.objects.create(
        configuration=configuration,
        kind=entry.deployment,
        hosted_by=entry.hosted_by,
        data_location=entry.data_location,
    )
    deployment.releases.set(entry.releases)
    ToolSetting.objects.bulk_create(
        ToolSetting(
            configuration=configuration,
            code=item.code,
            value=item.value.strip(),
            proof=item.proof.strip() or ("The file on record" if item.proof_blob else ""),
            proof_blob=item.proof_blob,
            checked_on=item.checked_on,
            surfaces=written(item.surfaces),
        )
        for item in entry.settings
        if item.value.strip()
    )
    bindings = Binding.objects.bulk_create(
        Binding(
            configuration=configuration,
            document=item.document,
            mode=item.mode,
            notice_days=item.notice_days,
            version=item.version,
            renews_on=item.renews_on,
        )
        for item in entry.bindings
    )
    configuration.sealed = True  # from here on the database takes no further part (trigger)
    configuration.save(update_fields=["sealed"])
    return bindings


def _check_configuration(entry: ConfigurationInput, day: dt.date) -> None:
    problems: dict[str, list[str]] = {}
    if entry.reseller.strip() and entry.held.channel not in BOUGHT_ELSEWHERE:
        problems["reseller"] = ["Only what is bought through a reseller or a marketplace has one. Choose that channel."]
    for item in entry.settings:
        if item.code not in SETTINGS:
            problems.setdefault("settings", []).append(f"There is no setting {item.code}.")
            continue
        sentence = setting_problem(item.code, item.value) if item.value.strip() else ""
        if sentence:
            problems.setdefault(f"setting_{item.code}", []).append(sentence)
        if item.checked_on is not None and item.checked_on > day:
            problems.setdefault(f"checked_{item.code}", []).append("This date lies in the future.")
    for binding in entry.bindings:
        if sentence := _binding_problem(binding):
            problems.setdefault(f"binding_{binding.document.uid.hex}", []).append(sentence)
    if problems:
        raise Invalid("The configuration could not be saved.", problems=problems)


def _binding_problem(binding: BindingInput) -> str:
    if binding.mode == BindingMode.PINNED and binding.version is None:
        return "Name the version the tool is pinned to."
    if binding.version is not None and binding.version.document_id != binding.document.pk:
        return "The version named is not one of this document."
    if binding.renews_on is not None and not 2000 <= binding.renews_on.year <= 2199:
        return "No contract is renewed in such a year. Give the renewal date with its four-digit year."
    if binding.mode == BindingMode.ON_NOTICE and binding.notice_days is None:
        return "Say how many days of notice apply."
    return ""


def _contribute(actor: Actor, tool: Tool) -> None:
    if actor.user is not None:
        ToolContributor.objects.get_or_create(tool=tool, person=actor.user)
