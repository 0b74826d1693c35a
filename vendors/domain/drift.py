"""What a new text of a document is to the one before it: from identical to content, with the reasons in words.

The order of the classes and what makes a small change one of content are those of the domain ("What changes what"). In
doubt a change is content: what is called less than that may go unread.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from vendors.domain.capture_problems import CaptureProblem, capture_problem
from vendors.domain.date_lines import is_date_line
from vendors.domain.defined_terms import defined_words
from vendors.domain.terms import DriftKind
from vendors.domain.text.normal import (
    NormalSentence,
    alike_but_for_number,
    joined,
    normal_form,
    normal_sentences,
    unnumbered,
)
from vendors.domain.weighty_words import is_weighty

_TOKEN = re.compile(r"[\w'&+/-]*\w|[^\w\s]")
_FEW_WORDS = 6
"""Words and signs that are shown whole where a number changed; of more only the number."""
_SMALL_WORDS = 10
"""Words that came or went, beyond which a change is no small one."""
_MOST_WORK = 4_000_000
"""Words of one side times words of the other, beyond which a passage is not compared word by word."""
_LABEL = 3
"""Words of a whole sentence that may come or go in a small change: an entry of a menu, a label."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """Sentences that changed: old_text[old_start:old_end] became new_text[new_start:new_end]; one side may be empty.

    `kind` is what this place alone would make of the new text (formatting, date line, small, content), `reason` why.
    """

    kind: DriftKind
    reason: str
    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Drift:
    """The class of a new text. `returned_to` names the earlier text of a return, `problem` what is wrong with it."""

    kind: DriftKind
    reasons: tuple[str, ...]
    alterations: tuple[Alteration, ...] = ()
    returned_to: str = ""
    problem: CaptureProblem | None = None

    @property
    def is_news(self) -> bool:
        """Whether there is something to read."""
        return self.kind in NEWS


NEWS = frozenset({DriftKind.SMALL, DriftKind.CONTENT, DriftKind.CAPTURE_PROBLEM})
"""What there is something to read of: a small change, content, or a capture that needs a hand."""


def heavier(one: DriftKind, other: DriftKind) -> DriftKind:
    """Of two changes that follow each other the class that both together have."""
    return max(one, other, key=list(DriftKind).index)


def normal_sha256(text: str) -> str:
    """The SHA-256 of the normal form of a canonical text: what returns are recognised by."""
    return hashlib.sha256(normal_form(text).encode()).hexdigest()


def classify(
    old: str,
    new: str,
    *,
    same_bytes: bool = False,
    earlier: Mapping[str, str] | None = None,
    accepted: bool = False,
) -> Drift:
    """What `new` is to `old`, canonical texts of one document, `old` its last good one ("" where there is none).

    `same_bytes`: they were made of the same bytes, link targets included, which no canonical text holds. `earlier`
    names the document's earlier good texts by their `normal_sha256`. `accepted`: a person says that these are terms,
    whatever they look like.
    """
    if old and same_bytes:
        return Drift(DriftKind.IDENTICAL, ("The same bytes were captured again.",))
    if old and new == old:
        return Drift(DriftKind.FORMATTING, ("Only markup or link targets differ; the text is the same.",))
    if old and normal_form(new) == normal_form(old):
        return Drift(DriftKind.FORMATTING, ("Only layout or typography differs; every word is the same.",))
    known = (earlier or {}).get(normal_sha256(new))
    if known is not None:
        return Drift(DriftKind.RETURN, ("The text is one that stood here before.",), _alterations(old, new), known)
    problem = None if accepted else capture_problem(new, old)
    if problem is not None:
        return Drift(DriftKind.CAPTURE_PROBLEM, (problem.reason,), problem=problem)
    if not old:
        return Drift(DriftKind.CONTENT, ("This is the first text of the document.",))
    return _weighed(_alterations(old, new))


def _weighed(alterations: tuple[Alteration, ...]) -> Drift:
    """The class that the changed places give together: the heaviest of them."""
    kinds = {each.kind for each in alterations}
    kind = next(
        (kind for kind in (DriftKind.CONTENT, DriftKind.SMALL, DriftKind.DATE_LINE) if kind in kinds),
        DriftKind.FORMATTING,
    )
    reasons = tuple(dict.fromkeys(each.reason for each in alterations if each.kind is kind))
    return Drift(kind, reasons or ("Only layout differs; every word is the same.",), alterations)


def _alterations(old: str, new: str) -> tuple[Alteration, ...]:
    """Every place where sentences differ, each judged; together they stay small only as far as all do."""
    before, after = list(normal_sentences(old)), list(normal_sentences(new))
    terms = defined_words(old) | defined_words(new)
    found: list[Alteration] = []
    changed = 0
    for gone, come, (old_at, new_at) in _regions(before, after):
        kind, reason, words = _judged([each.normal for each in gone], [each.normal for each in come], terms)
        changed += words
        found.append(Alteration(kind, reason, *_span(gone, before, old_at, old), *_span(come, after, new_at, new)))
    if changed > _SMALL_WORDS:
        reason = f"{changed} words changed: too many to be a small change."
        found = [_as_content(each, reason) if each.kind is DriftKind.SMALL else each for each in found]
    return tuple(found)


def _as_content(each: Alteration, reason: str) -> Alteration:
    return Alteration(DriftKind.CONTENT, reason, each.old_start, each.old_end, each.new_start, each.new_end)


def _regions(
    before: Sequence[NormalSentence], after: Sequence[NormalSentence]
) -> Iterator[tuple[Sequence[NormalSentence], Sequence[NormalSentence], tuple[int, int]]]:
    """Runs of sentences that differ, with where in either list they begin."""
    numbers: dict[str, int] = {}
    one, other = (
        [numbers.setdefault(unnumbered(each.normal), len(numbers)) for each in side] for side in (before, after)
    )
    old_from = new_from = 0
    for step in LCSseq.opcodes(one, other):
        if step.tag != "equal":
            continue
        for at, to in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True):
            if before[at].normal != after[to].normal:  # the same words under another number, or under none
                continue
            if (old_from, new_from) != (at, to):
                yield before[old_from:at], after[new_from:to], (old_from, new_from)
            old_from, new_from = at + 1, to + 1
    if old_from < len(before) or new_from < len(after):
        yield before[old_from:], after[new_from:], (old_from, new_from)


def _judged(gone: Sequence[str], come: Sequence[str], terms: frozenset[str]) -> tuple[DriftKind, str, int]:
    """What became of one run of sentences, why, and how many words that cannot be passed over came or went."""
    one, other = joined(gone), joined(come)
    if one == other or (len(gone) == len(come) and all(map(alike_but_for_number, gone, come))):
        return DriftKind.FORMATTING, "Only layout differs here.", 0
    if all(is_date_line(each) for each in (*gone, *come)):
        return DriftKind.DATE_LINE, "Only a line that dates the text changed.", 0
    left, right = _TOKEN.findall(one), _TOKEN.findall(other)
    if left == right:
        return DriftKind.FORMATTING, "Only spaces differ here, and none inside a word.", 0
    if len(left) * len(right) > _MOST_WORK:
        return DriftKind.CONTENT, f"A passage of {max(len(gone), len(come)):,} sentences changed.", 0
    out, into = _words_apart(left, right)
    reason = _weight(out, into, terms)
    if reason:
        return DriftKind.CONTENT, reason, 0
    whole = next((each for side in (gone, come) for each in side if not (gone and come) and _long(each)), "")
    if whole:
        word = "came" if come else "went"
        return DriftKind.CONTENT, f"A whole sentence {word}: “{_cut(whole)}”.", 0
    changed = max(sum(map(_is_word, out)), sum(map(_is_word, into)))
    return DriftKind.SMALL, f"Few words changed: {_shown(out)} became {_shown(into)}.", changed


def _words_apart(left: Sequence[str], right: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words and signs that went and those that came."""
    out: list[str] = []
    into: list[str] = []
    for step in LCSseq.opcodes(left, right):
        if step.tag != "equal":
            out += left[step.src_start : step.src_end]
            into += right[step.dest_start : step.dest_end]
    return out, into


def _weight(out: Sequence[str], into: Sequence[str], terms: frozenset[str]) -> str:
    """Why this change is one of content whatever its size; "" where nothing makes it so."""
    for word in (*out, *into):
        if any(char.isnumeric() for char in word):
            few = max(len(out), len(into)) <= _FEW_WORDS
            said = f"changed: {_shown(out)} became {_shown(into)}" if few else f"came, went or changed: “{word}”"
            return f"A number or date {said}."
        if is_weighty(word):
            return f"A word that can change what may or must be done came, went or changed: “{word}”."
        if word.lower() in terms:
            return f"A word of a defined term came, went or changed: “{word}”."
    return ""


def _is_word(token: str) -> bool:
    return any(map(str.isalnum, token))


def _long(normal: str) -> bool:
    return sum(map(_is_word, _TOKEN.findall(normal))) > _LABEL


def _shown(words: Sequence[str]) -> str:
    return f"“{_cut(' '.join(words))}”" if words else "nothing"


def _cut(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"


def _span(run: Sequence[NormalSentence], side: Sequence[NormalSentence], at: int, text: str) -> tuple[int, int]:
    """Where a run stands in its text; for an empty one, where it would."""
    if run:
        return run[0].start, run[-1].end
    place = side[at].start if at < len(side) else len(text)
    return place, place
