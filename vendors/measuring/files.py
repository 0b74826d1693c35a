"""Reading what the evaluation commands are given: a file of labelled cases and the folder of texts it speaks of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file. Raises CommandError with what is wrong and where."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} can't be read: {error}") from error
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CommandError(f"{file}, line {number}, is no JSON: {error}") from error
        if not isinstance(row, dict):
            raise CommandError(f"{file}, line {number}, is no JSON object.")
        rows.append(row)
    return rows


def folder(given: str) -> Path:
    """The folder at `given`. Raises CommandError where there is none."""
    path = Path(given)
    if not path.is_dir():
        raise CommandError(f"There is no folder {given}.")
    return path
