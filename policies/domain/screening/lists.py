"""Lists of restricted parties as they are published: what an entry is, and how each form of file is read.

Read row by row, so that a list of any length takes the memory of one row. Sources of the forms:
- the US Consolidated Screening List of the International Trade Administration: CSV with a header, or JSON `{"results":
  [...]}`, one object per party; several names or addresses in one field of the CSV are parted by "; ";
- the SDN files of OFAC (its data specification of 2023-09-25): SDN.CSV, ALT.CSV and ADD.CSV without a header, parted by
  commas, joined by the number in the first column, `-0-` for nothing, and a Ctrl-Z at the end.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from governance.canonical import canonical_json, sha256_text

MOST_ENTRIES = 300_000
LONGEST_NAME, LONGEST_FIELD = 500, 100_000
MOST_NAMES = 500
BLANK = "-0-"
END_OF_FILE = "\x1a"


class ListKind(StrEnum):
    """Which list a file is."""

    CONSOLIDATED = "consolidated"
    SDN = "sdn"


LIST_NAMES: Mapping[str, str] = {
    ListKind.CONSOLIDATED: "US Consolidated Screening List",
    ListKind.SDN: "OFAC list of Specially Designated Nationals",
}


class NotAList(ValueError):
    """The file is not what it was brought as; the message says what was expected and where it went wrong."""


@dataclass(frozen=True)
class ListEntry:
    """One party of a list. `details` are the fields shown beside its names, empty ones left out."""

    source: str
    number: str
    kind: str
    name: str
    other_names: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the others, each once."""
        return tuple(dict.fromkeys((self.name, *self.other_names)))

    @cached_property
    def content(self) -> str:
        """All that is said of the party, as canonical JSON. Its hash tells whether an entry changed."""
        return canonical_json(
            {
                "source": self.source,
                "number": self.number,
                "kind": self.kind,
                "name": self.name,
                "other_names": self.other_names,
                "details": self.details,
            }
        )

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of `content`."""
        return sha256_text(self.content)


DEMANDED = ("source", "name")
SEPARATE = ("_id", "id", "source", "entity_number", "type", "name", "alt_names")
"""Columns that are not details: `_id` is the publisher's own and says nothing of the party."""
DETAILS = (
    "programs", "title", "addresses", "federal_register_notice", "start_date", "end_date", "standard_order",
    "license_requirement", "license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage",
    "vessel_flag", "vessel_owner", "remarks", "source_list_url", "citizenships", "dates_of_birth", "nationalities",
    "places_of_birth", "source_information_url", "ids",
)  # fmt: skip
"""The documented columns of the consolidated list beside those, in its order. Others are kept under their own name."""


def consolidated_rows(lines: Iterable[str]) -> Iterator[ListEntry]:
    """Entries of the CSV form. Raises NotAList for a file without the columns that make a list."""
    rows = _rows(lines)
    header = [name.strip().lstrip("\ufeff").lower() for name in next(rows, (1, []))[1]]
    missing = [name for name in DEMANDED if name not in header]
    if missing:
        raise NotAList(
            f"The first line names no column {' and '.join(missing)}. Bring the CSV of the Consolidated Screening List "
            "as it is published, with its header."
        )
    for number, row in rows:
        if len(row) != len(header):
            raise NotAList(f"Line {number} has {len(row)} fields, and the header has {len(header)}.")
        yield _entry({name: _text(value) for name, value in zip(header, row, strict=True)}, f"Line {number}")


def consolidated_objects(chunks: Iterable[str]) -> Iterator[ListEntry]:
    """Entries of the JSON form: an object with `results`, or the array itself. Raises NotAList."""
    for number, found in enumerate(_objects(chunks), start=1):
        if not isinstance(found, dict):
            raise NotAList(f"Entry {number} is no object.")
        yield _entry({str(key).lower(): _flat(value) for key, value in found.items()}, f"Entry {number}")


def sdn_rows(main: Iterable[str], alternates: Iterable[str], addresses: Iterable[str]) -> Iterator[ListEntry]:
    """Entries of the OFAC files. The other names and addresses are held in memory, by number. Raises NotAList."""
    names = _grouped(alternates, 5, "ALT.CSV", lambda row: row[3])
    places = _grouped(addresses, 6, "ADD.CSV", lambda row: ", ".join(filter(None, row[2:5])))
    columns = ("title", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag",
               "vessel_owner", "remarks")  # fmt: skip
    for number, row in _sdn(main, 12, "SDN.CSV"):
        details = {"programs": row[3], **dict(zip(columns, row[4:12], strict=True))}
        details["addresses"] = "; ".join(places.get(row[0], ()))
        entry = {"source": LIST_NAMES[ListKind.SDN], "entity_number": row[0], "type": row[2] or "entity"}
        entry |= {"name": row[1], "alt_names": "; ".join(names.get(row[0], ())), **details}
        yield _entry(entry, f"SDN.CSV, line {number}")


def _sdn(lines: Iterable[str], width: int, file: str) -> Iterator[tuple[int, list[str]]]:
    for number, row in _rows(lines):
        if len(row) == 1 and row[0].strip() in ("", END_OF_FILE):
            continue
        if len(row) != width:
            raise NotAList(f"{file}, line {number} has {len(row)} fields; the form has {width}, and no header.")
        cells = [_text(cell) for cell in row]
        if not cells[0].isdigit():
            raise NotAList(f"{file}, line {number} begins with no number. The form has one, and no header.")
        yield number, ["" if cell == BLANK else cell for cell in cells]


def _grouped(lines: Iterable[str], width: int, file: str, said: object) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for count, (_, row) in enumerate(_sdn(lines, width, file), start=1):
        if count > MOST_ENTRIES * 3:
            raise NotAList(f"{file} has more than {MOST_ENTRIES * 3:,} lines.")
        text = said(row)  # type: ignore[operator]
        if text:
            found.setdefault(row[0], []).append(text)
    return {number: tuple(sorted(texts)) for number, texts in found.items()}


def _entry(row: Mapping[str, str], where: str) -> ListEntry:
    name = row.get("name", "")
    if not name:
        raise NotAList(f"{where} has no name.")
    others = tuple(sorted({part.strip() for part in row.get("alt_names", "").split(";") if part.strip()} - {name}))
    if len(name) > LONGEST_NAME or any(len(other) > LONGEST_NAME for other in others):
        raise NotAList(f"{where} has a name of more than {LONGEST_NAME} characters.")
    if len(others) > MOST_NAMES:
        raise NotAList(f"{where} has more than {MOST_NAMES} names.")
    details = {key: value for key, value in row.items() if key and key not in SEPARATE and value}
    return ListEntry(
        row.get("source", ""),
        row.get("entity_number", "")[:60],
        row.get("type", "")[:60].lower(),
        name,
        others,
        details,
    )


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise NotAList(f"Line {reader.line_num} is not readable as CSV: {error}.") from error


def _text(value: str) -> str:
    """One field, in one line. What no database keeps is refused."""
    if "\x00" in value:
        raise NotAList("The file holds characters that belong to no text (NUL). It is not a list, or it is damaged.")
    if len(value) > LONGEST_FIELD:
        raise NotAList(f"A field is longer than {LONGEST_FIELD:,} characters.")
    return " ".join(value.split())


def _flat(value: object) -> str:
    """A value of the JSON form as the CSV form writes it."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return _text(", ".join(text for item in value.values() if (text := _flat(item))))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _text("; ".join(text for item in value if (text := _flat(item))))
    return _text(str(value))


def _objects(chunks: Iterable[str]) -> Iterator[object]:
    """The elements of the one array of a JSON text, each read when enough of it is there."""
    decoder, buffer, source = json.JSONDecoder(), "", iter(chunks)
    inside = False
    while True:
        buffer = buffer.lstrip(" \t\r\n,\ufeff")
        if not inside and buffer:
            start = buffer.find("[")
            if buffer[0] not in "{[" or (start < 0 and len(buffer) > LONGEST_FIELD):
                raise NotAList("This is not the JSON of a list: it holds no array of parties.")
            if start >= 0:
                buffer, inside = buffer[start + 1 :], True
                continue
        elif buffer:
            if buffer[0] == "]":
                return
            try:
                found, end = decoder.raw_decode(buffer)
            except RecursionError as error:
                raise NotAList("The JSON is nested too deeply to be a list.") from error
            except ValueError:
                if len(buffer) > 10 * LONGEST_FIELD:
                    raise NotAList("The JSON is not readable, or one party fills a megabyte.") from None
            else:
                yield found
                buffer = buffer[end:]
                continue
        chunk = next(source, "")
        if not chunk:
            raise NotAList("The JSON ends before its list does.")
        buffer += chunk
