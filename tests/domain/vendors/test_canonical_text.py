"""Markdown, plain text and HTML end in one light text that keeps every word."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.text import EmptyText, TextRefused, canonicalise

WORD = st.from_regex(r"[A-Za-z]{2,8}[0-9]{0,2}", fullmatch=True)
MARKUP = r"""
# |## |- |* |1. |> |---|===|**|_|`|\|•|·|[|](|)|![|<|>|</|<div>|<b>|<li>|<table>|<td>|</p>|&|&amp;|<br>|“|”|[a]: |* * *
"""
SPACES = (
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "\r",
    "\u00a0",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\u2028",
    "e\u0301",
    "|",
    " | ",
)
SOURCE = st.lists(WORD | st.sampled_from([*MARKUP.strip("\n").split("|"), *SPACES]), max_size=40).map("".join)
FORM = st.sampled_from(["text/plain", "text/markdown", "text/html"])


def text_of(source: str, media_type: str) -> str:
    return canonicalise(source.encode(), media_type).text


def words_in(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@given(SOURCE | st.text(), FORM)
def test_a_canonical_text_taken_in_again_is_the_same(source: str, media_type: str) -> None:
    try:
        text = text_of(source.replace("\x00", ""), media_type)
    except TextRefused:
        return
    assert text_of(text, "text/plain") == text


@given(SOURCE | st.text(), FORM)
def test_the_text_is_clean_whatever_comes_in(source: str, media_type: str) -> None:
    try:
        text = text_of(source.replace("\x00", ""), media_type)
    except TextRefused:
        return
    assert unicodedata.is_normalized("NFC", text)
    assert not [char for char in text if unicodedata.category(char) == "Cc" and char != "\n"]
    assert "  " not in text and "\n\n\n" not in text and "\u00a0" not in text and "\u200b" not in text
    assert all(line == line.strip() for line in text.split("\n"))


@given(st.lists(st.lists(WORD, min_size=1), min_size=1), st.sampled_from(["\n\n", "\n", " \n \n"]))
def test_plain_text_keeps_every_word_in_order(paragraphs: list[list[str]], gap: str) -> None:
    source = gap.join(" ".join(words) for words in paragraphs)
    assert words_in(text_of(source, "text/plain")) == [word for words in paragraphs for word in words]


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "# ", "- ", "> ", "1\\. ", "**", "<b>", "<Name> "]), st.lists(WORD, min_size=1)),
        min_size=1,
    )
)
def test_markdown_keeps_every_word_in_order(paragraphs: list[tuple[str, list[str]]]) -> None:
    source = "\n\n".join(lead + " ".join(words) for lead, words in paragraphs)
    found = [word for word in words_in(text_of(source, "text/markdown")) if word not in {"1", "Name"}]
    assert found == [word for _, words in paragraphs for word in words]


ELEMENTS = "div p ul li b span table tr td th h2 section blockquote a dl dd form nav pre font center"
TAGS = st.sampled_from(ELEMENTS.split())


@given(st.lists(TAGS.map("<{}>".format) | TAGS.map("</{}>".format) | WORD, min_size=1))
def test_html_keeps_every_word_in_order_however_it_is_nested(parts: list[str]) -> None:
    words = [part for part in parts if not part.startswith("<")]
    try:
        text = text_of(" ".join(parts), "text/html")
    except EmptyText:
        assert not words
    else:
        assert words_in(text) == words


MARKDOWN = """\
Larkspur Terms
==============

Last updated: **3 June 2025**

*   You own  [Output](https://example.test/a_(b)?utm=1 "Output"), if any.
*   See [section 2](#two) ![](https://tracker.test/p.gif)
1\\. Not a list
2.  Two

Plan | Days
---|---
Free | 90
Pro | 30

A line\u00a0with<br>a break, an <em>inline</em> tag and <Customer name>.
"""


def test_markdown_as_the_archive_writes_it() -> None:
    assert text_of(MARKDOWN, "text/markdown").split("\n\n") == [
        "# Larkspur Terms",
        "Last updated: 3 June 2025",
        "- You own Output, if any.",
        "- See section 2 1. Not a list",
        "2. Two",
        "Plan | Days",
        "Free | 90",
        "Pro | 30",
        "A line with a break, an inline tag and <Customer name>.",
    ]


HTML = """\
<!DOCTYPE html><html><head><title>Terms</title><style>p {color: red}</style></head><body onload="evil()">
<script>document.write("evil")</script><!-- nothing -->
<h1>Terms of <em>Use</em></h1><p>You own&nbsp;<a href="javascript:evil()">Output</a>.<br>We do not.</p>
<ol start="4"><li>Four<ul><li>Under four</li></ul></li><li value="9"><h2>Nine</h2><p>Words.</p></li></ol>
<table><tr><th>Plan</th><th>Days</th></tr><tr><td>Free<td>90</table>
<table><tr><td><h2>Laid out</h2><p>By a table.</p></td></tr></table>
<form action="https://evil.test"><input value="x"><select><option>Albania<option>Zambia</select>
<button>Accept all</button></form>
<img src="https://tracker.test/p.gif" alt="pixel"><pre>1.1 First
    line.

1.2 Second.</pre></body></html>
"""


def test_html_keeps_structure_and_words_and_nothing_that_acts() -> None:
    result = canonicalise(HTML.encode(), "text/html; charset=utf-8")
    assert result.text.split("\n\n") == [
        "# Terms of Use",
        "You own Output. We do not.",
        "4. Four",
        "- Under four",
        "## 9. Nine",
        "Words.",
        "Plan | Days",
        "Free | 90",
        "## Laid out",
        "By a table.",
        "Accept all",
        "1.1 First",
        "line.",
        "1.2 Second.",
    ]
    assert result.notes == (
        "1 form was left out.",
        "2 form controls were left out.",
        "1 image was left out.",
        "1 script was left out.",
        "1 style sheet was left out.",
    )


PLAIN = """\
QUILLON CUSTOMER AGREEMENT

1. DEFINITIONS

1.1 "Assist" means the service Quillon Assist in the plan which Customer
has ordered, with its review agent.
1.2 "Result" means code.
•Nothing else
"""


def test_plain_text_is_joined_where_it_was_wrapped() -> None:
    assert text_of(PLAIN, "text/plain").split("\n\n") == [
        "# QUILLON CUSTOMER AGREEMENT",
        "## 1. DEFINITIONS",
        '1.1 "Assist" means the service Quillon Assist in the plan which Customer has ordered, with its review agent.',
        '1.2 "Result" means code.',
        "- Nothing else",
    ]


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    source = "You own Output.\nWe keep prompts for thirty days, and logs for ninety.\nThat is all."
    assert text_of(source, "text/plain").split("\n\n") == source.split("\n")


def test_curly_quotes_stay_as_they_are() -> None:
    assert text_of("“Output” is the customer’s.", "text/markdown") == "“Output” is the customer’s."


def test_links_side_by_side_are_read_apart_and_a_cut_word_is_not() -> None:
    assert text_of("[Plans](/a)[Legal](/b) 2025[Previous](/c) [T](/d)[he](/d) end", "text/markdown") == (
        "Plans Legal 2025 Previous The end"
    )


@pytest.mark.parametrize(
    ("data", "media_type", "filename", "form"),
    [
        (b"# A", "text/markdown", "a.html", "text/markdown"),
        (b"# A", "application/octet-stream", "a.md", "text/markdown"),
        (b"# A", "", "a.txt", "text/plain"),
        (b"<p>A", "text/plain", "a.htm", "text/html"),
        (b"  <!DOCTYPE html><p>A", "text/plain", "", "text/html"),
        (b'<?xml version="1.0"?><html><p>A</p></html>', "", "", "text/html"),
        (b"A < B", "text/plain", "pasted", "text/plain"),
    ],
)
def test_the_format_is_told_by_type_then_name_then_first_characters(
    data: bytes, media_type: str, filename: str, form: str
) -> None:
    assert canonicalise(data, media_type, filename).media_type == form


@pytest.mark.parametrize(
    "swallowed", ["<!-- open", "<script", "<style>", "<![CDATA[", "<?php", "<textarea>", "<title>"]
)
def test_what_would_swallow_the_rest_of_a_markdown_text_does_not(swallowed: str) -> None:
    assert text_of(f"Before\n\n{swallowed}\n\nAfter all", "text/markdown").endswith("After all")


def test_a_line_that_looks_like_a_link_definition_is_kept() -> None:
    assert text_of("[Customer]: Acme\n\n[1]: https://example.test", "text/markdown") == "[Customer]: Acme"
