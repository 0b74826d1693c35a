"""The hash chain as pure functions: what breaks it, and how the break is named."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from governance.audit.chain import GENESIS, Link, commitment, event_body, event_hash, first_break, merkle_root

AT = dt.datetime(2026, 3, 18, 8, 12, tzinfo=dt.UTC)


def chain_of(number: int) -> list[Link]:
    links: list[Link] = []
    previous = GENESIS
    for sequence in range(1, number + 1):
        body = event_body(
            sequence=sequence,
            previous_hash=previous,
            uid=f"uid-{sequence}",
            action="team.added",
            at=AT,
            actor={"uid": None, "via": "system", "system": "worker"},
            subject={"kind": "accounts.team", "uid": None},
            detail={"name": f"Team {sequence}"},
        )
        links.append(Link(sequence, previous, event_hash(body), body, {"action": "team.added", "via": "system"}))
        previous = links[-1].hash
    return links


def test_an_untouched_chain_has_no_break() -> None:
    assert first_break(chain_of(5)) is None
    assert first_break([]) is None


def test_a_flipped_byte_is_named_with_its_event() -> None:
    links = chain_of(4)
    links[2] = dataclasses.replace(links[2], body=links[2].body.replace("Team 3", "Team 8"))
    broken = first_break(links)
    assert broken is not None
    assert broken.sequence == 3
    assert "hash" in broken.reason


def test_a_text_rehashed_after_the_change_breaks_the_link_of_the_next_event() -> None:
    links = chain_of(4)
    body = links[1].body.replace("Team 2", "Team 8")
    links[1] = dataclasses.replace(links[1], body=body, hash=event_hash(body))
    broken = first_break(links)
    assert broken is not None
    assert (broken.sequence, broken.reason) == (3, "it does not name the hash of the event before it")


def test_a_missing_event_is_named_even_at_the_start() -> None:
    links = chain_of(4)
    for gone in (0, 2):
        broken = first_break(links[:gone] + links[gone + 1 :])
        assert broken is not None
        assert f"event {gone + 1} is missing" in broken.reason


def test_two_events_that_changed_places_are_found() -> None:
    links = chain_of(4)
    second = dataclasses.replace(links[2], sequence=2)
    third = dataclasses.replace(links[1], sequence=3)
    assert first_break([links[0], second, third, links[3]]) is not None


def test_a_column_that_says_something_else_than_the_text_is_named() -> None:
    links = chain_of(2)
    links[1] = dataclasses.replace(links[1], columns={"via": "session"})
    broken = first_break(links)
    assert broken is not None
    assert "the column via" in broken.reason


@pytest.mark.parametrize("body", ["no json", "[]", '"text"'])
def test_a_text_that_is_no_event_is_a_break_and_not_a_crash(body: str) -> None:
    broken = first_break([Link(1, GENESIS, event_hash(body), body, {})])
    assert broken is not None
    assert "not the JSON of an event" in broken.reason


def test_the_text_of_an_event_is_the_same_whatever_the_order_of_its_parts() -> None:
    common = {"sequence": 1, "previous_hash": GENESIS, "uid": "u", "action": "a", "at": AT, "subject": {}}
    one = event_body(**common, actor={"uid": None, "via": "system"}, detail={"a": 1, "b": 2})
    other = event_body(**common, actor={"via": "system", "uid": None}, detail={"b": 2, "a": 1})
    assert one == other


def test_a_commitment_says_nothing_without_its_salt() -> None:
    assert commitment("Ada", "1") != commitment("Ada", "2")
    assert commitment("Ada", "1") == commitment("Ada", "1")


def test_the_root_of_many_items_depends_on_each_of_them_and_their_order() -> None:
    roots = {merkle_root(items) for items in ([], ["a"], ["a", "b"], ["b", "a"], ["a", "b", "c"], ["a", "b", "c", "c"])}
    assert len(roots) == 6
