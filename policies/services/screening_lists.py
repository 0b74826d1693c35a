"""The deed that takes in a list of restricted parties: entry by entry, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.utils import timezone

from governance.accounts.access import Actor, organisation, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import locked
from governance.web.markup.times import say_day
from policies.domain.screening.lists import LIST_NAMES, MOST_ENTRIES, ListEntry, ListKind, NotAList
from policies.models import EntryPresence, ListedParty, ListVersion
from policies.services.requests import today

BATCH = 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brought:
    """A list as somebody brought it: its entries, to be read once, and the hash of its bytes."""

    kind: ListKind
    entries: Iterable[ListEntry]
    sha256: str
    dated_on: dt.date
    source: str


@deed
def import_list(*, actor: Actor, brought: Brought, knowing: bool = False) -> ListVersion:
    """Keep a list as the newest version of its kind. Memory: one batch of entries, and the hashes of all.

    `knowing`: it is taken though it has less than half the entries of the one before, which a file cut short would have
    as well. Raises Invalid in words where the file is no list, NotAllowed, Conflict where it is on record or older.
    """
    require(actor, "screening.import", system=True)
    locked(organisation())  # two imports at once: the second one waits, and finds the first
    former = ListVersion.objects.filter(kind=brought.kind).first()
    _check(brought, former)
    version = ListVersion(
        kind=brought.kind,
        number=former.number + 1 if former else 1,
        dated_on=brought.dated_on,
        source=brought.source[:300],
        sha256=brought.sha256,
        imported_at=timezone.now(),
        imported_by=actor.user,
    )
    try:
        present = _keep(version.kind, brought.entries)
    except NotAList as error:
        raise Invalid(f"{error} Nothing was imported.", problems={"main": [str(error)]}) from error
    _check_whole(present, former, knowing)
    before = dict(
        EntryPresence.objects.filter(entry__kind=version.kind, gone=None).values_list("entry_id", "pk").iterator()
    )
    version.entries = len(present)
    version.added = len(present - before.keys())
    version.gone = len(before.keys() - present)
    version.save()
    for batch in _batches(sorted(present - before.keys())):
        EntryPresence.objects.bulk_create(EntryPresence(entry_id=entry, since=version) for entry in batch)
    for batch in _batches([before[entry] for entry in before.keys() - present]):
        EntryPresence.objects.filter(pk__in=batch).update(gone=version)
    said = {name: getattr(version, name) for name in ("number", "dated_on", "sha256", "entries", "added", "gone")}
    record(actor, "screening.list-imported", subject=version, detail={"list": LIST_NAMES[brought.kind], **said})
    return version


def _check(brought: Brought, former: ListVersion | None) -> None:
    if brought.dated_on > today():
        raise _refused("dated_on", "The list cannot be of a day that is still to come.")
    if not brought.source.strip():
        raise _refused("source", "Say where the list was got from.")
    if former is None:
        return
    if former.sha256 == brought.sha256:
        raise Conflict(f"This very file is on record already: list {former.number}, imported before.")
    if brought.dated_on < former.dated_on:
        raise Conflict(f"A newer list is on record, of {say_day(former.dated_on)}. An older one is not taken after it.")


def _check_whole(present: set[int], former: ListVersion | None, knowing: bool) -> None:
    if not present:
        raise _refused("main", "The file holds no party. Nothing was imported.")
    if former is not None and len(present) * 2 < former.entries and not knowing:
        raise _refused(
            "knowing",
            f"The file has {len(present):,} parties and the list before had {former.entries:,}. Was it cut short? Say "
            "that it is whole to import it all the same.",
        )


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, problems={field: [sentence]})


def _keep(kind: str, entries: Iterable[ListEntry]) -> set[int]:
    """Primary keys of the entries, those that are new written."""
    present: set[int] = set()
    for batch in _batches(entries):
        found = {entry.sha256: entry for entry in batch}
        known = _known(kind, found)
        ListedParty.objects.bulk_create(
            ListedParty(
                kind=kind,
                sha256=sha256,
                source=entry.source,
                number=entry.number,
                party=entry.kind,
                name=entry.name,
                names="\n".join(entry.names),
                content=entry.content,
            )
            for sha256, entry in found.items()
            if sha256 not in known
        )
        present.update(_known(kind, found).values())
        if len(present) > MOST_ENTRIES:
            raise NotAList(f"The file holds more than {MOST_ENTRIES:,} parties.")
    return present


def _known(kind: str, hashes: Iterable[str]) -> dict[str, int]:
    return dict(ListedParty.objects.filter(kind=kind, sha256__in=list(hashes)).values_list("sha256", "pk"))


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch
