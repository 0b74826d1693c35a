"""Which releases a release comes from, and by which way: what their licences say may reach it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def ancestors(start: Key, bases: Mapping[Key, Iterable[Key]]) -> list[tuple[Key, tuple[Key, ...]]]:
    """Every release that `start` was made from, however far back, nearest first, each once with a shortest way to it
    (from the base of `start` to itself). `bases`: release -> what it was made from. A circle is walked once.
    """
    found: dict[Key, tuple[Key, ...]] = {start: ()}
    waiting = [start]
    for current in waiting:
        for base in bases.get(current, ()):
            if base not in found:
                found[base] = (*found[current], base)
                waiting.append(base)
    del found[start]
    return list(found.items())


def descendants(starts: Collection[Key], bases: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """`starts` and every release that was made from one of them, however far down."""
    derived: dict[Key, list[Key]] = {}
    for key, made_from in bases.items():
        for base in made_from:
            derived.setdefault(base, []).append(key)
    return {*starts, *(key for start in starts for key, _ in ancestors(start, derived))}
