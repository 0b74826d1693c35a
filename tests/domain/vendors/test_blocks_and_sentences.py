"""A canonical text falls into blocks, and each block into sentences, without a character lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.text import Block, BlockKind, TextRefused, blocks, canonicalise, heading_at, sentences

TEXT = """\
# Terms

Last updated: 3 June 2025

## 4. Output

4.1 You own Output. We assign our rights.

- an item

(b) another

Free | 90 days. Or not."""


def split(paragraph: str) -> list[str]:
    (block,) = blocks(paragraph)
    return [sentence.text for sentence in sentences(block)]


def test_the_blocks_of_a_text() -> None:
    assert [(block.kind, block.level, block.number, block.text) for block in blocks(TEXT)] == [
        (BlockKind.HEADING, 1, "", "Terms"),
        (BlockKind.PARAGRAPH, 0, "", "Last updated: 3 June 2025"),
        (BlockKind.HEADING, 2, "4", "4. Output"),
        (BlockKind.PARAGRAPH, 0, "4.1", "4.1 You own Output. We assign our rights."),
        (BlockKind.ITEM, 0, "", "- an item"),
        (BlockKind.ITEM, 0, "(b)", "(b) another"),
        (BlockKind.ROW, 0, "", "Free | 90 days. Or not."),
    ]
    assert [block.anchor for block in blocks(TEXT)] == [f"b{number}" for number in range(1, 8)]


def test_a_heading_and_a_row_are_one_sentence_each() -> None:
    found = blocks(TEXT)
    assert [sentence.text for sentence in sentences(found[2])] == ["4. Output"]
    assert len(sentences(found[6])) == 1


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("Terms", "Terms"),
        ("Last", "Terms"),
        ("4. Output", "4. Output"),
        ("We assign", "4. Output"),
        ("90", "4. Output"),
    ],
)
def test_the_heading_a_place_stands_under(words: str, heading: str) -> None:
    assert heading_at(TEXT, TEXT.index(words)) == heading


def test_a_place_before_any_heading_stands_under_none() -> None:
    assert heading_at("Words.\n\n# Later", 3) == ""
    assert heading_at("", 0) == ""


@pytest.mark.parametrize(
    "paragraph",
    [
        ["4.1 You own Output.", "Section 4.2 applies, e.g. to Acme Inc. and others."],
        [
            "This is Acme Inc.",
            "The seller is OpenBrook, L.L.C. or Acme Ltd. under No. 5 of the U.S. Code.",
            "See Art. 28 GDPR.",
        ],
        ["1. Definitions.", "In these terms the following applies."],
        ["“Output.” means this.", "(See Section 3.)", "Really?", "Yes!"],
        ["You must: (a) not copy;", "(b) not train;", "and (c) not sell."],
        ["The fee is 4.5 percent.", "30 days apply."],
        ["IN NO EVENT SHALL IT EXCEED $100.00.", "THE CUSTOMER AGREES."],
        ["Contact J. Smith at legal@example.test.", "Thanks."],
        ["(i) The Customer.", "(ii) The vendor."],
        ["You agree as follows.", "i. You pay.", "ii. We deliver."],
        ["Section 4. You may not copy."],
        ["We keep prompts, logs, etc. for a month."],
        ["本协议适用。", "您同意。"],
        ["no full stop"],
    ],
    ids=lambda paragraph: paragraph[0][:24],
)
def test_sentences_end_where_a_lawyer_would_say(paragraph: list[str]) -> None:
    gap = "" if paragraph[0].endswith("。") else " "
    assert split(gap.join(paragraph)) == paragraph


def test_a_contract_in_one_paragraph_falls_into_its_sentences() -> None:
    clause = "The Customer shall not use Output to train a model that competes with the Service; see No. 4."
    assert split(" ".join([clause] * 230)) == [clause] * 230


def assert_whole(text: str, block: Block) -> None:
    assert text[block.start : block.end].endswith(block.text)
    position = block.text_start
    for sentence in sentences(block):
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert text[position : sentence.start].strip() == ""
        position = sentence.end
    assert text[position : block.end].strip() == ""


PIECES = [
    "No. ",
    "e.g. ",
    "Inc. ",
    "4.1 ",
    "(a) ",
    "; ",
    ". ",
    "? ",
    "。",
    "“",
    ".” ",
    "the ",
    "The ",
    "\n",
    "# ",
    "- ",
    " | ",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1).map("".join))
def test_every_character_belongs_to_exactly_one_sentence(source: str) -> None:
    try:
        text = canonicalise(f"{source} word".encode("utf-8", "ignore"), "text/plain").text
    except TextRefused:
        return
    found = blocks(text)
    assert "\n\n".join(text[block.start : block.end] for block in found) == text
    for block in found:
        assert_whole(text, block)
