"""The starter catalogue and the starter policy: known codes, drafts with their source, and the three elements."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from policies.domain.types import RESTRICTED_KINDS, CodebaseKind, Destination, Mode
from tests.domain.content.portfolio import ROOT
from tests.domain.content.test_demo_portfolio import check_rule
from vendors.domain.duties import DutyKind, duty_problem
from vendors.domain.licences import licence_spelled
from vendors.domain.questions import QUESTIONS, condition_problems, implied_conditions, validate_value
from vendors.domain.terms import Applicability, Channel, ClauseArea, Condition, LicenceLayerKind, ProductKind, TierKind

CATALOGUE = ROOT / "vendors" / "catalogue"
SOURCES = json.loads((CATALOGUE / "sources.json").read_text(encoding="utf-8"))
VENDOR_FILES = sorted(path.name for path in CATALOGUE.glob("*.json") if path.name != "sources.json")
ELSEWHERE = {
    f"{row['name']}/{release['key']}"
    for row in (json.loads((CATALOGUE / name).read_text(encoding="utf-8")) for name in VENDOR_FILES)
    for release in row["releases"]
}
POLICY = json.loads((ROOT / "policies" / "catalogue" / "starter_policy.json").read_text(encoding="utf-8"))


def vendor(name: str) -> dict[str, Any]:
    return json.loads((CATALOGUE / name).read_text(encoding="utf-8"))


def check_source(row: dict[str, Any]) -> None:
    assert row["source"] in SOURCES["sources"]
    assert dt.date.fromisoformat(row["source_date"]) <= dt.date(2026, 7, 31)


@pytest.mark.parametrize("name", VENDOR_FILES)
def test_products_tiers_and_releases_use_known_values(name: str) -> None:
    row = vendor(name)
    keys = {release["key"] for release in row["releases"]}
    served = set()
    for product in row["products"]:
        assert ProductKind(product["kind"])
        for tier in product["tiers"]:
            assert TierKind(tier["kind"])
            served |= set(tier["releases"])
    assert served == keys
    for release in row["releases"]:
        assert set(release["bases"]) <= keys | ELSEWHERE
        assert release["layers"]
        for layer in release["layers"]:
            assert LicenceLayerKind(layer["layer"])
            assert layer["licence"]
            assert "verified" not in layer
            assert licence_spelled(layer["licence"]) == layer["licence"]
            check_source(layer)
            for duty in layer["duties"]:
                assert duty_problem(DutyKind(duty["kind"]), duty.get("detail", ""), duty.get("users")) == ""


@pytest.mark.parametrize("name", VENDOR_FILES)
def test_every_reading_is_a_draft_answer_with_source_and_date(name: str) -> None:
    row = vendor(name)
    tiers = {(product["name"], tier["name"]) for product in row["products"] for tier in product["tiers"]}
    for reading in row["readings"]:
        assert (reading["product"], reading["tier"]) in tiers
        assert reading["plain_reading"]
        assert Applicability(**reading["applicability"]).channel in ("", *Channel)
        check_source(reading)
        for answer in reading["answers"]:
            question = QUESTIONS[answer["question"]]
            assert question.area == ClauseArea(reading["area"])
            value = tuple(answer["value"]) if isinstance(answer["value"], list) else answer["value"]
            assert validate_value(question, value) == value
            conditions = [Condition(c["setting"], tuple(c["required"]), c["text"]) for c in answer["conditions"]]
            assert condition_problems(question, conditions) == []
            named = {condition.setting for condition in conditions}
            assert {condition.setting for condition in implied_conditions(question, value)} <= named
            assert "citations" not in answer
            check_source(answer)


@pytest.mark.parametrize("name", VENDOR_FILES)
def test_a_tier_has_one_draft_per_area_and_applicability(name: str) -> None:
    keys = [
        (row["product"], row["tier"], row["area"], tuple(sorted(row["applicability"].items())))
        for row in vendor(name)["readings"]
    ]
    assert len(keys) == len(set(keys))


def test_the_catalogue_has_every_vendor_of_the_facts_and_known_parents() -> None:
    rows = [vendor(name) for name in VENDOR_FILES]
    names = {row["name"] for row in rows}
    expected = (
        "Anthropic, OpenAI, GitHub, Cursor, Windsurf, Google, Mistral AI, xAI, Replit, Meta, Alibaba, DeepSeek, Tencent"
    )
    assert set(expected.split(", ")) <= names
    assert {row["parent"] for row in rows if row["parent"]} <= names


def test_the_starter_policy_has_the_three_categories_in_their_modes() -> None:
    modes = {row["slug"]: Mode(row["mode"]) for row in POLICY["categories"]}
    assert modes == {"open": Mode.ELIGIBLE, "proprietary": Mode.ATTESTED, "training-and-models": Mode.RESTRICTED}
    for row in POLICY["categories"]:
        assert all(Destination(place) for place in row["allowed_destinations"])
        restricted = RESTRICTED_KINDS & {CodebaseKind(kind) for kind in row["allowed_kinds"]}
        assert not restricted or row["mode"] == Mode.RESTRICTED
        for rule in row["rules"]:
            check_rule(rule)


def test_the_starter_policy_holds_the_three_elements() -> None:
    assert len(POLICY["elements"]) == 3
    rules = {row["slug"]: {rule["code"] for rule in row["rules"]} for row in POLICY["categories"]}
    assert all("assessments_current" in codes for codes in rules.values())
    assert "human_review_before_merge" in rules["proprietary"]
    assert {kind.value for kind in RESTRICTED_KINDS} == set(POLICY["categories"][2]["allowed_kinds"])
