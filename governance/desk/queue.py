"""My queue: what needs a person, what they wait for, what changed since they signed. Reads only.

Sources ask a fixed number of queries, however many rows there are. An item names why it is there and where the act
happens; it never performs one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import roles_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources import Asker, items_of

KINDS: dict[str, str] = {
    "request": "Requests",
    "change": "Changes of terms",
    "reading": "Readings",
    "approval": "Approvals",
    "exception": "Exceptions",
    "renewal": "Renewals",
    "competition": "Competition notes",
    "register": "Regulatory register",
    "screening": "Screening",
    "policy": "Policy",
    "report": "Reports",
    "webhook": "Webhooks",
}
"""Kinds of matters with their words, in the order of the rail."""


@dataclass(frozen=True, slots=True)
class Queue:
    """All items of a person, the most urgent first."""

    items: tuple[Item, ...]

    def section(self, section: Section, kind: str = "") -> list[Item]:
        """Items of one section, optionally of one kind."""
        return [item for item in self.items if item.section == section and (not kind or item.kind == kind)]

    def kinds(self) -> dict[str, int]:
        """How many items there are of each kind."""
        counts = dict.fromkeys(KINDS, 0)
        for item in self.items:
            counts[item.kind] += 1
        return counts

    def late(self, today: dt.date, kind: str = "") -> int:
        """How many items that need the person are past their due date."""
        needed = self.section(Section.NEEDS_ME, kind)
        return sum(1 for item in needed if item.due is not None and item.due < today)


def queue_of(user: User) -> Queue:
    """Everything on the desk of `user`. What needs them is not said a second time under what changed."""
    asker = Asker(user=user, roles=roles_of(user), now=timezone.now())
    found = list(items_of(asker))
    needed = {item.url for item in found if item.section == Section.NEEDS_ME}
    kept = [item for item in found if item.section != Section.CHANGED or item.url not in needed]
    kept.sort(key=lambda item: (item.due or dt.date.max, item.since))
    return Queue(tuple(kept))


def next_act(roles: frozenset[Role]) -> tuple[str, str, str]:
    """For an empty queue: what to do next (sentence, address, label), by role."""
    if Role.COUNSEL in roles:
        return "Register a vendor, or read the terms of one that is.", reverse("vendors:vendor_list"), "Open vendors"
    if Role.ENGINEERING_OWNER in roles:
        return "Look over the tools and write what their output is.", reverse("policies:tool_list"), "Open tools"
    if Role.ENGINEERING_MANAGER in roles:
        return "Ask for a tool your team wants to use.", reverse("policies:request_add"), "Request a tool"
    if Role.AUDITOR in roles:
        return "Start an audit report, or verify one.", reverse("reports:report_list"), "Open reports"
    if Role.ADMINISTRATOR in roles:
        return "Give people their accounts and roles.", reverse("accounts:person_list"), "Open people"
    return (
        "You have no role yet, so nothing can come to you. An administrator gives roles.",
        reverse("policies:policy"),
        "Read the policy",
    )
