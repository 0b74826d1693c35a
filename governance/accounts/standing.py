"""What everything about a request hangs on, read with the person in one query: roles, teams, scope, the zone.

It is what held when the request began; `access` asks it first and the rows where there is none (tasks, commands).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from governance.accounts.models import AuditorScope, Membership, Organisation, RoleGrant, User
from governance.accounts.roles import Role
from governance.database.within import rows_within


@dataclass(frozen=True, slots=True)
class Standing:
    """Roles a person held, teams they belonged to and teams an auditor was limited to, primary key -> uid; `zone` is
    the organisation's, empty while there is no organisation."""

    roles: frozenset[Role]
    teams: Mapping[int, uuid.UUID]
    scope: Mapping[int, uuid.UUID]
    zone: str


def with_standing(rows: QuerySet[Any], moment: dt.datetime, person: str = "pk") -> QuerySet[Any]:
    """`rows`, each with the standing at `moment` of the person whose primary key is in field `person`."""
    of_team = {"pk": "team_id", "uid": "team__uid"}
    held, belongs, limited = (
        model.objects.as_of(moment).filter(person=OuterRef(person)) for model in (RoleGrant, Membership, AuditorScope)
    )
    found: QuerySet[Any] = rows.annotate(
        roles_held=rows_within(held, role="role"),
        teams_held=rows_within(belongs, **of_team),
        scope_held=rows_within(limited, **of_team),
        zone_held=Subquery(Organisation.objects.values("time_zone")[:1]),
    )
    return found


def give_standing(person: User, row: Any) -> Standing:
    """Leave on `person` the standing that came with `row` (see `with_standing`)."""
    person.standing = Standing(
        roles=frozenset(Role(grant["role"]) for grant in row.roles_held or ()),
        teams=_teams(row.teams_held),
        scope=_teams(row.scope_held),
        zone=row.zone_held or "",
    )
    return person.standing


def _teams(rows: Iterable[Mapping[str, Any]] | None) -> dict[int, uuid.UUID]:
    return {row["pk"]: uuid.UUID(row["uid"]) for row in rows or ()}
