"""A redline made fit for people: what is form alone is noted, and what would be confetti is shown whole.

Both leave every character in its place: the texts are still rebuilt exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from vendors.domain.redline.changes import DELETED, EQUAL, INSERTED, Change
from vendors.domain.text import normal_form

_NO_WORD = re.compile(r"[\W_]+")
_CONTEXT = 300
"""Characters on either side of a change that are looked at to tell form from content."""

Group = list[Change]
"""All that went and came between two runs that stayed; or one run that stayed, alone."""


def groups(changes: Iterable[Change]) -> list[Group]:
    """The redline as groups in order."""
    found: list[Group] = []
    for equal, run in groupby(changes, key=lambda change: change.kind is EQUAL):
        together = list(run)
        found += [[change] for change in together] if equal else [together]
    return found


def noted(changes: Iterable[Change], old: str) -> list[Change]:
    """The changes with their noise told: a group is noise if it alone, done to `old`, leaves the normal form there."""
    found: list[Change] = []
    for group in groups(changes):
        noise = group[0].kind is not EQUAL and _is_noise(group, old)
        found += [change._replace(noise=True) for change in group] if noise else group
    return found


def legible(changes: Sequence[Change]) -> list[Change]:
    """The changes with a few equal words between two replacements taken into them.

    The rule is that of diff-match-patch (Neil Fraser, "Diff Strategies", semantic clean-up): an equal run that is no
    longer than what changed on either side of it is no help to a reader. Between what only came, or only went, it is:
    nothing that stayed may look as if it had gone. Lines are joined only where nothing but stops stands between.
    """
    found: list[Group] = []
    for group in groups(changes):
        here = group
        while len(found) > 1 and _drowns(found[-2], found[-1], here):
            here = _merged(found[-2], found[-1][0], here)
            del found[-2:]
        found.append(here)
    return [change for group in found for change in group]


def _is_noise(group: Group, old: str) -> bool:
    if any(change.move for change in group):
        return False
    start = group[0].old_start
    gone, come = _side(group, DELETED), _side(group, INSERTED)
    before, after = _around(old, start, start + len(gone))
    if _NO_WORD.sub("", gone) != _NO_WORD.sub("", come) and not _may_fold(before + gone + come):
        return False
    return normal_form(before + gone + after) == normal_form(before + come + after)


def _may_fold(text: str) -> bool:
    """Whether letters may be folded away here: in addresses, and where one sign stands for several letters."""
    return "](" in text or "://" in text or not text.isascii()


def _around(old: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after on the same lines. Where it is cut, a letter keeps the cut from being a line end."""
    begin = old.rfind("\n", max(0, start - _CONTEXT), start) + 1
    before = old[begin:start] if begin or start <= _CONTEXT else f"x{old[start - _CONTEXT : start]}"
    stop = old.find("\n", end, end + _CONTEXT)
    after = old[end:stop] if stop >= 0 else old[end : end + _CONTEXT] + ("x" if end + _CONTEXT < len(old) else "")
    return before, after


def _side(group: Group, kind: object) -> str:
    return "".join(change.text for change in group if change.kind is kind)


def _drowns(earlier: Group, island: Group, later: Group) -> bool:
    text = island[0].text
    if island[0].kind is not EQUAL or later[0].kind is EQUAL or ("\n" in text and not _NO_WORD.fullmatch(text)):
        return False
    return all(_is_replacement(group) and len(text) <= _longer_side(group) for group in (earlier, later))


def _is_replacement(group: Group) -> bool:
    plain = not any(change.move or change.noise for change in group)
    return plain and {change.kind for change in group} == {DELETED, INSERTED}


def _longer_side(group: Group) -> int:
    return max(len(_side(group, DELETED)), len(_side(group, INSERTED)))


def _merged(earlier: Group, island: Change, later: Group) -> Group:
    return list(_both_sides(earlier, island.text, later))


def _both_sides(earlier: Group, between: str, later: Group) -> Iterator[Change]:
    first = earlier[0]
    gone = _side(earlier, DELETED) + between + _side(later, DELETED)
    come = _side(earlier, INSERTED) + between + _side(later, INSERTED)
    yield Change(DELETED, gone, first.old_start, first.new_start)
    yield Change(INSERTED, come, first.old_start + len(gone), first.new_start)
