"""The calendar: days on which something falls due, ends or is escalated, as one person may see them. Reads only.

What stands in the queue with a due date is taken from there; beside it come dates that need nobody yet. Each source
asks a fixed number of queries. Entries carry the same key from look to look, so that a calendar program knows a date
that moved.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import roles_of
from governance.accounts.models import Organisation, User
from governance.accounts.roles import Role
from governance.desk.items import Section
from governance.desk.queue import queue_of
from governance.desk.sources.asker import Asker
from policies.domain.types import ApprovalState, BindingMode, Lane, LineState
from policies.models import (
    Approval,
    Binding,
    CompetitionNote,
    Delegation,
    Instrument,
    RequestLine,
    RuleException,
)
from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea
from vendors.models import Assessment, TermsDocument

BACK = dt.timedelta(days=31)
AHEAD = dt.timedelta(days=400)
"""How far a feed looks back and ahead: a month, and a year with room for what is a year from now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: what falls on it, in words that may leave the house, and the page to act on."""

    key: str
    day: dt.date
    kind: str
    icon: str
    what: str
    matter: str
    why: str
    url: str

    @property
    def words(self) -> str:
        """What a calendar program shows."""
        return f"{self.what}: {self.matter}"


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, both included, and whether beside what concerns the person all they may see is wanted."""

    first: dt.date
    last: dt.date
    whole: bool = False

    def within(self, day: dt.date | None) -> bool:
        """Whether `day` is one of them."""
        return day is not None and self.first <= day <= self.last


Source = Callable[[Asker, Span], Iterable[Entry]]


def entries_of(user: User, span: Span) -> list[Entry]:
    """The dates of `user` in `span`, by day. Each once, whatever sources know of it."""
    asker = Asker(user=user, roles=roles_of(user), now=timezone.now())
    found = {entry.key: entry for source in SOURCES for entry in source(asker, span)}
    return sorted(found.values(), key=lambda entry: (entry.day, entry.kind, entry.matter, entry.key))


def due_in_queue(asker: Asker, span: Span) -> Iterator[Entry]:
    """Due dates of the person's queue. What another source knows, too, bears the same key there, and its words."""
    for item in queue_of(asker.user).items:
        if item.due is None or not span.within(item.due) or item.section == Section.CHANGED:
            continue
        yield Entry(
            key=item.key,
            day=item.due,
            kind=item.kind,
            icon=item.icon,
            what="Due" if item.section == Section.NEEDS_ME else "Due from others",
            matter=item.told,
            why=item.why,
            url=item.url,
        )


def approvals(asker: Asker, span: Span) -> Iterator[Entry]:
    """Ends of approvals, and the days by which flagged ones are to be reviewed: of categories the person owns, and of
    what they or their team asked for. Revoked and superseded ones end nothing."""
    own = Q(category_id__in=list(asker.editions))
    own |= Q(line__request__requester=asker.user) | Q(line__request__team_id__in=asker.teams)
    days = (span.first, span.last)
    rows = Approval.objects.visible_to(asker.user).in_force_on(span.first)
    rows = rows.filter(Q(ends_on__range=days) | Q(state=ApprovalState.FLAGGED, review_due_on__range=days))
    for row in (rows if span.whole else rows.filter(own)).select_related("tool"):
        category = asker.named(row.category_id)
        matter = row.tool.name + (f" for {category}" if category else "")
        url = reverse("policies:approval_detail", args=[row.uid])
        if span.within(row.ends_on):
            yield _entry("approval", row.uid, "renew", row.ends_on, "hourglass", "Approval ends", matter, url)
        if row.state == ApprovalState.FLAGGED and span.within(row.review_due_on):
            yield _entry("approval", row.uid, "review", row.review_due_on, "flag", "Review due", matter, url)


def pins(asker: Asker, span: Span) -> Iterator[Entry]:
    """Days on which a text that a tool is pinned to comes up for renewal: for who owns the tool, whatever the text is,
    and for counsel. The text itself is not named."""
    seen = TermsDocument.objects.visible_to(asker.user).filter(pk=OuterRef("document"))
    rows = Binding.objects.filter(
        mode=BindingMode.PINNED, renews_on__range=(span.first, span.last), configuration__valid_until__isnull=True
    )
    own = Q(configuration__tool__business_owner=asker.user)
    rows = rows.filter(own | Exists(seen) if span.whole or Role.COUNSEL in asker.roles else own)
    for row in rows.select_related("configuration__tool", "document"):
        held = row.configuration.tool
        url = reverse("policies:tool_detail", args=[held.uid])
        step = f"renewal of {row.document.uid}"
        yield _entry("renewal", held.uid, step, row.renews_on, "hourglass", "Pin ends", held.name, url)


def exceptions(asker: Asker, span: Span) -> Iterator[Entry]:
    """Ends of exceptions, and the days by which flagged ones are to be reviewed, for the same people as approvals."""
    days = (span.first, span.last)
    rows = RuleException.objects.visible_to(asker.user).running_on(span.first)
    rows = rows.filter(Q(ends_on__range=days) | Q(review_due_on__range=days))
    own = Q(category_id__in=list(asker.editions)) | Q(requester=asker.user) | Q(team_id__in=asker.teams)
    for row in (rows if span.whole else rows.filter(own)).select_related("tool"):
        category = asker.named(row.category_id)
        matter = f"Exception {row.number}: {row.tool.name}" + (f" for {category}" if category else "")
        url = reverse("policies:exception_detail", args=[row.uid])
        if span.within(row.ends_on):
            yield _entry("exception", row.uid, "ends", row.ends_on, "half", "Exception ends", matter, url)
        if span.within(row.review_due_on):
            yield _entry("exception", row.uid, "review", row.review_due_on, "half", "Review due", matter, url)


def delegations(asker: Asker, span: Span) -> Iterator[Entry]:
    """Last days of delegations the person gave or holds."""
    rows = Delegation.objects.visible_to(asker.user).running(span.first).filter(ends_on__lte=span.last)
    mine = rows.filter(Q(owner=asker.user) | Q(delegate=asker.user))
    for row in mine.select_related("owner", "delegate"):
        matter = f"{row.delegate.name} for {row.owner.name}"
        url = reverse("policies:delegation_list")
        yield _entry("request", row.uid, "delegation", row.ends_on, "people", "Delegation ends", matter, url)


def of_counsel(asker: Asker, span: Span) -> Iterator[Entry]:
    """For counsel: reviews of approved readings, next checks of instruments, ends of competition notes."""
    if Role.COUNSEL not in asker.roles:
        return
    days = (span.first, span.last)
    readings = Assessment.objects.filter(state=AssessmentState.APPROVED, review_due__range=days)
    if not span.whole:
        readings = readings.filter(Q(reviewer__isnull=True) | Q(reviewer=asker.user))
    for row in readings.select_related("record__tier__product"):
        matter = f"{row.record.tier}, {AREA_LABELS[ClauseArea(row.record.area)].lower()}"
        url = reverse("vendors:assessment_detail", args=[row.uid])
        yield _entry("reading", row.uid, f"stand-{row.review_due}", row.review_due, "doc", "Review due", matter, url)
    for instrument in Instrument.objects.filter(next_check_on__range=days):
        url = reverse("policies:instrument_detail", args=[instrument.uid])
        day, name = instrument.next_check_on, instrument.short_name
        yield _entry("register", instrument.uid, "check", day, "eye", "Next check", name, url)
    notes = CompetitionNote.objects.visible_to(asker.user).speaking().filter(ends_on__range=days)
    for note in notes.select_related("vendor"):
        url = reverse("policies:competition_detail", args=[note.uid])
        words = ("hourglass", "Competition note ends", note.vendor.name)
        yield _entry("competition", note.uid, "follow", note.ends_on, *words, url)


def escalations(asker: Asker, span: Span) -> Iterator[Entry]:
    """Days on which lines nobody decided come to the escalation contact, before they do."""
    if not Organisation.objects.filter(escalation_contact=asker.user).exists():
        return
    rows = RequestLine.objects.filter(state=LineState.OPEN).select_related("request", "tool")
    for row in rows.prefetch_related("decisions"):
        decided = {decision.lane for decision in row.current_decisions}
        due = [row.due_on(lane) for lane in Lane if lane.value not in decided]
        day = min((last for last in due if last is not None), default=dt.date.min) + dt.timedelta(days=1)
        if day > asker.today and span.within(day) and row.category_id not in asker.editions:
            matter = f"{row.tool.name} for {asker.named(row.category_id) or 'a category no longer in force'}"
            url = reverse("policies:request_detail", args=[row.request.uid])
            yield _entry("request", row.uid, "escalates", day, "req", "Comes to you unless decided", matter, url)


def _entry(
    kind: str, about: uuid.UUID, step: str, day: dt.date | None, icon: str, what: str, matter: str, url: str
) -> Entry:
    if day is None:
        raise ValueError(f"{kind} {about} has no day for {step}")
    return Entry(f"{kind}:{about}:{step}", day, kind, icon, what, matter, "", url)


SOURCES: tuple[Source, ...] = (
    due_in_queue,
    approvals,
    exceptions,
    pins,
    delegations,
    of_counsel,
    escalations,
)
"""Later ones have the last word on a date that several know."""
