"""Whether a capture holds terms at all, or an error page, a gate, an empty shell, another page in their place.

Judged by the text, and where there is one by the last good text of the document. What was good before is never refused
for what it says; what is in doubt is taken as terms, since terms that are held back are a change nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vendors.domain.problem_phrases import ERROR, GATE, REDIRECT
from vendors.domain.terms import ProblemKind
from vendors.domain.terms_language import Wording, wording
from vendors.domain.text import BlockKind, blocks, normal_form, normal_sentences, sentences

_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SHORT = 450
"""Words. A page that only excuses itself is shorter, its menus and footer included."""
_NOTICE = 60
"""Words, below which a page says one thing: if that is a redirect or an error, it is nothing else."""
_LINE = 22
"""Words of the line an error or gate announces itself in; terms speak of errors in longer ones."""
_SPEAKS, _KINDS = 0.03, 8
"""Share and number of different terms words from which a text speaks the language of terms whatever else it says."""
_TELLING = 60
"""Words, below which a first text is not judged by what it speaks of: a schedule of credits or periods may be short."""
_FOREIGN = 0.017
"""Share below which a whole page does not speak it."""
_SUPPOSES = re.compile(
    r"(?:if(?! you (?:are|were) not)|when|where|should|in case|wenn|falls|si|se|als|om|cuando)\b", re.IGNORECASE
)
"""A sentence that supposes an error reports none."""
_SHELL = 25
_STUB = 0.12
_PART = 0.35
_KEPT = 0.75


_REMEDIES = {
    ProblemKind.ERROR_PAGE: "Open the address. If the page is back, capture again; if it moved, set the new address.",
    ProblemKind.REDIRECT: "Set the address that it leads to as the address of this document and capture again.",
    ProblemKind.GATE: "Open the address in a browser, save the page as a file and upload that.",
    ProblemKind.EMPTY_SHELL: "Check which part of the page is kept; if its text loads late, upload the page as a file.",
    ProblemKind.MOSTLY_GONE: "Compare with the page itself. If it really is this short, accept the capture as terms.",
    ProblemKind.OTHER_LANGUAGE: "Set the address of the language you read. If the vendor changed it, accept it.",
    ProblemKind.WRONG_PAGE: "Find where the terms stand now and set that address. If these are the terms, accept them.",
}


@dataclass(frozen=True, slots=True)
class CaptureProblem:
    """Why a capture is held to be no terms, in words, and what to do about it."""

    kind: ProblemKind
    reason: str

    @property
    def remedy(self) -> str:
        """What to do, in words."""
        return remedy_for(self.kind)


def remedy_for(kind: ProblemKind) -> str:
    """What to do about a problem of this kind, in words."""
    return _REMEDIES[kind]


def capture_problem(text: str, last_good: str = "", *, persisted: bool = False) -> CaptureProblem | None:
    """What is wrong with a capture, or None where it may hold terms.

    `text` is its canonical text, `last_good` that of the document's last good version, if any. `persisted`: the same
    was found again at a later look. A shorter text or another language that stays is the vendor's doing and no problem
    of capture; an error that stays is still an error.
    """
    normal, before = normal_form(text), normal_form(last_good)
    if before and normal == before:
        return None
    words = wording(normal)
    past = wording(before) if before else None
    as_before = past is not None and words.words * 2 >= past.words and not _other_language(words, past)
    if as_before and ((words.share >= _SPEAKS and words.kinds >= _KINDS) or _kept(text, last_good) >= 0.5):
        # As long as before, in the same language: terms, whether in the words of terms or in those it had before.
        return None
    found = _notice(text, words) or _shell(text, words)
    if found is None and past is not None:
        found = _against(text, last_good, words, past, persisted=persisted)
    return found or _wrong_page(text, words, past)


def _notice(text: str, words: Wording) -> CaptureProblem | None:
    """A page that says that the terms are not here."""
    if words.words > _SHORT or (words.share >= _SPEAKS and words.kinds >= _KINDS):
        return None
    lines = [line for line in _lines(text) if not _SUPPOSES.match(line)]
    for kind, pattern, what in (
        (ProblemKind.REDIRECT, REDIRECT, "leads on to another page"),
        (ProblemKind.ERROR_PAGE, ERROR, "is an error page"),
        (ProblemKind.GATE, GATE, "asks for something first (a log-in, consent, a browser, proof of being human)"),
    ):
        line = next((line for line in lines if pattern.search(line)), "")
        if line:
            shown = line if len(line) <= 90 else f"{line[:89]}…"
            return CaptureProblem(kind, f"The page {what}: “{shown}”.")
    return None


def _shell(text: str, words: Wording) -> CaptureProblem | None:
    """A page without sentences: a heading, a menu, the frame of a page whose words never came."""
    if words.words <= _SHELL and words.kinds < 4:
        return CaptureProblem(ProblemKind.EMPTY_SHELL, f"Only {words.words} words are left of the page.")
    if words.words <= _SHORT and words.share < _SPEAKS and not _has_prose(text):
        return CaptureProblem(ProblemKind.EMPTY_SHELL, "The page holds headings or links and no sentences.")
    return None


def _against(text: str, last_good: str, words: Wording, past: Wording, *, persisted: bool) -> CaptureProblem | None:
    """What only the last good text can tell."""
    if persisted and words.judged and words.share >= _SPEAKS:
        return None
    if _other_language(words, past):
        if words.judged and words.share < _FOREIGN:
            return None
        return CaptureProblem(ProblemKind.OTHER_LANGUAGE, "The text is in another language than the last one.")
    share = words.words / max(1, past.words)
    rest = share < _STUB and past.words >= 150
    if rest or (share < _PART and past.words >= 150 and _kept(text, last_good) >= _KEPT):
        gone = f"{past.words:,} words before, {words.words:,} now"
        return CaptureProblem(ProblemKind.MOSTLY_GONE, f"Most of the text is gone: {gone}.")
    return None


def _other_language(words: Wording, past: Wording) -> bool:
    """Whether both languages can be told and differ; a list of names is in none."""
    return bool(words.language and past.language and words.language != past.language)


def _wrong_page(text: str, words: Wording, past: Wording | None) -> CaptureProblem | None:
    """A page of something else: its sentences, menus and footer aside, do not speak the language of terms."""
    if not words.judged or words.share >= _SPEAKS * 1.5 or (past is None and words.words < _TELLING):
        return None
    prose = [each.normal for each in normal_sentences(text) if _is_prose(each.normal)]
    words = wording(" ".join(prose)) if prose else words
    if not words.judged:
        return None
    floor = _FOREIGN if past is None or not past.judged else min(_FOREIGN * 1.5, max(_FOREIGN, past.share / 2))
    if words.share < floor and (past is None or past.share >= floor):
        return CaptureProblem(ProblemKind.WRONG_PAGE, "The page does not read like terms: it may be another page.")
    return None


def _kept(text: str, last_good: str) -> float:
    """The share of the words of `text` that stand in sentences of the last good text."""
    before = {sentence.normal for sentence in normal_sentences(last_good)}
    kept = total = 0
    for sentence in normal_sentences(text):
        total += len(sentence.normal)
        kept += len(sentence.normal) if sentence.normal in before else 0
    return kept / total if total else 0.0


def _lines(text: str) -> Iterator[str]:
    """The short sentences of a page, where it announces what it is."""
    for sentence in normal_sentences(text):
        if len(sentence.normal.split()) <= _LINE and len(sentence.normal) <= 200:
            yield sentence.normal


def _is_prose(normal: str) -> bool:
    return len(normal.split()) >= 6 or len(_WIDE.findall(normal)) >= 10


def _has_prose(text: str) -> bool:
    """Whether there is a sentence: several words and a full stop, or the stop of a script without spaces."""
    return any(
        sentence.text.rstrip("\"'”’)").endswith(tuple(".!?;:。！？；")) and _is_prose(sentence.text)
        for block in blocks(text)
        if block.kind is not BlockKind.HEADING
        for sentence in sentences(block)
    )
