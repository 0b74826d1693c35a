"""A redline laid out for reading: paragraphs with their runs, unchanged ones folded together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vendors.domain.redline import Change, ChangeKind


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind inside a paragraph."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One changed paragraph with its number among the changes, or several unchanged ones folded (`number` 0)."""

    number: int
    paragraphs: tuple[tuple[Run, ...], ...]

    @property
    def changed(self) -> bool:
        return self.number > 0


def weave(changes: Iterable[Change]) -> list[Passage]:
    """The passages of a redline in order; each changed paragraph is one, unchanged neighbours are one together."""
    passages: list[Passage] = []
    still: list[tuple[Run, ...]] = []
    number = 0
    for paragraph in _paragraphs(changes):
        if all(run.kind is ChangeKind.EQUAL for run in paragraph):
            still.append(paragraph)
            continue
        if still:
            passages.append(Passage(0, tuple(still)))
            still = []
        number += 1
        passages.append(Passage(number, (paragraph,)))
    return [*passages, Passage(0, tuple(still))] if still else passages


def _paragraphs(changes: Iterable[Change]) -> Iterable[tuple[Run, ...]]:
    runs: list[Run] = []
    for change in changes:
        head, *rest = change.text.split("\n")
        if head:
            runs.append(Run(change.kind, head))
        for line in rest:
            if runs:
                yield tuple(runs)
            runs = [Run(change.kind, line)] if line else []
    if runs:
        yield tuple(runs)
