"""Pages of the audit trail: the list with its filters, one event, and the check of the whole."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.accounts.access import actor_of, allowed
from governance.audit.models import Event
from governance.audit.reading import (
    EventPage,
    Wanted,
    detail_of,
    document_of,
    last_check,
    matching,
    neighbours_of,
    page_of,
)
from governance.audit.verify import names_of
from governance.desk.forms.events import EventFilterForm
from governance.desk.services.trails import check_trail
from governance.desk.subjects import KINDS
from governance.desk.trail import require_trail, rows_of, shown_detail

PER_PAGE = 50
LARGEST = 2**63 - 1
NOTHING = EventPage([], None, None)
PROOF = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A digest or a uid."""


@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """The trail, newest first."""
    actor = actor_of(request)
    require_trail(actor)
    form = EventFilterForm(request.GET or None)
    valid = form.is_valid() or not form.is_bound
    wanted = form.wanted() if form.is_bound and valid else Wanted()
    found = _page(request, wanted) if valid else NOTHING
    context = {
        "form": form,
        "rows": rows_of(found.events, actor),
        "page": found,
        "filtered": wanted != Wanted() or not valid,
        "subject_only": wanted.subject,
        "check": _last_check(),
        "may_verify": allowed(actor, "trail.verify"),
    }
    return render(request, "desk/event_list.html", context, status=200 if valid else 422)


def _page(request: HttpRequest, wanted: Wanted) -> EventPage:
    before, after = _number(request, "before"), _number(request, "after")
    return page_of(matching(wanted), before=before, after=after if before is None else None, size=PER_PAGE)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 and 0 < int(text) < LARGEST else None


def _last_check() -> dict[str, Any] | None:
    event = last_check()
    return None if event is None else {"event": event, "who": names_of(event), **detail_of(event)}


@require_GET
def event_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One event, at its permanent address."""
    actor = actor_of(request)
    require_trail(actor)
    event = get_object_or_404(Event, uid=uid)
    row = rows_of([event], actor)[0]
    detail = shown_detail(row, actor)
    before, following = neighbours_of(event)
    context = {
        "row": row,
        "event": event,
        "withheld": detail is None,
        "entries": _entries(detail or {}),
        "before": before,
        "following": following,
        "known_kind": event.subject_kind in KINDS,
        "raw": event.body if _whole(detail, event) else "",
    }
    return render(request, "desk/event_detail.html", context)


def _whole(detail: Mapping[str, Any] | None, event: Event) -> bool:
    """Whether nothing of the event is kept back, so that its hashed text may be shown as it is."""
    return detail is not None and detail == detail_of(event) and bool(document_of(event))


def _entries(detail: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Name, value in words, and whether the value is to be read letter by letter: a digest or a uid."""
    return [(_name(name), _words(value), _is_proof(value)) for name, value in detail.items()]


def _name(name: str) -> str:
    return re.sub("sha256", "SHA-256", name.replace("_", " ").capitalize(), flags=re.IGNORECASE)


def _is_proof(value: Any) -> bool:
    return isinstance(value, str) and bool(PROOF.fullmatch(value))


def _words(value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_words(item)}" for name, item in value.items())
    return str(value)


@require_POST
def trail_verify(request: HttpRequest) -> HttpResponse:
    """Check the whole trail now; what was found is recorded and shown."""
    actor = actor_of(request)
    require_trail(actor)
    report = check_trail(actor=actor)
    if report.holds:
        messages.success(request, f"The audit trail holds: {report.events} events, every link was checked.")
    else:
        messages.error(request, f"The audit trail does not hold: {report.problem}.")
    return redirect("desk:event_list")
