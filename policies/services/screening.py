"""The deed that compares names with a list, and what makes it happen: a new list, a new name, somebody who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts.access import Actor, organisation, require
from governance.audit.deeds import deed, record
from governance.canonical import canonical_json, sha256_text
from governance.errors import Conflict, Invalid
from governance.modelling import locked
from governance.web.markup.times import say_day
from policies.domain.screening.lists import LIST_NAMES
from policies.domain.screening.matching import DEFAULT_THRESHOLD, LEAST, METHOD, MOST, TOO_MANY, Match, Names
from policies.domain.screening.names import comparable
from policies.domain.screening.standing import HitState, RunCause
from policies.models import ListedParty, ListVersion, ScreenedName, ScreeningHit, ScreeningRun
from policies.services.screening_standings import ScreeningWatch, Subject, compared_versions, subjects
from vendors.models import Vendor

Found = dict[int, tuple[Match, str]]
"""By entry (primary key) its best match, and the name of it that was met."""


@deed
def compare_names(
    *, actor: Actor, version: ListVersion, threshold: int | None = None, why: RunCause = RunCause.ASKED
) -> ScreeningRun:
    """Compare every name of vendors and owners with a list; possible matches that are new wait for counsel.

    `threshold` None: that of the last comparison. Raises NotAllowed, Invalid for a score out of range, Conflict for a
    list that is not the newest of its kind.
    """
    require(actor, "screening.run", system=True)
    if threshold is not None and not LEAST <= threshold <= MOST:
        sentence = f"Give a whole number from {LEAST} to {MOST}."
        raise Invalid(sentence, problems={"threshold": [sentence]})
    locked(organisation())  # one comparison at a time
    if version.pk != newest_lists().get(kind=version.kind).pk:
        raise Conflict("A newer list is on record. Compare with that one.")
    watch = ScreeningWatch()
    run = _run(actor, version, subjects(), threshold or last_threshold(), why)
    watch.settle(actor=actor, because=_said(run))
    return run


def compare_vendor(*, actor: Actor, vendor: Vendor) -> None:
    """Compare what is new among the names of a vendor that was just added or changed, or whose owners were. Part of
    that deed; nothing where no list was compared yet. The first comparison with a list is of all names."""
    versions = compared_versions()
    if not versions:
        return
    watch = ScreeningWatch()
    named = subjects([vendor.pk])
    for version in versions:
        rows = ScreenedName.objects.filter(run__list_version=version, vendor=vendor)
        known = set(rows.values_list("name", flat=True))
        fresh = [subject for subject in named if subject.name not in known]
        if fresh:
            _run(actor, version, fresh, last_threshold(), RunCause.NAMES)
    watch.settle(actor=actor, because=f"Names or owners of {vendor.name} changed.")


def waiting_lists() -> QuerySet[ListVersion]:
    """Newest lists that no name was compared with yet."""
    return newest_lists().filter(runs=None)


def newest_lists() -> QuerySet[ListVersion]:
    """The newest version of each list."""
    newest = {row.kind: row.pk for row in ListVersion.objects.order_by("number").only("pk", "kind")}
    found: QuerySet[ListVersion] = ListVersion.objects.filter(pk__in=newest.values())
    return found


def last_threshold() -> int:
    """The score asked for last; at first the default."""
    last: int | None = ScreeningRun.objects.values_list("threshold", flat=True).first()
    return last or DEFAULT_THRESHOLD


def _said(run: ScreeningRun) -> str:
    version = run.list_version
    return f"Names were compared with the {LIST_NAMES[version.kind]} of {say_day(version.dated_on)}."


def _run(actor: Actor, version: ListVersion, asked: Sequence[Subject], threshold: int, why: RunCause) -> ScreeningRun:
    entries = list(ListedParty.objects.present_in(version).values_list("pk", "names").iterator())
    owners = [(pk, name) for pk, names in entries for name in names.split("\n")]
    names = Names([name for _, name in owners])
    found: list[tuple[Subject, Found, int]] = []
    for subject in asked:
        best: Found = {}
        for match in names.like(subject.name, threshold):
            best.setdefault(owners[match.place][0], (match, owners[match.place][1]))
        kept = dict(list(best.items())[:TOO_MANY])
        found.append((subject, kept, len(best)))
    return _write(actor, version, found, threshold, why)


def _write(
    actor: Actor, version: ListVersion, found: Sequence[tuple[Subject, Found, int]], threshold: int, why: RunCause
) -> ScreeningRun:
    known = _known({subject.vendor for subject, _, _ in found})
    keys = [(subject, entry) for subject, best, _ in found for entry in best]
    states = [known.get((subject.vendor, subject.name, entry)) for subject, entry in keys]
    compared = [[subject.vendor, subject.name] for subject, _, _ in found]
    run = ScreeningRun.objects.create(
        list_version=version,
        why=why,
        threshold=threshold,
        method=METHOD,
        names_sha256=sha256_text(canonical_json(_outside(compared))),
        names=len(found),
        found=len(keys),
        new=states.count(None),
        carried=sum(1 for state in states if state not in (None, HitState.OPEN)),
        ran_at=timezone.now(),
        ran_by=actor.user,
    )
    ScreenedName.objects.bulk_create(
        ScreenedName(
            run=run,
            vendor_id=subject.vendor,
            role=subject.role,
            name=subject.name,
            comparable=comparable(subject.name).latin,
            matches=count,
        )
        for subject, _, count in found
    )
    ScreeningHit.objects.bulk_create(_hits(run, found, known))
    said: dict[str, Any] = {
        name: getattr(run, name) for name in ("threshold", "method", "names", "found", "new", "carried")
    }
    detail = {"list": LIST_NAMES[version.kind], "number": version.number, "sha256": version.sha256, "why": why, **said}
    record(actor, "screening.ran", subject=run, detail=detail)
    return run


def _known(vendors: set[int]) -> dict[tuple[int, str, int], str]:
    """States of possible matches on record, by vendor, name and entry."""
    rows = ScreeningHit.objects.filter(vendor__in=vendors).values_list("vendor_id", "name", "entry_id", "state")
    return {(vendor, name, entry): state for vendor, name, entry, state in rows}


def _outside(compared: Iterable[Sequence[Any]]) -> list[list[str]]:
    """The names with the uids of their vendors: what the hash of a run is of."""
    uids = dict(Vendor.objects.values_list("pk", "uid"))
    return [[str(uids[vendor]), name] for vendor, name in compared]


def _hits(
    run: ScreeningRun, found: Sequence[tuple[Subject, Found, int]], known: dict[tuple[int, str, int], str]
) -> Iterable[ScreeningHit]:
    for subject, best, _ in found:
        for entry, (match, name) in best.items():
            if (subject.vendor, subject.name, entry) not in known:
                yield ScreeningHit(
                    vendor_id=subject.vendor,
                    role=subject.role,
                    name=subject.name,
                    entry_id=entry,
                    entry_name=name,
                    score=match.score,
                    found_by=run,
                )
