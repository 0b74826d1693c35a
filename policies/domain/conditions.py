"""Conditions of an approval as items: who answers for one, until when, and whether it is met."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class ConditionDeed(StrEnum):
    """What is said of a condition."""

    ASSIGNED = "assigned"
    MET = "met"
    REOPENED = "reopened"


class ConditionStanding(StrEnum):
    """What a condition is on a day. Overdue is computed from the clock, never stored."""

    UNASSIGNED = "unassigned"
    TO_BE_MET = "to_be_met"
    OVERDUE = "overdue"
    MET = "met"


def condition_standing(
    *, has_owner: bool, due_on: dt.date | None, met_on: dt.date | None, today: dt.date
) -> ConditionStanding:
    """Where a condition stands on `today`; its due date itself is in time. An overdue one nobody answers for is
    overdue."""
    if met_on is not None:
        return ConditionStanding.MET
    if due_on is not None and today > due_on:
        return ConditionStanding.OVERDUE
    return ConditionStanding.TO_BE_MET if has_owner else ConditionStanding.UNASSIGNED


def meeting_problems(word: str, met_on: dt.date | None, today: dt.date) -> dict[str, list[str]]:
    """What is wrong with saying that a condition is met, by field; empty when nothing is."""
    problems: dict[str, list[str]] = {}
    if not word.strip():
        problems["word"] = ["Say what shows that it is met: where the proof lies, or what was done."]
    if met_on is None:
        problems["on"] = ["Choose the day on which it was met."]
    elif met_on > today:
        problems["on"] = ["This day lies ahead. Say it when it is met."]
    return problems
