"""Whose queue is being put together, when, and what several sources ask about that person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Q

from governance.accounts.access import team_ids_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.database.within import rows_within
from governance.web.zones import organisation_zone
from policies.domain.types import Capacity, Lane, RevisionState
from policies.models import CategoryEdition, Delegation
from policies.services.deciders import LANE_ROLE

OWNER_ID = {Lane.LEGAL: "legal_owner_id", Lane.ENGINEERING: "engineering_owner_id"}
"""Column of a category's edition that names the owner of a lane."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A lane the person may fill, and as what: for `owner` (primary key) as a delegate; `by` whom, in words."""

    lane: Lane
    edition: CategoryEdition
    capacity: Capacity
    owner: int | None = None
    by: str = ""


@dataclass(frozen=True)
class Asker:
    """A person at their desk at one moment."""

    user: User
    roles: frozenset[Role]
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The calendar day in the organisation's zone."""
        return self.now.astimezone(organisation_zone()).date()

    def due(self, since: dt.datetime, days: int) -> dt.date:
        """The day something that came in at `since` is due, in the organisation's zone."""
        return since.astimezone(organisation_zone()).date() + dt.timedelta(days=days)

    @cached_property
    def teams(self) -> frozenset[int]:
        """Teams the person belongs to."""
        return team_ids_of(self.user)

    @cached_property
    def in_force(self) -> dict[int, CategoryEdition]:
        """The policy in force, by primary key of the category; each with what of it is delegated to the person."""
        rows = CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED)
        reaching = Q(category=OuterRef("category")) | Q(category__isnull=True)
        held = Delegation.objects.running(self.today).filter(reaching, delegate=self.user)
        within = rows_within(held, lane="lane", owner="owner_id", name="owner__name")
        return {row.category_id: row for row in rows.annotate(delegated=within)}

    @cached_property
    def editions(self) -> dict[int, tuple[Lane, CategoryEdition]]:
        """Categories of the policy in force that the person owns and may decide, with the lane.

        Nobody owns both lanes of a category (constraint), so one lane per category is the whole truth.
        """
        return {
            key: (lane, row)
            for key, row in self.in_force.items()
            for lane, owner in OWNER_ID.items()
            if getattr(row, owner) == self.user.pk and LANE_ROLE[lane] in self.roles
        }

    @cached_property
    def seats(self) -> dict[int, list[Seat]]:
        """Lanes the person may fill of categories in force, as owner or as delegate, by primary key of the category."""
        found: dict[int, list[Seat]] = {}
        for key, (lane, row) in self.editions.items():
            found.setdefault(key, []).append(Seat(lane, row, Capacity.OWNER))
        for key, row in self.in_force.items():
            for held in getattr(row, "delegated", None) or ():
                lane = Lane(held["lane"])
                if LANE_ROLE[lane] in self.roles and getattr(row, OWNER_ID[lane]) == held["owner"]:
                    seat = Seat(lane, row, Capacity.DELEGATE, held["owner"], held["name"])
                    found.setdefault(key, []).append(seat)
        return found

    def named(self, category: int) -> str:
        """What the policy in force calls a category (primary key); empty for one it has no longer."""
        return self.in_force[category].name if category in self.in_force else ""


def other(lane: Lane) -> str:
    """The other lane, as a word."""
    return "Engineering" if lane == Lane.LEGAL else "Legal"


def own(lane: Lane) -> str:
    """The lane, as a word."""
    return "Legal" if lane == Lane.LEGAL else "Engineering"
