"""Every field of the domain's structured answers is asked, under a code that never changes."""

from __future__ import annotations

import re

import pytest

from vendors.domain.questions import QUESTIONS, QuestionKind, questions_of
from vendors.domain.questions.retention import KEPT
from vendors.domain.settings_catalogue import SETTINGS, VOID_IF_SETTING, setting_problem, setting_value_in_words
from vendors.domain.terms import ClauseArea

PREFIXES = {
    ClauseArea.OUTPUT_OWNERSHIP: "own_",
    ClauseArea.TRAINING_RESTRICTIONS: "train_",
    ClauseArea.RETENTION: "keep_",
    ClauseArea.INDEMNITY: "ind_",
}
FIELDS = """
own_owner own_mechanism own_qualified own_conditional own_similar_to_others own_licence_back own_licence_back_term
own_licence_back_sublicensable own_feedback_licence own_attribution_offered own_shared_inference own_present_as_human
train_barred_act train_object train_exceptions train_flows_down train_benchmarks train_survives train_vendor_use
train_opt_out_by train_opt_out_prospective train_opt_out_survivors train_affiliates
keep_deletion_on_request keep_after_termination_days keep_zero keep_zero_carve_outs keep_human_review keep_location
keep_subprocessors keep_backup_lag_days
ind_covers ind_rights ind_cap ind_cap_amount ind_beta_excluded ind_void_if ind_control ind_notice
ind_customer_indemnifies ind_liability_cap
"""


def test_every_field_of_the_domain_is_asked_and_nothing_else() -> None:
    kept = {f"keep_{part}_{field}" for part, _, _ in KEPT for field in ("days", "basis")}
    assert set(QUESTIONS) == set(FIELDS.split()) | kept


@pytest.mark.parametrize("area", ClauseArea)
def test_the_codes_of_an_area_share_its_prefix(area: ClauseArea) -> None:
    questions = questions_of(area)
    assert questions
    assert all(re.fullmatch(rf"{PREFIXES[area]}[a-z_]+", question.code) for question in questions)
    assert all(question.area is area and QUESTIONS[question.code] is question for question in questions)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.code)
def test_a_question_can_be_asked_as_it_stands(question: object) -> None:
    asked = QUESTIONS[question.code]  # type: ignore[attr-defined]
    values = [option.value for option in asked.options]
    assert asked.label and asked.help.endswith((".", "”.")) and asked.group
    assert len(set(values)) == len(values)
    assert bool(values) == (asked.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.DAYS})
    assert set(asked.settings) <= set(SETTINGS)
    assert len(asked.code) <= 60, "the column holds sixty characters"
    assert all(set(option.covers) <= set(values) for option in asked.options)


def test_every_void_if_option_with_a_setting_names_one_of_the_catalogue() -> None:
    void_if = QUESTIONS["ind_void_if"]
    assert all(void_if.option(option) and setting in void_if.settings for option, setting in VOID_IF_SETTING.items())


@pytest.mark.parametrize(
    ("code", "value"),
    [("citations", "on"), ("zero_retention", "off"), ("retention_days", "30"), ("data_region", "EU, Frankfurt")],
)
def test_a_setting_takes_its_own_values(code: str, value: str) -> None:
    assert setting_problem(code, value) == ""


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("citations", "yes"),
        ("retention_days", "a month"),
        ("retention_days", "-1"),
        ("data_region", " "),
        ("mood", "on"),
    ],
)
def test_a_setting_refuses_other_values_in_a_sentence(code: str, value: str) -> None:
    assert setting_problem(code, value).endswith(".")


def test_values_of_settings_are_put_in_words() -> None:
    assert setting_value_in_words("citations", "on") == "On"
    assert setting_value_in_words("retention_days", "30") == "30 days"
    assert setting_value_in_words("unknown", "x") == "x"
