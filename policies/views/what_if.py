"""The page of what publishing a draft revision would change, and the same as CSV."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of, require, today
from governance.web.markup.words import label_of
from governance.web.pagination import PER_PAGE
from governance.web.sheets import sheet_attachment, wanted_format
from policies.domain.evaluation import outcome_rank
from policies.domain.types import Effect, Outcome, RevisionState
from policies.forms.what_if import WhatIfFilterForm
from policies.models import PolicyRevision
from policies.what_if import Row, WhatIf, what_if

HEADER = (
    "Tool",
    "Vendor",
    "Tier",
    "Category",
    "Effect",
    "Outcome now",
    "Outcome under the draft",
    "Rules that make the difference",
    "Approvals that would be flagged",
    "What they would lose",
    "Open request",
    "Exceptions concerned",
    "Codebases in the category",
)


def _rank(outcome: Outcome | None) -> int:
    return -1 if outcome is None else outcome_rank(outcome)


ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "effect": lambda row: row.weight,
    "tool": lambda row: (row.tool.name.casefold(), row.weight),
    "category": lambda row: (row.category.casefold(), row.weight),
    "now": lambda row: (-_rank(row.now), row.weight),
    "then": lambda row: (-_rank(row.then), row.weight),
    "approvals": lambda row: (-len(row.flagged), row.weight),
    "codebases": lambda row: (-row.codebases, row.weight),
}


@require_GET
def revision_what_if(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """What publishing the draft would change. A revision that is no draft any more shows what it was instead."""
    actor = actor_of(request)
    require(actor, "read")
    revision = get_object_or_404(PolicyRevision.objects.defer("content"), uid=uid)
    if revision.state != RevisionState.DRAFT:
        return redirect("policies:revision_detail", uid=uid)
    found = what_if(revision, actor.person)
    form = WhatIfFilterForm(request.GET, rows=found.rows)
    rows = _in_order(form.chosen(found.rows), request.GET.get("sort", ""))
    if wanted_format(request):
        return sheet_attachment(request, f"what-if-{today():%Y-%m-%d}", HEADER, _lines(rows))
    context = {
        "revision": revision,
        "found": found,
        "effects": _counted(found),
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "sort": "effect",
    }
    return render(request, "policies/revision_what_if.html", context)


def _in_order(rows: Iterable[Row], asked: str) -> list[Row]:
    key = ORDERS.get(asked.removeprefix("-"), ORDERS["effect"])
    return sorted(rows, key=key, reverse=asked.startswith("-"))


def _counted(found: WhatIf) -> list[tuple[Effect, int]]:
    return [(effect, found.effects[effect]) for effect in Effect if found.effects[effect]]


def _lines(rows: Iterable[Row]) -> Iterator[Sequence[Any]]:
    for row in rows:
        tier = row.tool.tier
        yield (
            row.tool.name,
            tier.product.vendor.name,
            f"{tier.product.name} {tier.name}",
            row.category,
            label_of(row.effect),
            label_of(row.now) if row.now else "not judged",
            label_of(row.then) if row.then else "not judged",
            " ".join(row.sentences),
            len(row.flagged),
            " ".join(text for entry in row.flagged for text in entry.losses),
            row.line.request.number if row.line else "",
            ", ".join(str(entry.number) for entry in row.exceptions),
            row.codebases,
        )
