"""The redline of any two versions of a document: as a page, and as a file with tracked changes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from governance.web.downloads import attachment
from vendors.domain.anchoring import make_selector
from vendors.domain.following.follow import FollowStatus, carried, follow
from vendors.domain.redline import for_reading
from vendors.domain.text import DOCX
from vendors.domain.weaving import Passage
from vendors.models import CanonicalText, TermsVersion
from vendors.tracked import Heading, tracked_docx
from vendors.views.reader import Cited, cited_in, text_of
from vendors.views.redline_text import shown_redline
from vendors.views.versions import version_for

BECAME = {
    FollowStatus.EDITED: "Edited",
    FollowStatus.REWRITTEN: "Rewritten",
    FollowStatus.REMOVED: "Gone",
}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two versions of one document, by number. `asked` is the one whose page it is, `other` what it is held against."""

    asked: TermsVersion
    other: TermsVersion
    others: Sequence[TermsVersion]

    @property
    def old(self) -> TermsVersion:
        return min(self.asked, self.other, key=lambda row: row.number)

    @property
    def new(self) -> TermsVersion:
        return max(self.asked, self.other, key=lambda row: row.number)


def _pair(request: HttpRequest, uid: uuid.UUID) -> _Pair:
    """The version, and that of `?with=` or else the one before. Raises Http404 where there is nothing to compare."""
    version = version_for(request, uid)
    others = list(version.document.versions.exclude(pk=version.pk).order_by("-number"))
    if not others:
        raise Http404
    asked = request.GET.get("with", "")
    other = next((row for row in others if str(row.uid) == asked), None)
    other = other or next((row for row in others if row.number < version.number), others[0])
    return _Pair(version, other, others)


@require_GET
def version_redline(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What this version says otherwise than another (`?with=`). `?to=` leads to the page of another version, and
    `?formatting=shown` marks what changed in form alone."""
    pair = _pair(request, uid)
    to = next((row for row in pair.others if str(row.uid) == request.GET.get("to")), pair.asked)
    if "to" in request.GET:
        if request.GET.get("with") == str(to.uid):
            messages.warning(request, "A version does not differ from itself. Choose two different versions.")
        return redirect(f"{reverse('vendors:version_redline', args=[to.uid])}?with={request.GET.get('with', '')}")
    forms = request.GET.get("formatting") == "shown"
    old_text, new_text = text_of(pair.old), text_of(pair.new)
    passages, shown = shown_redline(old_text.text, new_text.text, forms=forms)
    context = {
        "version": pair.asked,
        "document": pair.asked.document,
        "old": pair.old,
        "new": pair.new,
        "versions": sorted((pair.asked, *pair.others), key=lambda row: -row.number),
        "other": pair.other,
        "old_captured": pair.old.captures.order_by("sequence").first(),
        "new_captured": pair.new.captures.order_by("sequence").first(),
        **shown,
        **_quotes(pair.old, old_text, new_text, passages),
    }
    return render(request, "vendors/version_redline.html", context)


@require_GET
def version_redline_docx(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The same as a Word file with tracked changes."""
    pair = _pair(request, uid)
    old, new = pair.old, pair.new
    captured = new.captures.order_by("sequence").first()
    heading = Heading(
        title=new.document.title,
        old=f"version {old.number} (SHA-256 {old.sha256})",
        new=f"version {new.number} (SHA-256 {new.sha256})",
        made_at=captured.captured_at if captured else new.created_at,
    )
    made = tracked_docx(for_reading(text_of(old).text, text_of(new).text), heading)
    return attachment(request, made, f"{new.document.title} version {old.number} to {new.number}.docx", DOCX)


def _quotes(
    old: TermsVersion, old_text: CanonicalText, new_text: CanonicalText, passages: Sequence[Passage]
) -> dict[str, list[dict[str, Any]]]:
    """The quotes of live readings in the older version: those that somebody must look at, and those that stand."""
    cited, _ = cited_in(old, old_text)
    rows = [_became(item, old_text.text, new_text.text, passages) for item in cited]
    return {"affected": [row for row in rows if row["became"]], "kept": [row for row in rows if not row["became"]]}


def _became(item: Cited, old: str, new: str, passages: Sequence[Passage]) -> dict[str, Any]:
    start, end = item.span.start, item.span.end
    selector = make_selector(old, start, end)
    kept = carried(old, new, selector)
    return {
        "item": item,
        "exact": old[start:end],
        "became": "" if kept else BECAME.get(follow(old, new, selector).status, "Changed"),
        "change": next((passage.number for passage in passages if _touches(passage, start, end)), 0),
    }


def _touches(passage: Passage, start: int, end: int) -> bool:
    places = ((paragraph.old_start, paragraph.old_end) for paragraph in passage.paragraphs)
    return passage.changed and any(begin < end and stop > start for begin, stop in places)
