"""Grades of risk come from what is on record: a restriction, none on record, or undocumented, each with its grounds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest

from policies.domain.releases import ReleaseFact
from policies.domain.risk.grading import grades
from policies.domain.risk.three import sections
from policies.domain.risk.types import Grade, InstrumentSeen, OwnBody, RiskFacts, RiskKind, Strategy
from policies.domain.screening.standing import ListScreened, PartyRole, PartyScreening
from tests.domain.policies.builders import answer, reading, tool
from vendors.domain.terms import SILENT, ClauseArea

OWNERSHIP, TRAINING, INDEMNITY = (
    ClauseArea.OUTPUT_OWNERSHIP,
    ClauseArea.TRAINING_RESTRICTIONS,
    ClauseArea.INDEMNITY,
)
LISTED = PartyScreening(
    PartyRole.VENDOR, "Larkspur", (ListScreened("consolidated", dt.date(2026, 11, 20), 1, "ab" * 32, 2, 85),)
)
ACT = InstrumentSeen("Made-up Act", "Ireland", "In force", True, True, "Gazette", ("Ireland",))


def facts(*answers, area=TRAINING, own=(), instruments=(), country="Ireland", **changes) -> RiskFacts:
    read = {area: reading(area, *answers)} if answers else {}
    return RiskFacts(tool(readings=read, screening=(LISTED,), **changes), country, instruments, own)


def grade(found: RiskFacts, strategy: Strategy, risk: RiskKind) -> Grade:
    (one,) = [row for row in grades(found) if (row.strategy, row.risk) == (strategy, risk)]
    assert one.grounds
    assert all(row.text for row in one.grounds)
    return one.grade


def test_every_strategy_is_graded_by_every_risk_and_nothing_on_record_is_undocumented():
    found = grades(RiskFacts(tool(readings={}, releases=())))
    assert [(row.strategy, row.risk) for row in found] == [(s, r) for s in Strategy for r in RiskKind]
    assert {row.grade for row in found} == {Grade.UNDOCUMENTED}
    assert all(ground.change for row in found for ground in row.grounds if ground.grade is row.grade)


def test_no_grade_is_ever_called_none():
    assert "none" not in {grade.value for grade in Grade}
    assert "none" not in {grade.name.lower() for grade in Grade}


@pytest.mark.parametrize(
    ("barred", "competition", "expected"),
    [
        (("none",), "undetermined", Grade.NONE_ON_RECORD),
        (("any_model_training",), "no", Grade.RESTRICTION),
        (("automated_extraction",), "no", Grade.RESTRICTION),
        (("competing_model",), "undetermined", Grade.RESTRICTION),
        (("competing_model",), "yes", Grade.RESTRICTION),
        (("competing_model",), "no", Grade.NONE_ON_RECORD),
        (SILENT, "yes", Grade.NONE_ON_RECORD),
    ],
)
def test_distilling_from_a_closed_api_goes_by_the_acts_the_terms_bar(barred, competition, expected):
    found = facts(answer("train_barred_act", barred), answer("train_flows_down", ("none",)), competition=competition)
    assert grade(found, Strategy.DISTIL_API, RiskKind.TERMS) is expected


def test_a_stale_or_unapproved_reading_establishes_nothing():
    found = facts(answer("train_barred_act", ("none",)), answer("train_flows_down", ("none",)))
    stale = replace(found.tool.readings[TRAINING], stale=True)
    held = replace(found, tool=replace(found.tool, readings={TRAINING: stale}))
    assert grade(held, Strategy.DISTIL_API, RiskKind.TERMS) is Grade.UNDOCUMENTED


@pytest.mark.parametrize(
    ("owner", "expected"),
    [("customer", Grade.NONE_ON_RECORD), ("vendor", Grade.RESTRICTION), (SILENT, Grade.UNDOCUMENTED)],
)
def test_copyright_of_what_is_distilled_goes_by_the_owner_of_output(owner, expected):
    assert grade(facts(answer("own_owner", owner), area=OWNERSHIP), Strategy.DISTIL_API, RiskKind.COPYRIGHT) is expected


@pytest.mark.parametrize(
    ("instruments", "country", "expected"),
    [
        ((ACT,), "Ireland", Grade.RESTRICTION),
        ((replace(ACT, checked=False),), "Ireland", Grade.UNDOCUMENTED),
        ((replace(ACT, in_force=False, stage="Paused"),), "Ireland", Grade.UNDOCUMENTED),
        ((), "Ireland", Grade.UNDOCUMENTED),
        (None, "Ireland", Grade.UNDOCUMENTED),
        ((ACT,), "", Grade.UNDOCUMENTED),
    ],
)
def test_the_regulatory_grade_goes_by_screening_and_register(instruments, country, expected):
    found = facts(instruments=instruments, country=country)
    for strategy in (Strategy.USE_API, Strategy.DISTIL_API, Strategy.FINE_TUNE_OPEN):
        assert grade(found, strategy, RiskKind.REGULATORY) is expected
    listed = replace(found, tool=replace(found.tool, screening=(replace(LISTED, matches=1),)))
    assert grade(listed, Strategy.USE_API, RiskKind.REGULATORY) is Grade.RESTRICTION


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ({"weights": "Apache-2.0", "acceptable_use": "MIT"}, Grade.NONE_ON_RECORD),
        ({"weights": "Apache-2.0"}, Grade.UNDOCUMENTED),
        ({"weights": "Bramble Community Licence", "acceptable_use": "MIT"}, Grade.RESTRICTION),
    ],
)
def test_fine_tuning_goes_by_verified_licences_of_the_releases(licences, expected):
    found = facts(releases=(ReleaseFact(uuid4(), "Bramble 2", "Bramble", licences),))
    assert grade(found, Strategy.FINE_TUNE_OPEN, RiskKind.TERMS) is expected


def test_an_own_model_that_barred_output_may_have_reached_is_restricted():
    bar = answer("train_barred_act", ("any_model_training",))
    reached = OwnBody("ranker", "Model", "Proprietary", ("reviews",), (), reached=True)
    for body, expected in (
        (reached, Grade.RESTRICTION),
        (replace(reached, reached=False), Grade.NONE_ON_RECORD),
        (replace(reached, reached=False, fed_by=()), Grade.UNDOCUMENTED),
    ):
        assert grade(facts(bar, own=(body,)), Strategy.DISTIL_OWN, RiskKind.TERMS) is expected
    assert grade(facts(bar), Strategy.DISTIL_OWN, RiskKind.TERMS) is Grade.UNDOCUMENTED
    public = replace(reached, destination="Public")
    assert grade(facts(own=(public,)), Strategy.DISTIL_OWN, RiskKind.STRATEGIC) is Grade.RESTRICTION


def test_what_a_confirmation_rests_on_is_not_the_words():
    found = facts(answer("own_owner", "customer"), area=OWNERSHIP)
    newer = replace(LISTED, lists=(replace(LISTED.lists[0], dated_on=dt.date(2026, 11, 27), version=2),))
    same = replace(found, tool=replace(found.tool, screening=(newer,)))
    assert [row.basis for row in grades(found)] == [row.basis for row in grades(same)]
    worse = replace(found, tool=replace(found.tool, screening=(replace(LISTED, open=1),)))
    assert [row.basis for row in grades(found)] != [row.basis for row in grades(worse)]


def test_the_three_risks_say_what_is_missing_and_make_nothing_up():
    extraction, asymmetry, gaps = sections([], [], None)
    assert not extraction.points
    assert not asymmetry.points
    assert not gaps.points
    assert [text.split(" of ours")[0] for text in extraction.missing] == ["No model", "No dataset"]
    assert "There is no regulatory register to ask." in asymmetry.missing
    assert "No tool is in use on record." in gaps.missing


def test_what_leaves_the_house_can_be_extracted():
    bodies = [OwnBody("ranker", "Model", "Public"), OwnBody("reviews", "Dataset", "Proprietary", (), ("ranker",))]
    points = sections([], bodies, ())[0].points
    assert [(row.grade, "ranker" in row.text) for row in points] == [
        (Grade.RESTRICTION, True),
        (Grade.UNDOCUMENTED, True),
    ]


def test_enforcement_differs_where_one_country_has_an_instrument_in_force_and_another_has_none():
    here = facts(answer("train_barred_act", ("any_model_training",)), instruments=(ACT,))
    there = replace(here, country="Elsewhere", instruments=())
    points = {row.code: row for row in sections([here, there], [], (ACT,))[1].points}
    assert points["country:Ireland"].grade is Grade.RESTRICTION
    assert points["country:Elsewhere"].grade is Grade.UNDOCUMENTED
    assert [code for code in points if code.startswith("terms:")] == [f"terms:{there.tool.uid}"]
    alone = {row.code: row.grade for row in sections([here], [], (ACT,))[1].points}
    assert alone == {"country:Ireland": Grade.NONE_ON_RECORD}


def test_a_gap_is_where_neither_terms_nor_an_instrument_say_anything():
    silent = facts(answer("train_barred_act", SILENT), answer("train_vendor_use", "never"))
    (point,) = sections([silent], [], ())[2].points
    assert "act barred" in point.text
    assert not sections([replace(silent, instruments=(ACT,))], [], (ACT,))[2].points
