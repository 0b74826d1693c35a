"""Licence layers of a tool and of the releases switched on in it, with what reaches those from their bases: rows to
facts. Only verified layers whose words still stand are facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.database.within import rows_within
from policies.domain.releases import AncestorFact, ReleaseFact
from vendors.cited import Cited, VersionCited
from vendors.domain.duties import DutyFact, DutyKind, LayerFact
from vendors.domain.lineage import ancestors, descendants
from vendors.domain.terms import CitationKind, LicenceLayerKind
from vendors.facts import Hidden, cited_fact
from vendors.models import LicenceDuty, LicenceLayer, ModelRelease

_NAME = ("family", "release", "size")
_BASES = ModelRelease.bases.through.objects
_QUOTED = {
    **{name: f"citation__{name}" for name in ("pk", "uid", "exact", "prefix", "suffix", "start", "heading", "note")},
    "text": "citation__text_id",
    "text_sha256": "citation__text__sha256",
    "version": "citation__text__version_id",
    "version_uid": "citation__text__version__uid",
    "number": "citation__text__version__number",
    "sha256": "citation__text__version__sha256",
    "document": "citation__text__version__document_id",
    "title": "citation__text__version__document__title",
}
"""All that a quote is told by, since it comes within the row that rests on it."""


def layers_within(name: str, **holder: Any) -> dict[str, Any]:
    """Annotations for `layers_in`: the verified layers of `holder` (lookups of a layer to the outer row), and their
    duties."""
    counts = {"verified_by__isnull": False, "stale_since__isnull": True, "valid_until__isnull": True}
    layers = LicenceLayer.objects.filter(**holder, **counts)
    of_layer = {f"layer__{lookup}": value for lookup, value in {**holder, **counts}.items()}
    said = {column: column for column in ("kind", "detail", "users", "flows_down")}
    duties = LicenceDuty.objects.filter(**of_layer)
    return {
        f"{name}_layers": rows_within(layers, own="pk", of="release_id", layer="layer", licence="licence", **_QUOTED),
        f"{name}_duties": rows_within(duties, own="layer_id", **said, **_QUOTED),
    }


def layers_in(row: Any, name: str, hidden: Hidden, of: int | None = None) -> tuple[LayerFact, ...]:
    """The layers that came with a row (of the release with the primary key `of`, where the row holds several), in the
    order of their kinds; words of what is `hidden` do not enter."""
    order, kinds = [kind.value for kind in LicenceLayerKind], list(DutyKind)
    duties: dict[int, list[DutyFact]] = {}
    for part in getattr(row, f"{name}_duties") or ():
        kind, flows_down = DutyKind(part["kind"]), bool(part["flows_down"])
        fact = DutyFact(kind, part["detail"], part["users"], flows_down, _quote(part, hidden))
        duties.setdefault(part["own"], []).append(fact)
    return tuple(
        LayerFact(
            part["layer"],
            part["licence"],
            tuple(sorted(duties.get(part["own"], ()), key=lambda duty: kinds.index(duty.kind))),
            _quote(part, hidden),
        )
        for part in sorted(getattr(row, f"{name}_layers") or (), key=lambda part: order.index(part["layer"]))
        if part["of"] == of
    )


def _quote(part: Mapping[str, Any], hidden: Hidden) -> Any:
    version = VersionCited(
        part["version"], UUID(part["version_uid"]), part["number"], part["sha256"], part["document"], part["title"]
    )
    whole = Cited(
        **{name: part[name] for name in ("pk", "exact", "prefix", "suffix", "start", "heading", "note", "text_sha256")},
        uid=UUID(part["uid"]),
        kind=CitationKind.QUOTE,
        title="",
        page="",
        dated_on=None,
        blob_sha256="",
        text=part["text"],
        quoted=version,
        silent=(),
    )
    return cited_fact(whole, hidden)


def switched_on_within(**on: Any) -> dict[str, Any]:
    """Annotations for `release_facts`: the releases switched on in a tool (`on`: lookups of a deployment), with their
    layers."""
    named = {"pk": "pk", "uid": "uid", "vendor": "vendor__name", "based": "based", **{name: name for name in _NAME}}
    where = {f"deployments__{name}": value for name, value in on.items()}
    based = Exists(_BASES.filter(from_modelrelease=OuterRef("pk")))
    return {
        "releases_held": rows_within(ModelRelease.objects.filter(**where).annotate(based=based), **named),
        **layers_within("release", **{f"release__{name}": value for name, value in where.items()}),
    }


def release_facts(tools: Sequence[Any], hidden: Hidden) -> dict[int, tuple[ReleaseFact, ...]]:
    """By primary key of the tool, the releases switched on in it, by vendor and name, with their layers and those of
    all they were made from. One query where any was made from another, else none."""
    based = {part["pk"] for tool in tools for part in tool.releases_held or () if part["based"]}
    lineage = _lineage(based, hidden) if based else {}
    return {tool.pk: tuple(_facts(tool, lineage, hidden)) for tool in tools}


def _facts(tool: Any, lineage: Mapping[int, tuple[AncestorFact, ...]], hidden: Hidden) -> Iterator[ReleaseFact]:
    for part in sorted(tool.releases_held or (), key=lambda row: (row["vendor"], *(row[name] for name in _NAME))):
        layers = layers_in(tool, "release", hidden, part["pk"])
        yield ReleaseFact(
            uid=UUID(part["uid"]),
            name=str(ModelRelease(**{name: part[name] for name in _NAME})),
            vendor=part["vendor"],
            licences={layer.layer: layer.licence for layer in layers},
            layers=layers,
            ancestors=lineage.get(part["pk"], ()),
        )


def _lineage(pks: Collection[int], hidden: Hidden) -> dict[int, tuple[AncestorFact, ...]]:
    """What each of these releases was made from, nearest first."""
    rows = {row.pk: row for row in _with_bases(pks)}
    bases = {pk: [part["base"] for part in row.bases_held or ()] for pk, row in rows.items()}
    layers = {pk: layers_in(row, "own", hidden, pk) for pk, row in rows.items()}

    def ancestor(pk: int, path: Iterable[int]) -> AncestorFact:
        row = rows[pk]
        return AncestorFact(row.uid, str(row), row.vendor.name, tuple(str(rows[step]) for step in path), layers[pk])

    found = {pk: [ancestor(key, path) for key, path in ancestors(pk, bases)] for pk in pks}
    return {pk: tuple(sorted(made_from, key=lambda one: (len(one.path), one.path))) for pk, made_from in found.items()}


def with_derived(pks: Collection[int]) -> set[int]:
    """The releases (primary keys) and all that was made from them, however far down. One query."""
    bases: dict[int, list[int]] = {}
    for derived, base in _BASES.values_list("from_modelrelease", "to_modelrelease"):
        bases.setdefault(derived, []).append(base)
    return descendants(pks, bases)


def _with_bases(pks: Collection[int]) -> QuerySet[Any]:
    """The releases, and every release that is a base of any: what they were made from is among those."""
    own = OuterRef("pk")
    is_base = Exists(_BASES.filter(to_modelrelease=own))
    rows: QuerySet[Any] = ModelRelease.objects.filter(Q(pk__in=pks) | is_base).select_related("vendor")
    found: QuerySet[Any] = rows.annotate(
        bases_held=rows_within(_BASES.filter(from_modelrelease=own), base="to_modelrelease_id"),
        **layers_within("own", release=own),
    )
    return found
