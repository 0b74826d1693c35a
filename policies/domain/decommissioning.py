"""What must stop when a tool may no longer be used: the kinds of items, what is proposed, and when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

STOP_DAYS = 14
"""Days within which what must stop is to be confirmed, unless somebody sets another day. Ours: as for a review."""


class DecommissionState(StrEnum):
    """Of a decommissioning: `called_off` where a new approval took the place of the one that ended."""

    OPEN = "open"
    DONE = "done"
    CALLED_OFF = "called_off"


class StopKind(StrEnum):
    """What kind of thing must stop."""

    SURFACE = "surface"
    LICENCE = "licence"
    KEY = "key"
    INTEGRATION = "integration"
    CODEBASE = "codebase"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ToStop:
    """One thing that must stop, in words. `codebase` is the primary key of the one it is about: its name is shown only
    to those who may see it, so it does not stand in the words."""

    kind: StopKind
    text: str
    codebase: int | None = None


def to_stop(*, surfaces: Sequence[str], codebases: Iterable[int], whole: bool) -> tuple[ToStop, ...]:
    """What must stop at least. `whole`: no other approval of the tool runs, so that its seats and tokens go as well;
    `surfaces` are those engineering described, in words, `codebases` those of the category (primary keys)."""
    found: list[ToStop] = []
    if whole:
        found += [ToStop(StopKind.SURFACE, f"{surface} is switched off for everybody.") for surface in surfaces]
        found.append(ToStop(StopKind.LICENCE, "Seats and licences are given back, and their renewal is stopped."))
        found.append(ToStop(StopKind.KEY, "Access tokens, keys and service accounts are revoked."))
        found.append(ToStop(StopKind.INTEGRATION, "Editor plug-ins, apps and integrations are removed."))
    found += [
        ToStop(StopKind.CODEBASE, "It is used here no longer, by people or in pipelines.", codebase)
        for codebase in codebases
    ]
    if not found:
        found.append(ToStop(StopKind.OTHER, "Nobody uses it for this category any more."))
    return tuple(found)


def over(confirmed: Iterable[bool]) -> bool:
    """Whether all that must stop was confirmed; of nothing at all nobody has confirmed anything."""
    answers = list(confirmed)
    return bool(answers) and all(answers)
