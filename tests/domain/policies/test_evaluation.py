"""The outcome of a tool for a category: the strictest of its rules."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.domain.evaluation import barring, evaluate, evaluate_many, outcome_rank, strictest
from policies.domain.rules import REGISTRY
from policies.domain.rules.base import Rule, RuleVerdict
from policies.domain.types import CodebaseKind, Destination, Mode, OnFail, Outcome, Result, RuleUse
from tests.domain.policies.builders import answer, category, reading, tool, uid, use
from vendors.domain.terms import ClauseArea

SIGN_OFF = OnFail.SIGN_OFF


def a_rule(code: str, result: Result, version: int = 1) -> Rule:
    """A rule that always finds `result`."""
    return Rule(code, version, code.capitalize(), "It asks.", lambda *_: RuleVerdict(result, (f"It is {result}.",)))


RESULTS = {result.value: a_rule(result.value, result) for result in Result}
REGISTERED = {(code, 1): rule for code, rule in RESULTS.items()}
USES = st.builds(use, st.sampled_from(sorted(RESULTS)), st.sampled_from(OnFail))


def judged(*uses: RuleUse, mode: Mode = Mode.ATTESTED):
    return evaluate(tool(), category(*uses, mode=mode), registry=REGISTERED)


@pytest.mark.parametrize(
    ("code", "on_fail", "outcome"),
    [
        ("satisfied", OnFail.BARRED, Outcome.PERMITTED),
        ("conditional", OnFail.BARRED, Outcome.ON_CONDITIONS),
        ("not_satisfied", OnFail.BARRED, Outcome.BARRED),
        ("not_satisfied", SIGN_OFF, Outcome.NEEDS_SIGN_OFF),
        ("undocumented", OnFail.BARRED, Outcome.BARRED),
        ("undocumented", SIGN_OFF, Outcome.NEEDS_SIGN_OFF),
    ],
)
def test_failing_means_what_the_category_says(code, on_fail, outcome):
    assert judged(use(code, on_fail)).outcome is outcome


def test_failing_bars_unless_the_category_says_otherwise():
    assert RuleUse("any", 1, {}).on_fail is OnFail.BARRED


@given(uses=st.lists(USES, min_size=1, max_size=8), mode=st.sampled_from(Mode))
def test_the_outcome_is_the_strictest_finding_and_stands_first(uses, mode):
    evaluation = judged(*uses, mode=mode)
    ranks = [outcome_rank(finding.outcome) for finding in evaluation.findings]
    assert outcome_rank(evaluation.outcome) == ranks[0] == max(ranks)
    assert ranks == sorted(ranks, reverse=True)


@given(uses=st.lists(USES, max_size=6))
def test_restricted_is_never_better_than_sign_off(uses):
    assert outcome_rank(judged(*uses, mode=Mode.RESTRICTED).outcome) >= outcome_rank(Outcome.NEEDS_SIGN_OFF)


@given(uses=st.lists(USES, min_size=1, max_size=5), more=USES, mode=st.sampled_from(Mode))
def test_one_more_rule_never_improves_an_outcome(uses, more, mode):
    before, after = judged(*uses, mode=mode), judged(*uses, more, mode=mode)
    assert outcome_rank(after.outcome) >= outcome_rank(before.outcome)


def test_a_category_without_rules_is_not_permitted_and_says_why():
    evaluation = judged()
    assert evaluation.outcome is Outcome.NEEDS_SIGN_OFF
    assert evaluation.findings[0].reasons == ("The category has no rules, so nothing was checked.",)


def test_a_rule_that_is_not_known_here_fails_and_says_so():
    evaluation = judged(use("satisfied"), use("vanished"))
    assert evaluation.outcome is Outcome.BARRED
    assert "vanished, version 1 is not known here" in evaluation.findings[0].reasons[0]


def test_parameters_that_cannot_be_used_fail_and_say_so():
    evaluation = evaluate(tool(), category(use("retention_within", days="soon")))
    assert evaluation.outcome is Outcome.BARRED
    assert "parameters of this rule cannot be used" in evaluation.findings[0].reasons[0]


def test_stored_content_of_any_shape_is_judged_without_raising():
    evaluation = evaluate(tool(), category(use("region_allowed", regions=["EU", {"a": 1}])))
    assert evaluation.outcome is Outcome.BARRED


def test_barring_findings_are_those_that_need_an_exception():
    evaluation = judged(use("satisfied"), use("not_satisfied"), use("undocumented", SIGN_OFF))
    assert [finding.code for finding in barring(evaluation)] == ["not_satisfied"]


def test_an_old_version_stays_callable_when_a_new_one_is_added():
    newer = a_rule("satisfied", Result.NOT_SATISFIED, version=2)
    registry = {**REGISTERED, ("satisfied", 2): newer}
    assert evaluate(tool(), category(use("satisfied")), registry=registry).outcome is Outcome.PERMITTED
    assert evaluate(tool(), category(use("satisfied", version=2)), registry=registry).outcome is Outcome.BARRED


def test_nothing_judged_has_no_outcome():
    with pytest.raises(ValueError, match="empty"):
        strictest([])


STALE = tool(reading(ClauseArea.OUTPUT_OWNERSHIP, answer("own_owner", "customer"), stale=True))
OWNER = category(
    use(
        "owner_of_output",
        owners=("customer",),
        accept_qualified=True,
        accept_conditional=True,
        accept_silent=False,
    )
)


def test_a_stale_reading_blocks_a_new_approval():
    assert evaluate(STALE, OWNER).outcome is Outcome.BARRED


def test_a_stale_reading_is_named_but_does_not_fail_for_an_approval_that_stands():
    evaluation = evaluate(STALE, OWNER, new_approval=False)
    assert evaluation.outcome is Outcome.PERMITTED
    assert "stale" in evaluation.findings[0].reasons[-1]


def test_many_are_judged_as_one_is():
    tools = [STALE, tool(uid=uid("second")), tool(uid=uid("third"), data_location="US")]
    region = use("region_allowed", regions=("EU",))
    categories = [
        OWNER,
        category(region, *OWNER.rules, uid=uid("wide")),
        category(replace(region, on_fail=SIGN_OFF), uid=uid("lenient")),
        category(uid=uid("empty"), mode=Mode.RESTRICTED),
    ]
    expected = [evaluate(held, where) for held in tools for where in categories]
    assert evaluate_many(tools, categories) == expected


def test_a_rule_used_alike_by_several_categories_is_judged_once_for_each_tool():
    calls = []

    def judge(facts, parameters, where):
        calls.append(where.slug)
        return RuleVerdict(Result.SATISFIED, ("Fine.",))

    registry = {("counted", 1): Rule("counted", 1, "Counted", "It counts.", judge)}
    categories = [category(use("counted"), uid=uid(str(number))) for number in range(3)]
    evaluate_many([tool(), tool(uid=uid("second"))], categories, registry=registry)
    assert len(calls) == 2


def test_a_rule_that_fails_differently_in_two_categories_is_judged_once_and_found_twice():
    calls = []

    def judge(facts, parameters, where):
        calls.append(where.slug)
        return RuleVerdict(Result.NOT_SATISFIED, ("Not so.",))

    registry = {("counted", 1): Rule("counted", 1, "Counted", "It counts.", judge)}
    categories = [category(use("counted", on_fail), uid=uid(on_fail)) for on_fail in OnFail]
    found = evaluate_many([tool()], categories, registry=registry)
    assert [evaluation.outcome for evaluation in found] == [Outcome.NEEDS_SIGN_OFF, Outcome.BARRED]
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("reads", "seen"),
    [
        ({}, [((), ())]),
        ({"kinds_read": frozenset(CodebaseKind)}, [((CodebaseKind.MODEL,), ()), ((CodebaseKind.REPOSITORY,), ())]),
        ({"kinds_read": frozenset({CodebaseKind.MODEL})}, [((CodebaseKind.MODEL,), ()), ((), ())]),
        (
            {"kinds_read": frozenset({CodebaseKind.MODEL, CodebaseKind.REPOSITORY}), "kinds_alike": True},
            [((CodebaseKind.MODEL,), ())],
        ),
        ({"destinations_read": frozenset(Destination)}, [((), (Destination.PROPRIETARY,))]),
    ],
)
def test_a_rule_is_shown_of_a_category_what_it_says_it_reads_and_judged_anew_only_where_that_differs(reads, seen):
    calls = []

    def judge(facts, parameters, where):
        calls.append((where.allowed_kinds, where.allowed_destinations))
        return RuleVerdict(Result.SATISFIED, ("Fine.",))

    registry = {("limits", 1): Rule("limits", 1, "Limits", "It looks.", judge, **reads)}
    categories = [
        category(use("limits"), uid=uid(kind), allowed_kinds=(kind,))
        for kind in (CodebaseKind.MODEL, CodebaseKind.REPOSITORY)
    ]
    evaluate_many([tool()], categories, registry=registry)
    assert calls == seen


def test_rules_in_use_are_those_of_the_registry_by_default():
    assert evaluate(STALE, OWNER).findings[0].title == REGISTRY["owner_of_output", 1].title
