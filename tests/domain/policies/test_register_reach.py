"""Whom an instrument reaches, and what about it is new."""

import datetime as dt

import pytest

from policies.domain.register import InstrumentKind, ReviewCause, Stage, lines_of, reaches, what_changed
from policies.domain.rules import REGISTRY
from policies.services.starter_register import read_starter_register
from tests.domain.content.test_starter_content import SOURCES

DAY = dt.date(2026, 4, 15)
BEFORE = (Stage.INTRODUCED, DAY, "the record")


@pytest.mark.parametrize(
    ("countries", "country", "reached"),
    [
        (["United States"], "united  states", True),
        (["USA"], "United States of America", True),
        (["European Union"], "Ireland", True),
        (["EU"], "The Netherlands", True),
        (["European Union"], "United Kingdom", False),
        (["European Union"], "European Union", True),
        (["Ireland"], "European Union", False),
        (["Ireland"], "", False),
        ([], "Ireland", False),
    ],
)
def test_an_instrument_reaches_the_countries_it_names_and_the_members_of_a_union(countries, country, reached):
    assert reaches(countries, country) is reached


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (BEFORE, None),
        ((Stage.PASSED, None, "another"), ReviewCause.STAGE),
        ((Stage.INTRODUCED, None, "another"), ReviewCause.DATE),
        ((Stage.INTRODUCED, DAY, "another"), ReviewCause.SOURCE),
    ],
)
def test_the_weightiest_change_is_named(after, cause):
    assert what_changed(BEFORE, after) is cause


def test_entries_stand_one_to_a_line_and_once():
    assert lines_of(" Ireland \n\nFrance\nIreland\n") == ("Ireland", "France")


def test_the_starter_register_uses_known_codes_and_names_its_sources():
    register = read_starter_register()
    for row in register["instruments"]:
        assert InstrumentKind(row["kind"]) and row["summary"] and row["stages"]
        assert set(row["rules"]) <= {code for code, _ in REGISTRY}
    stages = [stage for row in register["instruments"] for stage in row["stages"]]
    for row in (*stages, *register["allegations"]):
        assert row["source"] in SOURCES["sources"] and row["source"] in ("A", "B")
        assert dt.date.fromisoformat(row["seen_on"]) <= dt.date(2026, 7, 1)
    assert all(Stage(stage["stage"]) for stage in stages)
    assert {row["named"] for row in register["allegations"]} == {"DeepSeek", "Moonshot AI", "MiniMax"}
