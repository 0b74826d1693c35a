"""Whose queue is being put together, when, and what several sources ask about that person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from governance.accounts.access import team_ids_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.web.zones import organisation_zone
from policies.domain.types import Lane, RevisionState
from policies.models import CategoryEdition
from policies.services.deciders import LANE_ROLE


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
        """The policy in force, by primary key of the category."""
        rows = CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED)
        return {row.category_id: row for row in rows}

    @cached_property
    def editions(self) -> dict[int, tuple[Lane, CategoryEdition]]:
        """Categories of the policy in force that the person owns and may decide, with the lane.

        Nobody owns both lanes of a category (constraint), so one lane per category is the whole truth.
        """
        lanes = ((Lane.LEGAL, "legal_owner_id"), (Lane.ENGINEERING, "engineering_owner_id"))
        return {
            key: (lane, row)
            for key, row in self.in_force.items()
            for lane, owner in lanes
            if getattr(row, owner) == self.user.pk and LANE_ROLE[lane] in self.roles
        }

    def named(self, category: int) -> str:
        """What the policy in force calls a category (primary key); empty for one it has no longer."""
        return self.in_force[category].name if category in self.in_force else ""


def other(lane: Lane) -> str:
    """The other lane, as a word."""
    return "Engineering" if lane == Lane.LEGAL else "Legal"


def own(lane: Lane) -> str:
    """The lane, as a word."""
    return "Legal" if lane == Lane.LEGAL else "Engineering"
