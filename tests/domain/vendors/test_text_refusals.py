"""Bytes that are no readable text are refused with what to do; bombs neither hang nor crash."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.text import DOCX as DOCX_TYPE
from vendors.domain.text import (
    MAX_RAW,
    MAX_TEXT,
    Damaged,
    EmptyText,
    NotText,
    NulBytes,
    TextRefused,
    TooLarge,
    Undecodable,
    UnreadType,
    canonicalise,
)

PDF, DOCX = b"%PDF-1.7\n%\xe2\xe3", b"PK\x03\x04\x14\x00\x06\x00"


@pytest.mark.parametrize(
    ("data", "media_type", "refusal"),
    [
        (b"", "text/plain", EmptyText),
        (b" \n\t ", "text/plain", EmptyText),
        ("\u00a0\u200b".encode(), "text/plain", EmptyText),
        (b"<script>words()</script>", "text/html", EmptyText),
        (b"* * *", "text/markdown", EmptyText),
        (b"You own\x00Output", "text/plain", NulBytes),
        (b"\xff\xfea\x00\x00\x00", "text/plain", NulBytes),
        (PDF, "application/pdf", Damaged),
        (PDF, "text/plain", Damaged),
        (b"words", "application/pdf", Damaged),
        (DOCX, "application/octet-stream", Damaged),
        (b"words", DOCX_TYPE, Damaged),
        (b"words", "application/msword", UnreadType),
        (b"{\\rtf1 words}", "", UnreadType),
        (b"words", "image/png", NotText),
        (b"\x01\x02\x03\x04\x05\x06words", "text/plain", NotText),
        (b"caf\xe9", "text/plain", Undecodable),
        (b"<p>caf\xe9", "text/html", Undecodable),
        (b"\xff\xfea", "text/plain", Undecodable),
        (b"a" * (MAX_RAW + 1), "text/plain", TooLarge),
        (b"a " * (MAX_TEXT // 2 + 1), "text/markdown", TooLarge),
        (b"ab" * (MAX_TEXT // 2 + 1), "text/plain", TooLarge),
    ],
)
def test_a_refusal_says_what_to_do(data: bytes, media_type: str, refusal: type[TextRefused]) -> None:
    with pytest.raises(refusal) as refused:
        canonicalise(data, media_type)
    assert str(refused.value).endswith(".")
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("\ufeffcafé".encode(), "text/plain"),
        ("café".encode("utf-16"), "text/plain"),
        ("café".encode("cp1252"), "text/plain; charset=ISO-8859-1"),
        ('<meta charset="windows-1252"><p>café'.encode("cp1252"), "text/html"),
        ('<meta charset="windows-1252"><p>café'.encode(), "text/html"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><html><p>café</p></html>'.encode(), "application/xhtml+xml"),
    ],
)
def test_the_usual_encodings_are_read(data: bytes, media_type: str) -> None:
    assert canonicalise(data, media_type).text == "café"


@given(st.binary(), st.sampled_from(["text/plain", "text/markdown", "text/html", ""]))
def test_any_bytes_are_a_text_or_a_sentence(data: bytes, media_type: str) -> None:
    try:
        assert canonicalise(data, media_type).text
    except TextRefused as refusal:
        assert str(refusal).endswith(".")


BOMBS = {
    "nested blocks": ("<div>" * 300_000, "text/html"),
    "nested tables": ("<table><tr><td>" * 30_000, "text/html"),
    "nested lists": ("<ul><li>" * 100_000, "text/html"),
    "nested formatting": ("<b><p>" * 50_000, "text/html"),
    "nested links": ("<a><div>" * 50_000, "text/html"),
    "many attributes": (f"<p {' '.join(f'a{number}=1' for number in range(100_000))}>", "text/html"),
    "entities": ("&amp;" * 100_000, "text/html"),
    "nested quotes": (">" * 100_000 + " ", "text/markdown"),
    "nested items": ("- " * 50_000, "text/markdown"),
    "open brackets": ("[" * 100_000, "text/markdown"),
    "open images": ("![" * 50_000, "text/markdown"),
    "open emphasis": ("*a " * 30_000, "text/markdown"),
    "open tags": ("<a " * 50_000, "text/markdown"),
    "many spaces": (" " * 1_000_000, "text/plain"),
    "many line ends": ("\n " * 500_000, "text/plain"),
    "many bars": ("|" * 500_000, "text/plain"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_neither_hangs_nor_loses_the_words_after_it(bomb: str) -> None:
    source, media_type = BOMBS[bomb]
    began = time.process_time()
    text = canonicalise(f"{source}word".encode(), media_type).text
    assert text.endswith("word")
    assert time.process_time() - began < 10


def test_entities_of_a_document_type_are_not_expanded() -> None:
    source = '<!DOCTYPE html [<!ENTITY a "boom">]><p>&a; word</p>'
    assert "boom" not in canonicalise(source.encode(), "text/html").text.split("]>")[-1]


def test_items_nested_deeper_than_the_parser_goes_keep_their_words() -> None:
    source = "\n".join(f"{'  ' * depth}- w{depth}x" for depth in range(300))
    text = canonicalise(source.encode(), "text/markdown").text
    assert [f"w{depth}x" in text for depth in range(300)] == [True] * 300
