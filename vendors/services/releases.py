"""Deeds on model releases, with the licence layers they are registered with."""

from __future__ import annotations

from collections.abc import Sequence

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.modelling import check_version, locked
from vendors.models import ModelRelease, Vendor
from vendors.services.consequences import tell_of_reading
from vendors.services.inputs import refuse, unfit
from vendors.services.layers import LayerInput, layer_problems, write_layers


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
    """Register a model release with its bases and licence layers, or change `row`. Raises Invalid, Stale.

    A layer that is entered or changed here is not verified: see `vendors.services.layers`.
    """
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
    write_layers(actor, row, layers)
    record(
        actor,
        action,
        subject=row,
        detail={"name": str(row), "layers": {item.layer.value: item.licence for item in layers}},
    )
    tell_of_reading(releases=[row.pk])
    return row


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
    texts = unfit(ModelRelease, family=family, release=release, size=size)
    refuse("release", problems, texts, layer_problems(layers))


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
