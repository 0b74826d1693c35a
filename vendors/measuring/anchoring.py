"""Labelled quotes followed the way the product follows them, and what came of it against what was expected.

Raw bytes of both versions are made canonical text, the labelled span of the older is cited as counsel would cite it,
and the citation is followed into the newer one. Nothing of a label but its span reaches the product's rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vendors.domain.anchoring import make_selector
from vendors.domain.following.follow import CARRIED, Followed, FollowStatus, follow
from vendors.measuring.marking import canonical, places

CHANGED = frozenset({FollowStatus.EDITED, FollowStatus.REWRITTEN})
"""One class: the border between them is a word for the reader."""
_OVERLAP = 0.9

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """A row: the quote's span in the older raw file, what is expected, and where in the newer one (None if removed).

    `apart`: it differs in punctuation, capitals or typography only, and enters no share.
    """

    name: str
    older: str
    newer: str
    span: Span
    expected: FollowStatus
    expected_span: Span | None
    apart: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: `found` is None where the span could not be cited; `overlap` is over union, 0 to 1."""

    case: Case
    found: Followed | None
    overlap: float

    @property
    def carried(self) -> bool:
        """Whether the quote was carried on as still standing."""
        return self.found is not None and self.found.carried

    @property
    def changed(self) -> bool:
        """Whether it was found edited or rewritten."""
        return self.found is not None and self.found.status in CHANGED

    @property
    def removed(self) -> bool:
        """Whether it was found removed."""
        return self.found is not None and self.found.status is FollowStatus.REMOVED


def case_of(row: dict[str, Any], number: int) -> Case:
    """The case of a row. Raises KeyError for a row that lacks what every row has, ValueError for an unknown status."""
    end = (row.get("to_start"), row.get("to_end"))
    return Case(
        name=str(row.get("id") or f"row {number}"),
        older=row["from_path"],
        newer=row["to_path"],
        span=(int(row["from_start"]), int(row["from_end"])),
        expected=FollowStatus(row["expected_status"]),
        expected_span=(int(end[0]), int(end[1])) if end[0] is not None and end[1] is not None else None,
        apart=bool(row.get("punctuation_only") or row.get("typographic_only")),
    )


def outcomes(cases: Sequence[Case], corpus: Path, told: Callable[[str], object]) -> list[Outcome]:
    """Follow every case, pair of versions by pair. `told` hears how far it is. Raises OSError and UnicodeDecodeError
    for files that can't be read."""
    by_pair: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        by_pair[case.older, case.newer].append(case)
    found: list[Outcome] = []
    for (older, newer), together in sorted(by_pair.items()):
        found += _followed(together, *((corpus / path).read_bytes().decode("utf-8") for path in (older, newer)))
        if len(found) // 50 > (len(found) - len(together)) // 50:
            told(f"{len(found)} of {len(cases)} quotes followed")
    return found


def _followed(cases: Sequence[Case], raw_old: str, raw_new: str) -> Iterator[Outcome]:
    old, new = canonical(raw_old), canonical(raw_new)
    quoted = places(raw_old, old, (case.span for case in cases))
    expected = places(raw_new, new, (case.expected_span for case in cases if case.expected_span))
    for case in cases:
        span = quoted[case.span]
        if span is None:
            yield Outcome(case, None, 0.0)
            continue
        found = follow(old, new, make_selector(old, *span))
        goal = expected[case.expected_span] if case.expected_span else None
        yield Outcome(case, found, _overlap(found, goal))


def _overlap(found: Followed, goal: Span | None) -> float:
    if goal is None or found.start is None or found.end is None:
        return 0.0
    shared = min(found.end, goal[1]) - max(found.start, goal[0])
    return max(0, shared) / (max(found.end, goal[1]) - min(found.start, goal[0]))


def summary(found: Sequence[Outcome]) -> dict[str, float | int]:
    """The figures. Cases apart are counted and enter nothing else. A share of nothing is 1.

    `missed_changes`: changed or gone, and carried on. `unchanged_recall`: of the unchanged ones, those carried on.
    `changed_vs_removed`: of the edited, rewritten and removed ones, those told right. `position`: of all edited and
    rewritten ones, those found where they are (overlap over union of at least 0.9).
    """
    counted = [outcome for outcome in found if not outcome.case.apart]
    unchanged = [outcome for outcome in counted if outcome.case.expected is FollowStatus.UNCHANGED]
    changed = [outcome for outcome in counted if outcome.case.expected in CHANGED]
    removed = [outcome for outcome in counted if outcome.case.expected is FollowStatus.REMOVED]
    told = [outcome.changed for outcome in changed] + [outcome.removed for outcome in removed]
    return {
        "cases": len(found),
        "missed_changes": sum(outcome.carried for outcome in [*changed, *removed]),
        "unchanged_recall": _share(outcome.carried for outcome in unchanged),
        "changed_vs_removed": _share(told),
        "position": _share(outcome.changed and outcome.overlap >= _OVERLAP for outcome in changed),
        "punctuation_only": len(found) - len(counted),
    }


def details(found: Sequence[Outcome]) -> list[str]:
    """A line for each kind of outcome with its count, and one for each case that went wrong."""
    table = Counter(
        (outcome.case.expected, outcome.case.apart, outcome.found.status if outcome.found else "not cited")
        for outcome in found
    )
    lines = [
        f"expected {expected}{' (apart)' if apart else ''}, found {status}: {count}"
        for (expected, apart, status), count in sorted(table.items())
    ]
    for outcome in found:
        if not outcome.case.apart and not _right(outcome):
            status = outcome.found.status if outcome.found else "not cited"
            wrong = f"expected {outcome.case.expected}, found {status}, overlap {outcome.overlap:.2f}"
            lines.append(f"{outcome.case.name}: {wrong}")
    return lines


def _right(outcome: Outcome) -> bool:
    if outcome.case.expected is FollowStatus.REMOVED:
        return outcome.removed
    kind = outcome.carried if outcome.case.expected in CARRIED else outcome.changed
    return kind and (outcome.case.expected_span is None or outcome.overlap >= _OVERLAP)


def _share(marks: Iterable[bool]) -> float:
    given = list(marks)
    return round(sum(given) / len(given), 4) if given else 1.0
