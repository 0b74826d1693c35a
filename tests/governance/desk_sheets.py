"""Tables taken away from a page, read back."""

from __future__ import annotations

import csv
import io
from typing import Any

from tests.xlsx import cells_of


def sheet_rows(answer: Any) -> list[list[str]]:
    """Rows of a download, CSV or Excel, the header first. Empty cells of an Excel file are not in it."""
    content = b"".join(answer.streaming_content)
    if answer["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [[text for _, text in row] for row in cells_of(content)]
