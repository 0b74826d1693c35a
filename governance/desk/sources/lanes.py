"""Lanes in a queue: lines to decide as owner, delegate or nominee, and late ones for the escalation contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from governance.accounts.models import Organisation
from governance.database.within import instant_of, rows_within
from governance.desk.items import ESCALATED, Item, Section
from governance.desk.sources.asker import Asker, Seat, other, own
from policies.domain.separation import Matter, is_late, lane_separation
from policies.domain.types import UNDECIDED, Capacity, Lane, LineState
from policies.models import (
    ChangesAsked,
    Decision,
    Nomination,
    RequestContributor,
    RequestLine,
    ToolContributor,
)
from policies.services.deciders import LANE_ROLE, filled_by
from vendors.domain.terms import AssessmentState
from vendors.models import AssessmentContributor


def lines(asker: Asker) -> Iterator[Item]:
    """Undecided lines the person may decide, or has decided and waits for; for the escalation contact late ones too."""
    day = asker.today
    contact = Exists(Organisation.objects.filter(escalation_contact=asker.user))
    late = Q(legal_due_on__lt=day) | Q(engineering_due_on__lt=day)
    named = Nomination.objects.filter(line=OuterRef("pk"), ended_at__isnull=True)
    rows = RequestLine.objects.filter(
        Q(category_id__in=list(asker.seats)) | Exists(named.filter(nominee=asker.user)) | (late & contact),
        state__in=UNDECIDED,
    )
    for line in _annotated(rows, named).annotate(for_contact=contact):
        seats = _seats(asker, line)
        items = [item for item in (_item(asker, line, seat) for seat in seats) if item is not None]
        items.sort(key=lambda item: item.section != Section.NEEDS_ME)
        yield from items[:1]  # one who could fill either lane fills one
        if line.for_contact and not (items and items[0].section == Section.NEEDS_ME):
            yield from _late(asker, line)


def _annotated(rows: Any, named: Any) -> Any:
    """Each line with what separation asks, decisions and nominees, within one query."""
    within: dict[str, Any] = {
        "acts": rows_within(
            Decision.objects.filter(line=OuterRef("pk")),
            lane="lane", person="person_id", behalf="on_behalf_of_id", at="decided_at", round="round",
        ),
        "asked": rows_within(
            ChangesAsked.objects.filter(line=OuterRef("pk")), lane="lane", person="person_id", behalf="on_behalf_of_id"
        ),
        "edited": rows_within(RequestContributor.objects.filter(request=OuterRef("request")), person="person_id"),
        "described": rows_within(ToolContributor.objects.filter(tool=OuterRef("tool")), person="person_id"),
        "named": rows_within(named, lane="lane", person="nominee_id", name="nominee__name", by="named_by__name"),
    }  # fmt: skip
    if settings.STRICT_SEPARATION:
        drafted = AssessmentContributor.objects.filter(
            assessment__record__tier__tools=OuterRef("tool"), assessment__state=AssessmentState.APPROVED
        )
        within["drafted"] = rows_within(drafted, person="person_id")
    return rows.select_related("request__requester", "tool").annotate(**within)


def _seats(asker: Asker, line: Any) -> list[Seat]:
    """The lanes of the line the person has a claim on; where they have several on one, the first that is free."""
    seats = list(asker.seats.get(line.category_id, ()))
    for row in line.named or ():
        lane = Lane(row["lane"])
        if (
            row["person"] == asker.user.pk
            and is_late(line.due_on(lane), asker.today)
            and LANE_ROLE[lane] in asker.roles
        ):
            edition = asker.in_force.get(line.category_id)
            if edition is not None:
                seats.append(Seat(lane, edition, Capacity.NOMINEE, None, row["by"]))
    free = sorted(seats, key=lambda seat: bool(_barred(line, asker, seat)))
    return [next(seat for seat in free if seat.lane is lane) for lane in Lane if any(s.lane is lane for s in free)]


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody did in a lane of the line in its present round."""

    person: int
    at: dt.datetime


def _given(line: Any) -> dict[Lane, _Act]:
    rows = [row for row in line.acts or () if row["round"] == line.round]
    return {Lane(row["lane"]): _Act(row["person"], instant_of(row["at"])) for row in rows}


def _barred(line: Any, asker: Asker, seat: Seat) -> list[str]:
    people = {row["person"] for rows in (line.edited, line.described) for row in rows or ()}
    acts = [(row["lane"], row["person"], row["behalf"]) for rows in (line.acts, line.asked) for row in rows or ()]
    drafters = {row["person"] for row in getattr(line, "drafted", None) or ()}
    matter = Matter(line.request.requester_id, people, filled_by(acts), drafters)
    return lane_separation(
        matter,
        asker.user.pk,
        seat.lane,
        principal=seat.owner,
        principal_name=seat.by,
        strict=settings.STRICT_SEPARATION,
    )


def _item(asker: Asker, line: Any, seat: Seat) -> Item | None:
    given, lane = _given(line), seat.lane
    mine = given.get(lane)
    barred = _barred(line, asker, seat)
    because = {
        Capacity.OWNER: f"{own(lane)} lane",
        Capacity.DELEGATE: f"{own(lane)} lane, for {seat.by}",
        Capacity.NOMINEE: f"{own(lane)} lane, named by {seat.by}",
    }[seat.capacity]
    section, since = Section.WAITING, line.request.created_at
    if line.state == LineState.CHANGES_REQUESTED:
        why, text = because, "Awaiting changes"
    elif mine is not None and (mine.person == asker.user.pk or seat.capacity is Capacity.OWNER):
        said = "You signed" if mine.person == asker.user.pk else "Your delegate or a nominee signed"
        why, text, since = f"{said} for {own(lane)}", f"Awaiting {other(lane)}", mine.at
    elif mine is not None or any(act.person == asker.user.pk for act in given.values()):
        return None  # decided by somebody else, or the person's own other lane, of which its own line tells
    elif barred:  # separation of duties: shown, since otherwise nobody would know why it does not move
        why, text = ("You edited it" if "edited" in barred[0] else "Separated from it"), "Needs another owner"
    else:
        section, why, text = Section.NEEDS_ME, because, f"Awaiting {own(lane)}"
    return Item(
        section=section,
        kind="request",
        icon="req",
        matter=f"{line.tool.name} for {seat.edition.name}",
        url=reverse("policies:request_detail", args=[line.request.uid]),
        why=why,
        state="open" if section == Section.NEEDS_ME else "waiting",
        state_text=text,
        with_whom=line.request.requester.name,
        since=since,
        due=line.due_on(lane),
        about=line.uid,
        step="decide" if section == Section.NEEDS_ME else "wait",
    )


def _late(asker: Asker, line: Any) -> Iterator[Item]:
    """For the escalation contact: a late lane to name somebody for, or the wait for whom they named."""
    late = [lane for lane in Lane if lane not in _given(line) and is_late(line.due_on(lane), asker.today)]
    if not late or line.state != LineState.OPEN:
        return
    named = {Lane(row["lane"]): row["name"] for row in line.named or ()}
    unnamed = [lane for lane in late if lane not in named]
    yield Item(
        section=Section.NEEDS_ME if unnamed else Section.WAITING,
        kind="request",
        icon="req",
        matter=f"{line.tool.name} for {asker.named(line.category_id) or 'a category no longer in force'}",
        url=reverse("policies:request_detail", args=[line.request.uid]),
        why="Escalation contact",
        state="overdue" if unnamed else "waiting",
        state_text=_lateness(unnamed) if unnamed else f"You named {' and '.join(named[lane] for lane in late)}",
        with_whom=line.request.requester.name,
        since=line.request.created_at,
        due=min((due for due in map(line.due_on, late) if due is not None), default=None),
        about=line.uid,
        step=ESCALATED if unnamed else "named",
    )


def _lateness(lanes: Sequence[Lane]) -> str:
    return f"{' and '.join(own(lane) for lane in lanes)} late"
