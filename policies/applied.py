"""Which texts bound tools, from when until when, as each was held: by its bindings where it has some. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policies.binding import notice_of
from policies.domain.types import BindingMode
from policies.models import Binding, Tool, ToolConfiguration
from vendors.applied import Library, governed, local_day
from vendors.domain.in_force import Look, Span, spans
from vendors.domain.timeline import Period, Stretch, cut, stretches
from vendors.models import GoverningLink, TermsDocument


@dataclass(frozen=True, slots=True)
class Bound:
    """What of one document bound a tool. `rolling`: as the document itself says, all the time."""

    tool: Tool
    document: TermsDocument
    stretches: tuple[Stretch, ...]
    rolling: bool


def configurations_of(tools: Iterable[int]) -> dict[int, list[ToolConfiguration]]:
    """Every description of the tools (primary keys), oldest first, with bindings and their documents. Two queries."""
    rows = ToolConfiguration.objects.filter(tool__in=set(tools)).order_by("valid_from", "pk")
    found: dict[int, list[ToolConfiguration]] = {}
    for row in rows.prefetch_related("bindings__document"):
        found.setdefault(row.tool_id, []).append(row)
    return found


def bound(
    tool: Tool, configurations: Sequence[ToolConfiguration], links: Sequence[GoverningLink], library: Library
) -> list[Bound]:
    """What bound `tool` of every document that a link to its tier or a binding names; () before it was described.

    A link counts where it applies to the tool as it was held then; a binding counts by itself.
    """
    documents = {row.document.pk: row.document for row in links}
    for configuration in configurations:
        documents |= {one.document_id: one.document for one in configuration.bindings.all()}
    return [_bound(tool, document, configurations, links, library) for document in documents.values()]


def _bound(
    tool: Tool,
    document: TermsDocument,
    configurations: Sequence[ToolConfiguration],
    links: Sequence[GoverningLink],
    library: Library,
) -> Bound:
    looks = library.looks.get(document.pk, ())
    texts: list[Span] = []
    when: list[Period] = []
    held: list[Period] = []
    rolling = True
    for configuration in configurations:
        period = _period(configuration, library.zone)
        binding = next((row for row in configuration.bindings.all() if row.document_id == document.pk), None)
        rolling = rolling and (binding is None or binding.mode == BindingMode.ROLLING)
        held.append(period)
        texts += cut(_texts(binding, looks, library.zone), period)
        own = [row for row in links if row.document_id == document.pk and row.applicability.covers(configuration.held)]
        when += [period] if binding is not None else _both(governed(own, library.zone), period)
    return Bound(
        tool, document, stretches(texts, when, library.unseen.get(document.pk, ()), held) if held else (), rolling
    )


def _period(row: ToolConfiguration, zone: str) -> Period:
    return local_day(row.valid_from, zone), local_day(row.valid_until, zone) if row.valid_until else None


def _both(periods: Iterable[Period], other: Period) -> list[Period]:
    found: list[Period] = []
    for start, end in periods:
        first = max(start, other[0])
        ends = [day for day in (end, other[1]) if day is not None]
        last = min(ends) if ends else None
        if last is None or first < last:
            found.append((first, last))
    return found


def _texts(binding: Binding | None, looks: Sequence[Look], zone: str) -> list[Span]:
    """Which text is in force under a binding: the pinned one until its renewal date, else as looks found it."""
    rolling = list(spans(looks, zone, notice_of(binding)))
    if binding is None or binding.mode != BindingMode.PINNED:
        return rolling
    pinned = next((look for look in looks if look.version == binding.version_id), None)
    if pinned is None:
        return rolling
    after = cut(rolling, (binding.renews_on, None)) if binding.renews_on is not None else []
    return [Span(pinned, dt.date.min, binding.renews_on), *after]
