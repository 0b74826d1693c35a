"""Who may not fill a lane, whatever roles they hold: rules (2) and (3) of separation, and STRICT_SEPARATION.

Rule (1), that a reading is approved by a counsel who never edited that draft, is kept where readings are approved, in
`vendors`; here the drafters of the readings matter only where the organisation asks for strict separation.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import TypeVar

Person = TypeVar("Person", bound=Hashable)


def lane_separation(
    person: Person,
    *,
    requester: Person,
    contributors: Collection[Person],
    other_lane_person: Person | None = None,
    drafters: Collection[Person] = (),
    strict: bool = False,
) -> list[str]:
    """Reasons why `person` may not decide a lane of a line; empty when nothing separates them from it.

    `contributors` edited the request or the tool description (output statements do not count), `drafters` drafted a
    reading the line rests on, `other_lane_person` decided the other lane.
    """
    reasons = []
    if person == requester:
        reasons.append("You made this request, so somebody else has to decide it.")
    elif person in contributors:
        reasons.append("You edited this request or the description of its tool, so somebody else has to decide it.")
    if other_lane_person is not None and person == other_lane_person:
        reasons.append("You decided the other lane; one person never fills both.")
    if strict and person in drafters:
        reasons.append(
            "You drafted a reading this line rests on; this organisation keeps drafters out of the decision "
            "(STRICT_SEPARATION)."
        )
    return reasons
