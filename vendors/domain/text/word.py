"""Word files (DOCX) to lines: their structure as HTML, read like any page. Pictures, macros and links fall away.

A DOCX is an archive and may say of itself what it likes: its parts are measured before anything reads them.
Parsing still is for a process under limits only (`vendors.capture.reading`).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from vendors.domain.text.markup import html_lines
from vendors.domain.text.refusals import Damaged, Locked, TextRefused, TooHeavy, UnreadType

MOST_PARTS = 3_000
MOST_BYTES = 16_000_000
"""Of all parts that hold text, unpacked."""
MOST_TIMES = 150
"""How often its packed size a part may be, beyond the first megabyte."""

_FREE = 1_000_000
_MAIN = "word/document.xml"
_DAMAGED = "This Word file cannot be read: it is damaged. Open it in Word, save it anew and bring that."
_OTHERS = (
    ("xl/", "This is a spreadsheet, not a Word file. Save the terms as text or PDF and bring that."),
    ("ppt/", "This is a presentation, not a Word file. Save the terms as text or PDF and bring that."),
    ("content.xml", "OpenDocument files are not read. Save the terms as DOCX or PDF and bring that."),
)
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def word_lines(data: bytes) -> tuple[list[str], tuple[str, ...]]:
    """The blocks of a DOCX, one line each, and notes on what was left out. Raises a TextRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            changed = _check(archive)
    except TextRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Damaged(_DAMAGED) from error
    lines, notes = html_lines(_html(data))
    if changed:
        notes = (*notes, "The file holds tracked changes; it was read as if all were accepted.")
    return lines, notes


def _check(archive: zipfile.ZipFile) -> bool:
    """Refuse what is no Word file, or one that only looks small. Returns whether it holds tracked changes."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        raise TooHeavy(f"This archive has more than {MOST_PARTS:,} parts, which no Word file of terms has.")
    if any(part.flag_bits & 1 for part in parts):
        raise Locked("This Word file is locked with a password. Save it without one and bring that.")
    if _MAIN not in names:
        kind = next((words for start, words in _OTHERS if any(name.startswith(start) for name in names)), "")
        raise UnreadType(kind or "ZIP files are not read. Unpack it and bring the terms alone.")
    if len(names) != len(parts):
        raise Damaged(_DAMAGED)
    total, changed = 0, False
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            total += _measure(part, MOST_BYTES - total)
            found = [sign for piece in _pieces(archive, part) for sign in _signs(piece)]
            if "declaration" in found:
                raise TooHeavy("This Word file defines shorthands of its own, as only harmful ones do. Save it anew.")
            changed = changed or "changes" in found
    return changed


def _measure(part: zipfile.ZipInfo, room: int) -> int:
    if part.file_size > room or part.file_size > _FREE + MOST_TIMES * part.compress_size:
        raise TooHeavy("This Word file grows beyond all measure when it is unpacked. Save its text and bring that.")
    return part.file_size


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece, each with the end of the one before, so that no sign is cut in two."""
    last = b""
    with archive.open(part) as stream:
        while piece := stream.read(65_536):
            yield last + piece
            last = piece[-40:]


def _signs(piece: bytes) -> Iterator[str]:
    plain = piece.replace(b"\x00", b"") if b"\x00" in piece else piece  # XML may come in UTF-16
    if any(sign in plain for sign in _DECLARATIONS):
        yield "declaration"
    if b"<w:del " in plain or b"<w:ins " in plain:
        yield "changes"


def _html(data: bytes) -> str:
    import mammoth

    try:
        result: Any = mammoth.convert_to_html(
            io.BytesIO(data),
            include_embedded_style_map=False,  # a file does not say how it is to be read
            external_file_access=False,
            convert_image=mammoth.images.img_element(lambda _image: {}),
        )
    except MemoryError:
        raise
    except Exception as error:  # whatever the library trips over, the file is to blame
        raise Damaged(_DAMAGED) from error
    return str(result.value)
