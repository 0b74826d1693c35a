"""The first page after signing in: my queue."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of, today
from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.queue import KINDS, Queue, next_act, queue_of
from governance.web.markup.words import label_of

SHOWN = 50
"""Rows a section shows beside the others; alone, it goes on by pages."""
LANES = {Role.COUNSEL: "legal lane", Role.ENGINEERING_OWNER: "engineering lane"}
TITLES = {
    Section.NEEDS_ME: "Needs me",
    Section.WAITING: "Waiting on others",
    Section.CHANGED: "Changed since I signed",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One section as the page draws it."""

    code: str
    title: str
    note: str
    count: int
    items: list[Item]
    page: Page[Item] | None


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What needs me, what I wait for, what changed since I signed."""
    actor = actor_of(request)
    found = queue_of(actor.person)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    asked = request.GET.get("section", "")
    only = Section(asked) if asked in {section.value for section in Section} else None
    counts = found.kinds()
    context = {
        "sections": [_shown(request, found, section, kind, only) for section in Section if only in (None, section)],
        "rail": [(code, word, counts[code]) for code, word in KINDS.items() if counts[code] or code == kind],
        "kind": kind,
        "kind_word": KINDS.get(kind, ""),
        "only": only,
        "total": len(found.items),
        "who": _who(actor.person.job_title, actor.roles),
        "now": timezone.localtime(),
        "weekday": f"{timezone.localtime():%A}",
        "next_act": next_act(actor.roles),
    }
    return render(request, "desk/queue_list.html", context)


def _shown(request: HttpRequest, found: Queue, section: Section, kind: str, only: Section | None) -> Shown:
    items = found.section(section, kind)
    page = Paginator(items, SHOWN).get_page(request.GET.get("page")) if only else None
    return Shown(
        code=section.value,
        title=TITLES[section],
        note=_note(section, found.late(today(), kind)),
        count=len(items),
        items=list(page.object_list) if page else items[:SHOWN],
        page=page,
    )


def _note(section: Section, late: int) -> str:
    if section == Section.WAITING:
        return "You have done your part."
    if section == Section.CHANGED:
        return "Your earlier signatures still stand until you say otherwise."
    return f"{late} {'is' if late == 1 else 'are'} late. The most urgent first." if late else "The most urgent first."


def _who(job_title: str, roles: frozenset[Role]) -> str:
    words = [job_title or ", ".join(label_of(role) for role in Role if role in roles)]
    words += [lane for role, lane in LANES.items() if role in roles]
    return ", ".join(word for word in words if word)
