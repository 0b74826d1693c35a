"""From bytes to characters: what is refused unread, and in which encoding the rest is read."""

from __future__ import annotations

import codecs
import re

from vendors.domain.text.formats import READ_TYPES, essence_of
from vendors.domain.text.refusals import EmptyText, NotText, NulBytes, TooLarge, Undecodable, UnreadType

MAX_RAW = 5_000_000
"""Bytes. The largest real terms seen have a third of a megabyte."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNREAD = (
    (b"\xd0\xcf\x11\xe0", "Word 97"),
    (b"{\\rtf", "RTF"),
)
_UNREAD_TYPES = {
    "application/msword": "Word 97",
    "application/rtf": "RTF",
    "text/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
}
_ARCHIVES = frozenset({"application/zip", "application/x-zip-compressed"})
"""Types by which browsers that do not know Word send its files: an archive says itself what it is."""
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4096

# What pages really declare. Latin-1 is read as Windows-1252, as browsers do; encodings that hide ASCII are not read.
_DECLARED = {
    **dict.fromkeys(("windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "latin1", "iso8859-1", "us-ascii"), "cp1252"),
    **{f"windows-125{digit}": f"cp125{digit}" for digit in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{f"iso-8859-{number}": f"iso8859-{number}" for number in (2, 5, 7, 9, 15)},
    **{name: name for name in ("shift_jis", "euc-jp", "euc-kr", "big5", "gb18030")},
    **dict.fromkeys(("gbk", "gb2312"), "gb18030"),
}


def decode(data: bytes, media_type: str, *, html: bool) -> str:
    """The characters of `data`. UTF-8 unless a byte order mark or, where UTF-8 fails, a declaration says otherwise.

    Raises a TextRefused for binary content and undecodable bytes.
    """
    mark = next((encoding for bom, encoding in _MARKS if data.startswith(bom)), "")
    if not mark and b"\x00" in data:
        raise NulBytes("This holds NUL bytes, so it is not a text. Save it as plain text in UTF-8 and try again.")
    try:
        text = data.decode(mark or "utf-8")
    except UnicodeError as error:
        text = _declared(data, media_type, html=html, mark=mark, cause=error)
    if "\x00" in text:
        raise NulBytes("This holds NUL characters, so it is not a text. Save it as plain text and try again.")
    if _looks_binary(text):
        raise NotText("This is not a text. Bring the terms as Markdown, text, HTML, PDF or DOCX.")
    return text


def refuse_unread(data: bytes, media_type: str) -> None:
    """Refuse what needs no decoding to be refused: nothing, too much, and types that are not read."""
    if not data.strip():
        raise EmptyText("There is no text in this. Paste the terms, or choose the file that holds them.")
    if len(data) > MAX_RAW:
        raise TooLarge(
            f"This is larger than {MAX_RAW // 1_000_000} MB. Bring the terms alone, without the page's media."
        )
    essence = essence_of(media_type)
    unread = next((name for magic, name in _UNREAD if data.lstrip()[:8].startswith(magic)), "")
    unread = unread or _UNREAD_TYPES.get(essence, "")
    if unread:
        raise UnreadType(f"{unread} files are not read. Save the terms as DOCX, PDF or text and bring that.")
    if not essence.startswith("text/") and essence not in READ_TYPES | _ARCHIVES:
        raise NotText(f"A file of type {essence[:60]} holds no terms. Bring Markdown, text, HTML, PDF or DOCX.")


def _declared(data: bytes, media_type: str, *, html: bool, mark: str, cause: UnicodeError) -> str:
    if not mark:
        places = [media_type.encode("ascii", "ignore")] + ([data[:_HEAD]] if html else [])
        names = [match.group(1).decode("ascii").lower() for place in places for match in _CHARSET.finditer(place)]
        for name in names:
            if name not in _DECLARED:
                continue
            try:
                return data.decode(_DECLARED[name])
            except UnicodeError:
                continue
    raise Undecodable("The characters of this cannot be read. Save it as UTF-8 and try again.") from cause


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(1 for char in sample if char < " " and char not in "\t\n\r\x0b\x0c\x1c\x1d\x1e")
    return odd > max(4, len(sample) // 200)
