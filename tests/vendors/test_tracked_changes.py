"""A redline as DOCX: accepting all gives the new text, rejecting all the old one, block by block."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.vendors.redline_texts import CLAUSE, HEADING, NEW, OLD, PIECES, canonical, expected
from tests.vendors.tracked_changes import Block, W, settle
from vendors.domain.redline import for_reading, redline
from vendors.tracked import tracked_docx

TEXTS = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12), max_size=9
).map(canonical)


@given(old=TEXTS, new=TEXTS)
def test_accepting_gives_the_new_text_and_rejecting_the_old_one(old: str, new: str) -> None:
    for make in (redline, for_reading):
        docx = tracked_docx(make(old, new), HEADING)
        assert settle(docx, accept=True) == expected(new)
        assert settle(docx, accept=False) == expected(old)


def test_so_it_is_with_terms_as_they_are() -> None:
    docx = tracked_docx(for_reading(OLD, NEW), HEADING)
    assert settle(docx, accept=True) == expected(NEW)
    assert settle(docx, accept=False) == expected(OLD)


def body_of(docx: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def test_every_change_has_a_number_of_its_own_an_author_and_a_date() -> None:
    body = body_of(tracked_docx(for_reading(OLD, NEW), HEADING))
    names = ("ins", "del", "moveFrom", "moveTo", "pPrChange")
    changes = [node for name in names for node in body.iter(f"{W}{name}")]
    assert {etree.QName(node).localname for node in changes} == set(names)
    assert {node.get(f"{W}author") for node in changes} == {"Countersign"}
    assert {node.get(f"{W}date") for node in changes} == {"2026-03-15T09:30:00Z"}
    numbers = [node.get(f"{W}id") for node in changes]
    assert len(set(numbers)) == len(numbers)


def test_of_two_insertions_that_only_a_kept_paragraph_end_parts_the_second_has_no_date() -> None:
    """LibreOffice would make them one, and lose the paragraph's end when it rejects them."""
    old, new = "you own it\n\nwe keep it\n\nso far", "you own it all\n\nthen we keep it\n\nfor now so far"
    body = body_of(tracked_docx(redline(old, new), HEADING))
    dated = {"".join(node.itertext()): node.get(f"{W}date") is not None for node in body.iter(f"{W}ins")}
    assert dated == {" all": True, "then ": False, "for now ": True}


def test_what_moved_is_a_move_in_word_too() -> None:
    body = body_of(tracked_docx(for_reading(OLD, NEW), HEADING))
    for name in ("moveFrom", "moveTo"):
        (moved,) = body.iter(f"{W}{name}")
        assert "".join(moved.itertext()) == CLAUSE
        (start,), (end,) = body.iter(f"{W}{name}RangeStart"), body.iter(f"{W}{name}RangeEnd")
        assert start.get(f"{W}id") == end.get(f"{W}id") and start.get(f"{W}name") == "move1"


def test_the_body_holds_the_text_and_the_header_says_which() -> None:
    docx = tracked_docx(for_reading(OLD, NEW), HEADING)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        headers = b"".join(package.read(name) for name in package.namelist() if "header" in name).decode()
    assert "Commercial terms" in headers and "version 1 (aa)" in headers and "version 2 (bb)" in headers


@pytest.mark.parametrize("old", ["", "One.", "# One"])
@pytest.mark.parametrize("new", ["", "Two.", "# One\n\nTwo."])
def test_empty_texts_have_a_file_too(old: str, new: str) -> None:
    docx = tracked_docx(for_reading(old, new), HEADING)
    assert [block for block in settle(docx, accept=True) if block.text] == expected(new)
    assert [block for block in settle(docx, accept=False) if block.text] == expected(old)


def test_characters_that_xml_has_no_place_for_do_no_harm() -> None:
    docx = tracked_docx(for_reading("One\x00two.", "One\x0btwo.\ufffe"), HEADING)
    assert settle(docx, accept=True) == [Block("", "One\ufffdtwo.\ufffd")]
