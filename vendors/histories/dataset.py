"""A dataset folder: `[collection/]service/document/time.md`, with or without an `index.jsonl` that gives the order.

The index, where there is one, says the order of recording (`seq`), which is not always the order of time, the commit,
and which looks found the document taken away. Without it the order is that of the file names; of two looks within one
second the later is called `...-2.md`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vendors.domain.histories import Origin
from vendors.histories.looks import Look, Source, Unreadable

INDEX = "index.jsonl"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z(?:-(\d+))?")
_DEPTH = {3: "service/document/time.md", 4: "collection/service/document/time.md"}


def open_dataset(folder: Path, collection: str) -> Source:
    """The history in `folder`; `collection` names it where the folders do not. Raises Unreadable."""
    index = folder / INDEX
    looks = _indexed(folder, index, collection) if index.is_file() else _found(folder, collection)
    if not looks:
        raise Unreadable(f"{folder} holds no texts named {' or '.join(_DEPTH.values())}.")
    return Source(folder.name, len(looks), iter(looks))


def _indexed(folder: Path, index: Path, collection: str) -> list[Look]:
    rows = list(_rows(index))
    rows.sort(key=lambda row: (row["collection"], row["service"], row["document"], row["seq"]))
    return [_look_of(folder, row, collection) for row in rows]


def _rows(index: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(index.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield {
                "collection": str(row.get("collection") or ""),
                "service": str(row["service"]),
                "document": str(row["document"]),
                "seq": int(row["seq"]),
                "at": dt.datetime.fromisoformat(str(row["datetime"])),
                "key": str(row.get("commit") or row.get("path")),
                "path": None if row.get("deleted") else str(row["path"]),
            }
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(f"{index.name}, line {number}, does not say what it should: {error!r}.") from error


def _look_of(folder: Path, row: dict[str, Any], collection: str) -> Look:
    origin = Origin(row["collection"] or collection, row["service"], row["document"])
    if row["path"] is None:
        return Look(origin, row["key"], row["at"], "", None)
    path = (folder / row["path"]).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise Unreadable(f"{INDEX} names a file outside of the folder: {row['path']}.")
    return Look(origin, row["key"], row["at"], str(row["path"]), path.read_bytes)


def _found(folder: Path, collection: str) -> list[Look]:
    found: list[tuple[tuple[str, ...], str, int, Look]] = []
    for path in folder.rglob("*.md"):
        parts = path.relative_to(folder).parts
        when = _when(path.stem)
        if when is None or len(parts) not in _DEPTH or not path.resolve().is_relative_to(folder.resolve()):
            continue
        origin = Origin(parts[0] if len(parts) == 4 else collection, parts[-3], parts[-2])
        at, again = when
        name = "/".join(parts)
        look = Look(origin, "/".join(parts[-3:]), at, name, path.read_bytes)
        found.append((parts[:-1], path.stem[:20], again, look))
    found.sort(key=lambda entry: entry[:3])
    return [look for *_, look in found]


def _when(stem: str) -> tuple[dt.datetime, int] | None:
    """The instant a file is named after, and which of that second's looks it holds; None for another name."""
    match = _TIME.fullmatch(stem)
    if match is None:
        return None
    day, hour, minute, second, again = match.groups()
    try:
        return dt.datetime.fromisoformat(f"{day}T{hour}:{minute}:{second}+00:00"), int(again or 1)
    except ValueError:
        return None
