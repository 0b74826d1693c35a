"""Who may fill a lane of a category now, and as what; or why somebody may not. Reads only: deeds and pages ask here.

The owner the policy in force names; a delegate of that owner; for one line, once the lane is late, the nominee of the
escalation contact. Everybody is bound by separation (`policies.domain.separation`), a delegate by the owner's too.
Whether the person holds the lane's role is asked by `require` in the deed, and of candidates for a list by `holders`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from governance.accounts.access import today
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import NotAllowed
from policies.domain.separation import Matter, acting_as, is_late, lane_separation, signing_name
from policies.domain.types import Capacity, Lane
from policies.models import (
    CategoryEdition,
    ChangesAsked,
    Delegation,
    Nomination,
    RequestContributor,
    RequestLine,
    ToolContributor,
)
from vendors.domain.terms import AssessmentState
from vendors.models import AssessmentContributor

LANE_ROLE = {Lane.LEGAL: Role.COUNSEL, Lane.ENGINEERING: Role.ENGINEERING_OWNER}
"""The role that acts in a lane."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who may fill a lane now, separation aside. `by` is the owner they act for, or who named the nominee."""

    person: User
    lane: Lane
    capacity: Capacity
    by: User | None = None
    until: dt.date | None = None

    @property
    def words(self) -> str:
        """As what: `as legal owner`, `as delegate of Nora Weil until 3 December 2026`."""
        return acting_as(self.capacity, self.lane, by=self.by.name if self.by else "", until=self.until)

    @property
    def signs_as(self) -> str:
        """Their name as the sentence they sign gives it."""
        return signing_name(self.person.name, self.capacity, self.by.name if self.by else "")

    @property
    def principal(self) -> User | None:
        """The owner they decide for; None for owners and nominees, who decide as themselves."""
        return self.by if self.capacity is Capacity.DELEGATE else None


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody may do in a lane: as what they decide, or why not. Exactly one of both says something."""

    decider: Decider | None
    reasons: tuple[str, ...] = ()
    code: str = ""


def owner_of(edition: CategoryEdition, lane: Lane) -> User | None:
    """The owner the policy names for a lane of this category; None while it is nobody."""
    return edition.legal_owner if lane == Lane.LEGAL else edition.engineering_owner


def holders(lane: Lane, day: dt.date) -> QuerySet[User]:
    """People whose open account holds the role of the lane: who could be delegate or nominee."""
    held: QuerySet[User] = User.objects.account_open(day).holding(LANE_ROLE[lane], timezone.now())
    return held


def deciders(edition: CategoryEdition, lane: Lane, *, line: RequestLine | None = None) -> list[Decider]:
    """Everyone who may fill the lane of this category now, separation aside: owner, delegates, then the nominee."""
    return able(edition, lane, running_delegations([lane]), standing_nominations([line] if line else []), line)


def able(
    edition: CategoryEdition,
    lane: Lane,
    delegations: Iterable[Delegation],
    nominations: Iterable[Nomination],
    line: RequestLine | None = None,
) -> list[Decider]:
    """`deciders`, from delegations and nominations read before, for many categories and lines at once."""
    owner = owner_of(edition, lane)
    found = [Decider(owner, lane, Capacity.OWNER)] if owner is not None else []
    latest: dict[int, Decider] = {}
    for row in delegations:
        if row.lane == lane and row.owner == owner and row.category_id in (None, edition.category_id):
            latest[row.delegate_id] = Decider(row.delegate, lane, Capacity.DELEGATE, owner, row.ends_on)
    found += latest.values()
    if line is not None and is_late(line.due_on(lane), today()):
        named = [row for row in nominations if row.line_id == line.pk and row.lane == lane]
        found += [Decider(row.nominee, lane, Capacity.NOMINEE, row.named_by) for row in named]
    return found


def running_delegations(lanes: Iterable[Lane] = tuple(Lane)) -> list[Delegation]:
    """Delegations that run today and whose delegate holds the role of the lane, those that end last coming last."""
    day = today()
    rows = Delegation.objects.running(day).filter(_held(lanes, day, "delegate"))
    return list(rows.select_related("owner", "delegate").order_by("ends_on", "pk"))


def standing_nominations(lines: Collection[RequestLine]) -> list[Nomination]:
    """Who is named for a late lane of these lines and holds its role; where no lane is late, nobody is."""
    day = today()
    late = [line for line in lines if any(is_late(line.due_on(lane), day) for lane in Lane)]
    if not late:
        return []
    rows = Nomination.objects.filter(_held(Lane, day, "nominee"), line__in=late, ended_at__isnull=True)
    return list(rows.select_related("nominee", "named_by"))


def _held(lanes: Iterable[Lane], day: dt.date, field: str) -> Q:
    """Rows whose lane is one of these, and whose person in `field` holds its role."""
    return Q(*(Q(**{"lane": lane, f"{field}__in": holders(lane, day)}) for lane in lanes), _connector=Q.OR)


def claim(
    edition: CategoryEdition, lane: Lane, person: User, matter: Matter[int], *, line: RequestLine | None = None
) -> Claim:
    """As what `person` may fill the lane of this category, of `line` where it is one, or why not."""
    return claim_among(deciders(edition, lane, line=line), edition.name, lane, person, matter)


def claim_among(able: Sequence[Decider], category: str, lane: Lane, person: User, matter: Matter[int]) -> Claim:
    """`claim`, where who is able was read already. The first capacity that separation leaves open is taken."""
    mine = [decider for decider in able if decider.person == person]
    if not mine:
        owner = next((decider.person.name for decider in able if decider.capacity is Capacity.OWNER), "nobody yet")
        return Claim(None, (f"The {lane.value} lane of {category} is decided by {owner}.",), "not-the-owner")
    refusals = []
    for decider in mine:
        reasons = separated(matter, decider)
        if not reasons:
            return Claim(decider)
        refusals.append(reasons)
    return Claim(None, tuple(refusals[0]), "separation")


def require_claim(
    edition: CategoryEdition, lane: Lane, person: User, matter: Matter[int], *, line: RequestLine | None = None
) -> Decider:
    """`claim` of somebody about to decide. Raises NotAllowed (`not-the-owner`, `separation`) with the reasons."""
    found = claim(edition, lane, person, matter, line=line)
    if found.decider is None:
        raise NotAllowed(" ".join(found.reasons), code=found.code)
    return found.decider


def separated(matter: Matter[int], decider: Decider) -> list[str]:
    """Why separation of duties keeps somebody out of a lane; empty when nothing does."""
    principal = decider.principal
    return lane_separation(
        matter,
        decider.person.pk,
        decider.lane,
        principal=principal.pk if principal else None,
        principal_name=principal.name if principal else "",
        strict=settings.STRICT_SEPARATION,
    )


def line_matter(line: RequestLine) -> Matter[int]:
    """What separation asks of a line: its requester, who edited it or its tool, who acted in each of its lanes."""
    return line_matters([line])[line.pk]


def line_matters(lines: Sequence[RequestLine], asks: Iterable[ChangesAsked] | None = None) -> dict[int, Matter[int]]:
    """`line_matter` of lines of one request, by primary key. `asks`: what lanes asked of them, where it was read."""
    if not lines:
        return {}
    request, tool = lines[0].request, lines[0].tool_id
    edited = RequestContributor.objects.filter(request=request).values_list("person_id", flat=True)
    contributors = set(edited.union(_described(tool)))
    drafters = drafters_of(tool) if settings.STRICT_SEPARATION else set()
    acts: dict[int, list[tuple[str, int, int | None]]] = {line.pk: [] for line in lines}
    for row in ChangesAsked.objects.filter(line__in=lines) if asks is None else asks:
        acts[row.line_id].append((row.lane, row.person_id, row.on_behalf_of_id))
    for line in lines:
        acts[line.pk] += [(row.lane, row.person_id, row.on_behalf_of_id) for row in line.decisions.all()]
    return {line.pk: Matter(request.requester_id, contributors, filled_by(acts[line.pk]), drafters) for line in lines}


def filled_by(acts: Iterable[tuple[str, int, int | None]]) -> Mapping[Lane, Collection[int]]:
    """Who filled each lane, from (lane, person, for whom): primary keys of people."""
    found: dict[Lane, set[int]] = {lane: set() for lane in Lane}
    for lane, *people in acts:
        found[Lane(lane)].update(person for person in people if person is not None)
    return found


def tool_contributors(tool: int) -> set[int]:
    """Who described a tool (primary key): nobody of them decides about it."""
    return set(_described(tool))


def _described(tool: int) -> QuerySet[ToolContributor, int]:
    return ToolContributor.objects.filter(tool=tool).values_list("person_id", flat=True)


def drafters_of(tool: int) -> set[int]:
    """Who drafted an approved reading that lines for a tool (primary key) rest on."""
    rows = AssessmentContributor.objects.filter(
        assessment__record__tier__tools=tool, assessment__state=AssessmentState.APPROVED
    )
    return set(rows.values_list("person_id", flat=True))
