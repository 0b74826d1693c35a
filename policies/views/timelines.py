"""Pages that show terms in force against approvals, and answer which text applied on a day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of, today
from governance.web.markup.timeline import Bar, Lane, draw
from governance.web.markup.times import say_day
from governance.web.markup.words import label_of
from policies.domain.course import Leg
from policies.domain.types import ApprovalState
from policies.forms.timelines import DayForm
from policies.timeline import Run, Timeline, answers, document_timeline, in_force_on, tier_timeline
from vendors.domain.timeline import GAP_WORDS, UNSEEN_WORDS, Stretch
from vendors.models import TermsDocument, TermsVersion, Tier

TONES = {ApprovalState.ACTIVE: "ok", ApprovalState.FLAGGED: "cond", ApprovalState.SUSPENDED: "bar"}


@dataclass(frozen=True, slots=True)
class Row:
    """One bar as a row of the table; `last` is its last day, None while it goes on."""

    name: str
    url: str
    start: dt.date
    last: dt.date | None
    version: TermsVersion | None
    state: str
    words: str


@require_GET
def tier_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The documents of a tier against the approvals of tools held on it."""
    tier: Tier = get_object_or_404(Tier.objects.select_related("product__vendor"), uid=uid)
    timeline = tier_timeline(tier, actor_of(request).person)
    where = {"heading": f"Terms and approvals of {tier}", "back": reverse("vendors:tier_detail", args=[uid])}
    return _page(request, timeline, where | {"back_name": str(tier), "vendor": tier.product.vendor})


@require_GET
def document_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One document against the approvals of tools that it binds."""
    person = actor_of(request).person
    document = get_object_or_404(TermsDocument.objects.visible_to(person).select_related("vendor"), uid=uid)
    timeline = document_timeline(document, person)
    where = {"heading": f"{document.title} and approvals", "back": reverse("vendors:document_detail", args=[uid])}
    return _page(request, timeline, where | {"back_name": document.title, "vendor": document.vendor})


def _page(request: HttpRequest, timeline: Timeline, where: dict[str, Any]) -> HttpResponse:
    form = DayForm(request.GET or None, tools=timeline.bound)
    asked = form.cleaned_data if form.is_valid() else {}
    day, named = asked.get("on"), asked.get("tool") or ""
    tool = next((row for row in timeline.bound if str(row.uid) == named), None)
    lanes, rows = _lanes(timeline), list(_rows(timeline))
    context = {
        **where,
        "form": form,
        "day": day,
        "tool": tool,
        "answers": [(found, _gap(found.stretch)) for found in answers(timeline, day, tool)] if day else [],
        "running": list(in_force_on(timeline, day, tool)) if day else [],
        "picture": draw(lanes, today(), day) if lanes else "",
        "rows": rows,
        "hidden": timeline.hidden,
        "today": today(),
    }
    return render(request, "policies/timeline_detail.html", context, status=422 if form.errors else 200)


def _gap(stretch: Stretch | None) -> str:
    """What to say where no text can be named, or the one named was not seen."""
    if stretch is None:
        return "Neither a text nor a link by which it governs was on record"
    if stretch.gap is not None:
        return GAP_WORDS[stretch.gap]
    return f"Then {UNSEEN_WORDS}" if stretch.unseen else ""


def _texts(timeline: Timeline) -> Iterator[tuple[str, TermsDocument, Sequence[Stretch]]]:
    """Every document, and after them every tool that is not simply bound by the newest, with what applied."""
    for one in timeline.applied:
        yield one.document.title, one.document, one.stretches
    for tool, found in timeline.bound.items():
        for own in found:
            if not own.rolling:
                yield f"{own.document.title}, as it bound {tool.name}", own.document, own.stretches


def _lanes(timeline: Timeline) -> list[Lane]:
    lanes = [
        Lane(name, tuple(_text_bar(timeline, name, stretch) for stretch in found))
        for name, _, found in _texts(timeline)
        if found
    ]
    runs: dict[str, list[Bar]] = {}
    for run in timeline.runs:
        runs.setdefault(_named(run), []).extend(_approval_bar(run, leg) for leg in run.legs)
    return lanes + [Lane(name, tuple(bars)) for name, bars in runs.items() if bars]


def _named(run: Run) -> str:
    return f"Approval of {run.approval.tool.name} for {run.category}"


def _text_bar(timeline: Timeline, name: str, stretch: Stretch) -> Bar:
    period = _period(stretch.start, stretch.end)
    version = timeline.version(stretch)
    if version is None:
        words = _gap(stretch)
        return Bar(stretch.start, stretch.end, "gap", words, f"{name}: {words}, {period}")
    tone = "unseen" if stretch.unseen else "odd" if version.number % 2 else "even"
    seen = f"; {UNSEEN_WORDS}" if stretch.unseen else ""
    return Bar(
        stretch.start, stretch.end, tone, f"v{version.number}", f"{name}: version {version.number}, {period}{seen}"
    )


def _approval_bar(run: Run, leg: Leg) -> Bar:
    word = label_of(leg.state)
    return Bar(
        leg.start, leg.end, TONES[leg.state], word, f"{_named(run)}: {word.lower()}, {_period(leg.start, leg.end)}"
    )


def _period(start: dt.date, end: dt.date | None) -> str:
    if end is None:
        return f"since {say_day(start)}"
    return f"{say_day(start)} to {say_day(end - dt.timedelta(days=1))}"


def _last(end: dt.date | None) -> dt.date | None:
    return end - dt.timedelta(days=1) if end is not None else None


def _rows(timeline: Timeline) -> Iterator[Row]:
    for name, document, found in _texts(timeline):
        url = reverse("vendors:document_detail", args=[document.uid])
        for stretch in found:
            version, words = timeline.version(stretch), _gap(stretch)
            yield Row(name, url, stretch.start, _last(stretch.end), version, "", words)
    for run in timeline.runs:
        url = reverse("policies:approval_detail", args=[run.approval.uid])
        for leg in run.legs:
            yield Row(_named(run), url, leg.start, _last(leg.end), None, leg.state, "")
