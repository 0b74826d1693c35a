"""Terms in force against approvals: which texts applied, how tools were bound, how approvals ran. Reads only.

A fixed number of queries, however many texts, tools and approvals. Contracts the person may not read are left out, and
counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from governance.accounts.models import User
from policies.applied import Bound, bound, configurations_of
from policies.domain.course import Leg, course
from policies.domain.types import ApprovalState
from policies.facts import category_names
from policies.models import Approval, ApprovalEvent, Tool
from vendors.applied import Applied, Library, applied, library_of, local_day
from vendors.domain.timeline import Stretch, on
from vendors.models import GoverningLink, TermsDocument, TermsVersion, Tier


@dataclass(frozen=True, slots=True)
class Run:
    """An approval and its legs."""

    approval: Approval
    category: str
    legs: tuple[Leg, ...]

    def state_on(self, day: dt.date) -> ApprovalState | None:
        """Its state on `day`; None where it was not in force."""
        return next((leg.state for leg in self.legs if leg.start <= day < leg.end), None)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What applied as documents say, what bound each tool, how each approval ran; `hidden` contracts left out."""

    applied: Sequence[Applied]
    bound: Mapping[Tool, Sequence[Bound]]
    runs: Sequence[Run]
    library: Library
    hidden: int

    def version(self, stretch: Stretch) -> TermsVersion | None:
        """The version a stretch names."""
        return self.library.versions.get(stretch.look.version) if stretch.look is not None else None


@dataclass(frozen=True, slots=True)
class Answer:
    """Which text of a document applied on a day; `stretch` is None where neither a text nor a link was on record."""

    document: TermsDocument
    stretch: Stretch | None
    version: TermsVersion | None


def tier_timeline(tier: Tier, person: User) -> Timeline:
    """The documents of a tier and the tools held on it."""
    return _timeline(GoverningLink.objects.filter(tier=tier), Tool.objects.filter(tier=tier), person)


def document_timeline(document: TermsDocument, person: User) -> Timeline:
    """One document, which the person may read, and the tools on the tiers it governs or that are bound to it."""
    links = GoverningLink.objects.filter(document=document)
    named = Q(tier__in=links.values("tier")) | Q(configurations__bindings__document=document)
    return _timeline(links, Tool.objects.filter(named).distinct(), person, document)


def tool_texts(tool: Tool, person: User) -> Timeline:
    """The documents that bound one tool."""
    return _timeline(GoverningLink.objects.filter(tier=tool.tier_id), Tool.objects.filter(pk=tool.pk), person)


def _timeline(
    linked: QuerySet[GoverningLink], held: QuerySet[Tool], person: User, only: TermsDocument | None = None
) -> Timeline:
    tools = list(held.order_by("name"))
    configurations = configurations_of([tool.pk for tool in tools])
    links = list(linked.select_related("document").order_by("document__title", "valid_from", "pk"))
    bindings = [one for rows in configurations.values() for row in rows for one in row.bindings.all()]
    named = {row.document_id for row in links} | ({one.document_id for one in bindings} if only is None else set())
    seen = set(TermsDocument.objects.visible_to(person).filter(pk__in=named).values_list("pk", flat=True))
    library = library_of(seen | ({only.pk} if only is not None else set()))
    readable = [row for row in links if row.document_id in seen]
    found = {
        tool: [
            one
            for one in bound(tool, configurations.get(tool.pk, ()), readable, library)
            if one.document.pk in seen or one.document == only
            if only is None or one.document == only
        ]
        for tool in tools
    }
    texts = applied(readable, library) or ([Applied(only, ())] if only is not None else [])
    return Timeline(texts, found, _runs(tools, library.zone), library, len(named - seen))


def _runs(tools: Sequence[Tool], zone: str) -> list[Run]:
    rows = Approval.objects.filter(tool__in=tools).select_related("tool", "category")
    approvals = list(rows.order_by("tool__name", "category__slug", "granted_at"))
    names = category_names()
    moves: dict[int, list[tuple[dt.date, ApprovalState]]] = {}
    events = ApprovalEvent.objects.filter(approval__in=approvals).order_by("at", "pk")
    for key, at, state in events.values_list("approval_id", "at", "state"):
        moves.setdefault(key, []).append((local_day(at, zone), ApprovalState(state)))
    newer: dict[tuple[int, int], dt.date] = {}
    ends: dict[int, dt.date] = {}
    for row in reversed(approvals):
        place = (row.tool_id, row.category_id)
        if place in newer:
            ends[row.pk] = newer[place]
        newer[place] = local_day(row.granted_at, zone)
    return [
        Run(
            row,
            names.get(row.category_id, row.category.slug),
            course(row.starts_on, row.ends_on, moves.get(row.pk, ()), ends.get(row.pk)),
        )
        for row in approvals
    ]


def answers(timeline: Timeline, day: dt.date, tool: Tool | None = None) -> list[Answer]:
    """Which text of each document applied on `day`: to `tool` as it was bound, else as the documents say."""
    found: Sequence[Applied | Bound] = timeline.applied if tool is None else timeline.bound[tool]
    return [_answer(timeline, one, day) for one in found]


def _answer(timeline: Timeline, one: Applied | Bound, day: dt.date) -> Answer:
    stretch = on(one.stretches, day)
    return Answer(one.document, stretch, timeline.version(stretch) if stretch is not None else None)


def in_force_on(timeline: Timeline, day: dt.date, tool: Tool | None = None) -> Iterator[tuple[Run, ApprovalState]]:
    """Approvals that ran on `day` (of `tool`, where one is named), each with its state then."""
    for run in timeline.runs:
        state = run.state_on(day)
        if state is not None and (tool is None or run.approval.tool_id == tool.pk):
            yield run, state
