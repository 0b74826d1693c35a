"""What a category may tell a rule, and what is said when it cannot be used."""

import pytest

from policies.domain.rules import LATEST, REGISTRY, RULES, UnknownRule, rule_of
from policies.domain.rules.parameters import (
    ParameterKind,
    clean_parameters,
    default_parameters,
    parameter_in_words,
    parameter_problems,
)
from vendors.domain.questions import QUESTIONS

RETENTION = rule_of("retention_within", 1)
BY_NAME = {parameter.name: parameter for parameter in RETENTION.parameters}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.version}")
def test_every_rule_reads_questions_of_its_areas_and_says_what_it_asks(rule):
    assert rule.title
    assert rule.sentence.endswith(".")
    assert {QUESTIONS[code].area for code in rule.questions} <= {*rule.areas}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.version}")
def test_defaults_can_be_used_save_where_nothing_can_be_presumed(rule):
    presumed = {"served_releases_allowed": {"releases"}}.get(rule.code, set())
    assert parameter_problems(rule, default_parameters(rule)).keys() == presumed


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.version}")
def test_every_parameter_is_explained_and_cleaning_keeps_what_is_clean(rule):
    assert all(parameter.label and parameter.help.endswith(".") for parameter in rule.parameters)
    assert clean_parameters(rule, default_parameters(rule)) == default_parameters(rule)


def test_codes_and_versions_are_registered_once():
    assert len(REGISTRY) == len(RULES)
    assert set(LATEST) == {rule.code for rule in RULES}


def test_an_unknown_rule_is_named():
    with pytest.raises(UnknownRule, match="no_such_rule, version 1"):
        rule_of("no_such_rule", 1)


def test_what_forms_send_is_brought_into_the_types_that_are_kept():
    raw = {"days": " 14 ", "kinds": ["prompts", "logs", "prompts"], "accept_until_deleted": "on"}
    assert clean_parameters(RETENTION, raw) == {
        "days": 14,
        "kinds": ("prompts", "logs"),
        "accept_until_deleted": True,
        "accept_silent": False,
    }


def test_free_entries_come_one_to_a_line():
    region = rule_of("region_allowed", 1)
    assert clean_parameters(region, {"regions": "EU\r\n\n Switzerland \nEU"}) == {"regions": ("EU", "Switzerland")}


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("days", "many", "whole number of days"),
        ("days", -1, "whole number of days"),
        ("days", True, "whole number of days"),
        ("days", "9" * 400, "whole number of days"),
        ("kinds", [], "at least one"),
        ("kinds", ["gossip"], "gossip cannot be chosen here"),
        ("kinds", 7, "list of entries"),
        ("accept_silent", "perhaps", "yes or no"),
        ("colour", "red", "no parameter called “colour”"),
    ],
)
def test_what_cannot_be_used_is_named_in_a_sentence(name, raw, words):
    problems = parameter_problems(RETENTION, clean_parameters(RETENTION, {name: raw}))
    assert list(problems) == [name]
    assert words in problems[name][0]


def test_an_entry_that_cannot_be_kept_is_refused():
    region = rule_of("region_allowed", 1)
    problems = parameter_problems(region, clean_parameters(region, {"regions": ["E\x00U"]}))
    assert "cannot be kept" in problems["regions"][0]


def test_a_missing_parameter_is_named():
    assert parameter_problems(RETENTION, {"days": 3}).keys() == {"kinds", "accept_until_deleted", "accept_silent"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("days", 1, "1 day"),
        ("days", 30, "30 days"),
        ("kinds", ("prompts", "code_context"), "Prompts and Code context"),
        ("accept_silent", False, "no"),
        ("kinds", (), "none"),
    ],
)
def test_values_are_told_in_words(name, value, words):
    assert parameter_in_words(BY_NAME[name], value) == words


def test_every_kind_of_parameter_is_in_use_or_free():
    kinds = {parameter.kind for rule in RULES for parameter in rule.parameters}
    assert kinds <= set(ParameterKind)
