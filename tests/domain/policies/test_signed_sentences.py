"""The exact sentences people sign."""

import datetime as dt

import pytest

from policies.domain.sentences import (
    decision_sentence,
    decline_sentence,
    exception_decline_sentence,
    exception_sentence,
    listing,
    long_date,
    publish_sentence,
)
from policies.domain.types import Lane

UNTIL = dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("conditions", "ending"),
    [
        (0, "until 30 September 2026."),
        (1, "until 30 September 2026, on condition 1."),
        (2, "until 30 September 2026, on conditions 1 and 2."),
        (3, "until 30 September 2026, on conditions 1 to 3."),
    ],
)
def test_a_decision_names_person_lane_tool_category_date_and_conditions(conditions, ending):
    sentence = decision_sentence(
        name="Ines Halloran",
        lane=Lane.LEGAL,
        tool="Larkspur Code Business",
        category="Attested work",
        until=UNTIL,
        conditions=conditions,
    )
    assert sentence == (
        f"I, Ines Halloran, decide for Legal: Larkspur Code Business may be used for Attested work {ending}"
    )


@pytest.mark.parametrize(
    ("exceptions", "ending"),
    [
        ([3], "until 30 September 2026, on condition 1, though the policy bars it, by exception 3."),
        ([3, 4], "until 30 September 2026, on condition 1, though the policy bars it, by exceptions 3 and 4."),
    ],
)
def test_a_decision_on_a_barred_line_names_its_exceptions(exceptions, ending):
    said = {"name": "Ines", "lane": Lane.LEGAL, "tool": "Larkspur", "category": "Models", "until": UNTIL}
    sentence = decision_sentence(**said, conditions=1, exceptions=exceptions)
    assert sentence == f"I, Ines, decide for Legal: Larkspur may be used for Models {ending}"


def test_an_exception_names_rule_tool_category_reach_and_end():
    said = {"name": "Ines", "lane": Lane.LEGAL, "number": 3, "rule": "Region", "tool": "Larkspur", "category": "Models"}
    assert exception_sentence(**said, until=UNTIL, codebase="ledger") == (
        "I, Ines, agree for Legal: exception 3 lets Larkspur be approved for Models in the codebase ledger only until "
        "30 September 2026 although the rule “Region” bars it, with the compensating control stated."
    )
    assert exception_decline_sentence(**said) == (
        "I, Ines, decide for Legal: Larkspur gets no exception 3 from “Region” for Models."
    )


def test_declining_says_what_may_not_be_used_for_what():
    sentence = decline_sentence(name="Marek Oyelaran", lane=Lane.ENGINEERING, tool="Larkspur", category="Models")
    assert sentence == "I, Marek Oyelaran, decide for Engineering: Larkspur may not be used for Models."


def test_publishing_names_the_number_and_the_whole_hash():
    sentence = publish_sentence(name="Ines Halloran", lane=Lane.LEGAL, number=7, sha256="ab" * 32)
    expected = f"I, Ines Halloran, sign for Legal: policy revision 7, content hash {'ab' * 32}, may be published."
    assert sentence == expected


def test_dates_are_written_out_in_english():
    assert long_date(dt.date(2026, 3, 1)) == "1 March 2026"


def test_lists_read_as_a_person_would_say_them():
    assert [listing(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
