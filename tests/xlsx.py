"""Reading an Excel file back, as the file says it: value and type of every cell."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def names_of(content: bytes) -> list[str]:
    """Names of the sheets."""
    book = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml"))
    return [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")]


def cells_of(content: bytes) -> list[list[tuple[str, str]]]:
    """Rows of the first sheet as (type, text); types as the format names them: n, b, inlineStr, f for a formula."""
    sheet = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml"))
    found = []
    for row in sheet.iter(f"{MAIN}row"):
        cells = []
        for cell in row.iter(f"{MAIN}c"):
            kind = "f" if cell.find(f"{MAIN}f") is not None else cell.get("t", "n")
            text = "".join(node.text or "" for node in cell.iter(f"{MAIN}t", f"{MAIN}v"))
            cells.append((kind, re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)))
        found.append(cells)
    return found


def has_links(content: bytes) -> bool:
    """Whether any cell leads anywhere."""
    return b"hyperlink" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
