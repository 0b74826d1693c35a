"""The questions to answer first are those the starter policy's rules ask for, and no others."""

from __future__ import annotations

from policies.domain.rules import rule_of
from policies.domain.rules.reading import listening
from policies.services.starter import read_starter_policy
from tests.domain.policies.builders import category, reading, tool
from vendors.domain.questions import QUESTIONS
from vendors.domain.questions.read_first import READ_FIRST
from vendors.domain.terms import ClauseArea


def test_what_is_read_first_is_what_the_starter_rules_read() -> None:
    asked: set[str] = set()
    for row in read_starter_policy()["categories"]:
        for use in row["rules"]:
            facts = listening(tool(*(reading(area) for area in ClauseArea)))
            given = use["parameters"].items()
            parameters = {name: tuple(value) if isinstance(value, list) else value for name, value in given}
            rule_of(use["code"], use["version"]).judge(facts, parameters, category())
            asked |= {question for _, question in facts.heard}
    assert asked == READ_FIRST
    assert set(QUESTIONS) >= READ_FIRST
