"""Requests in a queue: lines to decide, lines nobody decided in time, requests of one's own team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from governance.accounts.access import organisation
from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker, other, own
from policies.domain.types import Lane, LineState, RequestState, RevisionState
from policies.models import (
    CategoryEdition,
    Decision,
    RequestContributor,
    RequestLine,
    ToolContributor,
    ToolRequest,
)

DECISION_DAYS = 7
"""Days a lane has for a decision before it counts as late."""


def _open_lines() -> QuerySet[RequestLine]:
    return (
        RequestLine.objects.filter(state=LineState.OPEN)
        .select_related("request__requester", "tool")
        .prefetch_related("decisions")
    )


def _decided(line: RequestLine) -> dict[str, Decision]:
    return {decision.lane: decision for decision in line.decisions.all()}


def lines_to_decide(asker: Asker) -> Iterator[Item]:
    """Open lines of categories the person owns: undecided in their lane, or waiting for the other one."""
    if not asker.editions:
        return
    edited = set(RequestContributor.objects.filter(person=asker.user).values_list("request_id", flat=True))
    described = set(ToolContributor.objects.filter(person=asker.user).values_list("tool_id", flat=True))
    for line in _open_lines().filter(category_id__in=list(asker.editions)):
        lane, edition = asker.editions[line.category_id]
        barred = line.request_id in edited or line.tool_id in described
        yield _line(asker, line, lane, edition, barred=barred)


def _line(asker: Asker, line: RequestLine, lane: Lane, edition: CategoryEdition, *, barred: bool) -> Item:
    decision = _decided(line).get(lane.value)
    if decision is not None:
        section, why, text = Section.WAITING, f"You signed for {own(lane)}", f"Awaiting {other(lane)}"
    elif barred:  # separation of duties: shown, since otherwise nobody would know why it does not move
        section, why, text = Section.WAITING, "You edited it", "Needs another owner"
    else:
        section, why, text = Section.NEEDS_ME, f"{own(lane)} lane", f"Awaiting {own(lane)}"
    return Item(
        section=section,
        kind="request",
        icon="req",
        matter=f"{line.tool.name} for {edition.name}",
        url=reverse("policies:request_detail", args=[line.request.uid]),
        why=why,
        state="open" if section == Section.NEEDS_ME else "waiting",
        state_text=text,
        with_whom=line.request.requester.name,
        since=decision.decided_at if decision else line.request.created_at,
        due=asker.due(line.request.created_at, DECISION_DAYS),
    )


def lines_late(asker: Asker) -> Iterator[Item]:
    """For the escalation contact: open lines past their due date in categories the person does not own."""
    if organisation().escalation_contact_id != asker.user.pk:
        return
    limit = asker.now - dt.timedelta(days=DECISION_DAYS)
    names = dict(
        CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED).values_list("category_id", "name")
    )
    for line in _open_lines().filter(request__created_at__lt=limit).exclude(category_id__in=list(asker.editions)):
        missing = [own(lane) for lane in Lane if lane.value not in _decided(line)]
        yield Item(
            section=Section.NEEDS_ME,
            kind="request",
            icon="req",
            matter=f"{line.tool.name} for {names.get(line.category_id, 'a category no longer in force')}",
            url=reverse("policies:request_detail", args=[line.request.uid]),
            why="Escalation contact",
            state="overdue",
            state_text=f"{' and '.join(missing)} late",
            with_whom=line.request.requester.name,
            since=line.request.created_at,
            due=asker.due(line.request.created_at, DECISION_DAYS),
        )


def own_requests(asker: Asker) -> Iterator[Item]:
    """Open requests the person or their team made."""
    if Role.ENGINEERING_MANAGER not in asker.roles:
        return
    open_lines = Prefetch("lines", RequestLine.objects.filter(state=LineState.OPEN).prefetch_related("decisions"))
    requests = (
        ToolRequest.objects.filter(Q(requester=asker.user) | Q(team_id__in=asker.teams), state=RequestState.OPEN)
        .select_related("tool", "requester")
        .prefetch_related(open_lines)
    )
    for request in requests:
        decided = [_decided(line) for line in request.lines.all()]
        waiting = [own(lane) for lane in Lane if any(lane.value not in lanes for lanes in decided)]
        mine = request.requester_id == asker.user.pk
        yield Item(
            section=Section.WAITING,
            kind="request",
            icon="req",
            matter=f"Request {request.number}: {request.tool.name}",
            url=reverse("policies:request_detail", args=[request.uid]),
            why="You asked" if mine else "Your team asked",
            state="waiting",
            state_text=" and ".join(waiting) or "Being decided",
            with_whom="" if mine else request.requester.name,
            since=request.created_at,
            due=asker.due(request.created_at, DECISION_DAYS),
        )
