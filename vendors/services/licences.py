"""What a new text of a licence does to the layers that were verified on it."""

from __future__ import annotations

from django.utils import timezone

from governance.accounts.access import Actor
from governance.audit.deeds import record
from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import carried
from vendors.domain.labels import label
from vendors.domain.terms import LicenceLayerKind
from vendors.models import CanonicalText, LicenceLayer, TermsVersion
from vendors.services.consequences import tell_of_layers


def follow_licences(*, actor: Actor, version: TermsVersion) -> list[LicenceLayer]:
    """Hold every verified layer that rests on a text of the document against `version`, the newest: stale where its
    quote is gone, verified as before where it came back. Part of the deed that kept the text; gives those now stale."""
    rows = LicenceLayer.objects.open().filter(citation__text__version__document=version.document_id)
    rows = rows.select_related("release", "tier__product", "citation__text").prefetch_related("duties__citation__text")
    layers = list(rows.order_by("pk").select_for_update(of=("self",)))
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
        tell_of_layers(layer.holder)
        told = {"name": str(layer.holder), "layer": label(LicenceLayerKind(layer.layer)), "version": version.uid}
        record(actor, "layer.marked-stale" if dropped else "layer.stands-again", subject=layer.holder, detail=told)
    return gone


def _carried(layer: LicenceLayer, new: str) -> bool:
    """Whether the newest text carries the words of the layer and of each of its duties."""
    quotes = [layer.citation, *(duty.citation for duty in layer.duties.all())]
    return all(
        carried(quote.text.text, new, Selector(quote.exact, quote.prefix, quote.suffix, quote.start))
        for quote in quotes
        if quote is not None and quote.text is not None
    )


def _why(version: TermsVersion) -> str:
    return f"Version {version.number} of {version.document.said} does not carry the words it was verified on."[:300]
