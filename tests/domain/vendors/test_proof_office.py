"""Slow proof: LibreOffice accepts, then rejects every tracked change; what is left is the new, then the old text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.factories.vendors import TERMS
from tests.harness.office import settle_all
from tests.vendors.redline_texts import CLAUSE, HEADING, NEW, OLD, PIECES, canonical, expected
from vendors.domain.redline import for_reading, redline
from vendors.domain.text import canonicalise
from vendors.tracked import tracked_docx

pytestmark = pytest.mark.prove("office")
SHUFFLED, EDITED = 120, 60
WORDS = [
    "not",
    "30",
    "ninety (90)",
    "“Output”",
    "Output.",
    "- ",
    "\n\n",
    "\n\n## 9 Of\n\n",
    "\n\n- one\n\n- two\n\n",
    " | ",
]


def shuffled(turn: random.Random) -> str:
    """Hard pieces in any order, some of them twice."""
    return canonical(turn.choices(PIECES, k=turn.randrange(10)))


def edited(text: str, turn: random.Random) -> str:
    """The text with a few stretches taken out, put in, replaced or put elsewhere."""
    for _ in range(turn.randrange(1, 6)):
        begin = turn.randrange(len(text))
        end = min(len(text), begin + turn.randrange(1, 90))
        taken, text = text[begin:end], text[:begin] + turn.choice(["", *WORDS]) + text[end:]
        if turn.random() < 0.3:
            place = turn.randrange(len(text))
            text = text[:place] + taken + text[place:]
    return canonicalise(text.encode(), "text/markdown").text


def pairs() -> list[tuple[str, str]]:
    turn = random.Random(20260315)  # the same sample on every run
    terms = canonicalise(f"{TERMS}\n\n7.1 {CLAUSE}".encode(), "text/markdown").text
    found = [(OLD, NEW), (NEW, OLD), *((shuffled(turn), shuffled(turn)) for _ in range(SHUFFLED))]
    return found + [(text, edited(text, turn)) for text in (terms, OLD, NEW) for _ in range(EDITED // 3)]


def left(path: Path) -> list[str]:
    """The paragraphs LibreOffice wrote."""
    return path.read_text("utf-8-sig").removesuffix("\n").split("\n")


def test_libreoffice_gives_both_texts_back(tmp_path: Path) -> None:
    folder = tmp_path / "redlines"
    folder.mkdir()
    sample = pairs()
    for number, (old, new) in enumerate(sample):
        make = for_reading if number % 2 else redline
        (folder / f"{number}.docx").write_bytes(tracked_docx(make(old, new), HEADING))
    settle_all(folder, tmp_path / "profile")
    for number, (old, new) in enumerate(sample):
        for verb, text in (("accepted", new), ("rejected", old)):
            found = left(folder / f"{number}.docx.{verb}.txt")
            assert found == [block.text for block in expected(text)], f"pair {number}, {verb}:\n{old!r}\n{new!r}"
    print(f"\n{len(sample)} redlines as DOCX, each accepted and rejected as a whole by LibreOffice: nothing lost.")
