"""A setting that holds on some surfaces only: what depends on it fails where the tool is in use without it."""

import pytest

from policies.domain.rules.indemnity_covers_output import RULE
from policies.domain.rules.reading import as_held
from policies.domain.surfaces import surfaces_in, written
from policies.domain.types import Result, SettingFact, Surface
from tests.domain.policies.builders import WHEN, answer, category, parameters_of, reading, tool
from vendors.domain.terms import ClauseArea, Condition

FILTER = Condition("output_filter", ("on",), "The filter is on.")
CHAT, COMPLETION, AGENT = Surface.CHAT, Surface.COMPLETION, Surface.AGENT


def found(limited, in_use, value="on", proof="screenshot"):
    setting = SettingFact("output_filter", value, proof, WHEN.date(), limited)
    return as_held(tool(settings=(setting,), surfaces=in_use), FILTER, "No indemnity as held")


@pytest.mark.parametrize(
    ("limited", "in_use", "result"),
    [
        ((), (), Result.CONDITIONAL),
        ((), (CHAT, AGENT), Result.CONDITIONAL),
        ((CHAT,), (CHAT,), Result.CONDITIONAL),
        ((CHAT, COMPLETION), (CHAT,), Result.CONDITIONAL),
        ((CHAT,), (CHAT, AGENT), Result.NOT_SATISFIED),
        ((CHAT,), (), Result.NOT_SATISFIED),
        (tuple(Surface), (), Result.CONDITIONAL),
    ],
)
def test_a_setting_counts_where_it_covers_every_surface_in_use(limited, in_use, result):
    assert found(limited, in_use).result is result


def test_where_it_does_not_hold_is_named_with_what_would_bring_it_back():
    verdict = found((CHAT, COMPLETION), (CHAT, AGENT))
    (reason,), (fix,) = verdict.reasons, verdict.fixes
    assert reason.startswith("No indemnity as held: the setting “Output filter” is On for chat and completion alone;")
    assert "not for agent, where the tool is or may be in use" in reason
    assert fix == "Set “Output filter” to On for agent too, or say that the tool is not in use there."


def test_a_setting_limited_to_the_surfaces_in_use_holds_while_no_other_is_used():
    assert found((CHAT,), (CHAT,)).conditions == (
        "The setting “Output filter” stays On, and the tool is used for chat alone.",
    )


@pytest.mark.parametrize(("value", "proof"), [("off", "screenshot"), ("on", "")])
def test_a_wrong_or_unproven_value_fails_for_what_it_is_whatever_the_surfaces(value, proof):
    assert "alone" not in found((CHAT,), (CHAT, AGENT), value, proof).reasons[0]


def test_an_indemnity_whose_filter_is_off_on_the_agent_is_no_indemnity():
    read = reading(
        ClauseArea.INDEMNITY,
        answer("ind_covers", ("output",)),
        answer("ind_rights", ("copyright",)),
        answer("ind_void_if", ("filters_off",), FILTER),
        answer("ind_beta_excluded", False),
    )
    setting = SettingFact("output_filter", "on", "screenshot", WHEN.date(), (COMPLETION,))
    held = tool(read, settings=(setting,), surfaces=(COMPLETION, AGENT))
    verdict = RULE.judge(held, parameters_of(RULE), category())
    assert verdict.result is Result.NOT_SATISFIED
    assert verdict.reasons[0].startswith("No indemnity as held, void if filters")
    assert "for agent too" in verdict.fixes[0]


def test_surfaces_are_kept_in_their_order_each_once():
    assert written([AGENT, CHAT, AGENT]) == "chat agent"
    assert surfaces_in(written([AGENT, CHAT])) == (CHAT, AGENT)
    assert surfaces_in("") == ()
