"""Deeds on codebases: registering them, putting them into categories, recording flows."""

from __future__ import annotations

from django.utils import timezone

from governance.accounts.access import Actor, allowed, require, visible_team_ids
from governance.accounts.models import Team, User
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from policies.domain.types import RESTRICTED_KINDS, CodebaseKind, Destination, FlowKind, Mode, RevisionState
from policies.models import Category, CategoryEdition, Codebase, CodebaseCategory, Flow
from policies.services.names import name_problem


def _require_team(actor: Actor, team: Team) -> None:
    """A codebase is edited by its own team, or by an engineering owner."""
    require(actor, "codebase.edit", system=True)
    if actor.user is None:
        return
    teams = visible_team_ids(actor.user)
    if teams is not None and team.pk not in teams:
        raise NotAllowed(f"Only members of {team.name} and engineering owners change its codebases.")


def may_edit(actor: Actor, codebase: Codebase) -> bool:
    """Whether the person may change this codebase; for showing buttons."""
    teams = visible_team_ids(actor.person)
    return allowed(actor, "codebase.edit") and (teams is None or codebase.team_id in teams)


def misfits(codebase: Codebase, edition: CategoryEdition | None) -> list[str]:
    """Why a codebase does not fit its category as the policy in force has it; empty where it fits."""
    if edition is None:
        return ["The policy in force has no such category any more. Put the codebase into another one."]
    found = []
    if codebase.kind not in edition.allowed_kinds.split():
        found.append(f"{edition.name} does not take codebases of this kind. Put it into another category.")
    if codebase.destination not in edition.allowed_destinations.split():
        found.append(f"{edition.name} does not take codebases with this destination. Put it into another category.")
    return found


@deed
def save_codebase(
    *,
    actor: Actor,
    team: Team,
    name: str,
    kind: CodebaseKind,
    destination: Destination,
    owner: User | None = None,
    url: str = "",
    description: str = "",
    codebase: Codebase | None = None,
    version: int | None = None,
) -> Codebase:
    """Register a codebase of a team, or change `codebase`. Raises Invalid, Stale, NotAllowed."""
    _require_team(actor, team)
    team = locked(team)  # else two codebases of one name could both find it free
    name = " ".join(name.split())
    _check_codebase(team, name, kind, url, codebase)
    if codebase is None:
        codebase = Codebase.objects.create(
            team=team, name=name, kind=kind, destination=destination, owner=owner, url=url, description=description
        )
        action = "codebase.added"
    else:
        codebase = locked(codebase)
        _require_team(actor, codebase.team)
        check_version(codebase, version)
        codebase.team, codebase.name, codebase.kind, codebase.destination = team, name, kind, destination
        codebase.owner, codebase.url, codebase.description = owner, url, description
        codebase.version += 1
        codebase.save()
        action = "codebase.changed"
    record(
        actor,
        action,
        subject=codebase,
        detail={"name": name, "kind": kind, "destination": destination, "team": team.name},
    )
    return codebase


def _check_codebase(team: Team, name: str, kind: CodebaseKind, url: str, codebase: Codebase | None) -> None:
    problems: dict[str, list[str]] = {}
    if url and not url.startswith(("https://", "http://")):
        problems["url"] = ["Give an address that starts with https://."]
    if sentence := name_problem(name, "Give the codebase a name."):
        problems["name"] = [sentence]
    if team.codebases.filter(name__iexact=name).exclude(pk=codebase.pk if codebase else 0).exists():
        problems["name"] = [f"{team.name} has a codebase of this name already."]
    if codebase is not None and kind in RESTRICTED_KINDS and _open_mode(codebase) not in (None, Mode.RESTRICTED):
        problems["kind"] = ["Put it into a restricted category first: this kind can only be in one."]
    if problems:
        raise Invalid("The codebase could not be saved.", problems=problems)


def _open_mode(codebase: Codebase) -> Mode | None:
    row = codebase.categories.filter(valid_until__isnull=True).select_related("category").first()
    return Mode(row.category.mode) if row else None


@deed
def categorise(*, actor: Actor, codebase: Codebase, category: Category) -> CodebaseCategory:
    """Put a codebase into a category of the published policy from now on; the former interval is ended."""
    codebase = locked(codebase)
    _require_team(actor, codebase.team)
    edition = CategoryEdition.objects.filter(category=category, revision__state=RevisionState.PUBLISHED).first()
    if edition is None:
        raise Invalid("This category is not in the published policy.", problems={"category": ["Choose another one."]})
    if codebase.kind in RESTRICTED_KINDS and category.mode != Mode.RESTRICTED:
        sentence = "A training pipeline, dataset or model can only be in a restricted category."
        raise Invalid(sentence, problems={"category": [sentence]})
    if codebase.kind not in edition.allowed_kinds.split():
        sentence = f"{edition.name} does not take codebases of this kind."
        raise Invalid(sentence, problems={"category": [sentence]})
    if codebase.destination not in edition.allowed_destinations.split():
        sentence = f"{edition.name} does not take codebases with this destination."
        raise Invalid(sentence, problems={"category": [sentence]})
    now = timezone.now()
    current = CodebaseCategory.objects.open().filter(codebase=codebase).first()
    if current is not None and current.category_id == category.pk:
        raise Conflict(f"{codebase.name} is in {edition.name} already.")
    if current is not None:
        current.valid_until = now
        current.save(update_fields=["valid_until"])
    row = CodebaseCategory.objects.create(codebase=codebase, category=category, valid_from=now, changed_by=actor.user)
    record(actor, "codebase.categorised", subject=codebase, detail={"category": category.slug})
    return row


@deed
def add_flow(*, actor: Actor, source: Codebase, target: Codebase, kind: FlowKind, note: str = "") -> Flow:
    """Record that one codebase feeds another from now on."""
    source = locked(source)
    _require_team(actor, source.team)
    if actor.user is not None and not Codebase.objects.visible_to(actor.user).filter(pk=target.pk).exists():
        raise Invalid("There is no such codebase for you.", problems={"target": ["Choose one of those offered."]})
    if source.pk == target.pk:
        raise Invalid("A codebase does not feed itself.", problems={"target": ["Choose another codebase."]})
    if Flow.objects.open().filter(source=source, target=target, kind=kind).exists():
        raise Conflict("This flow is recorded already.")
    flow = Flow.objects.create(source=source, target=target, kind=kind, note=note, valid_from=timezone.now())
    record(actor, "flow.added", subject=flow, detail={"source": source.name, "target": target.name, "kind": kind})
    return flow


@deed
def end_flow(*, actor: Actor, flow: Flow) -> Flow:
    """End a flow; it stays on record for earlier dates."""
    flow = locked(flow)
    _require_team(actor, flow.source.team)
    if flow.valid_until is not None:
        raise Conflict("This flow was ended already.")
    flow.valid_until = timezone.now()
    flow.save(update_fields=["valid_until"])
    record(actor, "flow.ended", subject=flow, detail={"source": flow.source.name, "target": flow.target.name})
    return flow
