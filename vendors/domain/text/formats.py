"""Which format bytes are in: told by what they begin with, by their media type, by the name of the file."""

from __future__ import annotations

import re

HTML, MARKDOWN, PLAIN, PDF = "text/html", "text/markdown", "text/plain", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

EXTENSIONS = {HTML: "html", MARKDOWN: "md", PLAIN: "txt", PDF: "pdf", DOCX: "docx"}
"""Of each format that is read, the ending of its files."""

_TYPES = {
    HTML: HTML,
    "application/xhtml+xml": HTML,
    MARKDOWN: MARKDOWN,
    "text/x-markdown": MARKDOWN,
}
READ_TYPES = frozenset({"", "application/octet-stream", PLAIN, PDF, DOCX, *_TYPES})
"""Media types, without parameters, under which terms are posted."""

_SUFFIXES = {"html": HTML, "htm": HTML, "xhtml": HTML, "md": MARKDOWN, "markdown": MARKDOWN, "pdf": PDF, "docx": DOCX}
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_ZIP = b"PK\x03\x04"


def essence_of(media_type: str) -> str:
    """The media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def format_of(data: bytes, media_type: str, filename: str) -> str:
    """Which of the five formats `data` is read as. PDF and Word say it themselves, whatever they are called."""
    head = data[:1024].lstrip()
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(_ZIP):
        return DOCX
    essence = essence_of(media_type)
    known = essence if essence in {PDF, DOCX} else _TYPES.get(essence)
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    return known or _SUFFIXES.get(suffix) or (HTML if _PAGE.match(data[:1000]) else PLAIN)
