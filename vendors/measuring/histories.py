"""The histories in a folder of texts: of each document its versions, in the order in which the source recorded them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vendors.measuring.files import rows_of


def histories(corpus: Path) -> list[list[str]]:
    """The paths of every document's versions below `corpus`, oldest first.

    The order is that of `seq` in index.jsonl, since recorded dates run backwards in places. Without an index it is that
    of the file names (collection/service/document/time.md), which are times. Raises CommandError for a broken index.
    """
    index = corpus / "index.jsonl"
    rows = rows_of(index) if index.is_file() else [_row(corpus, file) for file in sorted(corpus.glob("*/*/*/*.md"))]
    documents: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for number, row in enumerate(rows):
        path = row.get("path")
        if path and not row.get("deleted"):
            documents[str(Path(path).parent)].append((_sequence(row, number), number, str(path)))
    return [[path for _seq, _number, path in sorted(versions)] for _document, versions in sorted(documents.items())]


def service_of(path: str) -> str:
    """The service a version belongs to, by its path: collection/service/document/time.md."""
    parts: Sequence[str] = Path(path).parts
    return parts[-3] if len(parts) >= 3 else ""


def _row(corpus: Path, file: Path) -> Mapping[str, Any]:
    return {"path": file.relative_to(corpus).as_posix()}


def _sequence(row: Mapping[str, Any], number: int) -> int:
    given = row.get("seq")
    return given if isinstance(given, int) else number
