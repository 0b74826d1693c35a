"""Who may fill a lane, and who may not whatever roles they hold: rules (2) and (3), and STRICT_SEPARATION.

Rule (1), that a reading is approved by a counsel who never edited that draft, is kept where readings are approved, in
`vendors`; here the drafters of the readings matter only where the organisation asks for strict separation.

Somebody who decides for an owner acts with two pairs of hands: what bars the owner bars the delegate, and whom a lane
was decided for filled that lane as much as whoever decided it. Else an owner could choose who judges their own request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from policies.domain.sentences import long_date
from policies.domain.types import Capacity, Lane

Person = TypeVar("Person", bound=Hashable)

LONGEST_DELEGATION_DAYS = 366
"""No delegation runs longer: whoever is away for more than a year is followed by another owner, in a revision."""


@dataclass(frozen=True, slots=True)
class Matter(Generic[Person]):
    """What separation asks of anything decided in two lanes: a line, an exception.

    `contributors` edited it or the description of its tool (output statements do not count), `filled` are those who
    acted in a lane, ever and in whatever round, and those they acted for; `drafters` drafted a reading it rests on.
    """

    requester: Person
    contributors: Collection[Person] = ()
    filled: Mapping[Lane, Collection[Person]] = field(default_factory=dict)
    drafters: Collection[Person] = ()


def lane_separation(
    matter: Matter[Person],
    person: Person,
    lane: Lane,
    *,
    principal: Person | None = None,
    principal_name: str = "",
    strict: bool = False,
    who: str = "You",
) -> list[str]:
    """Reasons why `person` may not decide `lane`, for `principal` or for nobody else; empty when nothing is against it.

    The reasons speak to the person, or say the name in `who`.
    """
    reasons = _against(matter, person, lane, strict, who)
    if principal is not None:
        reasons += _against(matter, principal, lane, strict, f"{principal_name}, for whom you would decide,")
    return reasons


def _against(matter: Matter[Person], person: Person, lane: Lane, strict: bool, who: str) -> list[str]:
    reasons = []
    if person == matter.requester:
        reasons.append(f"{who} made this request, so somebody else has to decide it.")
    elif person in matter.contributors:
        reasons.append(f"{who} edited this request or the description of its tool, so somebody else has to decide it.")
    if any(person in people for filled, people in matter.filled.items() if filled is not lane):
        reasons.append(f"{who} decided the other lane; one person never fills both.")
    if strict and person in matter.drafters:
        reasons.append(
            f"{who} drafted a reading this line rests on; this organisation keeps drafters out of the decision "
            "(STRICT_SEPARATION)."
        )
    return reasons


def acting_as(capacity: Capacity, lane: Lane, *, by: str = "", until: dt.date | None = None) -> str:
    """As what somebody decides a lane, in words: `as delegate of Nora Weil until 3 December 2026`.

    `by` is the owner who delegated, or the escalation contact who named the nominee.
    """
    side = lane.value
    if capacity is Capacity.OWNER:
        return f"as {side} owner"
    if capacity is Capacity.DELEGATE:
        return f"as delegate of {by}" + (f" until {long_date(until)}" if until else "")
    return f"as nominee for the {side} lane, named by {by}"


def signing_name(name: str, capacity: Capacity, by: str = "") -> str:
    """Who signs, as their sentence says it: `Ada Lind, for Nora Weil`."""
    if capacity is Capacity.OWNER:
        return name
    return f"{name}, for {by}" if capacity is Capacity.DELEGATE else f"{name}, named by {by}"


def delegation_problems(starts_on: dt.date, ends_on: dt.date | None) -> list[str]:
    """Sentences that say what is wrong with the end of a delegation given on `starts_on`; empty when nothing is."""
    if ends_on is None:
        return ["Every delegation ends. Choose the last day."]
    if ends_on < starts_on:
        return ["The last day lies in the past."]
    if (ends_on - starts_on).days > LONGEST_DELEGATION_DAYS:
        return ["No delegation runs longer than a year. Choose an earlier day."]
    return []


def is_late(due_on: dt.date | None, today: dt.date) -> bool:
    """Whether a lane is past its due date on `today`; the due date itself is in time."""
    return due_on is not None and today > due_on
