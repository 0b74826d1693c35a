"""The quotes of readings in a document, and the texts they are looked for in. Reads only."""

from __future__ import annotations

from collections.abc import Iterable

from vendors.domain.anchoring import Selector
from vendors.models import CanonicalText, Citation, TermsDocument, TermsVersion


def text_of(version: TermsVersion) -> str:
    """The text of a version as the newest canonicaliser made it; empty where there is none."""
    text = CanonicalText.objects.filter(version=version).order_by("-canonicaliser").first()
    return text.text if text else ""


def quotes_of(assessments: Iterable[int], document: TermsDocument) -> dict[int, list[Citation]]:
    """The quotes of readings in a document, in the order in which they were cited."""
    found: dict[int, list[Citation]] = {}
    rows = (
        Citation.objects.filter(links__answer__assessment__in=list(assessments), text__version__document=document)
        .select_related("text")
        .values_list("links__answer__assessment", "pk")
        .distinct()
        .order_by("pk")
    )
    pairs = list(rows)
    citations = Citation.objects.select_related("text").in_bulk({pk for _, pk in pairs})
    for assessment, pk in pairs:
        found.setdefault(assessment, []).append(citations[pk])
    return found


def selector_of(quote: Citation) -> Selector:
    """What the quote is found by."""
    return Selector(quote.exact, quote.prefix, quote.suffix, quote.start)
