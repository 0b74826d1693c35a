"""Files of lists as somebody brings them: told apart, hashed and decoded without holding one in memory.

Read twice: once for the hash and the encoding, once for the entries.
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import IO

from policies.domain.screening.lists import (
    ListEntry,
    ListKind,
    NotAList,
    consolidated_objects,
    consolidated_rows,
    sdn_rows,
)
from policies.services.screening_lists import Brought

CHUNK = 64 * 1024
FILES: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.CONSOLIDATED: ("main",),
    ListKind.SDN: ("main", "alternates", "addresses"),
}
"""Which files make up a list, in the order in which they are hashed."""
WORDS: Mapping[str, str] = {"main": "the list itself", "alternates": "ALT.CSV", "addresses": "ADD.CSV"}


def brought(kind: ListKind, files: Mapping[str, IO[bytes]], *, dated_on: dt.date, source: str) -> Brought:
    """A list in the files named by FILES, open for reading bytes. Raises NotAList where one is missing."""
    missing = [WORDS[name] for name in FILES[kind] if files.get(name) is None]
    if missing:
        raise NotAList(f"This list is made up of several files. Bring {' and '.join(missing)} too.")
    digest = hashlib.sha256()
    encodings = {name: _read_through(files[name], digest) for name in FILES[kind]}
    texts = {name: _text(files[name], encodings[name]) for name in FILES[kind]}
    return Brought(kind, _entries(kind, files, texts), digest.hexdigest(), dated_on, source)


def _entries(
    kind: ListKind, files: Mapping[str, IO[bytes]], texts: Mapping[str, io.TextIOWrapper]
) -> Iterator[ListEntry]:
    if kind is ListKind.SDN:
        yield from sdn_rows(texts["main"], texts["alternates"], texts["addresses"])
    elif _is_json(files["main"]):
        yield from consolidated_objects(iter(lambda: texts["main"].read(CHUNK), ""))
    else:
        yield from consolidated_rows(texts["main"])
    for text in texts.values():
        text.detach()


def _read_through(file: IO[bytes], digest: hashlib._Hash) -> str:
    """Hash a file, and say whether it is UTF-8 or of the older kind that OFAC's files were."""
    file.seek(0)
    decoder, encoding = codecs.getincrementaldecoder("utf-8")(), "utf-8-sig"
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        if encoding == "utf-8-sig":
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = "cp1252"
    return encoding


def _text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def _is_json(file: IO[bytes]) -> bool:
    file.seek(0)
    start = file.read(CHUNK).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    file.seek(0)
    return start in (b"{", b"[")
