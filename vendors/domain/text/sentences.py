"""Sentences of a block, as legal texts write them: every character that is no outer space belongs to exactly one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vendors.domain.text.blocks import Block, BlockKind

_CLOSING = "\"'”’»)\\]"
_STOP = re.compile(rf"(?:[.!?…]+[{_CLOSING}]*(?=\s)|[。！？][”’」』）]*)")
_ITEM = re.compile(r";(?=\s+(?:(?:and|or|and/or)\s+)?\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)\s)", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[\w.&§-]+$")
_MARK = r"(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlIVXL]{1,5})[.)])"
_ENDS_WITH_MARK = re.compile(
    rf"(?:^|[.;:!?]\s)\s*(?:(?:section|article|clause|annex|schedule)\s+)?{_MARK}$", re.IGNORECASE
)
_REACH = 40
_STARTS_WITH_MARK = re.compile(rf"{_MARK}\s")

_NEVER_WORDS = "e.g i.e eg ie cf vs v viz mr mrs ms dr prof st approx incl excl resp esp al hon messrs ca mt ext tel"
_NEVER = frozenset(_NEVER_WORDS.split())
"""Never the end of a sentence."""
_BEFORE_NUMBER_WORDS = (
    "no nos nr art arts sec secs sect para paras p pp fig vol ch cl clause ann app reg regs cap rev ver ed ss"
)
_BEFORE_NUMBER = frozenset(_BEFORE_NUMBER_WORDS.split())
"""Not the end where a number follows: "No. 5", "Art. 28"."""
_MAYBE_WORDS = "inc ltd corp co llc llp plc bros gmbh pty s.a s.p.a b.v n.v u.s u.k e.u u.s.c c.f.r etc jr sr"
_MAYBE = frozenset(_MAYBE_WORDS.split())
"""The end only where the next word is one that sentences begin with: "Acme Inc. The services ..."."""
_STARTERS_WORDS = (
    "a all an any as at by customer each for from however if in it neither no nothing notwithstanding on our "
    "provided such subject that the their there these they this those to under unless upon we when where you your"
)
_STARTERS = frozenset(_STARTERS_WORDS.split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text` is the whole text's [start:end]."""

    start: int
    end: int
    text: str


def sentences(block: Block) -> tuple[Sentence, ...]:
    """The sentences of a block in order. A heading and a row of a table are one each."""
    text, offset = block.text, block.text_start
    if block.kind in {BlockKind.HEADING, BlockKind.ROW}:
        cuts: list[int] = []
    else:
        cuts = _cuts(text)
    found: list[Sentence] = []
    for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = text[begin:end]
        words = piece.strip()
        if words:
            start = offset + begin + len(piece) - len(piece.lstrip())
            found.append(Sentence(start, start + len(words), words))
    return tuple(found)


def _cuts(text: str) -> list[int]:
    """Where one sentence ends and the next begins, each just after the end."""
    candidates = sorted({match.end() for pattern in (_STOP, _ITEM) for match in pattern.finditer(text)})
    cuts: list[int] = []
    begin = 0
    for end in candidates:
        if end < len(text) and _ends_here(text, begin, end):
            cuts.append(end)
            begin = end
    return cuts


def _ends_here(text: str, begin: int, end: int) -> bool:
    last = text[end - 1]
    if last == ";" or last in "。！？」』）":
        return True
    following = text[end : end + 40].lstrip()
    if not following:
        return False
    if _ends_with_mark(_tail(text, begin, end)):
        return False
    stop = text[max(begin, end - _REACH) : end].rstrip("\"'”’»)]")
    opening = following.lstrip("\"'“‘«([")
    if not opening or (opening[0].islower() and not _STARTS_WITH_MARK.match(following)):
        return False
    if not stop.endswith("."):
        return True
    return _after_period(stop, opening)


def _ends_with_mark(tail: str) -> bool:
    """Whether what ends here is only the number of what follows, "a." or "4.1.", and not that of "No. 4."."""
    match = _ENDS_WITH_MARK.search(tail)
    before = _WORD_BEFORE.search(tail[: match.start()]) if match else None
    return match is not None and (before is None or before.group().lower() not in _BEFORE_NUMBER)


def _tail(text: str, begin: int, end: int) -> str:
    """The last characters of a piece, enough to tell a number from a word; a dash stands for what was cut away."""
    if end - begin > _REACH:
        return f"-{text[end - _REACH : end]}"
    return text[begin:end].removeprefix("- ").strip()


def _after_period(stop: str, opening: str) -> bool:
    match = _WORD_BEFORE.search(stop[-40:].rstrip("."))
    word = match.group().lower() if match else ""
    if word in _NEVER:
        return False
    if word in _BEFORE_NUMBER:
        return not (opening[0].isdigit() or opening[0] == "§" or re.match(r"[IVXL]+\b", opening))
    first = re.match(r"[\w'’]+", opening)
    starts = first is not None and first.group().lower() in _STARTERS
    if word in _MAYBE or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return starts
    if len(word) == 1 and word.isalpha():
        # An initial, "J. Smith", or the last word of "Schedule A. The ...".
        return starts
    return True
