"""Citations as plain values: all that facts, snapshots and the footing of readings read of one, each citation once.

Nothing is kept back here; `vendors.facts` decides what of it somebody may read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q

from governance.database.within import rows_within
from vendors.domain.terms import CitationKind
from vendors.models import Citation, SilenceVersion, TermsVersion

_OWN = ("pk", "uid", "exact", "prefix", "suffix", "start", "heading", "title", "page", "dated_on", "note")
_VERSION = {"pk": "pk", "uid": "uid", "number": "number", "sha256": "sha256", "document": "document_id"}


@dataclass(frozen=True, slots=True)
class VersionCited:
    """A terms version that is quoted, or named in a silence; `document` is a primary key."""

    pk: int
    uid: UUID
    number: int
    sha256: str
    document: int
    title: str


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation. `text` is the primary key of the text quoted, `quoted` the version it is of; `silent` the versions
    a silence names, in the order they were named."""

    pk: int
    uid: UUID
    kind: CitationKind
    exact: str
    prefix: str
    suffix: str
    start: int | None
    heading: str
    title: str
    page: str
    dated_on: dt.date | None
    note: str
    blob_sha256: str
    text: int | None
    text_sha256: str
    quoted: VersionCited | None
    silent: tuple[VersionCited, ...]

    @property
    def versions(self) -> tuple[VersionCited, ...]:
        """Every version it rests on."""
        return (self.quoted,) if self.quoted is not None else self.silent


def cited(citation: Citation) -> Cited:
    """A row whose text, version, document, file and silent versions are loaded, as far as its kind has them."""
    kind, text = CitationKind(citation.kind), citation.text
    silent = citation.silent_versions.all() if kind == CitationKind.SILENCE else ()
    return Cited(
        **{name: getattr(citation, name) for name in _OWN},
        kind=kind,
        blob_sha256=citation.blob.sha256 if kind == CitationKind.DOCUMENT and citation.blob else "",
        text=citation.text_id,
        text_sha256=text.sha256 if text else "",
        quoted=_version(text.version) if text else None,
        silent=tuple(_version(row.version) for row in silent),
    )


def _version(row: TermsVersion) -> VersionCited:
    return VersionCited(**{name: getattr(row, field) for name, field in _VERSION.items()}, title=row.document.title)


def citations(pks: Iterable[int] = (), *, uids: Iterable[UUID] = ()) -> list[Cited]:
    """Citations, by primary key or by uid, with the versions they name. One query, none for none."""
    keys, names = set(pks), set(uids)
    if not keys and not names:
        return []
    named = SilenceVersion.objects.filter(citation=OuterRef("pk"))
    parts = {name: f"version__{field}" for name, field in _VERSION.items()}
    rows = Citation.objects.filter(Q(pk__in=keys) | Q(uid__in=names)).annotate(
        silent_held=rows_within(named, place="pk", title="version__document__title", **parts)
    )
    quoted = [f"text__version__{field}" for field in (*_VERSION.values(), "document__title")]
    found = rows.values(*_OWN, "kind", "blob__sha256", "text_id", "text__sha256", "silent_held", *quoted)
    return [_read(row) for row in found]


def _read(row: Mapping[str, Any]) -> Cited:
    quoted = None
    if row["text_id"] is not None:
        parts = {name: row[f"text__version__{field}"] for name, field in _VERSION.items()}
        quoted = VersionCited(**parts, title=row["text__version__document__title"])
    named = sorted(row["silent_held"] or (), key=lambda part: part["place"])
    return Cited(
        **{name: row[name] for name in _OWN},
        kind=CitationKind(row["kind"]),
        blob_sha256=row["blob__sha256"] or "",
        text=row["text_id"],
        text_sha256=row["text__sha256"] or "",
        quoted=quoted,
        silent=tuple(
            VersionCited(**{**{name: part[name] for name in (*_VERSION, "title")}, "uid": UUID(part["uid"])})
            for part in named
        ),
    )
