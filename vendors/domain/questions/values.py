"""Values of answers: from what a form or the API sends to a value, to the stored text, and to words for people."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from governance.canonical import canonical_json
from vendors.domain.questions.catalogue import question_of
from vendors.domain.questions.kinds import ADMITTED, Question, QuestionKind
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerValue

MAX_DAYS = 36_500
MAX_WORDS = 500

_YES = frozenset({"yes", "true", "on"})
_NO = frozenset({"no", "false", "off"})
_DAYS = re.compile(r"(\d{1,9})(?:\s*days?)?", re.IGNORECASE | re.ASCII)
_ADMITTED_LABELS = {UNDOCUMENTED: "Undocumented", SILENT: "Silent"}


def validate_value(question: Question | str, raw: Any) -> AnswerValue:
    """The value that `raw` (as a form or JSON sends it) gives to `question`; nothing given is `undocumented`.

    Raises ValueError with a sentence that says what to do.
    """
    asked = question_of(question)
    entries = _entries(raw)
    if not entries:
        return UNDOCUMENTED
    words = [entry.strip() for entry in entries if isinstance(entry, str)]
    for admitted in ADMITTED:
        if admitted.value in words:
            if len(entries) > 1:
                label = _ADMITTED_LABELS[admitted.value]
                raise ValueError(f"“{label}” stands alone: choose it without anything else.")
            return admitted.value
    if asked.kind is QuestionKind.CHOICES:
        return _choices(asked, entries)
    if len(entries) > 1:
        raise ValueError("Give one answer, not several.")
    entry = entries[0]
    if asked.kind is QuestionKind.YES_NO:
        return _yes_no(entry)
    if asked.kind is QuestionKind.DAYS:
        return _days(asked, entry)
    if asked.kind is QuestionKind.CHOICE:
        return _choice(asked, entry)
    return _text(entry)


def encode_value(value: AnswerValue) -> str:
    """The canonical text of a value, as it is stored."""
    return canonical_json(value)


def decode_value(text: str) -> AnswerValue:
    """The value that `text` stands for. Raises ValueError where it stands for none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("This stored answer cannot be read.") from error
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, str | bool | int):
        return value
    raise ValueError("This stored answer cannot be read.")


def value_in_words(question: Question | str, value: AnswerValue) -> str:
    """The value as people read it. A value the question does not know is shown as it is, never hidden."""
    asked = question_of(question)
    if isinstance(value, tuple):
        return ", ".join(_label(asked, item) for item in value) or "Nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        return "Not kept" if value == 0 else "1 day" if value == 1 else f"{value} days"
    return _ADMITTED_LABELS.get(value) or _label(asked, value)


def _label(asked: Question, value: str) -> str:
    option = asked.option(value)
    return option.label if option else value


def _entries(raw: Any) -> list[Any]:
    several: Iterable[Any] = raw if isinstance(raw, list | tuple | set | frozenset) else (raw,)
    return [entry for entry in several if entry is not None and not (isinstance(entry, str) and not entry.strip())]


def _choices(asked: Question, entries: list[Any]) -> tuple[str, ...]:
    chosen = {_choice(asked, entry) for entry in entries}
    alone = next((option for option in asked.options if option.alone and option.value in chosen), None)
    if alone is not None and len(chosen) > 1:
        raise ValueError(f"“{alone.label}” excludes every other choice: choose it alone, or leave it out.")
    return tuple(option.value for option in asked.options if option.value in chosen)


def _choice(asked: Question, entry: Any) -> str:
    value = entry.strip() if isinstance(entry, str) else entry
    if isinstance(value, str) and asked.option(value):
        return value
    known = ", ".join(option.value for option in asked.options)
    raise ValueError(f"Choose one of the values offered: {known}.")


def _yes_no(entry: Any) -> bool:
    if isinstance(entry, bool):
        return entry
    word = entry.strip().lower() if isinstance(entry, str) else ""
    if word in _YES | _NO:
        return word in _YES
    raise ValueError("Answer yes or no.")


def _days(asked: Question, entry: Any) -> int | str:
    if isinstance(entry, str):
        word = entry.strip()
        if asked.option(word):
            return word
        match = _DAYS.fullmatch(word)
        entry = int(match.group(1)) if match else None
    if isinstance(entry, bool) or not isinstance(entry, int) or not 0 <= entry <= MAX_DAYS:
        raise ValueError(
            f"Give a whole number of days from 0 to {MAX_DAYS}, or choose “until deleted” or “indefinitely”."
        )
    return entry


def _text(entry: Any) -> str:
    # A control character would be invisible on the page and refused by the canonical form of a snapshot.
    visible = "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in str(entry))
    words = " ".join(unicodedata.normalize("NFC", visible).split())
    if not words:
        raise ValueError("Answer in words.")
    if len(words) > MAX_WORDS:
        raise ValueError(f"Answer in at most {MAX_WORDS} characters; the rest belongs into the plain reading.")
    return words
