"""The matrix of tiers by clause areas, as a page and as a table to take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of, allowed, require, today
from governance.desk.forms.matrix import MatrixFilterForm
from governance.desk.matrix import Cell, Matrix, TierRow, matrix_of
from governance.web.markup.words import label_of
from governance.web.sheets import sheet_attachment, wanted_format
from vendors.domain.terms import AREA_LABELS, Rating

VENDORS_PER_PAGE = 25
HEADER = (
    "Vendor",
    "Tier",
    "Baseline",
    "Held as",
    "Best category as held",
    "Clause area",
    "Applies to",
    "Rating",
    "Answer",
    "State",
    "By",
    "Date",
    "Same as baseline",
    "Compared with",
)


@require_GET
def matrix(request: HttpRequest) -> HttpResponseBase:
    """Tiers by clause areas."""
    actor = actor_of(request)
    require(actor, "read")
    form = MatrixFilterForm(request.GET)
    if not form.is_valid():
        return render(request, "desk/matrix_list.html", {"form": form, "areas": AREA_LABELS.values()}, status=422)
    keys, base, differences = form.vendor_keys(), form.cleaned_data["base"], request.GET.get("show") == "differences"
    if wanted_format(request):
        found = matrix_of(actor.person, form.index.tiers(keys), base=base, areas=form.areas)
        return sheet_attachment(request, f"matrix-{today():%Y-%m-%d}", HEADER, _lines(found, differences))
    page = Paginator(keys, VENDORS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "base": base,
        "matrix": matrix_of(actor.person, form.index.tiers(page.object_list), base=base, areas=form.areas),
        "page": page,
        "areas": [AREA_LABELS[area] for area in form.areas],
        "columns": len(form.areas) + 2,
        "differences": differences,
        "filtered": form.narrowed,
        "may_register": allowed(actor, "vendor.edit"),
    }
    return render(request, "desk/matrix_list.html", context)


def _lines(found: Matrix, differences: bool) -> Iterator[Sequence[Any]]:
    """One line for each reading; an area without one is a line that says so. With `differences`, what is the same as
    the baseline is left out."""
    for group in found.groups:
        for row in group.rows:
            before = (
                group.vendor,
                str(row.tier),
                "yes" if row.baseline else "no",
                ", ".join(tool.name for tool in row.tools) or "not held",
                _best(row),
            )
            for cell in row.cells:
                if differences and cell.same:
                    continue
                same = "" if row.baseline else "yes" if cell.same else "no"
                for line in _cell_lines(cell):
                    yield (*before, AREA_LABELS[cell.area], *line, same, "" if row.baseline else group.baseline)


def _cell_lines(cell: Cell) -> Iterator[Sequence[str]]:
    if not cell.entries:
        yield "", label_of(Rating.UNDOCUMENTED), "", "No reading yet", "", ""
    for entry in cell.entries:
        state = label_of(entry.state) if entry.approved else f"{label_of(entry.state)}, not approved"
        day = f"{timezone.localtime(entry.since):%Y-%m-%d}" if entry.since else ""
        yield entry.applies, label_of(entry.rating), entry.words, state, entry.reviewer, day


def _best(row: TierRow) -> str:
    if not row.tools:
        return "not held"
    return (
        "; ".join(f"{best.category or 'None'} ({label_of(best.outcome)})" for best in row.best) or "no policy in force"
    )
