"""Deeds on requests: asking for a tool in categories, changing what was said, withdrawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Max
from django.utils import timezone

from governance.accounts.access import Actor, allowed, organisation, require, team_ids_of
from governance.accounts.models import Team, User
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from policies.domain.lifecycle import LINE, REQUEST, Standing, approval_standing, local_date
from policies.domain.types import UNDECIDED, ApprovalState, LineState, RequestState, RevisionState
from policies.models import (
    Approval,
    Category,
    CategoryEdition,
    Decision,
    RequestContributor,
    RequestLine,
    Tool,
    ToolRequest,
)
from policies.services.moves import moved
from policies.services.reopening import lane_due_dates, reopen_if_changed

FIRST_NUMBER = 101
"""Of the first request: three digits from the start, so that lists align."""

LIVE = {Standing.ACTIVE, Standing.FLAGGED, Standing.NOT_STARTED, Standing.SUSPENDED}
"""Standings in which an approval makes another request a duplicate; an expiring one may be asked for anew."""


@deed
def open_request(
    *,
    actor: Actor,
    tool: Tool,
    team: Team,
    categories: Sequence[Category],
    purpose: str,
    wanted_until: dt.date | None = None,
    renews: Approval | None = None,
) -> ToolRequest:
    """Ask for a tool in one or more categories, or for an approval to be decided anew (`renews`, of this tool).

    Raises Invalid, NotAllowed, and Conflict naming what exists already.
    """
    require(actor, "request.make")
    person = actor.person
    locked(organisation())  # the lock of the numbers: two requests at once would take the same
    tool = locked(tool)
    if team.pk not in team_ids_of(person):
        raise NotAllowed("You ask for a team you belong to. Choose one of your teams.")
    categories = list(dict.fromkeys(categories))
    _check_request(categories, purpose, wanted_until)
    _require_described(tool)
    for category in categories:
        _refuse_duplicate(tool, category, renews)
    request = _new_request(person, tool, team, purpose, wanted_until)
    due = lane_due_dates()
    lines = [
        RequestLine(request=request, tool=tool, category=category, renews=renews, **due) for category in categories
    ]
    RequestLine.objects.bulk_create(lines)
    slugs = [category.slug for category in categories]
    asked = {"tool": tool.name, "team": team.name, "categories": slugs, "purpose": request.purpose}
    renewed = {"renews": renews.uid} if renews else {}
    record(actor, "request.opened", subject=request, detail={"number": request.number, **asked, **renewed})
    return request


def _new_request(person: User, tool: Tool, team: Team, purpose: str, wanted_until: dt.date | None) -> ToolRequest:
    request = ToolRequest.objects.create(
        number=_next_number(),
        tool=tool,
        team=team,
        requester=person,
        purpose=purpose.strip(),
        wanted_until=wanted_until,
        created_at=timezone.now(),
    )
    RequestContributor.objects.create(request=request, person=person)
    return request


def _next_number() -> int:
    return (ToolRequest.objects.aggregate(last=Max("number"))["last"] or FIRST_NUMBER - 1) + 1


def _require_described(tool: Tool) -> None:
    if tool.retired_at is not None:
        raise Conflict("This tool was retired, so nobody asks for it any more. Register another.", code="retired")
    if not tool.configurations.filter(valid_until__isnull=True).exists():
        raise Invalid(
            "Describe first how the tool is held (region, channel, deployment, settings). All is judged on that.",
            problems={"tool": ["This tool has no configuration yet."]},
        )


def _check_request(categories: Sequence[Category], purpose: str, wanted_until: dt.date | None) -> None:
    problems: dict[str, list[str]] = {}
    if not categories:
        problems["categories"] = ["Choose at least one category."]
    problems |= _wording_problems(purpose, wanted_until)
    published = set(
        CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED).values_list("category_id", flat=True)
    )
    if any(category.pk not in published for category in categories):
        problems["categories"] = ["One of these categories is not in the published policy any more."]
    if problems:
        raise Invalid("The request could not be made.", problems=problems)


def _wording_problems(purpose: str, wanted_until: dt.date | None) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not purpose.strip():
        problems["purpose"] = ["Say what the tool is wanted for."]
    if wanted_until is not None and wanted_until < today():
        problems["wanted_until"] = ["This date lies in the past."]
    return problems


def today() -> dt.date:
    """Today in the organisation's time zone: what end dates are measured by."""
    return local_date(timezone.now(), organisation().time_zone)


def _refuse_duplicate(tool: Tool, category: Category, renews: Approval | None) -> None:
    line = RequestLine.objects.filter(tool=tool, category=category, state__in=UNDECIDED).select_related("request")
    existing = line.first()
    if existing is not None:
        raise Conflict(
            f"{tool.name} is being decided for this category in request {existing.request.number} already. "
            "Follow that one instead of asking again.",
            code="duplicate-request",
        )
    for approval in Approval.objects.filter(tool=tool, category=category).exclude(state=ApprovalState.REVOKED):
        standing = approval_standing(ApprovalState(approval.state), approval.starts_on, approval.ends_on, today())
        if standing in LIVE and approval != renews:
            raise Conflict(
                f"{tool.name} is approved for this category until {approval.ends_on:%d %B %Y} already. Renew it from "
                "its page to have it go on longer.",
                code="duplicate-approval",
            )


@deed
def change_request(
    *, actor: Actor, request: ToolRequest, version: int | None, purpose: str, wanted_until: dt.date | None
) -> ToolRequest:
    """Change what a request says: while no lane has decided any of its lines, or where one asked for changes.

    A decision on what it said before counts no more: its line begins a new round.
    """
    request = locked(request)
    require(actor, "request.make")
    require_own(actor, request)
    check_version(request, version)
    if request.state != RequestState.OPEN:
        raise Conflict("This request is closed; make a new one.")
    if not editable(request):
        raise Conflict(
            "A lane has decided on this request as it stands. Ask the other lane to ask for changes, or withdraw it."
        )
    if problems := _wording_problems(purpose, wanted_until):
        raise Invalid("The request could not be changed.", problems=problems)
    request.purpose, request.wanted_until = purpose.strip(), wanted_until
    request.version += 1
    request.save(update_fields=["purpose", "wanted_until", "version"])
    RequestContributor.objects.get_or_create(request=request, person=actor.person)
    record(actor, "request.changed", subject=request, detail={"purpose": request.purpose})
    for line in request.lines.filter(state=LineState.OPEN).select_for_update():
        line.request = request
        reopen_if_changed(actor=actor, line=line)
    return request


def editable(request: ToolRequest) -> bool:
    """Whether an open request may be changed: nobody has decided on what it says, or a lane wants it changed."""
    given = Decision.objects.filter(line__request=request, round=F("line__round"))
    return not given.exists() or request.lines.filter(state=LineState.CHANGES_REQUESTED).exists()


@deed
def withdraw_request(*, actor: Actor, request: ToolRequest, version: int | None) -> ToolRequest:
    """Withdraw a request; its open lines are withdrawn with it, decided ones stay."""
    request = locked(request)
    require(actor, "request.make")
    require_own(actor, request)
    check_version(request, version)
    now = timezone.now()
    request.state = moved(REQUEST, RequestState(request.state), "withdraw")
    request.closed_at = now
    request.version += 1
    request.save(update_fields=["state", "closed_at", "version"])
    for line in request.lines.filter(state__in=UNDECIDED).select_for_update():
        line.state = moved(LINE, LineState(line.state), "withdraw")
        line.closed_at = now
        line.version += 1
        line.save(update_fields=["state", "closed_at", "version"])
    record(actor, "request.withdrawn", subject=request, detail={"number": request.number})
    return request


def is_own(actor: Actor, request: ToolRequest) -> bool:
    """Whether the person may change or withdraw this request; for showing buttons."""
    mine = request.requester_id == actor.person.pk or request.team_id in team_ids_of(actor.person)
    return mine and allowed(actor, "request.make")


def require_own(actor: Actor, request: ToolRequest) -> None:
    """Refuse whoever neither made the request nor belongs to its team. Raises NotAllowed."""
    if request.requester_id != actor.person.pk and request.team_id not in team_ids_of(actor.person):
        raise NotAllowed("Only the requester or somebody of the same team changes a request.")
