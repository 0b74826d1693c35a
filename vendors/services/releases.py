"""Deeds on model releases and their licence layers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.modelling import check_version, locked
from vendors.domain.terms import LicenceLayerKind
from vendors.models import LicenceLayer, ModelRelease, Vendor
from vendors.services.inputs import refuse, too_long


@dataclass(frozen=True, slots=True)
class LayerInput:
    """The licence of one layer as entered."""

    layer: LicenceLayerKind
    licence: str
    flows_down: str = ""
    source: str = ""
    source_date: dt.date | None = None
    verified: bool = False


@deed
def save_release(
    *,
    actor: Actor,
    vendor: Vendor,
    family: str,
    release: str = "",
    size: str = "",
    bases: Sequence[ModelRelease] = (),
    layers: Sequence[LayerInput] = (),
    row: ModelRelease | None = None,
    version: int | None = None,
) -> ModelRelease:
    """Register a model release with its bases and licence layers, or change `row`. Raises Invalid, Stale."""
    require(actor, "release.edit", system=True)
    family, release, size = (" ".join(part.split()) for part in (family, release, size))
    _check(vendor, family, release, size, bases, layers, row)
    if row is None:
        row = ModelRelease.objects.create(vendor=vendor, family=family, release=release, size=size)
        action = "release.added"
    else:
        row = locked(row)
        check_version(row, version)
        row.family, row.release, row.size = family, release, size
        row.version += 1
        row.save(update_fields=["family", "release", "size", "version"])
        action = "release.changed"
    row.bases.set(bases)
    _write_layers(row, layers)
    record(
        actor,
        action,
        subject=row,
        detail={"name": str(row), "layers": {item.layer.value: item.licence for item in layers}},
    )
    return row


def _write_layers(row: ModelRelease, layers: Sequence[LayerInput]) -> None:
    row.layers.all().delete()
    LicenceLayer.objects.bulk_create(
        LicenceLayer(
            release=row,
            layer=item.layer,
            licence=item.licence.strip(),
            flows_down=item.flows_down,
            source=item.source,
            source_date=item.source_date,
            verified=item.verified,
        )
        for item in layers
    )


def _check(
    vendor: Vendor,
    family: str,
    release: str,
    size: str,
    bases: Sequence[ModelRelease],
    layers: Sequence[LayerInput],
    row: ModelRelease | None,
) -> None:
    problems: dict[str, list[str]] = {}
    if not family:
        problems["family"] = ["Name the model family."]
    same = ModelRelease.objects.filter(vendor=vendor, family__iexact=family, release__iexact=release, size__iexact=size)
    if same.exclude(pk=row.pk if row else 0).exists():
        problems["release"] = ["This release is registered already. Open it instead."]
    if row is not None and any(_descends_from(base, row) for base in bases):
        problems["bases"] = ["A release cannot be based on itself or on something derived from it."]
    kinds = [item.layer for item in layers]
    if len(set(kinds)) != len(kinds):
        problems["layers"] = ["Name each licence layer once."]
    if any(not item.licence.strip() for item in layers):
        problems["layers"] = ["Name the licence of every layer, or leave the layer out."]
    texts = too_long(ModelRelease, family=family, release=release, size=size)
    wide = [too_long(LicenceLayer, licence=item.licence, source=item.source) for item in layers]
    refuse("release", problems, texts, {"layers": ["Shorten the licence or the source."]} if any(wide) else {})


def _descends_from(release: ModelRelease, ancestor: ModelRelease) -> bool:
    seen: set[int] = set()
    waiting = [release]
    while waiting:
        current = waiting.pop()
        if current.pk == ancestor.pk:
            return True
        if current.pk not in seen:
            seen.add(current.pk)
            waiting.extend(current.bases.all())
    return False
