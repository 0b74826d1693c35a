"""A new text is told from the one before it: noise is named as noise, and what could matter is content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.drift import classify, normal_sha256
from vendors.domain.terms import DriftKind
from vendors.domain.text import canonicalise

BODY = """# Terms of Service

Last updated: 3 March 2025

## 1. Output

You own the “Output”, and we assign our rights in it to you. You may not use Output to develop a competing product.

## 2. Retention

We retain prompts for 30 days, after which they are deleted. Press Ctrl+K to open the settings of Plumeria.

## 3. Liability

Neither party is liable for indirect damages. We share data with our 12 partners, subject to this agreement.

## 4. General

These terms are governed by the laws of Ireland. The colour of the seal is grey, as is customary in the trade.
"""


def _text(markdown: str) -> str:
    return canonicalise(markdown.encode(), "text/markdown").text


def _kind(new: str, old: str = BODY) -> DriftKind:
    return classify(_text(old), _text(new)).kind


def _with(old: str, new: str) -> str:
    assert BODY.count(old) == 1
    return BODY.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rights in it to you", "[rights](https://plumeria.test/r.0f3c_(a)_b) in it to **you**"),
        ("“Output”", '"Output"'),
        ("## 2. Retention", "2\\. Retention\n------------"),
        ("30 days", "30\u00a0days"),
        ("Neither party", "*   Neither party"),
        ("governed by", "gov\u200berned by ![](https://t.test/pixel?x=1)"),
        ("indirect damages. We share", "indirect damages.\n\nWe share"),
    ],
)
def test_layout_links_and_typography_are_formatting(old: str, new: str) -> None:
    assert _kind(_with(old, new)) is DriftKind.FORMATTING


def test_the_same_bytes_are_identical_and_the_same_words_of_other_bytes_are_formatting() -> None:
    text = _text(BODY)
    assert classify(text, text, same_bytes=True).kind is DriftKind.IDENTICAL
    assert classify(text, text).kind is DriftKind.FORMATTING


def test_a_list_that_loses_its_numbers_is_formatting_and_one_that_counts_on_is_not() -> None:
    numbered = BODY + "\nPolicies\n\n1.  Acceptable use\n2.  Privacy\n"
    assert (
        _kind(numbered.replace("1.  ", "*   ").replace("2.  Privacy", "*   Privacy"), numbered) is DriftKind.FORMATTING
    )
    assert _kind(_with("## 3. Liability", "## 4. Liability")) is DriftKind.CONTENT


def test_a_return_names_the_earlier_text() -> None:
    first, second = _text(BODY), _text(_with("30 days", "90 days"))
    drift = classify(second, first, earlier={normal_sha256(first): "version 1"})
    assert (drift.kind, drift.returned_to, drift.is_news) == (DriftKind.RETURN, "version 1", False)
    assert first[drift.alterations[0].new_start : drift.alterations[0].new_end].startswith("We retain prompts for 30")


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 4 April 2026",
        "Effective April 4, 2026 (previous version)",
        "Updated: 2026-04-04",
        "Version 4.2",
        "These terms are effective as of May 1st, 2026.",
        "Zuletzt aktualisiert: 4. April 2026",
        "Dernière mise à jour : 4 avril 2026",
        "更新日期：2026年4月4日",
    ],
)
def test_a_line_that_only_dates_the_text_is_a_date_line(line: str) -> None:
    assert _kind(_with("Last updated: 3 March 2025", line)) is DriftKind.DATE_LINE


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 4 April 2026. You may not train.",
        "Effective for 30 days",
        "Valid to 4 April 2026 unless renewed",
    ],
)
def test_a_line_that_says_more_than_a_date_is_content(line: str) -> None:
    assert _kind(_with("Last updated: 3 March 2025", line)) is DriftKind.CONTENT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ctrl+K", "⌘K"),
        ("colour", "color"),
        ("grey", "gray"),
        ("customary in the trade", "customary, in the trade"),
        ("# Terms of Service", "Skip\n\n# Terms of Service"),
    ],
)
def test_a_few_words_without_weight_are_small(old: str, new: str) -> None:
    assert _kind(_with(old, new)) is DriftKind.SMALL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may not", "You must not"),
        ("You may not use", "You may use"),
        ("30 days", "90 days"),
        ("12 partners", "13 partners"),
        ("Neither party is", "Each party is"),
        ("assign our rights", "license our rights"),
        ("indirect damages", "indirect or direct damages"),
        ("in it to you", "in it to you, if any"),
        ("settings of Plumeria", "settings of Plumeria and the Output"),
        ("use Output to", "use output to"),
        ("laws of Ireland", "laws of Ireland since 1 May 2026"),
        ("subject to this", "subject to any"),
        ("as is customary", "as is un-customary, 100%"),
        ("## 4. General", "Plumeria reads what people type here.\n\n## 4. General"),
        ("The colour of the seal is grey, as is customary in the trade.", ""),
    ],
)
def test_nothing_that_could_matter_is_small(old: str, new: str) -> None:
    drift = classify(_text(BODY), _text(_with(old, new)))
    assert drift.kind is DriftKind.CONTENT
    assert drift.reasons


def test_many_small_changes_are_content() -> None:
    many = BODY.replace("colour", "tint").replace("seal", "stamp").replace("grey", "green").replace("trade", "guild")
    assert _kind(many) is DriftKind.SMALL
    words = "alder birch cedar dogwood elder fir gorse hazel ivy juniper larch"
    assert _kind(many.replace("customary", words)) is DriftKind.CONTENT


def test_a_word_in_a_language_that_is_not_known_is_content() -> None:
    body = BODY + "\n使用前请阅读全部条款并同意。\n"
    assert _kind(body.replace("阅读", "查看"), body) is DriftKind.CONTENT


def test_a_capture_that_is_no_terms_carries_its_problem() -> None:
    drift = classify(_text(BODY), _text("# 404\n\nPage not found"))
    assert drift.kind is DriftKind.CAPTURE_PROBLEM
    assert drift.problem is not None
    assert drift.is_news


def test_the_first_text_is_content_unless_it_is_no_terms() -> None:
    assert classify("", _text(BODY)).kind is DriftKind.CONTENT
    assert classify("", _text("Redirecting to the legal centre")).kind is DriftKind.CAPTURE_PROBLEM


def test_alterations_point_at_both_texts() -> None:
    old, new = _text(BODY), _text(_with("30 days", "90 days"))
    (change,) = classify(old, new).alterations
    assert "30 days" in old[change.old_start : change.old_end]
    assert "90 days" in new[change.new_start : change.new_end]


@given(st.permutations(["One may stay.", "Two must go.", "# Three", "Four days.", "- five"]), st.data())
def test_every_word_that_differs_lies_in_an_alteration(parts: list[str], data: st.DataObject) -> None:
    old, new = "\n\n".join(parts), "\n\n".join(data.draw(st.permutations(parts)))
    drift = classify(old, new, accepted=True)
    for change in drift.alterations:
        assert old[: change.old_start].count("\n\n") <= len(parts)
        assert 0 <= change.old_start <= change.old_end <= len(old)
        assert 0 <= change.new_start <= change.new_end <= len(new)
    if drift.kind in {DriftKind.IDENTICAL, DriftKind.FORMATTING}:
        assert old.split() == new.split()


@pytest.mark.parametrize(
    ("old", "new"), [("Ireland.\n\n(a) Stay.", "Ireland.(\n\na) Stay."), ("Stay . Go.", "Stay. Go.")]
)
def test_signs_set_closer_or_apart_are_formatting(old: str, new: str) -> None:
    assert classify(f"Law of {old}", f"Law of {new}", accepted=True).kind is DriftKind.FORMATTING


def test_words_run_together_by_an_extraction_are_never_called_formatting() -> None:
    assert _kind(_with("You may not", "You maynot")) is DriftKind.CONTENT
    assert _kind(_with("colour of the seal is grey", "colour of the sealis grey")) is not DriftKind.FORMATTING


def test_a_list_drawn_with_dots_is_formatting_where_a_heading_says_the_same_words() -> None:
    numbered = BODY + "\nPolicies\n\n1.  Acceptable use\n2.  Refunds and copyright\n\n# Acceptable use\n\nBe kind.\n"
    assert (
        _kind(numbered.replace("1.  ", "*   ").replace("2.  Refunds", "*   Refunds"), numbered) is DriftKind.FORMATTING
    )


def test_a_person_may_say_that_these_are_terms() -> None:
    assert classify(_text(BODY), _text("# 404\n\nPage not found"), accepted=True).kind is DriftKind.CONTENT
