"""What another tier would buy: which rules it satisfies, what still fails, and that nothing unknown is a gain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.domain.evaluation import evaluate, outcome_rank
from policies.domain.rules import owner_of_output, vendor_does_not_train
from policies.domain.types import OnFail, Outcome, Result
from policies.domain.upgrade import Move, category_move, each_once, would_be_held
from tests.domain.policies.builders import answer, category, parameters_of, reading, release, setting, tool, uid, use
from tests.domain.policies.test_evaluation import a_rule
from vendors.domain.terms import UNDOCUMENTED, AssessmentState, ClauseArea, Condition

OWNERSHIP, TRAINING = ClauseArea.OUTPUT_OWNERSHIP, ClauseArea.TRAINING_RESTRICTIONS
OWNER, NO_TRAINING = (
    use(rule.code, **parameters_of(rule)) for rule in (owner_of_output.RULE, vendor_does_not_train.RULE)
)


def read(owner, training="always", **changes):
    return tool(
        reading(OWNERSHIP, answer("own_owner", owner)),
        reading(TRAINING, answer("train_vendor_use", training), **changes),
    )


def moved(now, then, *rules):
    asked = category(*(rules or (OWNER, NO_TRAINING)))
    return category_move(evaluate(now, asked), evaluate(then, asked))


def codes(findings):
    return [finding.code for finding in findings]


def test_a_category_opens_by_the_rules_that_hold_there_and_did_not_here():
    found = moved(read("vendor"), read("customer", "never"))
    assert (found.move, sorted(codes(found.gained))) == (Move.OPENS, ["owner_of_output", "vendor_does_not_train"])
    assert found.gained[0].answers[0].citations
    assert not found.lost and not found.failing and not found.unknown


def test_what_still_fails_keeps_it_closed_and_is_told_from_what_nobody_established():
    found = moved(read("vendor"), read("customer", UNDOCUMENTED))
    assert (found.move, codes(found.gained), codes(found.unknown)) == (
        Move.SAME, ["owner_of_output"], ["vendor_does_not_train"]
    )  # fmt: skip
    found = moved(read("vendor"), read("customer", "always"))
    assert (codes(found.failing), codes(found.unknown)) == (["vendor_does_not_train"], [])


@pytest.mark.parametrize("state", [AssessmentState.DRAFT, AssessmentState.IN_REVIEW])
def test_a_reading_nobody_approved_is_never_a_gain(state):
    now = read("customer", "always")
    found = moved(now, read("customer", "never", state=state))
    assert (found.move, codes(found.gained), codes(found.unknown)) == (Move.SAME, [], ["vendor_does_not_train"])
    assert moved(now, read("customer", "never", stale=True)).gained == ()
    assert moved(now, tool(reading(OWNERSHIP, answer("own_owner", "customer")))).gained == ()


def test_what_holds_here_and_not_there_is_lost():
    found = moved(read("customer", "never"), read("vendor", "never"))
    assert (found.move, codes(found.lost), codes(found.failing)) == (Move.CLOSES, ["owner_of_output"], [])


def test_a_switch_the_other_tier_does_not_have_counts_as_not_set():
    switch = setting("model_training", "off")
    condition = Condition("model_training", ("off",), "Only while it is off.")
    has = tool(reading(TRAINING, answer("train_vendor_use", "opt_out", condition)), settings=(switch,))
    has_not = tool(reading(TRAINING, answer("train_vendor_use", "never")), settings=(switch,))
    assert would_be_held(has, frozenset()).settings == {"model_training": switch}
    assert would_be_held(has_not, frozenset()).settings == {}


def test_a_switch_that_an_answer_implies_exists_there():
    switch = setting("model_training", "off")
    implied = tool(reading(TRAINING, answer("train_vendor_use", "opt_out")), settings=(switch,))
    assert would_be_held(implied, frozenset()).settings == {"model_training": switch}


def test_a_release_the_other_tier_does_not_serve_is_not_switched_on():
    held = tool(releases=(release("Larkspur 3"), release("Larkspur 4")))
    served = frozenset({str(uid("Larkspur 4"))})
    assert [one.name for one in would_be_held(held, served).releases] == ["Larkspur 4"]


def test_what_several_categories_ask_alike_stands_once():
    now, then = read("vendor"), read("customer", "never")
    two = [category(OWNER, uid=uid("one")), category(OWNER, NO_TRAINING, uid=uid("two"))]
    moves = [category_move(evaluate(now, asked), evaluate(then, asked)) for asked in two]
    found = each_once(moves, "gained")
    assert {finding.code: len(owners) for finding, owners in found} == {
        "owner_of_output": 2,
        "vendor_does_not_train": 1,
    }


def test_two_categories_are_not_compared():
    with pytest.raises(ValueError, match="one category"):
        category_move(evaluate(tool(), category()), evaluate(tool(), category(uid=uid("another"))))


RESULTS = st.lists(
    st.tuples(st.sampled_from(Result), st.sampled_from(Result), st.sampled_from(OnFail)), min_size=1, max_size=6
)


@given(RESULTS)
def test_a_better_outcome_always_names_a_rule_that_is_gained(drawn):
    """Every rule finds as drawn, here and there: a category cannot fare better without a rule that now holds, nor
    worse without one that no longer does; and each failing rule is named exactly once."""
    uses = [use(f"r{number}", on_fail) for number, (_, _, on_fail) in enumerate(drawn)]
    sides = [
        {(f"r{number}", 1): a_rule(f"r{number}", pair[side]) for number, pair in enumerate(drawn)} for side in (0, 1)
    ]
    now, then = (evaluate(tool(), category(*uses), registry=registry) for registry in sides)
    found = category_move(now, then)
    failing = {f.code for f in then.findings if f.result in (Result.NOT_SATISFIED, Result.UNDOCUMENTED)}
    assert sorted([*codes(found.lost), *codes(found.failing), *codes(found.unknown)]) == sorted(failing)
    better = outcome_rank(then.outcome) < outcome_rank(now.outcome)
    if better and now.outcome in (Outcome.BARRED, Outcome.NEEDS_SIGN_OFF):
        assert found.gained and found.move in (Move.OPENS, Move.EASES)
    if outcome_rank(then.outcome) > outcome_rank(Outcome.ON_CONDITIONS) > outcome_rank(now.outcome):
        assert found.lost and found.move in (Move.CLOSES, Move.WORSENS)
    assert all(finding.result in (Result.SATISFIED, Result.CONDITIONAL) for finding in found.gained)
