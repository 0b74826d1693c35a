"""The difference between two canonical texts, exact to the character.

Rejecting every change gives the old text back and accepting every change the new one. `redline` is the smallest such
difference, word by word, with what moved marked; `for_reading` is the one that people are shown. What a change means
for a reading is not judged here.
"""

from vendors.domain.redline.changes import Change, ChangeKind, accepted, placed, rejected
from vendors.domain.redline.comparing import compared
from vendors.domain.redline.reading import groups, legible, noted

__all__ = ["Change", "ChangeKind", "accepted", "for_reading", "groups", "redline", "rejected"]


def redline(old: str, new: str) -> list[Change]:
    """The changes from `old` to `new` in order. Neighbours of one kind and move are one run; between two equal runs all
    that went stands before all that came."""
    return placed(compared(old, new))


def for_reading(old: str, new: str) -> list[Change]:
    """The same for people: changes of form alone are noted as noise, and confetti of few equal words is shown whole."""
    return legible(noted(redline(old, new), old))
