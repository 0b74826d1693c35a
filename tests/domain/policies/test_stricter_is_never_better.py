"""Whatever a stricter answer, a lost proof or a reading that stops counting does: it never improves an outcome."""

from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.domain.evaluation import evaluate, outcome_rank
from policies.domain.rules import RULES
from policies.domain.types import CodebaseKind, DeploymentKind, Destination, Mode, RuleUse, SettingFact
from tests.domain.policies.builders import (
    TRAINING,
    WHEN,
    answer,
    category,
    parameters_of,
    reading,
    release,
    setting,
    statement,
    tool,
)
from vendors.domain.questions import QUESTIONS, QuestionKind, implied_conditions, questions_of, stricter_of
from vendors.domain.settings_catalogue import SETTINGS
from vendors.domain.terms import SILENT, UNDOCUMENTED, AssessmentState, ClauseArea, Condition, Rating

READ = sorted({code for rule in RULES for code in rule.questions} - {"keep_location"})
USES = {
    rule.code: RuleUse(
        rule.code,
        rule.version,
        parameters_of(rule, **({"releases": ("Larkspur 3",)} if rule.code == "served_releases_allowed" else {})),
    )
    for rule in RULES
}


def values(code):
    """Every kind of value a question admits."""
    question = QUESTIONS[code]
    admitted = st.sampled_from([UNDOCUMENTED, SILENT])
    options = [option.value for option in question.options]
    if question.kind is QuestionKind.CHOICE:
        return st.sampled_from(options) | admitted
    if question.kind is QuestionKind.CHOICES:
        some = st.sets(st.sampled_from([option.value for option in question.options if not option.alone]), min_size=1)
        alone = [(option.value,) for option in question.options if option.alone]
        ordered = some.map(lambda chosen: tuple(value for value in options if value in chosen))
        return ordered | admitted | (st.sampled_from(alone) if alone else st.nothing())
    if question.kind is QuestionKind.DAYS:
        return st.sampled_from([0, 7, 30, 31, 400, "until_deleted", "indefinite"]) | admitted
    return st.booleans() | admitted


CONDITIONS = st.sampled_from(
    [(), (Condition("zero_retention", ("on",), ""),), (Condition("retention_days", ("30",), ""),)]
)


@st.composite
def answers(draw, code):
    value = draw(values(code))
    extra = draw(CONDITIONS) if code.startswith("keep_") else ()
    return answer(code, value, *(extra or implied_conditions(code, value)))


HELD = st.builds(
    SettingFact,
    st.sampled_from(sorted(SETTINGS)),
    st.sampled_from(["on", "off", "7", "90", "EU", "US", ""]),
    st.sampled_from(["", "screenshot"]),
    st.sampled_from([None, WHEN.date()]),
)


@st.composite
def tools(draw):
    readings = []
    for area in ClauseArea:
        given_answers = [draw(answers(question.code)) for question in questions_of(area) if question.code in READ]
        readings.append(reading(area, *given_answers, rating=draw(st.sampled_from(Rating))))
    return tool(
        *readings,
        settings=tuple(draw(st.lists(HELD, max_size=6))),
        competition=draw(st.sampled_from(["yes", "no", "undetermined"])),
        deployment=draw(st.sampled_from([None, *DeploymentKind])),
        releases=(release(weights=draw(st.sampled_from(["MIT", "Other", ""]))),),
        statements=(statement(),),
    )


CATEGORIES = st.builds(
    lambda kinds, destinations: category(
        *USES.values(), mode=Mode.RESTRICTED, allowed_kinds=kinds, allowed_destinations=destinations
    ),
    st.sampled_from([(CodebaseKind.REPOSITORY,), (CodebaseKind.MODEL,)]),
    st.sampled_from([(Destination.PROPRIETARY,), (Destination.TRAINING,)]),
)


def ranks(held, where):
    return {finding.code: outcome_rank(finding.outcome) for finding in evaluate(held, where).findings}


def assert_no_better(before, after, where):
    was, now = ranks(before, where), ranks(after, where)
    assert {code: rank for code, rank in now.items() if rank < was[code]} == {}


def with_answer(held, given_answer):
    area = QUESTIONS[given_answer.question].area
    changed = replace(held.readings[area], answers={**held.readings[area].answers, given_answer.question: given_answer})
    return replace(held, readings={**held.readings, area: changed})


@settings(max_examples=60, deadline=None)
@given(held=tools(), where=CATEGORIES, code=st.sampled_from(READ))
def test_an_answer_that_becomes_undocumented(held, where, code):
    assert_no_better(held, with_answer(held, answer(code, UNDOCUMENTED)), where)


@settings(max_examples=80, deadline=None)
@given(held=tools(), where=CATEGORIES, code=st.sampled_from(READ), data=st.data())
def test_an_answer_that_becomes_stricter(held, where, code, data):
    before = held.readings[QUESTIONS[code].area].answers[code]
    value = data.draw(values(code))
    if stricter_of(code, before.value, value) != value:
        return
    named = {condition.setting for condition in before.conditions}
    implied = [condition for condition in implied_conditions(code, value) if condition.setting not in named]
    assert_no_better(held, with_answer(held, answer(code, value, *before.conditions, *implied)), where)


@settings(max_examples=40, deadline=None)
@given(held=tools(), where=CATEGORIES, code=st.sampled_from(READ))
def test_an_answer_that_loses_its_citations(held, where, code):
    before = held.readings[QUESTIONS[code].area].answers[code]
    assert_no_better(held, with_answer(held, replace(before, citations=())), where)


@settings(max_examples=40, deadline=None)
@given(
    held=tools(),
    where=CATEGORIES,
    area=st.sampled_from(ClauseArea),
    change=st.sampled_from([{"stale": True}, {"to_be_confirmed": True}, {"state": AssessmentState.DRAFT}]),
)
def test_a_reading_that_stops_counting(held, where, area, change):
    worse = replace(held, readings={**held.readings, area: replace(held.readings[area], **change)})
    assert_no_better(held, worse, where)


@settings(max_examples=40, deadline=None)
@given(held=tools(), where=CATEGORIES, proven=HELD)
def test_a_setting_that_loses_its_proof(held, where, proven):
    before = replace(held, settings={**held.settings, proven.code: proven})
    after = replace(held, settings={**held.settings, proven.code: replace(proven, proof="")})
    assert_no_better(before, after, where)


@settings(max_examples=40, deadline=None)
@given(held=tools(), where=CATEGORIES)
def test_a_competition_finding_that_is_withdrawn(held, where):
    assert_no_better(held, replace(held, competition="undetermined"), where)


GOOD = {
    "own_owner": "customer",
    "own_qualified": False,
    "own_conditional": False,
    "train_vendor_use": "never",
    "train_barred_act": ("none",),
    "train_exceptions": ("none",),
    "keep_zero": "by_setting",
    "keep_zero_carve_outs": ("none",),
    "ind_covers": ("output",),
    "ind_rights": ("copyright",),
    "ind_void_if": ("none",),
    "ind_beta_excluded": False,
}
EXAMPLES = {
    QuestionKind.DAYS: [0, 30, 31, "until_deleted", "indefinite"],
    QuestionKind.YES_NO: [False, True],
}


def every_value(question):
    """All values of a choice, every single and pair of choices, and telling ones of the rest."""
    options = [option.value for option in question.options]
    if question.kind is QuestionKind.CHOICES:
        alone = {option.value for option in question.options if option.alone}
        pairs = [pair for pair in combinations(options, 2) if not alone & {*pair}]
        return [*((option,) for option in options), *pairs]
    return options if question.kind is QuestionKind.CHOICE else EXAMPLES[question.kind]


@pytest.mark.parametrize("competition", ["no", "yes", "undetermined"])
@pytest.mark.parametrize("code", READ)
def test_no_step_from_one_answer_to_a_stricter_one(code, competition):
    held = tool(
        *(
            reading(area, *(answer(q.code, GOOD.get(q.code, 7)) for q in questions_of(area) if q.code in READ))
            for area in ClauseArea
        ),
        settings=tuple(setting(name, "on") for name in ("output_filter", "citations", "zero_retention")),
        competition=competition,
    )
    for where in (category(*USES.values()), replace(TRAINING, rules=tuple(USES.values()))):
        for milder, stricter in permutations(every_value(QUESTIONS[code]), 2):
            if stricter_of(code, milder, stricter) == stricter:
                before = with_answer(held, answer(code, milder, *implied_conditions(code, milder)))
                after = with_answer(held, answer(code, stricter, *implied_conditions(code, stricter)))
                assert_no_better(before, after, where)
