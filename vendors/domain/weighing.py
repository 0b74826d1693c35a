"""What a new text of a document does to readings beyond their quotes: every inserted or altered sentence is weighed.

Domain rule ("What changes what"): a sentence that ranks as a must-see passage of an area, that changes the definition
of a term used in a cited quote, or that stands in a section an answer's citation belongs to, makes the readings of the
area stale. Any other content change leaves them to be confirmed; nothing here ever says "nothing to do".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vendors.domain.anchoring import Selector, find_quote
from vendors.domain.suggestion import caught, weigh_alone
from vendors.domain.terms import ClauseArea
from vendors.domain.text import Block, BlockKind, blocks, sentences

MUST_SEE = 3.0
"""From this weight on a sentence by itself is taken for one that counsel must see in its area."""

_QUOTED_TERM = re.compile(r"“([^”\n]{2,60})”|(?<![\w.)])\"(?=\w)([^\"\n]{2,60})\"")
_IN_BRACKETS = re.compile(r"\([^()“\"]{0,60}[“\"]([^”\"\n]{2,60})[”\"][^()]{0,40}\)")
_PROPER_TERM = re.compile(r"\b[A-Z][\w-]+(?: [A-Z][\w-]+){0,4}")
_DEFINES = re.compile(
    r"\b(?:means?|includes?|including|excludes?|exclude|comprises?|meaning|defined|refers?|references to|deemed|covers?"
    r"|take in|read as|extends? to|consists? of|construed|understood|interpreted|any reference)\b",
    re.IGNORECASE,
)
_BARE_OPENING = re.compile(r"^(?:the|a|an|each|any|this|that|such|in|for|our|your|we|you|it|if)\b", re.IGNORECASE)


class Why(StrEnum):
    """Which of the three rules makes an area stale."""

    MUST_SEE = "must_see"
    DEFINITION = "definition"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Weighed:
    """new_text[start:end], a sentence that is new or altered, makes readings of `area` stale; `reason` says why."""

    area: ClauseArea
    start: int
    end: int
    why: Why
    reason: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence with what it stands under."""

    start: int
    end: int
    text: str
    section: str
    stem: str


def weigh(
    old_text: str, new_text: str, citations_by_area: Mapping[ClauseArea, Sequence[str | Selector]]
) -> list[Weighed]:
    """What the sentences of `new_text` that `old_text` has not make stale, in order of the text.

    `citations_by_area`: the quotes that answers of each area rest on in the old text; an area without any still counts.
    """
    quotes = {area: [_selector(one) for one in citations_by_area.get(area, ())] for area in ClauseArea}
    old, new = _parts(old_text), _parts(new_text)
    sections = {area: _sections(old_text, old, found) for area, found in quotes.items()}
    said = {area: tuple(quote.exact for quote in found) for area, found in quotes.items()}
    found: list[Weighed] = []
    for part, before in _altered(old, new):
        terms = _terms_defined(part.text, before)
        for area in ClauseArea:
            one = _weighed(part, area, terms, said[area], sections[area])
            if one is not None:
                found.append(one)
    found += _definitions_gone(old, new, said)
    return found


def changed_sentences(old_text: str, new_text: str) -> list[tuple[int, int]]:
    """Where the sentences of `new_text` stand that `old_text` has not: inserted or altered."""
    return [(part.start, part.end) for part, _before in _altered(_parts(old_text), _parts(new_text))]


def _weighed(
    part: _Part, area: ClauseArea, terms: frozenset[str], quotes: Sequence[str], sections: frozenset[str]
) -> Weighed | None:
    weight = weigh_alone(part.text, area, part.stem)
    if weight.score >= MUST_SEE:
        return Weighed(area, part.start, part.end, Why.MUST_SEE, "; ".join(weight.reasons[:3]))
    words = caught(part.text, area)
    if words:
        return Weighed(area, part.start, part.end, Why.MUST_SEE, f"words of the area together: {', '.join(words)}")
    for term in sorted(terms):
        if any(_uses(quote, term) for quote in quotes):
            reason = f"what “{term}” means changes, and a quote of this area uses it"
            return Weighed(area, part.start, part.end, Why.DEFINITION, reason)
    if part.section and part.section in sections:
        return Weighed(area, part.start, part.end, Why.SECTION, f"it stands under “{part.section}”, as a quote does")
    return None


def _selector(quote: str | Selector) -> Selector:
    return quote if isinstance(quote, Selector) else Selector(quote)


def _parts(text: str) -> list[_Part]:
    section, stem = "", ""
    found: list[_Part] = []
    for block in blocks(text):
        if block.kind is BlockKind.HEADING:
            section, stem = block.text, ""
        above = stem if _is_item(block) else ""
        found += [_Part(one.start, one.end, one.text, section, above) for one in sentences(block)]
        if block.text.endswith(":"):
            stem = block.text[-300:]
        elif not _is_item(block):
            stem = ""
    return found


def _is_item(block: Block) -> bool:
    return block.kind is BlockKind.ITEM or block.number.startswith("(")


def _altered(old: Sequence[_Part], new: Sequence[_Part]) -> list[tuple[_Part, str]]:
    """The sentences of `new` that are not in `old`, each with the sentence of `old` it was made of, or nothing.

    Words are compared, not spaces or capitals. A sentence that only moved is in both; one that now stands twice is new.
    """
    left = Counter(_words(part.text) for part in old)
    fresh: list[_Part] = []
    for part in new:
        words = _words(part.text)
        if left[words]:
            left[words] -= 1
        elif words:
            fresh.append(part)
    gone = [(part.text, frozenset(_words(part.text).split())) for part in _missing(old, left)]
    return [(part, _origin(part, gone)) for part in fresh]


def _missing(parts: Sequence[_Part], left: Counter[str]) -> list[_Part]:
    """The parts whose words are still left over, as often as they are."""
    counted = Counter(left)
    missing: list[_Part] = []
    for part in parts:
        words = _words(part.text)
        if counted[words] > 0:
            counted[words] -= 1
            missing.append(part)
    return missing


def _origin(part: _Part, gone: Sequence[tuple[str, frozenset[str]]]) -> str:
    """The sentence that is gone and shares most with `part`, where it shares more than half."""
    words = frozenset(_words(part.text).split())
    best, share = "", 0.5
    for text, others in gone:
        shorter, longer = sorted((len(words), len(others)))
        if shorter <= share * longer:
            continue
        common = len(words & others)
        if common / (len(words) + len(others) - common) > share:
            best, share = text, common / (len(words) + len(others) - common)
    return best


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _sections(text: str, parts: Sequence[_Part], quotes: Sequence[Selector]) -> frozenset[str]:
    """The headings that the quotes stand under in `text`."""
    found: set[str] = set()
    for quote in quotes:
        match = find_quote(text, quote)
        if match is not None:
            found |= {part.section for part in parts if part.start < match.end and match.start < part.end}
    return frozenset(found - {""})


def _terms_defined(text: str, before: str) -> frozenset[str]:
    """The terms whose meaning a sentence sets, in the words in which they are written there."""
    if not (_DEFINES.search(text) or _DEFINES.search(before)):
        return frozenset(_IN_BRACKETS.findall(f"{text} {before}"))
    pairs = _QUOTED_TERM.findall(f"{text} {before}")
    quoted = {(curly or straight).strip(" ,.") for curly, straight in pairs}
    proper = set() if quoted else {term for term in _PROPER_TERM.findall(text) if not _BARE_OPENING.match(term)}
    return frozenset(term for term in quoted | proper if len(term) > 1)


def _uses(quote: str, term: str) -> bool:
    """Whether a quote uses a term, in one number or the other."""
    stem = term[:-1] if term.endswith("s") and len(term) > 4 else term
    return re.search(rf"(?<!\w){re.escape(stem)}s?(?!\w)", quote) is not None


def _definitions_gone(
    old: Sequence[_Part], new: Sequence[_Part], quotes: Mapping[ClauseArea, Sequence[str]]
) -> list[Weighed]:
    """A definition taken out or rewritten changes what its term means; it is told at the sentence before it."""
    at = {_words(part.text): part for part in new}
    spot = new[0] if new else None
    found: list[Weighed] = []
    for part in old:
        here = at.get(_words(part.text))
        spot = here or spot
        terms = frozenset() if here or spot is None else _terms_defined(part.text, "")
        for area, said in quotes.items():
            used = sorted(term for term in terms if any(_uses(quote, term) for quote in said))
            if used and spot is not None:
                reason = f"the sentence that says what “{used[0]}” means is gone, and a quote of this area uses it"
                found.append(Weighed(area, spot.start, spot.end, Why.DEFINITION, reason))
    return found
