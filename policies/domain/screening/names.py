"""Names made comparable: what is the same name to a reader is the same text here.

Case, accents, punctuation and legal forms are set aside. Scripts are not: a name in Han, Cyrillic or Arabic letters is
compared with names in the same letters alone, since turning one script into another has many right answers
(GB 2312 pinyin, Wade-Giles, a firm's own choice) and a machine that picks one would hide the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

LEGAL_FORMS: Mapping[str, tuple[str, ...]] = {
    "English": (
        "ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "lp", "plc",
        "pbc", "pty", "pte", "pvt", "private limited", "the",
    ),
    "German": ("gmbh", "ag", "kg", "ug", "ohg", "se", "ev"),
    "French, Spanish, Italian, Portuguese": ("sa", "sas", "sasu", "sarl", "srl", "spa", "sl", "slu", "ltda", "lda"),
    "Dutch, Nordic, Baltic": ("bv", "nv", "ab", "as", "a s", "aps", "oy", "oyj", "asa", "uab", "sia"),
    "Central European": ("sro", "zrt", "kft", "doo", "spzoo", "sp z oo", "dd", "ad", "ead", "eood", "ood"),
    "Russian, in Latin letters": ("ooo", "oao", "ao", "pao", "zao", "jsc", "ojsc", "pjsc", "cjsc"),
    "Asian, in Latin letters": ("kk", "gk", "sdn bhd", "bhd", "tbk", "co ltd", "fzco", "fze", "fz llc", "wll"),
}  # fmt: skip
"""Words that say what kind of body a name belongs to, by where they are used; set aside at either end of a name."""

_FORMS = frozenset(form for forms in LEGAL_FORMS.values() for form in forms if " " not in form)
_PHRASES = tuple(
    sorted((tuple(form.split()) for forms in LEGAL_FORMS.values() for form in forms if " " in form), key=len)
)
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ı": "i",
        "ħ": "h",
        "&": " and ",
        "+": " ",
    }
)
"""Letters that Unicode does not take apart, and signs that stand for words."""
_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")
_APOSTROPHES = re.compile(r"[’'`´]")
_BREAKS = re.compile(r"[^\w]+|_+")
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Comparable:
    """A name as it is compared: its words in order, sorted, and run together."""

    words: tuple[str, ...]
    ordered: str
    joined: str

    @property
    def latin(self) -> bool:
        """Whether it has letters or digits that the lists are written in."""
        return bool(_LATIN.search(self.joined))


@lru_cache(maxsize=4096)
def comparable(name: str) -> Comparable:
    """`name` without case, accents, punctuation and, at either end, legal forms. A name of nothing but those is kept
    whole, so that none becomes empty which was not."""
    words = _words(name)
    words = _without_forms(words) or words
    return Comparable(tuple(words), " ".join(sorted(words)), "".join(words))


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _INITIALS.sub(r"\1", _APOSTROPHES.sub("", text))
    return [word for word in _BREAKS.split(text) if word]


def _without_forms(words: list[str]) -> list[str]:
    """Words with the forms at both ends taken off, as often as there are some."""
    while words:
        phrase = next((len(form) for form in _PHRASES if tuple(words[-len(form) :]) == form), 0)
        if phrase:
            words = words[:-phrase]
        elif words[-1] in _FORMS:
            words = words[:-1]
        elif words[0] in _FORMS:
            words = words[1:]
        else:
            break
    return words
