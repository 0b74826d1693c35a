"""What another policy would make of the tools as they are held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.domain.evaluation import evaluate, outcome_rank
from policies.domain.rules import LATEST
from policies.domain.types import CategoryFacts, Effect, Mode, OnFail, Outcome, ParameterValue, RuleUse
from policies.domain.what_if import Comparison, compared, judged_under_both, says_the_same
from tests.domain.policies.builders import answer, category, parameters_of, reading, tool, uid, use
from vendors.domain.terms import ClauseArea

KEPT = reading(ClauseArea.RETENTION, answer("keep_prompts_days", 30))
NAMED = answer("own_owner", "customer"), answer("own_qualified", "no"), answer("own_conditional", "no")
HELD = tool(KEPT, reading(ClauseArea.OUTPUT_OWNERSHIP, *NAMED))


def rule(code: str, on_fail: OnFail = OnFail.BARRED, **changes: ParameterValue) -> RuleUse:
    return use(code, on_fail, **parameters_of(LATEST[code], **changes))


OWNER, REVIEW = rule("owner_of_output"), rule("human_review_before_merge")
NOBODY = rule("owner_of_output", owners=("vendor",))
WEEK = rule("retention_within", days=7, kinds=("prompts",))


def one(now: CategoryFacts | None, then: CategoryFacts | None) -> Comparison:
    """The one pair there is."""
    sides = judged_under_both([HELD], [now] if now else [], [then] if then else [])
    (found,) = compared(*sides)
    return found


@pytest.mark.parametrize(
    ("now", "then", "effect", "outcomes"),
    [
        ((OWNER,), (OWNER,), Effect.SAME, ("permitted", "permitted")),
        ((OWNER,), (NOBODY,), Effect.STRICTER, ("permitted", "barred")),
        ((NOBODY,), (OWNER,), Effect.LOOSER, ("barred", "permitted")),
        ((WEEK, NOBODY), (NOBODY,), Effect.OTHER_RULES, ("barred", "barred")),
        ((REVIEW,), (REVIEW, OWNER), Effect.SAME, ("permitted_on_conditions", "permitted_on_conditions")),
    ],
    ids=["nothing", "stricter", "looser", "the same for fewer reasons", "a rule more that holds"],
)
def test_the_outcome_now_stands_beside_the_outcome_then(now, then, effect, outcomes):
    found = one(category(*now), category(*then))
    assert (found.effect, found.outcomes) == (effect, outcomes)


def test_a_category_that_is_new_and_one_that_is_left_out_are_said():
    assert one(None, category(OWNER)).effect is Effect.ADDED
    gone = one(category(OWNER), None)
    assert (gone.effect, gone.outcomes) == (Effect.LEFT, (Outcome.PERMITTED, None))


def test_the_rules_that_make_the_difference_are_named_with_their_reason():
    (shift,) = one(category(OWNER, REVIEW), category(NOBODY, REVIEW)).shifts
    assert shift.code == "owner_of_output"
    assert "is satisfied now and would be not satisfied" in shift.sentence
    (asked,) = one(category(REVIEW), category(REVIEW, NOBODY)).shifts
    assert "would be asked and is not satisfied" in asked.sentence
    (left,) = one(category(REVIEW, NOBODY), category(REVIEW)).shifts
    assert left.sentence == "“Owner of output” would not be asked any more."
    harder = rule("owner_of_output", OnFail.SIGN_OFF, owners=("vendor",))
    (meant,) = one(category(harder), category(NOBODY)).shifts
    assert meant.sentence.endswith("and that would mean barred.")


def test_other_reasons_for_the_same_finding_are_a_difference():
    (shift,) = one(category(NOBODY), category(rule("owner_of_output", owners=("shared",)))).shifts
    assert "stays not satisfied, for other reasons" in shift.sentence


RULES = [rule(code, fail) for code in LATEST for fail in OnFail]
SIDES = st.lists(st.sampled_from(RULES), max_size=6, unique_by=lambda used: used.code)


@given(now=SIDES, then=SIDES, mode=st.sampled_from(Mode))
def test_both_sides_are_what_each_policy_finds_by_itself(now, then, mode):
    facts = [category(*side, mode=mode, uid=uid("one")) for side in (now, then)]
    found = one(*facts)
    alone = [evaluate(HELD, side) for side in facts]
    assert [found.before, found.after] == alone
    assert (found.effect is Effect.SAME) == says_the_same(*alone)
    assert (found.effect is Effect.SAME) == (not found.shifts)
    further = outcome_rank(alone[1].outcome) - outcome_rank(alone[0].outcome)
    assert (found.effect is Effect.STRICTER) == (further > 0)
    assert (found.effect is Effect.LOOSER) == (further < 0)
