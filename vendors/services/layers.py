"""Licence layers of a release: entering them, and the judgement that one says what its licence says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, NotAllowed
from governance.modelling import check_version, locked
from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import carried
from vendors.domain.labels import label
from vendors.domain.terms import LicenceLayerKind
from vendors.models import CanonicalText, LicenceLayer, ModelRelease, TermsDocument, TermsVersion
from vendors.services.citations import quote_newest
from vendors.services.consequences import tell_of_reading


@dataclass(frozen=True, slots=True)
class LayerInput:
    """The licence of one layer as entered."""

    layer: LicenceLayerKind
    licence: str
    flows_down: str = ""
    source: str = ""
    source_date: dt.date | None = None


def write_layers(actor: Actor, release: ModelRelease, layers: Sequence[LayerInput]) -> None:
    """Make `layers` those of the release, inside a deed that locked it. What did not change keeps its row, and with it
    who verified it; what did is ended and entered anew, unverified."""
    now = timezone.now()
    wanted = {item.layer: _columns(item) for item in layers}
    for row in LicenceLayer.objects.open().filter(release=release):
        columns = wanted.get(LicenceLayerKind(row.layer))
        if columns is not None and all(getattr(row, name) == value for name, value in columns.items()):
            del wanted[LicenceLayerKind(row.layer)]
            continue
        row.valid_until = max(now, row.valid_from)
        row.save(update_fields=["valid_until"])
    LicenceLayer.objects.bulk_create(
        LicenceLayer(release=release, layer=layer, entered_by=actor.user, valid_from=now, **columns)
        for layer, columns in wanted.items()
    )


def _columns(item: LayerInput) -> dict[str, object]:
    return {
        "licence": item.licence.strip(),
        "flows_down": item.flows_down.replace("\r\n", "\n").strip(),
        "source": item.source.strip(),
        "source_date": item.source_date,
    }


@deed
def verify_layer(
    *,
    actor: Actor,
    layer: LicenceLayer,
    version: int | None,
    document: TermsDocument,
    quote: str,
) -> LicenceLayer:
    """State that the layer says what its licence says, on a `quote` of the newest text of `document`. `version` is that
    of the release.

    A stale one is ended and its words are entered anew by who entered them, so that what was verified then stays on
    record. Raises NotAllowed for whoever entered it, Invalid for words that are not in the text, Conflict when it is
    verified or was replaced, Stale.
    """
    release = locked(layer.release)
    require(actor, "layer.verify")
    check_version(release, version)
    layer = _verifiable(locked(layer), actor)
    citation = quote_newest(actor=actor, document=document, quote=quote, field="quote")
    layer.citation, layer.verified_by, layer.verified_at = citation, actor.person, timezone.now()
    layer.save(update_fields=["citation", "verified_by", "verified_at"])
    release.version += 1
    release.save(update_fields=["version"])
    record(
        actor,
        "layer.verified",
        subject=release,
        detail={
            "name": str(release),
            "layer": label(LicenceLayerKind(layer.layer)),
            "licence": layer.licence,
            "source": layer.source,
            "source_date": layer.source_date,
            "citation": citation.uid,
        },
    )
    tell_of_reading(releases=[release.pk])
    return layer


def _entered_anew(layer: LicenceLayer) -> LicenceLayer:
    now = timezone.now()
    layer.valid_until = max(now, layer.valid_from)
    layer.save(update_fields=["valid_until"])
    kept = ("release", "layer", "licence", "flows_down", "source", "source_date", "entered_by")
    made: LicenceLayer = LicenceLayer.objects.create(valid_from=now, **{name: getattr(layer, name) for name in kept})
    return made


def follow_licences(*, actor: Actor, version: TermsVersion) -> list[LicenceLayer]:
    """Hold every verified layer that rests on a text of the document against `version`, the newest: stale where its
    quote is gone, verified as before where it came back. Part of the deed that kept the text; gives those now stale."""
    rows = LicenceLayer.objects.open().filter(citation__text__version__document=version.document_id)
    layers = list(rows.select_related("release", "citation__text").order_by("pk").select_for_update(of=("self",)))
    if not layers:
        return []
    text = CanonicalText.objects.filter(version=version).order_by("-canonicaliser").values_list("text", flat=True)[0]
    gone = []
    for layer in layers:
        dropped = not _carried(layer, text)
        if dropped == layer.stale:
            continue
        layer.stale_since = timezone.now() if dropped else None
        layer.stale_reason = _why(version) if dropped else ""
        layer.save(update_fields=["stale_since", "stale_reason"])
        gone += [layer] if dropped else []
        tell_of_reading(releases=[layer.release_id])
        told = {"name": str(layer.release), "layer": label(LicenceLayerKind(layer.layer)), "version": version.uid}
        record(actor, "layer.marked-stale" if dropped else "layer.stands-again", subject=layer.release, detail=told)
    return gone


def _carried(layer: LicenceLayer, new: str) -> bool:
    quote = layer.citation
    if quote is None or quote.text is None:
        return True
    return carried(quote.text.text, new, Selector(quote.exact, quote.prefix, quote.suffix, quote.start))


def _why(version: TermsVersion) -> str:
    return f"Version {version.number} of {version.document.said} does not carry the words it was verified on."[:300]


def _verifiable(layer: LicenceLayer, actor: Actor) -> LicenceLayer:
    """The row to verify: the layer itself, or where it is stale a new one of the same words."""
    if layer.valid_until is not None:
        raise Conflict("This layer was replaced meanwhile. Open the release and look at it as it is now.")
    if layer.verified:
        raise Conflict("This layer is verified already.")
    if layer.entered_by_id == actor.person.pk:
        raise NotAllowed("You entered this layer, so a second counsel has to verify it.", code="separation")
    return _entered_anew(layer) if layer.stale else layer
