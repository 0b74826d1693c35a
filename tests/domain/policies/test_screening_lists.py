"""Lists are read row by row, in their published forms; what is none is told in words."""

from __future__ import annotations

import json
from itertools import islice

import pytest

from policies.domain.screening.lists import (
    DETAILS,
    ListEntry,
    NotAList,
    consolidated_objects,
    consolidated_rows,
    sdn_rows,
)

HEADER = ",".join(
    ("_id", "source", "entity_number", "type", *DETAILS[:1], "name", *DETAILS[1:18], "alt_names", *DETAILS[18:])
)


def row(name: str, alt_names: str = "", **values: str) -> str:
    values = {
        "_id": "x1",
        "source": "Made-up List (MUL)",
        "type": "Entity",
        "name": name,
        "alt_names": alt_names,
        **values,
    }
    return ",".join('"' + values.get(column, "").replace('"', '""') + '"' for column in HEADER.split(","))


def read(*rows: str) -> list[ListEntry]:
    return list(consolidated_rows(f"{line}\n" for line in (HEADER, *rows)))


def test_a_row_of_the_csv_is_an_entry_with_its_names_and_details():
    (entry,) = read(
        row("Zubrin Trading", "Zubrin Exports; ZTC ;Zubrin Exports", programs="MADE", remarks="line\nbreak")
    )
    assert entry.names == ("Zubrin Trading", "ZTC", "Zubrin Exports")
    assert (entry.source, entry.kind) == ("Made-up List (MUL)", "entity")
    assert entry.details == {"programs": "MADE", "remarks": "line break"}


def test_the_publishers_own_key_says_nothing_of_the_party():
    one, two, other = read(row("Zubrin", _id="1"), row("Zubrin", _id="2"), row("Zubrin", _id="1", programs="NEW"))
    assert one.sha256 == two.sha256 != other.sha256


def test_both_forms_of_a_list_are_the_same_entries():
    said = {"id": "9", "source": "Made-up List (MUL)", "entity_number": 7, "type": "Entity", "name": "Zubrin Trading"}
    said |= {"alt_names": ["ZTC", "Zubrin Exports"], "programs": ["A", "B"], "remarks": None}
    text = json.dumps({"total": 1, "results": [said]})
    for size in (1, 7, 10_000):
        chunks = iter([text[at : at + size] for at in range(0, len(text), size)])
        (entry,) = consolidated_objects(chunks)
        assert [entry] == read(row("Zubrin Trading", "ZTC; Zubrin Exports", entity_number="7", programs="A; B"))


def test_a_list_is_read_as_it_comes():
    def endless():
        yield HEADER + "\n"
        while True:
            yield row("Zubrin") + "\n"

    assert len(list(islice(consolidated_rows(endless()), 5))) == 5


def test_the_three_files_of_ofac_are_one_list():
    main = ['17,"ZUBRIN TRADING",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Remark."\r\n', "\x1a"]
    names = ['17,1,"aka","ZUBRIN EXPORTS",-0- \r\n', '17,2,"fka","ZTC",-0- \r\n']
    places = ['17,5,"1 Quay","Harbour","Nowhere",-0- \r\n', '17,6,-0- ,-0- ,"Nowhere",-0- \r\n']
    (entry,) = sdn_rows(main, names, places)
    assert (entry.number, entry.kind, entry.names) == ("17", "entity", ("ZUBRIN TRADING", "ZTC", "ZUBRIN EXPORTS"))
    assert entry.details == {
        "programs": "MADEUP",
        "remarks": "Remark.",
        "addresses": "1 Quay, Harbour, Nowhere; Nowhere",
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "names no column source and name"),
        (["a,b\n", "1,2\n"], "names no column"),
        ([HEADER + "\n", "1,2\n"], "Line 2 has 2 fields"),
        ([HEADER + "\n", row("") + "\n"], "Line 2 has no name"),
        ([HEADER + "\n", row("x" * 501) + "\n"], "more than 500 characters"),
        ([HEADER + "\n", row("Zubrin", ";".join(map(str, range(501)))) + "\n"], "more than 500 names"),
        ([HEADER + "\n", row("Zu\x00brin") + "\n"], "NUL"),
        ([HEADER + "\n", '"' + "x" * 200_000 + '"\n'], "not readable as CSV"),
    ],
)
def test_what_is_no_list_is_told_in_words(lines, said):
    with pytest.raises(NotAList, match=said):
        list(consolidated_rows(lines))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ends before"),
        ('{"results": [{"source": "a", "name": "b"}', "ends before"),
        ('{"results": 7}', "ends before"),
        ("<html>", "no array"),
        ('{"results": [7, 8]}', "Entry 1 is no object"),
        ("[" * 200_000, "nested too deeply"),
        ('[{"name": "' + "x" * 1_100_000, "megabyte"),
    ],
)
def test_what_is_no_json_of_a_list_is_told_in_words(text, said):
    with pytest.raises(NotAList, match=said):
        list(consolidated_objects(iter([text[at : at + 65536] for at in range(0, len(text), 65536)])))


@pytest.mark.parametrize(
    ("main", "said"),
    [
        (['"ent_num","SDN_Name"\n'], "has 2 fields"),
        ([",".join(["x"] * 12) + "\n"], "begins with no number"),
        ([",".join(["7", "-0-", *["-0-"] * 10]) + "\n"], "no name"),
    ],
)
def test_what_is_no_file_of_ofac_is_told_in_words(main, said):
    with pytest.raises(NotAList, match=said):
        list(sdn_rows(main, [], []))
