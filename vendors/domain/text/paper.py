"""PDF to lines: the text of its pages, running heads and page numbers left out, lines joined as in any wrapped text.

Nothing in the file is run, opened or followed. Parsing is for a process under limits only (`vendors.capture.reading`).
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
from collections import Counter
from collections.abc import Iterator

from vendors.domain.text.plain import plain_lines
from vendors.domain.text.refusals import Damaged, EmptyText, Locked, TooHeavy

MOST_PAGES = 1_000
MOST_CHARACTERS = 4_000_000
_EDGE = 3
"""Lines at the head and at the foot of a page among which running ones are looked for."""
_FEWEST = 3
"""Pages from which a line that comes again at the same edge is a running one."""
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_CUT = re.compile(r"([^\W\d_]+)[-\u2010]\n([^\W\d_]+)")
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_DAMAGED = "This PDF cannot be read: it is damaged. Open it, save it anew and bring that, or bring its text."


def paper_lines(data: bytes) -> tuple[list[str], tuple[str, ...]]:
    """The blocks of a PDF, one line each, and notes on what was left out. Raises a TextRefused."""
    heard = _Complaints()
    with heard.listening():
        pages = [page.translate(_LIGATURES).split("\n") for page in _pages(data)]
    pages = [[line.rstrip() for line in page if line.strip()] for page in pages]
    if not any(pages):
        raise EmptyText("This PDF holds pictures of pages and no text. Bring one whose words can be selected.")
    running = _running(pages)
    kept = [line for page in pages for line in _without(page, running)]
    dropped = sum(map(len, pages)) - len(kept)
    notes = [f"{dropped} running heads, feet and page numbers were left out."] if dropped else []
    if heard.any:
        notes.append("The PDF is not quite in order: compare the text with the file before you cite it.")
    return plain_lines(_mended("\n".join(kept))), tuple(notes)


class _Complaints(logging.Handler):
    """Whether the library complained: it reads on over what is damaged, and the words there may be missing."""

    any = False

    def emit(self, record: logging.LogRecord) -> None:
        """One complaint."""
        self.any = True

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Hear the library out, and keep it off every other log."""
        logger = logging.getLogger("pypdf")
        before = logger.level, logger.propagate
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)
            logger.setLevel(before[0])
            logger.propagate = before[1]


def _pages(data: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError

    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Locked("This PDF is locked with a password. Save it without one and bring that.")
        if len(reader.pages) > MOST_PAGES:
            raise TooHeavy(f"This PDF has more than {MOST_PAGES:,} pages. Bring one document at a time.")
        length = 0
        for page in reader.pages:
            pages.append(page.extract_text())
            length += len(pages[-1])
            if length > MOST_CHARACTERS:
                raise TooHeavy(f"This PDF holds more than {MOST_CHARACTERS:,} characters. Bring its text.")
    except (Locked, TooHeavy, MemoryError):
        raise
    except LimitReachedError as error:
        raise TooHeavy("This PDF grows beyond all measure when it is unpacked. Bring its text.") from error
    except Exception as error:  # whatever the library trips over, the file is to blame
        raise Damaged(_DAMAGED) from error
    return pages


def _edges(page: list[str]) -> list[tuple[str, str]]:
    """The lines at the two edges with their numbers made alike: ("head" or "foot", line)."""
    reach = min(_EDGE, len(page) // 2)
    heads = [("head", _alike(line)) for line in page[:reach]]
    return heads + [("foot", _alike(line)) for line in page[len(page) - reach :]]


def _alike(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split()))


def _running(pages: list[list[str]]) -> frozenset[tuple[str, str]]:
    """Lines that stand at the same edge of more than half of the pages, or of all that have such an edge."""
    counted: Counter[tuple[str, str]] = Counter()
    for page in pages:
        counted.update(set(_edges(page)))
    least = max(_FEWEST, len(pages) // 2 + 1)
    return frozenset(edge for edge, count in counted.items() if count >= least)


def _without(page: list[str], running: frozenset[tuple[str, str]]) -> list[str]:
    """The page without its running lines: from the edge inwards, as long as they run."""
    page = list(page)
    reach = min(_EDGE, len(page) // 2)
    heads = 0
    while heads < reach and ("head", _alike(page[heads])) in running:
        heads += 1
    feet = 0
    while feet < reach and ("foot", _alike(page[len(page) - 1 - feet])) in running:
        feet += 1
    return page[heads : len(page) - feet]


def _mended(text: str) -> str:
    """Words cut at the end of a line made whole: without the hyphen where the whole word stands elsewhere, else with
    it, since lawyers' compounds are cut at theirs."""
    words = {word.lower() for word in _WORD.findall(text)}

    def joined(match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        return f"{whole}\n" if whole.lower() in words else f"{match[1]}-{match[2]}\n"

    return _CUT.sub(joined, text)
