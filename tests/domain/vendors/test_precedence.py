"""Which of several governing texts answers a question."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from vendors.domain.precedence import Decision, DocumentAnswer, LinkFact, Settled, decide, speaking_links
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerFact, AnswerValue, Applicability, LinkMode

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
EARLIER, LATER = NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1)


def says(title: str, value: AnswerValue, rank: int | None = None, mode: LinkMode = LinkMode.GOVERNS) -> DocumentAnswer:
    return DocumentAnswer(LinkFact(title, title, mode, rank), AnswerFact("own_owner", value))


def decided(*answers: DocumentAnswer) -> Decision:
    """The decision, the same in whatever order the documents come."""
    decisions = [decide("own_owner", order) for order in permutations(answers)]
    assert len({(item.outcome, item.value) for item in decisions}) == 1
    return decisions[0]


def titles(answers: tuple[DocumentAnswer, ...]) -> list[str]:
    return [answer.link.title for answer in answers]


def test_a_higher_rank_wins_even_with_the_milder_answer() -> None:
    decision = decided(says("Order form", "customer", 2), says("Terms", "vendor", 1))
    assert (decision.outcome, decision.value) == (Settled.SETTLED, "customer")
    assert titles(decision.speaking) == ["Order form"]
    assert titles(decision.others) == ["Terms"]
    assert decision.reason == "Order form: Customer. It has the higher rank."


@pytest.mark.parametrize("rank", [None, 1])
def test_between_equal_or_unranked_texts_the_stricter_answer_wins(rank: int | None) -> None:
    decision = decided(says("Terms", "customer", rank), says("Policy", "vendor", rank))
    assert (decision.outcome, decision.value) == (Settled.SETTLED, "vendor")
    assert "stricter" in decision.reason


def test_an_unranked_text_is_not_outranked() -> None:
    decision = decided(says("Order form", "customer", 2), says("Policy", "vendor"))
    assert decision.value == "vendor"


def test_an_overriding_text_without_a_cited_rank_wins_nothing() -> None:
    decision = decided(says("Order form", "customer", None, LinkMode.OVERRIDES), says("Terms", "vendor"))
    assert decision.value == "vendor"


def test_two_texts_that_agree_speak_together() -> None:
    decision = decided(says("Terms", "customer"), says("Policy", "customer"))
    assert sorted(titles(decision.speaking)) == ["Policy", "Terms"]


def test_a_silent_text_gives_way_whatever_its_rank() -> None:
    decision = decided(says("Order form", SILENT, 9), says("Terms", "customer", 1))
    assert (decision.outcome, decision.value) == (Settled.SETTLED, "customer")


def test_where_all_are_silent_the_answer_is_silence() -> None:
    assert decided(says("Order form", SILENT), says("Terms", SILENT)).outcome is Settled.SILENT


def test_a_text_nobody_has_read_leaves_the_question_open() -> None:
    decision = decided(says("Terms", "customer"), says("Policy", UNDOCUMENTED))
    assert (decision.outcome, decision.value) == (Settled.UNDOCUMENTED, UNDOCUMENTED)
    assert decision.reason == "Nobody has established what Policy says."


def test_a_text_nobody_has_read_matters_no_more_where_a_higher_rank_speaks() -> None:
    decision = decided(says("Order form", "customer", 2), says("Terms", UNDOCUMENTED, 1))
    assert (decision.outcome, decision.value) == (Settled.SETTLED, "customer")


def test_no_document_at_all_is_undocumented() -> None:
    assert decide("own_owner", []).outcome is Settled.UNDOCUMENTED


def test_where_answers_cannot_be_compared_counsel_sees_both() -> None:
    answers = [
        DocumentAnswer(LinkFact("Terms", "Terms"), AnswerFact("keep_location", "Ireland")),
        DocumentAnswer(LinkFact("Schedule", "Schedule"), AnswerFact("keep_location", "Finland")),
    ]
    decision = decide("keep_location", answers)
    assert decision.outcome is Settled.COUNSEL_CHOOSES
    assert decision.value is None
    assert titles(decision.speaking) == ["Terms", "Schedule"]


def test_one_answer_stricter_than_both_incomparable_ones_settles_it() -> None:
    answers = [
        DocumentAnswer(LinkFact(str(number), str(number)), AnswerFact("ind_void_if", value))
        for number, value in enumerate([("combined",), ("filters_off",), ("filters_off", "combined")])
    ]
    assert decide("ind_void_if", answers).value == ("filters_off", "combined")
    assert decide("ind_void_if", answers[:2]).outcome is Settled.COUNSEL_CHOOSES


def test_only_links_that_reach_the_tool_at_that_time_speak() -> None:
    links = [
        LinkFact("a", "Ended", valid_until=NOW),
        LinkFact("b", "Not yet", valid_from=LATER),
        LinkFact("c", "Elsewhere", applicability=Applicability(region="US")),
        LinkFact("d", "Here", applicability=Applicability(region="EU"), valid_from=EARLIER, valid_until=LATER),
        LinkFact("e", "Everywhere"),
    ]
    found = speaking_links(links, Applicability(region="EU"), NOW)
    assert [link.title for link in found] == ["Here", "Everywhere"]


def test_of_two_links_of_one_document_the_narrower_speaks() -> None:
    wide, narrow = LinkFact("a", "Terms", rank=1), LinkFact("a", "Terms", rank=2, applicability=Applicability("", "EU"))
    for links in ([wide, narrow], [narrow, wide]):
        assert speaking_links(links, Applicability(region="EU"), NOW) == (narrow,)
