"""Requests in a queue: lines to decide, lines nobody decided in time, requests of one's own team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from governance.accounts.models import Organisation
from governance.accounts.roles import Role
from governance.database.within import instant_of, rows_within
from governance.desk.items import ESCALATED, Item, Section
from governance.desk.sources.asker import Asker, other, own
from policies.domain.types import Lane, LineState, RequestState
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


def lines(asker: Asker) -> Iterator[Item]:
    """Open lines of categories the person owns: undecided in their lane, or waiting for the other one. For the
    escalation contact those of other categories too, once they are past their due date."""
    contact = Exists(Organisation.objects.filter(escalation_contact=asker.user))
    late = Q(request__created_at__lt=asker.now - dt.timedelta(days=DECISION_DAYS))
    edited = RequestContributor.objects.filter(person=asker.user, request=OuterRef("request"))
    described = ToolContributor.objects.filter(person=asker.user, tool=OuterRef("tool"))
    rows = RequestLine.objects.filter(Q(category_id__in=list(asker.editions)) | (late & contact), state=LineState.OPEN)
    rows = rows.select_related("request__requester", "tool").annotate(
        barred=Exists(edited) | Exists(described),
        decided=rows_within(Decision.objects.filter(line=OuterRef("pk")), lane="lane", at="decided_at"),
    )
    for line in rows:
        decided = {row["lane"]: instant_of(row["at"]) for row in line.decided or ()}
        if line.category_id in asker.editions:
            lane, edition = asker.editions[line.category_id]
            yield _line(asker, line, lane, edition, decided=decided.get(lane.value), barred=line.barred)
        else:
            yield _late(asker, line, [own(lane) for lane in Lane if lane.value not in decided])


def _line(
    asker: Asker,
    line: RequestLine,
    lane: Lane,
    edition: CategoryEdition,
    *,
    decided: dt.datetime | None,
    barred: bool,
) -> Item:
    if decided is not None:
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
        since=decided or line.request.created_at,
        due=asker.due(line.request.created_at, DECISION_DAYS),
        about=line.uid,
        step="decide" if section == Section.NEEDS_ME else "wait",
    )


def _late(asker: Asker, line: RequestLine, missing: Sequence[str]) -> Item:
    category = asker.named(line.category_id) or "a category no longer in force"
    return Item(
        section=Section.NEEDS_ME,
        kind="request",
        icon="req",
        matter=f"{line.tool.name} for {category}",
        url=reverse("policies:request_detail", args=[line.request.uid]),
        why="Escalation contact",
        state="overdue",
        state_text=f"{' and '.join(missing)} late",
        with_whom=line.request.requester.name,
        since=line.request.created_at,
        due=asker.due(line.request.created_at, DECISION_DAYS),
        about=line.uid,
        step=ESCALATED,
    )


def own_requests(asker: Asker) -> Iterator[Item]:
    """Open requests the person or their team made."""
    if Role.ENGINEERING_MANAGER not in asker.roles:
        return
    still_open = RequestLine.objects.filter(request=OuterRef("pk"), state=LineState.OPEN)
    decisions = Decision.objects.filter(line__request=OuterRef("pk"), line__state=LineState.OPEN)
    requests = ToolRequest.objects.filter(
        Q(requester=asker.user) | Q(team_id__in=asker.teams), state=RequestState.OPEN
    ).select_related("tool", "requester")
    for request in requests.annotate(
        open_lines=rows_within(still_open, pk="pk"), decided=rows_within(decisions, line="line_id", lane="lane")
    ):
        decided = {(row["line"], row["lane"]) for row in request.decided or ()}
        rows = [row["pk"] for row in request.open_lines or ()]
        waiting = [own(lane) for lane in Lane if any((row, lane.value) not in decided for row in rows)]
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
            about=request.uid,
            step="wait",
        )
