"""The demo's readings: known questions and options, quotes that are in the text, every tier and area accounted for."""

from __future__ import annotations

import pytest

from tests.domain.content.portfolio import absent, answers_of, assessments, load, tiers, versions
from tests.domain.content.test_demo_texts import canonical
from vendors.domain.anchoring import Selector, find_quote
from vendors.domain.questions import check_submission, condition_problems, validate_value
from vendors.domain.terms import AssessmentState, ClauseArea, Rating
from vendors.domain.weighing import weigh

KEYS = [row["key"] for row in assessments()]


def reading(key: str) -> dict:
    return next(row for row in assessments() if row["key"] == key)


@pytest.mark.parametrize("key", KEYS)
def test_every_quote_is_found_once_in_the_version_it_names(key: str) -> None:
    for answer in reading(key)["answers"]:
        for item in answer["citations"]:
            if item["kind"] != "quote":
                continue
            text = canonical(versions()[item["document"], item["version"]]["file"])
            match = find_quote(text, Selector(item["exact"]))
            assert match is not None, item["exact"]
            assert text[match.start : match.end] == item["exact"]
            assert text.count(item["exact"]) == 1, item["exact"]


@pytest.mark.parametrize("key", KEYS)
def test_a_reading_cites_only_versions_captured_before_it_was_drafted(key: str) -> None:
    row = reading(key)
    for answer in row["answers"]:
        for item in answer["citations"]:
            named = item["versions"] if item["kind"] == "silence" else [item] if item["kind"] == "quote" else []
            for version in named:
                captured = versions()[version["document"], version["version"]]["captured_days_ago"]
                assert captured >= row["drafted_days_ago"]


@pytest.mark.parametrize("key", KEYS)
def test_answers_use_the_questions_options_and_settings_of_the_product(key: str) -> None:
    row = reading(key)
    for answer in answers_of(row).values():
        assert validate_value(answer.question, answer.value) == answer.value
        assert condition_problems(answer.question, answer.conditions) == []
    problems = check_submission(
        ClauseArea(row["area"]), answers_of(row).values(), rating=Rating(row["rating"]), conditions=row["conditions"]
    )
    if row["state"] != "draft":
        assert problems == []


def test_every_tier_and_area_is_read_or_said_to_be_absent() -> None:
    read = {(row["tier"], row["area"]) for row in assessments()}
    left_out = {(row["tier"], area) for row in absent() for area in row["areas"]}
    assert not read & left_out
    assert all(row["reason"] for row in absent())
    assert read | left_out == {(tier, area.value) for tier in tiers() for area in ClauseArea}


def test_readings_come_in_every_state_and_condition() -> None:
    states = {row["state"] for row in assessments()}
    assert states == {state.value for state in AssessmentState}
    assert {row["rating"] for row in assessments()} == {rating.value for rating in Rating}
    after = {name for row in assessments() for name in row["after"]}
    assert {"stale_days_ago", "to_be_confirmed_days_ago", "confirmed_days_ago", "superseded_days_ago"} <= after
    kinds = {item["kind"] for row in assessments() for answer in row["answers"] for item in answer["citations"]}
    assert kinds == {"quote", "silence", "document"}


@pytest.mark.parametrize("key", KEYS)
def test_a_second_counsel_approves_after_the_first_submitted(key: str) -> None:
    row = reading(key)
    counsel = {person["key"] for person in load("organisation")["people"] if "counsel" in person["roles"]}
    assert row["drafted_by"] in counsel
    if row["state"] in ("approved", "superseded"):
        assert row["approved_by"] in counsel - {row["drafted_by"]}
        assert row["drafted_days_ago"] >= row["submitted_days_ago"] >= row["approved_days_ago"]


def test_at_most_one_reading_of_a_record_is_open_and_one_is_approved() -> None:
    for states in (("draft", "in_review"), ("approved",)):
        records = [(row["tier"], row["area"]) for row in assessments() if row["state"] in states]
        assert len(records) == len(set(records))


def cited(row: dict, document: str) -> list[str]:
    """The quotes and silences of a reading in one document, silences as empty text."""
    found = []
    for answer in row["answers"]:
        for item in answer["citations"]:
            if item["kind"] == "quote" and item["document"] == document:
                found.append(item["exact"])
            if item["kind"] == "silence" and document in {version["document"] for version in item["versions"]}:
                found.append("")
    return found


def weighty(document: str, number: int, stood: list[dict]) -> set[str]:
    """The areas in which a sentence of the version weighs that the one before has not."""
    quotes: dict[ClauseArea, list[str]] = {}
    for row in stood:
        quotes.setdefault(ClauseArea(row["area"]), []).extend(filter(None, cited(row, document)))
    old, new = (canonical(versions()[document, each]["file"]) for each in (number - 1, number))
    return {found.area.value for found in weigh(old, new, quotes)}


def test_a_content_version_leaves_stale_what_lost_a_quote_or_gained_weight_and_has_the_rest_confirmed() -> None:
    for (document, number), version in versions().items():
        if version.get("change") != "content":
            continue
        text, day = canonical(version["file"]), version["captured_days_ago"]
        stood = [row for row in assessments() if row.get("approved_days_ago", -1) > day and cited(row, document)]
        lost = {row["key"] for row in stood if any(quote not in text for quote in cited(row, document))}
        areas = weighty(document, number, stood)
        lost |= {row["key"] for row in stood if row["area"] in areas}
        assert number == 2
        assert {row["key"] for row in assessments() if row["after"].get("stale_days_ago") == day} == lost
        kept = {row["key"] for row in stood} - lost
        assert {row["key"] for row in assessments() if row["after"].get("to_be_confirmed_days_ago") == day} == kept
