"""How many of the passages counsel must see are among the first suggestions of their area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vendors.domain.suggestion import LONGEST, RuleSuggester, Suggester, Suggestion
from vendors.domain.terms import ClauseArea
from vendors.domain.text import canonicalise
from vendors.measuring.places import Letters, place

MUST_SEE = 2
DEPTHS = (5, 10)
_COVER = 0.8

_AREAS = {area.value: area for area in ClauseArea} | {"training_restriction": ClauseArea.TRAINING_RESTRICTIONS}


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled passage, placed in the canonical text of its file; `span` is None where it could not be placed."""

    path: str
    area: ClauseArea
    grade: int
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """At which place of its area's suggestions a must-see passage was found (None: nowhere), by both readings."""

    label: Label
    found_at: int | None
    found_whole_at: int | None


def read_labels(rows: Iterable[dict[str, Any]], corpus: Path) -> tuple[list[Label], dict[str, str]]:
    """The labels and the canonical text of each file they name. Raises ValueError for an area nobody knows."""
    texts: dict[str, str] = {}
    raws: dict[str, tuple[str, Letters]] = {}
    labels: list[Label] = []
    for row in rows:
        path = row["path"]
        if path not in raws:
            data = (corpus / path).read_bytes()
            texts[path] = canonicalise(data, "text/markdown").text
            raws[path] = (data.decode("utf-8"), Letters.of(texts[path]))
        if row["area"] not in _AREAS:
            raise ValueError(f"“{row['area']}” is no clause area.")
        raw, letters = raws[path]
        span = place(raw, row["start"], row["end"], letters)
        labels.append(Label(path, _AREAS[row["area"]], int(row["grade"]), span))
    return labels, texts


def outcomes(
    labels: Iterable[Label],
    texts: dict[str, str],
    suggester: Suggester | None = None,
    told: Callable[[str], None] = lambda _path: None,
) -> list[Outcome]:
    """Where each must-see passage is found among the first ten suggestions of its area."""
    engine = suggester or RuleSuggester()
    cache: dict[tuple[str, ClauseArea], tuple[Suggestion, ...]] = {}
    found: list[Outcome] = []
    for label in labels:
        if label.grade < MUST_SEE:
            continue
        key = (label.path, label.area)
        if key not in cache:
            told(f"{label.path}: {label.area}")
            cache[key] = engine.suggest(texts[label.path], label.area, max(DEPTHS))
        found.append(Outcome(label, _rank(label, cache[key], whole=False), _rank(label, cache[key], whole=True)))
    return found


def summary(found: list[Outcome]) -> dict[str, Any]:
    """Recall among the first 5 and 10, by area, and by the strict reading that no passage over 1,125 can meet."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        groups[outcome.label.area.value].append(outcome)
    figures: dict[str, Any] = {f"recall@{depth}": _recall(found, depth) for depth in DEPTHS}
    figures["per_area"] = {
        area: {f"recall@{depth}": _recall(group, depth) for depth in DEPTHS} | {"must_see": len(group)}
        for area, group in sorted(groups.items())
    }
    figures["must_see"] = len(found)
    figures["not_placed"] = sum(outcome.label.span is None for outcome in found)
    for depth in DEPTHS:
        hits = sum(o.found_whole_at is not None and o.found_whole_at <= depth for o in found)
        figures[f"whole_passage_recall@{depth}"] = round(hits / len(found), 4) if found else 0.0
    return figures


def _rank(label: Label, suggestions: tuple[Suggestion, ...], *, whole: bool) -> int | None:
    if label.span is None:
        return None
    start, end = label.span
    needed = _needed(end - start, whole=whole)
    for number, one in enumerate(suggestions, start=1):
        if one.end - one.start <= LONGEST and min(end, one.end) - max(start, one.start) >= needed:
            return number
    return None


def _needed(length: int, *, whole: bool) -> float:
    """Characters of a passage that a hit covers: 80 %, and for one that no suggestion could cover so far, 80 % of what
    a suggestion holds."""
    longest = LONGEST / _COVER
    return _COVER * (LONGEST if length > longest and not whole else length)


def _recall(found: list[Outcome], depth: int) -> float:
    hits = sum(outcome.found_at is not None and outcome.found_at <= depth for outcome in found)
    return round(hits / len(found), 4) if found else 0.0
