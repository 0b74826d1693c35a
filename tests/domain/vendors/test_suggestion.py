"""Suggested passages: the ones counsel must see come first, whole, with reasons, and never an answer."""

import pytest

from vendors.domain.suggestion import LONGEST, Direction, suggest
from vendors.domain.terms import ClauseArea

FILLER = "The parties meet once a quarter to look at the roadmap and at open questions of the account."

TERMS = f"""# Hazelmere Studio Terms

## Contents

Ownership of Output

## 1. Account

{FILLER}

The account holder chooses a password and keeps the address up to date.

## 2. What you make

As between us, you own the Output, and we assign to you our right, title and interest in it.

Another member may receive the same Output as you.

## 3. Rules of use

You may not:

(a) sell tickets through the service;

(b) use Output to develop a model that competes with Hazelmere;

(c) disturb other members.

## 4. Your material

We may use your prompts to train and improve our models unless you opt out in the settings.

We delete prompts from our servers within thirty days.

## 5. Money

Invoices are payable within fourteen days.

You will indemnify Hazelmere against claims of third parties that arise from your material.
"""


def first(area, text=TERMS, limit=5):
    return [text[one.start : one.end] for one in suggest(text, area, limit)]


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (ClauseArea.OUTPUT_OWNERSHIP, "you own the Output"),
        (ClauseArea.TRAINING_RESTRICTIONS, "unless you opt out"),
        (ClauseArea.RETENTION, "We delete prompts"),
        (ClauseArea.INDEMNITY, "You will indemnify Hazelmere"),
    ],
)
def test_the_clause_of_an_area_comes_first(area, words):
    assert words in first(area)[0]


def test_an_item_is_shown_with_the_words_that_open_its_list():
    shown = next(words for words in first(ClauseArea.TRAINING_RESTRICTIONS) if "competes" in words)
    assert shown.startswith("You may not:")


def test_headings_contents_and_boilerplate_are_not_suggested():
    for area in ClauseArea:
        shown = first(area, limit=20)
        assert not any(FILLER in words or words == "Ownership of Output" for words in shown)


def test_reasons_name_the_words_and_the_heading():
    best = suggest(TERMS, ClauseArea.OUTPUT_OWNERSHIP, 1)[0]
    assert any("own" in reason and "output" in reason for reason in best.reasons)
    assert all(reason for reason in best.reasons)


def test_the_direction_says_whom_a_training_clause_serves():
    shown = suggest(TERMS, ClauseArea.TRAINING_RESTRICTIONS, 5)
    competes = next(one for one in shown if "competes" in TERMS[one.start : one.end])
    assert competes.direction in {Direction.CUSTOMER, Direction.BOTH}


def test_a_long_paragraph_yields_readable_pieces_and_the_clause_hidden_in_it():
    hidden = "You will indemnify Hazelmere against every claim of a third party over what you publish."
    text = "# Terms\n\n" + " ".join([FILLER] * 110 + [hidden] + [FILLER] * 110)
    assert len(text) > 20_000
    shown = suggest(text, ClauseArea.INDEMNITY, 5)
    assert any(hidden in text[one.start : one.end] for one in shown)


def test_no_suggestion_is_longer_than_its_limit():
    sentence = "We keep the prompts, the outputs, the logs and the backups of the account for thirty days, and "
    text = "# Terms\n\n" + sentence * 40 + "then we delete them."
    shown = suggest(text, ClauseArea.RETENTION, 10)
    assert shown
    assert all(0 < one.end - one.start <= LONGEST for one in shown)


def test_the_same_text_always_gives_the_same_suggestions():
    assert suggest(TERMS, ClauseArea.RETENTION, 10) == suggest(TERMS, ClauseArea.RETENTION, 10)


@pytest.mark.parametrize("text", ["", "# Only a heading", "Nothing here speaks of anything."])
def test_a_text_without_such_a_clause_suggests_nothing(text):
    assert all(suggest(text, area, 5) == () for area in ClauseArea)


def test_no_two_suggestions_of_a_text_are_the_same_place():
    for area in ClauseArea:
        shown = sorted((one.start, one.end) for one in suggest(TERMS * 2, area, 20))
        assert len(set(shown)) == len(shown)


def test_a_mark_of_spelling_makes_no_difference():
    text = "# Terms\n\nYou don’t own the output until the invoice is paid."
    assert suggest(text, ClauseArea.OUTPUT_OWNERSHIP, 1)
