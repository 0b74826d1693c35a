"""Two to four tiers side by side, as a page and as a table to take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of, require, today
from governance.desk.comparison import FEWEST, MOST, Section, comparison_of, in_words, quotes_of
from governance.desk.forms.compare import CompareForm
from governance.web.sheets import sheet_attachment, wanted_format
from vendors.domain.terms import AREA_LABELS
from vendors.models import Tier


@require_GET
def compare(request: HttpRequest) -> HttpResponseBase:
    """Tiers side by side, question by question."""
    actor = actor_of(request)
    require(actor, "read")
    form = CompareForm(request.GET)
    valid = form.is_valid()
    tiers = form.chosen
    sections = comparison_of(actor.person, tiers) if len(tiers) >= FEWEST else ()
    if sections and wanted_format(request):
        header = ["Clause area", "Question", "Differs", "Stricter", *(str(tier) for tier in tiers)]
        header += [f"Quotes: {tier}" for tier in tiers]
        return sheet_attachment(request, f"compare-{today():%Y-%m-%d}", header, _lines(sections, tiers))
    context = {
        "form": form,
        "tiers": tiers,
        "sections": sections,
        "others": form.others() if len(tiers) < MOST else [],
        "wanting": FEWEST - len(tiers),
        "differing": sum(len(section.differing) for section in sections),
        "questions": sum(len(section.lines) for section in sections),
        "columns": len(tiers) + 1,
        "kept": [(tier, [str(other.uid) for other in tiers if other is not tier]) for tier in tiers],
    }
    return render(request, "desk/compare_list.html", context, status=200 if valid else 422)


def _lines(sections: Sequence[Section], tiers: Sequence[Tier]) -> Iterator[Sequence[Any]]:
    for section in sections:
        for line in section.lines:
            stricter = (str(tier) for tier, column in zip(tiers, line.columns, strict=True) if column.stricter)
            marked = ", ".join(stricter) or ("" if line.ordered else "cannot be ordered")
            cells = [in_words(column) for column in line.columns]
            quotes = ["\n".join(quotes_of(column)) for column in line.columns]
            area = AREA_LABELS[section.area]
            yield (area, line.question.label, "no" if line.same else "yes", marked, *cells, *quotes)
