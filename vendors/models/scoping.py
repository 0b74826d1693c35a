"""What an auditor whose scope is some teams reads of contracts: those that bind what these teams hold.

Who holds what is known to `policies`, one floor up. It says so once, at start (`AppConfig.ready`); until it has, such
an auditor reads no contract but those that name them as a reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from governance.accounts.access import roles_of, visible_team_ids
from governance.accounts.models import User
from governance.accounts.roles import Role


class Holdings(Protocol):
    """What some teams (primary keys) hold, as primary keys to look among."""

    def contracts(self, teams: frozenset[int]) -> QuerySet[Any, Any]:
        """Documents that bind a tool of these teams, or did."""

    def tiers(self, teams: frozenset[int]) -> QuerySet[Any, Any]:
        """Tiers these teams hold as a tool."""


_holdings: Holdings | None = None


def declare_holdings(holdings: Holdings) -> None:
    """Say what teams hold; called once per process."""
    global _holdings
    _holdings = holdings


@dataclass(frozen=True, slots=True)
class Reach:
    """Which contracts somebody reads without being named as a reader: every one, or those of `contracts` (primary
    keys), with the files that readings of `tiers` rest on."""

    everything: bool = False
    contracts: QuerySet[Any, Any] | None = None
    tiers: QuerySet[Any, Any] | None = None


def reach_of(user: User) -> Reach:
    """Counsel and an auditor without a scope reach everything, other auditors what their teams hold, others nothing."""
    roles = roles_of(user)
    if Role.COUNSEL in roles:
        return Reach(everything=True)
    if Role.AUDITOR not in roles:
        return Reach()
    teams = visible_team_ids(user)
    if teams is None:
        return Reach(everything=True)
    return Reach(False, _holdings.contracts(teams), _holdings.tiers(teams)) if _holdings is not None else Reach()
