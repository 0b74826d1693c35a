"""One rule for every name, title and other single line: what people see is all there is.

A mark that turns the direction of writing or that takes no room makes one name look like another, on a page and in a
signed report alike (Unicode Technical Report 36, "Bidirectional Text Spoofing"). Prose and quotes are not judged here.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""General categories that draw nothing, or nothing anybody can foresee."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Drawn as nothing although their category says otherwise (Unicode, Default_Ignorable_Code_Point; braille blank)."""
_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Variation selectors: part of how some Han characters in names of people are written, empty anywhere else."""
_JOINERS: Final = frozenset("\u200c\u200d")
"""Part of the spelling in scripts that join letters, as RFC 5892, A.1 and A.2 allow them in names of the net."""
_JOINING: Final = (range(0x0600, 0x0900), range(0x0900, 0x0E00), range(0x1780, 0x1800), range(0x1800, 0x18B0))


def unseen(line: str) -> str:
    """Why `line` cannot be a name: the first character nobody could see, in words. Empty where there is none."""
    for place, character in enumerate(line):
        if _is_unseen(line, place):
            name = unicodedata.name(character, "a control character")
            return (
                f"Character {place + 1} cannot be seen (U+{ord(character):04X}, {name.lower()}). "
                "Remove it, or type the words anew instead of pasting them."
            )
    return ""


def _is_unseen(line: str, place: int) -> bool:
    character = line[place]
    before = line[place - 1] if place else ""
    if character in _JOINERS:
        after = line[place + 1 : place + 2]
        return not (_in(before, _JOINING) and _in(after, _JOINING))
    if _in(character, _SELECTORS):
        return not (before and unicodedata.name(before, "").startswith("CJK"))
    return character in _BLANK or unicodedata.category(character) in _UNSEEN


def _in(character: str, ranges: tuple[range, ...]) -> bool:
    return bool(character) and any(ord(character) in chosen for chosen in ranges)
