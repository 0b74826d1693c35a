"""Whole histories judged version by version, as the product judges captures, and what came of it against the labels.

Three questions: does a version that differs from the one before in markup or link targets only raise an alarm, with
every one of its sentences quoted; is a capture that holds no terms recognised; is one that does hold terms refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vendors.domain.anchoring import make_selector
from vendors.domain.drift import Drift, classify, normal_sha256
from vendors.domain.following.follow import carried
from vendors.domain.terms import DriftKind
from vendors.domain.text import normal_sentences
from vendors.measuring.histories import histories
from vendors.measuring.marking import canonical
from vendors.measuring.rendering import rendered


@dataclass(frozen=True, slots=True)
class Judged:
    """A version and how it was taken. `bad`: labelled as no terms. `text`: the canonical one, to tell texts apart."""

    path: str
    bad: bool
    kind: DriftKind
    reason: str
    text: str

    @property
    def refused(self) -> bool:
        """Whether it was taken for a capture that holds no terms."""
        return self.kind is DriftKind.CAPTURE_PROBLEM


@dataclass(frozen=True, slots=True)
class Pair:
    """Neighbours that a reader sees the same words of. `news`: called a change of the text; `lost`: of the `quotes`,
    one for each sentence of the older, those that were not carried into the newer."""

    path: str
    news: bool
    quotes: int
    lost: int

    @property
    def alarm(self) -> bool:
        """Whether anybody would have been asked to look at anything."""
        return self.news or self.lost > 0


@dataclass(slots=True)
class Found:
    """What the histories came to."""

    judged: list[Judged] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Version:
    path: str
    raw: bytes
    text: str


def measure(corpus: Path, bad: Collection[str], told: Callable[[str], object]) -> Found:
    """Judge every version below `corpus`; `bad` are the paths of those labelled no terms. `told` hears how far it is.

    Raises CommandError for a broken index, OSError and UnicodeDecodeError for files that can't be read.
    """
    found = Found()
    documents = histories(corpus)
    for number, paths in enumerate(documents, start=1):
        _document(corpus, paths, bad, found)
        if number % 20 == 0:
            told(f"{number} of {len(documents)} documents, {len(found.judged)} versions")
    return found


def _document(corpus: Path, paths: Sequence[str], bad: Collection[str], found: Found) -> None:
    """One history. As in the product the text before is the last that was good, here by its label."""
    before: _Version | None = None
    shown = ""
    earlier: dict[str, str] = {}
    for path in paths:
        version = _read(corpus, path)
        drift = _drift(before, version, earlier)
        found.judged.append(Judged(path, path in bad, drift.kind, " ".join(drift.reasons), version.text))
        if path in bad:
            continue
        words = rendered(version.raw.decode("utf-8"))
        if before is not None and words == shown and before.raw != version.raw:
            found.pairs.append(_pair(before, version, drift))
        before, shown = version, words
        if version.text:
            earlier.setdefault(normal_sha256(version.text), path)


def _read(corpus: Path, path: str) -> _Version:
    raw = (corpus / path).read_bytes()
    return _Version(path, raw, canonical(raw.decode("utf-8")))


def _drift(before: _Version | None, version: _Version, earlier: dict[str, str]) -> Drift:
    if not version.text:
        return Drift(DriftKind.CAPTURE_PROBLEM, ("There is no text in it.",))
    old = before.text if before else ""
    return classify(old, version.text, same_bytes=before is not None and before.raw == version.raw, earlier=earlier)


def _pair(before: _Version, version: _Version, drift: Drift) -> Pair:
    sentences = list(normal_sentences(before.text))
    lost = 0
    if before.text != version.text:  # in the same text every quote stands where it stood
        for sentence in sentences:
            selector = make_selector(before.text, sentence.start, sentence.end)
            lost += not carried(before.text, version.text, selector)
    return Pair(version.path, drift.is_news, len(sentences), lost)


def summary(found: Found) -> dict[str, float | int]:
    """The figures. A share of nothing is that of a faultless run.

    `false_alarm_rate`: of the pairs, those that were called news or lost a quote. `non_terms_recall`: of the distinct
    texts labelled as no terms, those recognised wherever they stood. `good_refused`: of all other versions, those taken
    for no terms.
    """
    texts: dict[str, list[bool]] = defaultdict(list)
    for one in found.judged:
        if one.bad:
            texts[one.text].append(one.refused)
    return {
        "pairs": len(found.pairs),
        "false_alarm_rate": _share((pair.alarm for pair in found.pairs), empty=0.0),
        "non_terms_recall": _share((all(marks) for marks in texts.values()), empty=1.0),
        "good_refused": _share((one.refused for one in found.judged if not one.bad), empty=0.0),
    }


def details(found: Found) -> Iterator[str]:
    """The counts behind the figures, and a line for everything that went wrong."""
    kinds = Counter((one.bad, one.kind) for one in found.judged)
    for (bad, kind), count in sorted(kinds.items()):
        yield f"{'labelled as no terms' if bad else 'terms'}, taken as {kind}: {count}"
    quotes, lost = sum(pair.quotes for pair in found.pairs), sum(pair.lost for pair in found.pairs)
    yield f"pairs that differ in markup or links only: {len(found.pairs)}, {quotes} sentences quoted, {lost} lost"
    for pair in found.pairs:
        if pair.alarm:
            yield f"alarm: {pair.path}: {'called news' if pair.news else 'no news'}, {pair.lost} quotes lost"
    for one in found.judged:
        if one.refused != one.bad:
            yield f"{'missed' if one.bad else 'refused'}: {one.path}: {one.kind}: {one.reason[:160]}"


def _share(marks: Iterable[bool], *, empty: float) -> float:
    given = list(marks)
    return round(sum(given) / len(given), 5) if given else empty
