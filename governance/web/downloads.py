"""Files on their way out: never shown by the browser as a page of ours, never kept by a cache, safely named."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

_UNSAFE = re.compile(r"[^\w.()\- ]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST_NAME = 120
LONGEST_EXTENSION = 10
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")


def safe_filename(name: str) -> str:
    """`name` as every file system takes it: no folders, control or direction characters, at most 120 characters."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = _UNSAFE.sub("-", last).strip(" .-")
    if len(plain) > LONGEST_NAME:
        stem, dot, extension = plain.rpartition(".")
        short = dot and len(extension) <= LONGEST_EXTENSION
        plain = f"{stem[: LONGEST_NAME - 1 - len(extension)]}.{extension}" if short else plain[:LONGEST_NAME]
    if not plain:
        return "download"
    return f"file-{plain}" if _RESERVED.fullmatch(plain) else plain


def attachment(
    request: HttpRequest, content: bytes | Path, filename: str, content_type: str = "application/octet-stream"
) -> HttpResponseBase:
    """`content` as a download. A path is streamed; HEAD reads nothing. Raises FileNotFoundError where no file lies."""
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
        size = len(content)
    else:
        size = content.stat().st_size
        if request.method == "HEAD":
            response = HttpResponse(content_type=content_type)
        else:
            response = FileResponse(content.open("rb"), content_type=content_type)
    attachment_headers(response, filename)
    response["Content-Length"] = str(size)
    return response


def attachment_headers(response: HttpResponseBase, filename: str) -> HttpResponseBase:
    """`response` as a download that no browser shows and no cache keeps, under a safe name."""
    disposition = content_disposition_header(True, safe_filename(filename))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def neutral(cell: Any) -> Any:
    """A table cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front.
    Numbers stay numbers; None is empty."""
    if cell is None:
        return ""
    if isinstance(cell, bool | int | float):
        return cell
    text = str(cell).replace("\x00", "")
    if text.lstrip(" \u00a0\ufeff").startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
