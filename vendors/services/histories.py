"""Deeds that take in histories of terms recorded by others: each look once, in recorded order, in small batches.

A batch is one deed: a machine that dies in the middle of one leaves nothing of it, and the next run begins there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Q

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, nothing_changed, record
from governance.blobs import store
from governance.errors import Invalid
from governance.modelling import locked
from vendors.domain.histories import Origin, kind_of, title_of
from vendors.domain.terms import CaptureSource, CaptureState
from vendors.histories import Look
from vendors.models import Capture, TermsDocument, Vendor
from vendors.services.captures import LONGEST_NAME, BroughtText, keep_text, read_text
from vendors.services.documents import save_document
from vendors.services.vendors import add_vendor

MEDIA_TYPE = "text/markdown"
TAKEN_AWAY = "The archive this was imported from recorded that the document was taken away."


@dataclass(slots=True)
class Imported:
    """What an import did, in numbers; `add` sums up the batches of a run."""

    looks: int = 0
    known: int = 0
    versions: int = 0
    returns: int = 0
    problems: int = 0
    documents: int = 0
    vendors: int = 0
    by_problem: Counter[str] = field(default_factory=Counter)

    def add(self, other: Imported) -> None:
        """Count what `other` did too."""
        for noun in ("looks", "known", "versions", "returns", "problems", "documents", "vendors"):
            setattr(self, noun, getattr(self, noun) + getattr(other, noun))
        self.by_problem.update(other.by_problem)


@dataclass(frozen=True, slots=True)
class _Read:
    """A look with what was read of it: its text, or the reason why there is none."""

    look: Look
    data: bytes
    text: BroughtText | None
    problem: str


def import_looks(*, actor: Actor, looks: Sequence[Look], vendors: dict[str, str] | None = None) -> Imported:
    """Take in the looks that are not on record yet; those that are change nothing.

    `vendors` says to which vendor a recorded service belongs, by their names. A look without readable terms is kept as
    a capture problem and ends no version. Raises Invalid where a name can't be used.
    """
    require(actor, "document.capture", system=True)
    return _keep(actor=actor, looks=[_read(look) for look in looks], vendors=vendors or {})


@deed
def _keep(*, actor: Actor, looks: Sequence[_Read], vendors: dict[str, str]) -> Imported:
    done = Imported()
    documents: dict[Origin, TermsDocument] = {}
    for read in looks:
        origin = read.look.origin
        if origin not in documents:
            documents[origin] = _document(actor, origin, vendors, done)
        _take_in(actor, locked(documents[origin]), read, done)
    if done.looks == 0:
        nothing_changed()
    return done


def known_looks(looks: Iterable[Look]) -> set[tuple[str, str]]:
    """Origin and key of those among `looks` that are on record."""
    wanted: dict[str, list[str]] = {}
    for look in looks:
        wanted.setdefault(str(look.origin), []).append(look.key)
    condition = Q(pk__in=[])
    for origin, keys in wanted.items():
        condition |= Q(document__origin=origin, origin_key__in=keys)
    return set(Capture.objects.filter(condition).values_list("document__origin", "origin_key"))


def _read(look: Look) -> _Read:
    if look.read is None:
        return _Read(look, b"", None, TAKEN_AWAY)
    data = look.read()
    try:
        text = read_text(data=data, media_type=MEDIA_TYPE, source=CaptureSource.ARCHIVE, source_name=look.name)
    except Invalid as refusal:
        return _Read(look, data, None, refusal.message)
    return _Read(look, data, text, "")


def _take_in(actor: Actor, document: TermsDocument, read: _Read, done: Imported) -> None:
    look = read.look
    if document.captures.filter(origin_key=look.key).exists():
        done.known += 1
        return
    done.looks += 1
    problem = read.problem
    if read.text is None:
        _keep_problem(actor, document, look, read.data, problem)
    else:
        captured = keep_text(actor=actor, document=document, brought=read.text, at=look.at, origin_key=look.key)
        done.versions += captured.new
        done.returns += captured.version is not None and not captured.new
        problem = captured.capture.problem
    if problem:
        done.problems += 1
        done.by_problem[problem] += 1


def _keep_problem(actor: Actor, document: TermsDocument, look: Look, data: bytes, problem: str) -> None:
    capture = Capture.objects.create(
        document=document,
        sequence=(document.captures.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        captured_at=look.at,
        source=CaptureSource.ARCHIVE,
        source_name=look.name[:LONGEST_NAME],
        origin_key=look.key,
        blob=store.put(data, MEDIA_TYPE),
        state=CaptureState.CAPTURE_PROBLEM,
        problem=problem[:300],
        captured_by=actor.user,
    )
    record(
        actor,
        "document.captured",
        subject=capture,
        detail={"document": document.said, "version": None, "source": capture.source, "problem": capture.problem},
    )


def _document(actor: Actor, origin: Origin, vendors: dict[str, str], done: Imported) -> TermsDocument:
    existing: TermsDocument | None = TermsDocument.objects.filter(origin=str(origin)).first()
    if existing is not None:
        return existing
    vendor = _vendor(actor, origin, vendors.get(origin.service, ""), done)
    title = title_of(origin, vendor.name)
    if vendor.documents.filter(title__iexact=title).exists():
        title = f"{title} ({origin.collection})"
    done.documents += 1
    return save_document(actor=actor, vendor=vendor, title=title, kind=kind_of(origin.document), origin=str(origin))


def _vendor(actor: Actor, origin: Origin, named: str, done: Imported) -> Vendor:
    """The vendor said to own the service, else the one known by the service's name, else a new one of that name."""
    name = " ".join((named or origin.service).split())
    known = Q(name__iexact=name) | Q(names__name__iexact=name) | Q(products__name__iexact=name)
    found: list[Vendor] = list(Vendor.objects.filter(known).distinct()[:2])
    exact = [vendor for vendor in found if vendor.name.casefold() == name.casefold()]
    if exact or len(found) == 1:
        return (exact or found)[0]
    done.vendors += 1
    return add_vendor(actor=actor, name=name)
