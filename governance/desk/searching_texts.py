"""Search in texts: every version of the terms, and counsel's readings of them, by words in any form and order.

The newest version of a document that says what was looked for stands for it; how many others say it too is said beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.accounts.models import User
from governance.desk.hits import CAP, Group, Hit, excerpt, plain
from vendors.domain.labels import label
from vendors.domain.searching import Wanted, wanted
from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea
from vendors.models import Assessment, TermsDocument, TermsVersion, TextPart
from vendors.models.search import CLOSE, OPEN, find, headlines

_FRAGMENT = 80
"""Characters of what was found by which the browser is told where to go in the text."""


@dataclass(slots=True)
class _InDocument:
    """The best parts of a document's versions, by version number."""

    best: int
    rank: float
    number: int
    versions: set[int]


def in_the_terms(user: User, words: str) -> Group:
    """Documents the person may read that say what is wanted, in any version."""
    asked = wanted(words)
    ranks = {one.part: one.rank for one in find(asked)}
    seen = TermsDocument.objects.visible_to(user).values("pk")
    rows = TextPart.objects.filter(pk__in=ranks, text__version__document__in=seen).values_list(
        "pk", "text__version__document", "text__version__number"
    )
    documents: dict[int, _InDocument] = {}
    for part, document, number in rows:
        _count(documents, part, ranks[part], document, number)
    chosen = sorted(documents.values(), key=lambda one: (one.rank, one.best))
    shown = [one.best for one in chosen[:CAP]]
    marked = headlines(shown, asked)
    versions = _versions(shown)
    hits = (_hit(versions[one.best], marked.get(one.best, ""), len(one.versions) - 1) for one in chosen[:CAP])
    return Group("terms", "In the terms", tuple(hits), len(chosen) > CAP)


def _count(documents: dict[int, _InDocument], part: int, rank: float, document: int, number: int) -> None:
    one = documents.get(document)
    if one is None:
        documents[document] = _InDocument(part, rank, number, {number})
        return
    one.versions.add(number)
    if number > one.number or (number == one.number and rank < one.rank):
        one.best, one.rank, one.number = part, min(rank, one.rank), number


def _versions(found: Iterable[int]) -> dict[int, TermsVersion]:
    rows = TextPart.objects.filter(pk__in=list(found)).select_related("text__version__document__vendor")
    return {row.pk: row.text.version for row in rows}


def _hit(version: TermsVersion, marked: str, others: int) -> Hit:
    beside = version.document.vendor.name
    if others:
        beside += f"; also in {others} other version{'s' if others > 1 else ''}"
    first = marked.partition(OPEN)[2].partition(CLOSE)[0][:_FRAGMENT]
    address = reverse("vendors:version_detail", args=[version.uid])
    if first and "\n" not in first:
        address += f"#:~:text={quote(first, safe='')}"
    return Hit(format_html("{}", version), address, beside, _with_marks(marked))


def _with_marks(marked: str) -> SafeString:
    """What a database marked, escaped, its signs made into marks."""
    before, *found = plain(marked).strip(" …").split(OPEN)
    marks = format_html_join("", "<mark>{}</mark>{}", (one.partition(CLOSE)[::2] for one in found))
    return format_html("… {}{} …", before, marks) if found else SafeString("")


def in_readings(_: User, words: str) -> Group:
    """Readings that are not discarded, by what counsel wrote in them; never by a privileged note."""
    asked = wanted(words)
    rows = Assessment.objects.exclude(state=AssessmentState.DISCARDED) if asked else Assessment.objects.none()
    for words_in_a_row in (" ".join(term.words) for term in asked.terms):
        rows = rows.filter(_says(words_in_a_row))
    for words_in_a_row in (" ".join(term.words) for term in asked.unwanted):
        rows = rows.exclude(_says(words_in_a_row))
    found = list(rows.select_related("record__tier__product").order_by("record", "-number")[: CAP + 1])
    hits = (
        Hit(
            format_html("{} of {}", AREA_LABELS[ClauseArea(row.record.area)], row.record.tier),
            reverse("vendors:assessment_detail", args=[row.uid]),
            f"Reading {row.number}, {label(AssessmentState(row.state)).lower()}",
            _said(row, asked),
        )
        for row in found[:CAP]
    )
    return Group("readings", "In readings", tuple(hits), len(found) > CAP)


def _says(words: str) -> Q:
    return Q(plain_reading__icontains=words) | Q(rationale__icontains=words) | Q(conditions__icontains=words)


def _said(row: Assessment, asked: Wanted) -> SafeString:
    written = " ".join(part for part in (row.plain_reading, row.rationale, row.conditions) if part)
    return excerpt(written, " ".join(asked.terms[0].words))
