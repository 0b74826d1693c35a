"""Tables on their way out, as CSV or as an Excel file: no cell is ever taken for a formula, and no table is held whole.

A table is written row by row to a temporary file, which is what is then sent in pieces: a row that cannot be read ends
in an error page and never in half a file.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any, Final

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from governance.web.downloads import attachment_headers, neutral

Rows = Iterable[Sequence[Any]]
LONGEST_CELL: Final = 32_767
"""Characters an Excel cell holds (Microsoft, "Excel specifications and limits")."""
CUT: Final = " … (cut: longer than a cell holds)"
LONGEST_SHEET_NAME: Final = 31
_AS_TEXT: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def wanted_format(request: HttpRequest) -> str:
    """The kind of file that `?format=` asks for, "csv" or "xlsx"; "" where a page is wanted."""
    asked = request.GET.get("format", "")
    return asked if asked in _WRITERS else ""


def sheet_attachment(request: HttpRequest, name: str, header: Sequence[str], rows: Rows) -> HttpResponseBase:
    """`rows` under `header` as a download called `name` with the ending that `?format=` asks for; CSV unless told.

    HEAD reads no row.
    """
    ending = wanted_format(request) or "csv"
    media_type, write = _WRITERS[ending]
    if request.method == "HEAD":
        return attachment_headers(HttpResponse(content_type=media_type), f"{name}.{ending}")
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    try:
        write(kept, name, header, rows)
    except BaseException:
        kept.close()
        raise
    size = kept.seek(0, io.SEEK_END)
    kept.seek(0)
    response = attachment_headers(FileResponse(kept, content_type=media_type), f"{name}.{ending}")
    response["Content-Length"] = str(size)
    return response


def _write_csv(into: IO[bytes], name: str, header: Sequence[str], rows: Rows) -> None:
    """RFC 4180, UTF-8 with a byte order mark (without it Excel garbles names), formulas neutralised."""
    text = io.TextIOWrapper(into, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([neutral(cell) for cell in header])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    text.detach()


def _write_xlsx(into: IO[bytes], name: str, header: Sequence[str], rows: Rows) -> None:
    """Every text as a text, whatever it begins with: a cell of type text is never calculated."""
    with xlsxwriter.Workbook(into, _AS_TEXT) as book:  # leaving it takes its own temporary file away, come what may
        sheet = book.add_worksheet(_sheet_name(name))
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, words in enumerate(header):
            sheet.write_string(0, column, words, bold)
            sheet.set_column(column, column, min(max(len(words) + 2, 14), 40))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(sheet, number, column, cell)


def _write_cell(sheet: Any, row: int, column: int, cell: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        text = cell.isoformat() if isinstance(cell, dt.date) else str(cell).replace("\x00", "")
        short = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT
        sheet.write_string(row, column, short)


def _sheet_name(name: str) -> str:
    """As Excel takes it: none of []:*?/\\ and at most 31 characters."""
    return "".join("-" if letter in "[]:*?/\\'" else letter for letter in name)[:LONGEST_SHEET_NAME]


_WRITERS: Final[Mapping[str, tuple[str, Callable[[IO[bytes], str, Sequence[str], Rows], None]]]] = {
    "csv": ("text/csv; charset=utf-8", _write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _write_xlsx),
}
