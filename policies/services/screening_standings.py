"""What screening says of each vendor now, written where rules read it. Part of every deed that changes it.

Computed for all vendors at once, in a fixed number of queries: a parent's match reaches whatever belongs to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from governance.accounts.access import Actor
from governance.canonical import canonical_json
from policies.domain.codec import encode
from policies.domain.screening.matching import TOO_MANY
from policies.domain.screening.ownership import NOTHING, Owned, Share, owned_by_listed
from policies.domain.screening.standing import HitState, ListScreened, PartyRole, PartyScreening, SubjectRole
from policies.domain.sentences import listing
from policies.domain.types import FlagCause
from policies.models import (
    Approval,
    ListVersion,
    OwnershipShare,
    ScreenedName,
    ScreeningHit,
    ScreeningStanding,
    ToolConfiguration,
)
from policies.services.approvals import Cause
from policies.services.outcomes import owe_outcomes
from policies.services.rejudging import Watch
from vendors.models import Vendor, VendorName

RULE = frozenset({"vendor_not_listed"})
"""The rule that reads screening."""
TOO_COMMON = "(too common to be told by spelling)"


@dataclass(frozen=True, slots=True)
class Subject:
    """A name to be compared, on the row of the vendor it matters to."""

    vendor: int
    role: SubjectRole
    name: str


def subjects(vendors: Iterable[int] | None = None) -> list[Subject]:
    """Names of vendors (primary keys; None: of all), of their owners on record and of whom their tools are bought from,
    each once per vendor. 4 queries."""
    wanted = {} if vendors is None else {"pk__in": list(vendors)}
    own = {} if vendors is None else {"vendor__in": list(vendors)}
    found: dict[tuple[int, str], Subject] = {}
    rows = [
        *((pk, SubjectRole.VENDOR, name) for pk, name in Vendor.objects.filter(**wanted).values_list("pk", "name")),
        *(
            (pk, SubjectRole.VENDOR, name)
            for pk, name in VendorName.objects.filter(**own).values_list("vendor", "name")
        ),
        *(
            (pk, SubjectRole.OWNER, name)
            for pk, name in OwnershipShare.objects.open().filter(**own).values_list("vendor", "owner")
        ),
        *((pk, SubjectRole.RESELLER, name) for pk, name in _resellers(vendors)),
    ]
    for pk, role, name in rows:
        found.setdefault((pk, name), Subject(pk, role, name))
    return sorted(found.values(), key=lambda row: (row.vendor, row.role != SubjectRole.VENDOR, row.name))


def _resellers(vendors: Iterable[int] | None) -> Iterable[tuple[int, str]]:
    """Vendor and reseller of every tool that is bought from somebody else now."""
    rows = ToolConfiguration.objects.open().exclude(reseller="")
    if vendors is not None:
        rows = rows.filter(tool__tier__product__vendor__in=list(vendors))
    found: Iterable[tuple[int, str]] = rows.values_list("tool__tier__product__vendor", "reseller")
    return found


def compared_versions() -> list[ListVersion]:
    """Of each kind the newest list that names were compared with; a newer one that waits for that counts not yet."""
    newest: dict[str, ListVersion] = {}
    for version in ListVersion.objects.filter(runs__isnull=False).distinct().order_by("number"):
        newest[version.kind] = version
    return [newest[kind] for kind in sorted(newest)]


class ScreeningWatch:
    """Approvals in force as they stand before a deed of screening; `settle` writes what it changed and flags those that
    lost by it."""

    def __init__(self) -> None:
        self._watch = Watch(Approval.objects.all())

    def settle(self, *, actor: Actor, because: str) -> None:
        """Write standings anew and flag what got worse; `because` says in a sentence what was done."""
        write_standings()
        cause = Cause(FlagCause.PERSON if actor.user else FlagCause.CLOCK)
        self._watch.flag_worse(actor=actor, because=because, cause=cause, rules=RULE)


def write_standings() -> None:
    """Bring the standing of every vendor up to date; rows that say the same stay as they are."""
    written = dict(ScreeningStanding.objects.values_list("vendor_id", "body"))
    fresh = {pk: canonical_json(encode(parties)) for pk, parties in _standings().items()}
    ScreeningStanding.objects.bulk_create(
        ScreeningStanding(vendor_id=pk, body=body) for pk, body in fresh.items() if pk not in written
    )
    for pk, body in fresh.items():
        if pk in written and written[pk] != body:
            ScreeningStanding.objects.filter(vendor=pk).update(body=body)
    if fresh != written:
        owe_outcomes()


@dataclass(slots=True)
class _Found:
    """What is on record of one vendor: its names, and possible matches by state, of itself and of owners; and the same
    of each reseller of its tools, by name."""

    names: list[Subject] = field(default_factory=list)
    states: list[HitState] = field(default_factory=list)
    resellers: dict[str, _Found] = field(default_factory=dict)
    listed_owners: set[str] = field(default_factory=set)
    listed: bool = False


def _standings() -> dict[int, tuple[PartyScreening, ...]]:
    vendors = {row.pk: row for row in Vendor.objects.only("pk", "name", "parent_id")}
    found: dict[int, _Found] = defaultdict(_Found)
    current: dict[tuple[int, str], _Found] = {}
    for subject in subjects():
        row = found[subject.vendor]
        if subject.role == SubjectRole.RESELLER:
            row = row.resellers.setdefault(subject.name, _Found())
        row.names.append(subject)
        current[subject.vendor, subject.name] = row
    hits = ScreeningHit.objects.listed_now().values_list("vendor_id", "name", "role", "state")
    for pk, name, role, state in hits:
        held = current.get((pk, name))
        if held is None:
            continue
        if state == HitState.TRUE_MATCH and role == SubjectRole.OWNER:
            held.listed_owners.add(name)
        elif state == HitState.TRUE_MATCH:
            held.listed = True
        held.states.append(HitState(state))
    owned = _owned(found, {pk: row.name for pk, row in vendors.items()})
    compared = _compared()
    own = {pk: _party(pk, row.name, found[pk], owned.get(pk, NOTHING), compared) for pk, row in vendors.items()}
    return {pk: (*_with_parents(pk, own, vendors), *_sellers(pk, found[pk], compared)) for pk in vendors}


def _owned(found: Mapping[int, _Found], names: Mapping[int, str]) -> dict[int, Owned]:
    shares: dict[int, list[Share]] = defaultdict(list)
    for row in OwnershipShare.objects.open():
        listed = row.owner in found[row.vendor_id].listed_owners
        shares[row.vendor_id].append(Share(row.owner, Decimal(row.percent), listed, row.owner_vendor_id))
    return owned_by_listed(shares, frozenset(pk for pk, row in found.items() if row.listed), names)


Compared = list[tuple[ListVersion, dict[tuple[int, str], tuple[int, bool, bool]]]]
"""Of each list, by vendor and name: the score asked for, whether it could be compared, whether too much was found."""


def _compared() -> Compared:
    result: Compared = []
    for version in compared_versions():
        rows = ScreenedName.objects.filter(run__list_version=version).order_by("run")
        asked = rows.values_list("vendor_id", "name", "run__threshold", "comparable", "matches")
        result.append((version, {(pk, name): (least, fit, many > TOO_MANY) for pk, name, least, fit, many in asked}))
    return result


def _sellers(pk: int, found: _Found, compared: Compared) -> Iterable[PartyScreening]:
    for name, held in sorted(found.resellers.items()):
        yield replace(_party(pk, name, held, NOTHING, compared), role=PartyRole.RESELLER)


def _party(pk: int, named: str, found: _Found, owned: Owned, compared: Compared) -> PartyScreening:
    lists, waiting = [], set()
    for version, names in compared:
        done = {subject.name: names.get((pk, subject.name)) for subject in found.names}
        waiting |= {name for name, row in done.items() if row is None}
        waiting |= {f"{name} {TOO_COMMON}" for name, row in done.items() if row and row[2]}
        told = [row for row in done.values() if row and row[1]]
        if told:
            lists.append(
                ListScreened(
                    version.kind,
                    version.dated_on,
                    version.number,
                    version.sha256,
                    len(told),
                    max(row[0] for row in told),
                )
            )
    owners = f"{owned.percent.normalize():f} % belong to {listing(owned.owners)}, listed." if owned.as_listed else ""
    states = found.states
    return PartyScreening(
        role=PartyRole.VENDOR,
        name=named,
        lists=tuple(lists),
        waiting=tuple(sorted(waiting)),
        open=states.count(HitState.OPEN),
        undecided=states.count(HitState.UNDECIDED),
        matches=int(found.listed),
        owned=owners,
        decided=states.count(HitState.FALSE_MATCH) + len(found.listed_owners),
    )


def _with_parents(
    pk: int, own: Mapping[int, PartyScreening], vendors: Mapping[int, Vendor]
) -> tuple[PartyScreening, ...]:
    parties, seen, above = [own[pk]], {pk}, vendors[pk].parent_id
    while above is not None and above not in seen:
        seen.add(above)
        parties.append(replace(own[above], role=PartyRole.PARENT))
        above = vendors[above].parent_id
    return tuple(parties)
