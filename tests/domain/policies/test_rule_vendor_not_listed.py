"""Rule vendor_not_listed: no party to a tool is on a list that is new enough; that nothing was found clears nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from policies.domain.rules import rule_of
from policies.domain.rules.parameters import clean_parameters, parameter_problems
from policies.domain.screening.ownership import Share, owned_by_listed
from policies.domain.screening.standing import AGE_STEPS, ListScreened, PartyRole, PartyScreening, older_than
from policies.domain.types import Result
from tests.domain.policies.builders import category, tool

RULE = rule_of("vendor_not_listed", 1)
LIST = ListScreened("consolidated", dt.date(2026, 11, 20), 3, "ab" * 32, 2, 85)
VENDOR = PartyScreening(PartyRole.VENDOR, "Larkspur", (LIST,))
MAKER = PartyScreening(PartyRole.MODEL_MAKER, "Quillon", (replace(LIST, names=1),))


def judged(*parties: PartyScreening, **parameters: object):
    return RULE.judge(tool(screening=parties), clean_parameters(RULE, parameters), category())


def test_nothing_found_is_said_with_list_and_day_and_is_no_clearance():
    verdict = judged(VENDOR, MAKER)
    assert verdict.result is Result.SATISFIED
    assert verdict.reasons[0] == (
        "No match of 2 names of Larkspur at 85 or above in the US Consolidated Screening List of 20 November 2026. "
        "This is no clearance."
    )
    assert "clear" not in " ".join(verdict.reasons).replace("no clearance", "")


@pytest.mark.parametrize(
    ("party", "result", "said"),
    [
        (replace(VENDOR, lists=()), Result.UNDOCUMENTED, "No name of Larkspur (vendor) was compared"),
        (replace(VENDOR, lists=(replace(LIST, older_than=30),)), Result.UNDOCUMENTED, "over 30 days old"),
        (replace(VENDOR, waiting=("Larkspur Labs",)), Result.UNDOCUMENTED, "wait to be compared: Larkspur Labs"),
        (replace(VENDOR, open=1), Result.UNDOCUMENTED, "1 possible match is not decided"),
        (replace(VENDOR, open=1, undecided=1), Result.UNDOCUMENTED, "2 possible matches are not decided"),
        (replace(VENDOR, matches=1, open=4), Result.NOT_SATISFIED, "Larkspur (vendor) is on a screening list"),
        (replace(VENDOR, owned="60 % belong to Veyra, listed."), Result.NOT_SATISFIED, "60 % belong to Veyra"),
        (replace(VENDOR, lists=(replace(LIST, older_than=14),)), Result.SATISFIED, "No match"),
        (
            replace(VENDOR, decided=1),
            Result.SATISFIED,
            "1 match of 2 names of Larkspur at 85 or above, decided",
        ),
    ],
)
def test_what_nobody_established_is_undocumented_and_what_was_found_bars(party, result, said):
    for parties in ((party, MAKER), (replace(MAKER, name="Quillon"), party)):
        verdict = judged(*parties)
        assert verdict.result is result
        assert said in " ".join(verdict.reasons)


def test_a_tool_without_a_compared_party_is_undocumented():
    assert judged().result is Result.UNDOCUMENTED
    assert judged(VENDOR, PartyScreening(PartyRole.PARENT, "Veyra")).result is Result.UNDOCUMENTED


def test_every_list_asked_for_counts():
    assert judged(VENDOR, lists=["consolidated", "sdn"]).result is Result.UNDOCUMENTED
    both = replace(VENDOR, lists=(LIST, replace(LIST, kind="sdn")))
    assert judged(both, lists=["consolidated", "sdn"]).result is Result.SATISFIED


def test_no_list_asked_for_and_other_ages_are_refused():
    assert set(parameter_problems(RULE, clean_parameters(RULE, {"lists": [], "list_age": "31"}))) == {
        "lists",
        "list_age",
    }


def test_the_age_of_a_list_goes_by_steps():
    day = dt.date(2026, 1, 1)
    for step in AGE_STEPS:
        assert older_than(day, day + dt.timedelta(days=step)) < step
        assert older_than(day, day + dt.timedelta(days=step + 1)) == step


def shares(*rows: tuple[str, str, bool, int | None]) -> list[Share]:
    return [Share(owner, Decimal(percent), listed, key) for owner, percent, listed, key in rows]


def test_shares_of_listed_owners_are_added_up_to_half():
    held = {1: shares(("A", "30", True, None), ("B", "20", True, None), ("C", "50", False, None))}
    owned = owned_by_listed(held, frozenset(), {})[1]
    assert (owned.percent, owned.owners, owned.as_listed) == (Decimal(50), ("A", "B"), True)
    held[1][0] = Share("A", Decimal("29.99"), True)
    assert not owned_by_listed(held, frozenset(), {})[1].as_listed


def test_ownership_reaches_through_bodies_that_are_owned_themselves():
    held = {
        1: shares(("Middle", "50", False, 2)),
        2: shares(("Top", "50", False, 3)),
        4: shares(("Middle", "49", False, 2)),
    }
    found = owned_by_listed(held, frozenset({3}), {2: "Middle Ltd", 3: "Top Ltd"})
    assert found[1].owners == ("Middle Ltd",)
    assert (found[1].as_listed, found[2].as_listed, found[4].as_listed) == (True, True, False)


def test_a_circle_of_owners_ends():
    held = {1: shares(("Two", "60", False, 2)), 2: shares(("One", "60", False, 1))}
    assert not any(owned.as_listed for owned in owned_by_listed(held, frozenset(), {}).values())
    assert all(owned.as_listed for owned in owned_by_listed(held, frozenset({1}), {}).values())
