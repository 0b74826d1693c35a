"""Texts that differ only in how they are set have one normal form; texts that differ in a word have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.text import canonicalise
from vendors.domain.text.normal import joined, normal_form, normal_sentences

MARKUP_ONLY = {
    "setext and hash headings": ("Your content\n------------\n\nIt is yours.", "## Your content\n\nIt is yours."),
    "level of a heading": ("# Fees\n\nPay.", "### Fees\n\nPay."),
    "bullets of a list": ("*   one\n*   two", "- one\n- two"),
    "a list and lines": ("*   one\n*   two", "one  \ntwo"),
    "escaped number": ("1\\. Scope of use", "1. Scope of use"),
    "stress": ("You **must not** train.", "You must not train."),
    "stress left by a stray space": ("**8.2 Monitor **", "8.2 Monitor"),
    "random ids in a link": ("See [terms](https://a.test/r.0f1e).", "See [terms](https://a.test/r.77aa)."),
    "nested brackets in a target": ("See [terms](https://a.test/x_(y)_z).", "See terms."),
    "an image that counts visits": ("Hello.\n\n![](https://t.test/p?i=9)", "Hello."),
    "id in a visible address": ("At https://a.test/law?did=9 now.", "At https://a.test/law?did=12 now."),
    "a table and its words": ("| a | b |\n| --- | --- |\n| c | d |", "a b\n\nc d"),
    "raw tags": ("<span>You keep</span> your <b>rights</b>.", "You keep your rights."),
    "a rule": ("One.\n\n* * *\n\nTwo.", "One.\n\nTwo."),
    "curly quotes": ("“Output” is the customer’s.", '"Output" is the customer\'s.'),
    "no-break space": ("30\u00a0days", "30 days"),
    "zero width": ("pric\u200bing\u2060", "pricing"),
    "byte order mark inside": ("You\ufeff may", "You may"),
    "direction marks": ("\u200eYou may\u200f", "You may"),
    "thin space": ("10\u2009000", "10 000"),
    "decomposed letters": ("re\u0301sume\u0301", "résumé"),
    "dash of a range": ("days 1–2", "days 1-2"),
    "long dash": ("may—if asked—stop", "may — if asked — stop"),
    "full-width stops": ("我们可以，随时。", "我们可以, 随时。"),
    "spaces beside wide letters": ("使用 AI 服务", "使用AI服务"),
    "joined letters": ("de\ufb01ned", "defined"),
    "space before a stop": ("the [terms](https://a.test) .", "the terms."),
}
DIFFERENT = [
    ("You may not train.", "You may train."),
    ("You may train.", "You must train."),
    ("Kept 30 days.", "Kept 90 days."),
    ("Your output", "Your Output"),
    ("2.1 Fees", "2.2 Fees"),
    ("It is nowhere barred.", "It is now here barred."),
    ("| Kept | ✓ |\n| --- | --- |\n| Logs | ✓ |", "| Kept | ✓ |\n| --- | --- |\n| Logs | ✗ |"),
    ("re-sign", "resign"),
    ("At https://a.test/one now.", "At https://a.test/two now."),
    ("$5 a month", "€5 a month"),
]


def _normal(markdown: str) -> str:
    return normal_form(canonicalise(markdown.encode(), "text/markdown").text)


@pytest.mark.parametrize("pair", MARKUP_ONLY.values(), ids=MARKUP_ONLY.keys())
def test_what_carries_no_words_leaves_the_normal_form_alone(pair: tuple[str, str]) -> None:
    assert _normal(pair[0]) == _normal(pair[1]) != ""


@pytest.mark.parametrize("pair", DIFFERENT)
def test_a_word_a_number_or_a_mark_changes_the_normal_form(pair: tuple[str, str]) -> None:
    assert _normal(pair[0]) != _normal(pair[1])


def test_sentences_keep_their_place_in_the_canonical_text() -> None:
    text = "## 2. Output\n\n- You own it. We “assign” it.\n\n| x | ✓ |"
    found = list(normal_sentences(text))
    assert [text[each.start : each.end] for each in found][1:3] == ["- You own it.", "We “assign” it."]
    assert [each.normal for each in found] == ["2. Output", "You own it.", 'We "assign" it.', "x ✓"]


def test_sentences_joined_are_the_normal_form_of_the_whole() -> None:
    text = "# 使用\n\n我们 “可以” ，随时。 你 - 们。\n\n- One — two.\n\n- (a) three ; four\n\n***\n\na | b"
    assert joined(each.normal for each in normal_sentences(text)) == normal_form(text)


@given(st.lists(st.sampled_from(["you", "may", "not", "train", "4.1", "“own”", "output."]), min_size=1))
def test_layout_of_the_same_words_makes_no_difference(words: list[str]) -> None:
    assert normal_form("\n\n".join(f"- {word}" for word in words)) == normal_form(" ".join(words))
