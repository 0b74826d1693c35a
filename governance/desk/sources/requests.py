"""Requests in a queue of those who asked: what waits for the lanes, and what a lane asks of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q
from django.urls import reverse

from governance.accounts.roles import Role
from governance.database.within import day_of, instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker, own
from policies.domain.types import UNDECIDED, Lane, LineState, RequestState
from policies.models import ChangesAsked, Decision, RequestLine, ToolRequest


def own_requests(asker: Asker) -> Iterator[Item]:
    """Open requests the person or their team made."""
    if Role.ENGINEERING_MANAGER not in asker.roles:
        return
    still_open = RequestLine.objects.filter(request=OuterRef("pk"), state__in=UNDECIDED)
    decisions = Decision.objects.filter(line__request=OuterRef("pk"), line__state__in=UNDECIDED, round=F("line__round"))
    asked = ChangesAsked.objects.filter(
        line__request=OuterRef("pk"), closed_at__isnull=True, line__state=LineState.CHANGES_REQUESTED
    )
    requests = ToolRequest.objects.filter(
        Q(requester=asker.user) | Q(team_id__in=asker.teams), state=RequestState.OPEN
    ).select_related("tool", "requester")
    for request in requests.annotate(
        open_lines=rows_within(still_open, pk="pk", legal="legal_due_on", engineering="engineering_due_on"),
        decided=rows_within(decisions, line="line_id", lane="lane"),
        asks=rows_within(asked, uid="uid", lane="lane", at="asked_at", due="due_on", category="line__category_id"),
    ):
        yield from (_asked(asker, request, row) for row in request.asks or ())
        decided = {(row["line"], row["lane"]) for row in request.decided or ()}
        rows = [row["pk"] for row in request.open_lines or ()]
        waiting = [own(lane) for lane in Lane if any((row, lane.value) not in decided for row in rows)]
        mine = request.requester_id == asker.user.pk
        days = [day_of(row[lane.value]) for row in request.open_lines or () for lane in Lane]
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
            due=max((day for day in days if day is not None), default=None),
            about=request.uid,
            step="wait",
        )


def _asked(asker: Asker, request: ToolRequest, row: dict[str, Any]) -> Item:
    category = asker.named(row["category"]) or "a category no longer in force"
    return Item(
        section=Section.NEEDS_ME,
        kind="request",
        icon="req",
        matter=f"{request.tool.name} for {category}",
        url=reverse("policies:request_detail", args=[request.uid]),
        why=f"{own(Lane(row['lane']))} asks for changes",
        state="changes_requested",
        with_whom="" if request.requester_id == asker.user.pk else request.requester.name,
        since=instant_of(row["at"]),
        due=day_of(row["due"]),
        about=uuid.UUID(row["uid"]),
        step="answer",
    )
