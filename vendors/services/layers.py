"""Licence layers of releases and tiers: entering them, and the judgement that one says what its licence says."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from vendors.domain.duties import DutyKind, duty_problem
from vendors.domain.labels import label
from vendors.domain.licences import licence_problem, licence_spelled
from vendors.domain.terms import TIER_LAYERS, LicenceLayerKind
from vendors.models import LicenceDuty, LicenceLayer, ModelRelease, TermsDocument, Tier
from vendors.services.citations import quote_newest
from vendors.services.consequences import tell_of_layers
from vendors.services.inputs import refuse, unfit


@dataclass(frozen=True, slots=True)
class DutyInput:
    """One duty of a layer as entered."""

    kind: DutyKind
    detail: str = ""
    users: int | None = None
    flows_down: bool = False


@dataclass(frozen=True, slots=True)
class LayerInput:
    """The licence of one layer as entered. `duties` None leaves those on record as long as the licence stays."""

    layer: LicenceLayerKind
    licence: str
    flows_down: str = ""
    source: str = ""
    source_date: dt.date | None = None
    duties: Sequence[DutyInput] | None = None


def layer_problems(layers: Sequence[LayerInput]) -> dict[str, list[str]]:
    """What is wrong with layers as entered, in sentences by field; `duties` where it is one of those."""
    problems: dict[str, list[str]] = {}
    kinds = [item.layer for item in layers]
    if len(set(kinds)) != len(kinds):
        problems["layers"] = ["Name each licence layer once."]
    for item in layers:
        found = [] if item.licence.strip() else ["Name the licence of every layer, or leave the layer out."]
        found += [sentence] if (sentence := licence_problem(item.licence)) else []
        if unfit(LicenceLayer, licence=item.licence, source=item.source):
            found.append("Shorten the licence or the source, and type it again without characters nobody can see.")
        if found:
            problems.setdefault("layers", []).extend(f"{label(item.layer)}: {text}" for text in found)
        if told := _duty_problems(item.duties or ()):
            problems.setdefault("duties", []).extend(f"{label(item.layer)}: {text}" for text in told)
    return problems


def _duty_problems(duties: Sequence[DutyInput]) -> list[str]:
    kinds = [duty.kind for duty in duties]
    found = [] if len(set(kinds)) == len(kinds) else ["Name each duty once."]
    for duty in duties:
        detail = " ".join(duty.detail.split())
        found += [sentence] if (sentence := duty_problem(duty.kind, detail, duty.users)) else []
        found += unfit(LicenceDuty, detail=detail).get("detail", [])
    return found


def write_layers(actor: Actor, release: ModelRelease, layers: Sequence[LayerInput]) -> None:
    """Make `layers` those of the release, inside a deed that locked it. What did not change keeps its row, and with it
    who verified it; what did is ended and entered anew, unverified."""
    now = timezone.now()
    wanted = {item.layer: item for item in layers}
    for row in LicenceLayer.objects.open().filter(release=release).prefetch_related("duties"):
        _follow(actor, row, wanted.pop(LicenceLayerKind(row.layer), None), now)
    for item in wanted.values():
        _enter(actor, release, item, now)


@deed
def save_layer(*, actor: Actor, holder: ModelRelease | Tier, version: int | None, entry: LayerInput) -> LicenceLayer:
    """Enter one layer of a release or of a tier, or another in its place; nobody has verified it then. `version` is
    that of the holder. Raises Invalid, Stale."""
    holder = locked(holder)
    require(actor, "release.edit", system=True)
    check_version(holder, version)
    problems = layer_problems([entry])
    if isinstance(holder, Tier) and entry.layer not in TIER_LAYERS:
        problems["layer"] = [
            "A tool has a licence of its software, its hosted API or its use; others are of a release."
        ]
    refuse("layer", problems)
    now = timezone.now()
    row = LicenceLayer.objects.open().filter(**_of(holder), layer=entry.layer).prefetch_related("duties").first()
    kept = _follow(actor, row, entry, now) if row else _enter(actor, holder, entry, now)
    if row is not None and kept.pk == row.pk:
        nothing_changed()
        return kept
    _raise_version(holder)
    record(actor, "layer.entered", subject=holder, detail={"name": str(holder), **_told(kept)})
    return kept


@deed
def end_layer(*, actor: Actor, layer: LicenceLayer, version: int | None) -> None:
    """Take a layer off the record of what holds now: the release or tier has none such. Raises Conflict, Stale."""
    holder = locked(layer.holder)
    require(actor, "release.edit")
    check_version(holder, version)
    layer = locked(layer)
    if layer.valid_until is not None:
        raise Conflict("This layer was replaced or taken off meanwhile.")
    _end(layer, timezone.now())
    _raise_version(holder)
    record(actor, "layer.ended", subject=holder, detail={"name": str(holder), **_told(layer)})


def _of(holder: ModelRelease | Tier) -> dict[str, ModelRelease | Tier]:
    return {"tier" if isinstance(holder, Tier) else "release": holder}


def _raise_version(holder: ModelRelease | Tier) -> None:
    holder.version += 1
    holder.save(update_fields=["version"])
    tell_of_layers(holder)


def _told(layer: LicenceLayer) -> dict[str, object]:
    """What an event says of a layer."""
    return {
        "layer": label(LicenceLayerKind(layer.layer)),
        "licence": layer.licence,
        "duties": [str(duty) for duty in layer.duties.all()],
        "source": layer.source,
        "source_date": layer.source_date,
    }


def _follow(actor: Actor, row: LicenceLayer, item: LayerInput | None, now: dt.datetime) -> LicenceLayer:
    """The row itself where it says what was entered; else it is ended and, if there is one, another follows."""
    columns = _columns(item) if item else {}
    same = item is not None and all(getattr(row, name) == value for name, value in columns.items())
    if same and item is not None and (item.duties is None or _duties(item.duties) == _duties(_kept(row))):
        return row
    _end(row, now)
    if item is None:
        return row
    if item.duties is None and row.licence == columns["licence"]:
        item = replace(item, duties=_kept(row))
    return _enter(actor, row.holder, item, now)


def _end(row: LicenceLayer, now: dt.datetime) -> None:
    row.valid_until = max(now, row.valid_from)
    row.save(update_fields=["valid_until"])


def _enter(actor: Actor, holder: ModelRelease | Tier, item: LayerInput, now: dt.datetime) -> LicenceLayer:
    row: LicenceLayer = LicenceLayer.objects.create(
        **_of(holder), layer=item.layer, entered_by=actor.user, valid_from=now, **_columns(item)
    )
    _write_duties(row, item.duties or ())
    return row


def _write_duties(row: LicenceLayer, duties: Sequence[DutyInput]) -> None:
    LicenceDuty.objects.bulk_create(
        LicenceDuty(layer=row, kind=kind, detail=detail, users=users, flows_down=flows_down)
        for kind, detail, users, flows_down in _duties(duties)
    )


def _kept(row: LicenceLayer) -> list[DutyInput]:
    return [DutyInput(DutyKind(duty.kind), duty.detail, duty.users, duty.flows_down) for duty in row.duties.all()]


def _duties(duties: Sequence[DutyInput]) -> list[tuple[DutyKind, str, int | None, bool]]:
    """Duties as they are kept, in the order of their kinds."""
    order = list(DutyKind)
    found = [(duty.kind, " ".join(duty.detail.split()), duty.users, duty.flows_down) for duty in duties]
    return sorted(found, key=lambda duty: order.index(duty[0]))


def _columns(item: LayerInput) -> dict[str, object]:
    return {
        "licence": licence_spelled(item.licence),
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
    duty_quotes: Mapping[DutyKind, str] | None = None,
) -> LicenceLayer:
    """State that the layer says what its licence says, on a `quote` of the newest text of `document`, and each of its
    duties on one of its own (`duty_quotes`). `version` is that of the release or tier.

    A stale one is ended and its words are entered anew by who entered them, so that what was verified then stays on
    record. Raises NotAllowed for whoever entered it, Invalid for words that are not in the text, Conflict when it is
    verified or was replaced, Stale.
    """
    holder = locked(layer.holder)
    require(actor, "layer.verify")
    check_version(holder, version)
    layer = _verifiable(locked(layer), actor)
    citation = quote_newest(actor=actor, document=document, quote=quote, field="quote")
    cited = _cite_duties(actor, layer, document, duty_quotes or {})
    layer.citation, layer.verified_by, layer.verified_at = citation, actor.person, timezone.now()
    layer.save(update_fields=["citation", "verified_by", "verified_at"])
    _raise_version(holder)
    detail = {"name": str(holder), **_told(layer), "citation": citation.uid, "duty_citations": cited}
    record(actor, "layer.verified", subject=holder, detail=detail)
    return layer


def _cite_duties(
    actor: Actor, layer: LicenceLayer, document: TermsDocument, quotes: Mapping[DutyKind, str]
) -> dict[str, uuid.UUID]:
    """Let each duty rest on its quote. Raises Invalid that names the field of every duty that does not."""
    problems: dict[str, list[str]] = {}
    cited: dict[str, uuid.UUID] = {}
    for duty in layer.duties.all():
        kind, field = DutyKind(duty.kind), f"duty_{duty.kind}"
        try:
            citation = quote_newest(actor=actor, document=document, quote=quotes.get(kind, ""), field=field)
        except Invalid as error:
            problems |= error.problems
            continue
        duty.citation = citation
        duty.save(update_fields=["citation"])
        cited[duty.kind] = citation.uid
    refuse("verification", problems)
    return cited


def _entered_anew(layer: LicenceLayer) -> LicenceLayer:
    now = timezone.now()
    _end(layer, now)
    kept = ("release", "tier", "layer", "licence", "flows_down", "source", "source_date", "entered_by")
    made: LicenceLayer = LicenceLayer.objects.create(valid_from=now, **{name: getattr(layer, name) for name in kept})
    _write_duties(made, _kept(layer))
    return made


def _verifiable(layer: LicenceLayer, actor: Actor) -> LicenceLayer:
    """The row to verify: the layer itself, or where it is stale a new one of the same words."""
    if layer.valid_until is not None:
        raise Conflict("This layer was replaced meanwhile. Open the release and look at it as it is now.")
    if layer.verified:
        raise Conflict("This layer is verified already.")
    if layer.entered_by_id == actor.person.pk:
        raise NotAllowed("You entered this layer, so a second counsel has to verify it.", code="separation")
    return _entered_anew(layer) if layer.stale else layer
