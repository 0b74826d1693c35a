"""Which names of a list are spelt like ours, and how much alike: 0 to 100.

Score of two names, the best of three:
- the likeness of their words in sorted order (Indel ratio, rapidfuzz), which forgives slips and another order;
- the likeness of their letters run together, which forgives blanks and hyphens;
- 90 where all words of one stand in the other: two words at least, or one that is rare on the list. A brand is often
  one word of the legal name, and a list has the legal name.

Blocking: compared are only names that share the first or the last three letters of a word, or of the whole. A slip hits
one of the two, seldom both. A test holds the result against comparing everything with everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from policies.domain.screening.names import Comparable, comparable

METHOD = 1
"""Raise it when the score of any pair changes: runs say by which method they compared."""
LEAST, DEFAULT_THRESHOLD, MOST = 70, 85, 100
CONTAINED = 90.0
RARE = 20
"""In how many names of a list a single word may stand and still tell a name by itself."""
SHORT = 3
"""Letters below which a word alone tells nothing: it would be contained by chance."""
TOO_MANY = 200
"""Matches above which a name is too common to be judged by spelling; the best are kept, and the page says so."""


@dataclass(frozen=True, slots=True)
class Match:
    """One name of the list that is spelt like the one asked for: which (its place), how much alike, and by what."""

    place: int
    score: float
    by: str


class Names:
    """The names of a list, ready to be asked. Memory: about 1 KB a name."""

    def __init__(self, names: Sequence[str]) -> None:
        self._sorted: list[str] = []
        self._joined: list[str] = []
        self._lengths: list[int] = []
        self._blocks: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            form = comparable.__wrapped__(name)  # each is asked for once: a cache would only push others out
            self._sorted.append(form.ordered)
            self._joined.append(form.joined)
            words = set(form.words)
            self._lengths.append(len(words))
            for word in words:
                self._words.setdefault(word, []).append(place)
            for key in _keys(form):
                self._blocks.setdefault(key, []).append(place)

    def __len__(self) -> int:
        return len(self._sorted)

    def like(self, name: str, threshold: int, *, blocking: bool = True) -> list[Match]:
        """Names of the list that score `threshold` or more against `name`, the best first."""
        asked = comparable(name)
        if not asked.words:
            return []
        places = self._candidates(asked) if blocking else range(len(self))
        best: dict[int, Match] = {}
        for by, mine, theirs in (("words", asked.ordered, self._sorted), ("letters", asked.joined, self._joined)):
            choices = [theirs[place] for place in places]
            for _, score, at in process.extract(mine, choices, scorer=fuzz.ratio, score_cutoff=threshold, limit=None):
                _keep(best, Match(places[at], round(score, 1), by))
        if threshold <= CONTAINED:
            for place in self._contained(asked):
                _keep(best, Match(place, CONTAINED, "contained"))
        return sorted(best.values(), key=lambda match: (-match.score, match.place))

    def _candidates(self, asked: Comparable) -> list[int]:
        found: set[int] = set()
        for key in _keys(asked):
            found.update(self._blocks.get(key, ()))
        return list(found)

    def _contained(self, asked: Comparable) -> Iterable[int]:
        """Places of names all of whose words stand in the one asked for, or the other way round."""
        words = set(asked.words)
        shared: Counter[int] = Counter()
        for word in words:
            shared.update(self._words.get(word, ()))
        for place, count in shared.items():
            if count == min(len(words), self._lengths[place]) and (count > 1 or self._tells(words, place)):
                yield place

    def _tells(self, words: set[str], place: int) -> bool:
        """Whether the one word that two names share is long and rare enough to tell a name."""
        word = next(word for word in words if place in self._words.get(word, ()))
        return len(word) > SHORT and len(self._words[word]) <= RARE


def _keep(best: dict[int, Match], match: Match) -> None:
    held = best.get(match.place)
    if held is None or match.score > held.score:
        best[match.place] = match


def _keys(form: Comparable) -> set[str]:
    """First and last three letters of every word of three letters or more, and of the whole."""
    keys = {f"^{word[:3]}" for word in form.words if len(word) >= SHORT}
    keys |= {f"{word[-3:]}$" for word in form.words if len(word) >= SHORT}
    return keys | {f"^{form.joined[:3]}", f"{form.joined[-3:]}$"}
