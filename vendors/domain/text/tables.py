"""Tables of HTML: a row becomes one line, "cell | cell"; a table that only lays out a page becomes the blocks in it."""

from __future__ import annotations

from dataclasses import dataclass, field

_DEEPEST = 12
"""Tables nested deeper than this are layout; their cells are plain blocks, and nothing is moved up level by level."""
_PARTS = 8
_LONGEST = 3000


@dataclass(slots=True)
class _Row:
    cells: list[list[str]] = field(default_factory=list)
    open: bool = False


class Tables:
    """Where lines go: to the page, or to the cell that is open."""

    def __init__(self, page: list[str]) -> None:
        self._page = page
        self._rows: list[_Row | None] = []
        """One entry for each open table, the row that is open in it or None."""
        self._beyond = 0

    def add(self, line: str) -> None:
        """A line, to the innermost open cell or else to the page."""
        self._sink(len(self._rows)).append(line)

    def open(self, tag: str) -> None:
        """A table, row or cell opens."""
        if tag == "table":
            if len(self._rows) < _DEEPEST and not self._beyond:
                self._rows.append(None)
            else:
                self._beyond += 1
        elif self._rows and not self._beyond:
            if tag == "tr":
                self._end_row()
                self._rows[-1] = _Row()
            else:
                row = self._rows[-1] or _Row()
                row.cells.append([])
                row.open = True
                self._rows[-1] = row

    def close(self, tag: str) -> None:
        """A table, row or cell closes. One that was never opened is passed over."""
        if self._beyond:
            self._beyond -= tag == "table"
        elif self._rows:
            row = self._rows[-1]
            if tag in {"tr", "table"}:
                self._end_row()
            elif row is not None:
                row.open = False
            if tag == "table":
                self._rows.pop()

    def finish(self) -> None:
        """The end of the page: what is still open closes."""
        self._beyond = 0
        while self._rows:
            self.close("table")

    def _sink(self, depth: int) -> list[str]:
        for row in reversed(self._rows[:depth]):
            if row is not None and row.open:
                return row.cells[-1]
        return self._page

    def _end_row(self) -> None:
        row = self._rows[-1]
        self._rows[-1] = None
        if row is None:
            return
        sink = self._sink(len(self._rows) - 1)
        if _is_layout(row.cells):
            for cell in row.cells:
                sink.extend(cell)
        elif any(row.cells):
            sink.append(" | ".join(" ".join(cell) for cell in row.cells))


def _is_layout(cells: list[list[str]]) -> bool:
    """Whether the row is no row of data: one cell, or cells that hold whole sections."""
    if len(cells) < 2:
        return True
    parts = [part for cell in cells for part in cell]
    return (
        any(len(cell) > _PARTS for cell in cells)
        or any(part.startswith("#") for part in parts)
        or sum(map(len, parts)) > _LONGEST
    )
