"""My queue: what needs a person, what they wait for, what changed since they signed. Reads only.

Each source asks a fixed number of queries, however many rows there are. An item names why it is there and where the act
happens; it never performs one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import roles_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.desk import sources
from governance.desk.items import Item, Section

SECTIONS = (Section.NEEDS_ME, Section.WAITING, Section.CHANGED)

Source = Callable[[sources.Asker], Iterable[Item]]

SOURCES: tuple[Source, ...] = (
    sources.lines_to_decide,
    sources.own_requests,
    sources.readings_to_review,
    sources.own_readings,
    sources.readings_to_look_at_again,
    sources.revisions_to_sign,
    sources.reports_to_sign,
    sources.approvals_to_review,
    sources.changed_since_signed,
)


@dataclass(frozen=True, slots=True)
class Queue:
    """All items of a person, by section; within a section the most urgent first."""

    items: tuple[Item, ...]

    def section(self, section: Section, kind: str = "") -> list[Item]:
        """Items of one section, optionally of one kind."""
        return [item for item in self.items if item.section == section and (not kind or item.kind == kind)]

    def kinds(self) -> dict[str, int]:
        """How many items there are of each kind."""
        counts: dict[str, int] = {}
        for item in self.items:
            counts[item.kind] = counts.get(item.kind, 0) + 1
        return counts

    def overdue(self, today: dt.date) -> int:
        """How many items that need the person are past their due date."""
        return sum(
            1
            for item in self.items
            if item.section == Section.NEEDS_ME and item.due is not None and item.due < today
        )


def queue_of(user: User) -> Queue:
    """Everything on the desk of `user`."""
    asker = sources.Asker(user=user, roles=roles_of(user), now=timezone.now())
    found = [item for source in SOURCES for item in source(asker)]
    found.sort(key=lambda item: (item.due or dt.date.max, item.since))
    return Queue(tuple(found))


def next_act(user: User) -> tuple[str, str, str]:
    """For an empty queue: what to do next (sentence, address, label), by role."""
    roles = roles_of(user)
    if Role.COUNSEL in roles:
        return "Register a vendor and read its terms.", reverse("vendors:vendor_list"), "Open vendors"
    if Role.ENGINEERING_MANAGER in roles:
        return "Ask for a tool your team wants to use.", reverse("policies:request_add"), "Request a tool"
    if Role.AUDITOR in roles:
        return "Start an audit report, or verify one.", reverse("reports:report_list"), "Open reports"
    if Role.ADMINISTRATOR in roles:
        return "Give people their accounts and roles.", reverse("accounts:person_list"), "Open people"
    return "Look at the policy in force.", reverse("policies:policy"), "Open the policy"
