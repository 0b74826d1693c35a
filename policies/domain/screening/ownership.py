"""The 50 percent rule: a body that listed parties own half of or more, together, is treated as listed itself.

OFAC, "Revised guidance on entities owned by persons whose property and interests in property are blocked" (13 August
2014): shares of several listed owners are added up, directly and through bodies that are themselves owned 50 percent or
more. BIS announced a rule of the same measure for its lists in September 2025 and paused it; its standing is to be
checked (the regulatory register says when).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

HALF = Decimal(50)
AFFILIATES_NOTE = (
    "OFAC adds up the shares of listed owners. Whether the affiliates rule of BIS, announced in September 2025 and "
    "paused, is in force is to be checked."
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a body (by key) in percent: who owns it, by name, and by key where the owner is on record too."""

    owner: str
    percent: Decimal
    listed: bool
    """Whether counsel found the owner's own name to be a true match."""
    owner_key: int | None = None


@dataclass(frozen=True, slots=True)
class Owned:
    """What listed owners hold of a body: in percent, and who they are."""

    percent: Decimal
    owners: tuple[str, ...]

    @property
    def as_listed(self) -> bool:
        """Half or more."""
        return self.percent >= HALF


NOTHING = Owned(Decimal(0), ())


def owned_by_listed(
    shares: Mapping[int, Sequence[Share]], listed: frozenset[int], names: Mapping[int, str]
) -> dict[int, Owned]:
    """By key of the body, what listed owners hold of it. `listed`: bodies with a true match of their own.

    An owner counts with its whole share when it is listed, or is itself owned half or more by listed ones. Found by
    going round until nothing is added, so that circles of owners end.
    """
    treated = set(listed)
    found: dict[int, Owned] = {}
    while True:
        for body, rows in shares.items():
            held = [row for row in rows if row.listed or row.owner_key in treated]
            owners = tuple(sorted({names.get(row.owner_key or 0, row.owner) for row in held}))
            found[body] = Owned(sum((row.percent for row in held), Decimal(0)), owners)
        grown = treated | {body for body, owned in found.items() if owned.as_listed}
        if grown == treated:
            return found
        treated = grown
