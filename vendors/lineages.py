"""What a release was made from, and which duties reach it from there: rows for its page. Rules read facts instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from vendors.domain.lineage import ancestors
from vendors.domain.terms import INHERITED_LAYERS
from vendors.facts import Hidden, citation_fact, with_quote
from vendors.models import LicenceDuty, LicenceLayer, ModelRelease

_ASKED = [kind.value for kind in INHERITED_LAYERS]


@dataclass(frozen=True, slots=True)
class Reaching:
    """A duty of an ancestor's layer that flows down, with the quote it rests on where it is verified."""

    layer: LicenceLayer
    duty: LicenceDuty
    citation: Any


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A release that another was made from, the way to it (itself last), its layers that are inherited, and what of
    them flows down."""

    release: ModelRelease
    path: tuple[ModelRelease, ...]
    layers: tuple[LicenceLayer, ...]
    reaching: tuple[Reaching, ...]


def lineage_of(release: ModelRelease, hidden: Hidden) -> list[Ancestor]:
    """Everything `release` was made from, nearest first. Four queries, however far back; one where nothing is."""
    bases: dict[int, list[int]] = {}
    for derived, base in ModelRelease.bases.through.objects.values_list("from_modelrelease", "to_modelrelease"):
        bases.setdefault(derived, []).append(base)
    ways = ancestors(release.pk, bases)
    if not ways:
        return []
    duties = Prefetch("duties", queryset=with_quote(LicenceDuty.objects.order_by("pk"), "citation"))
    layers = LicenceLayer.objects.open().filter(layer__in=_ASKED).prefetch_related(duties)
    held = Prefetch("layer_rows", queryset=layers, to_attr="inherited")
    rows: Mapping[int, Any] = (
        ModelRelease.objects.select_related("vendor").prefetch_related(held).in_bulk([key for key, _ in ways])
    )
    return [
        Ancestor(
            rows[key],
            tuple(rows[step] for step in way),
            tuple(rows[key].inherited),
            tuple(
                Reaching(layer, duty, citation_fact(duty.citation, hidden) if duty.citation else None)
                for layer in rows[key].inherited
                for duty in layer.duties.all()
                if duty.flows_down
            ),
        )
        for key, way in ways
    ]
