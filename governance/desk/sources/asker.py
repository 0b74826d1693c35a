"""Whose queue is being put together, when, and what several sources ask about that person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from governance.accounts.access import team_ids_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.web.zones import organisation_zone
from policies.domain.types import Lane, RevisionState
from policies.models import CategoryEdition

LANE_ROLE = {Lane.LEGAL: Role.COUNSEL, Lane.ENGINEERING: Role.ENGINEERING_OWNER}
"""The role that acts in a lane."""


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
    def editions(self) -> dict[int, tuple[Lane, CategoryEdition]]:
        """Categories of the policy in force that the person owns and may decide, with the lane.

        Nobody owns both lanes of a category (constraint), so one lane per category is the whole truth.
        """
        rows = CategoryEdition.objects.filter(
            Q(legal_owner=self.user) | Q(engineering_owner=self.user), revision__state=RevisionState.PUBLISHED
        )
        owned = ((Lane.LEGAL if row.legal_owner_id == self.user.pk else Lane.ENGINEERING, row) for row in rows)
        return {row.category_id: (lane, row) for lane, row in owned if LANE_ROLE[lane] in self.roles}


def other(lane: Lane) -> str:
    """The other lane, as a word."""
    return "Engineering" if lane == Lane.LEGAL else "Legal"


def own(lane: Lane) -> str:
    """The lane, as a word."""
    return "Legal" if lane == Lane.LEGAL else "Engineering"
