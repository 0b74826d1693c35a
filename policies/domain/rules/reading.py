"""How a rule reads counsel's answers: what makes one fail whatever it says, and what a setting does to it as held.

`undocumented`, silence nobody accepted, a reading that is not approved, a stale one and an answer that rests on nothing
in the terms all fail here, each named as what it is (domain.md, "Rules and outcomes").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from policies.domain.findings import AnswerShown
from policies.domain.labels import label
from policies.domain.rules.base import RuleVerdict, combined, conditional, not_satisfied, undocumented
from policies.domain.sentences import listing, long_date
from policies.domain.types import SettingFact, Surface, ToolFacts
from vendors.domain.questions import QUESTIONS, implied_conditions, value_in_words
from vendors.domain.settings_catalogue import SETTINGS, setting_value_in_words
from vendors.domain.terms import (
    AREA_LABELS,
    UNDOCUMENTED,
    AnswerFact,
    AnswerValue,
    AssessmentState,
    ClauseArea,
    Condition,
)

_BINDING = frozenset({AssessmentState.APPROVED, AssessmentState.SUPERSEDED})
"""A superseded reading goes on serving tools pinned to its versions; which one binds is settled before rules run."""

_STATE_WORDS = {
    AssessmentState.DRAFT: "still a draft",
    AssessmentState.IN_REVIEW: "in review, not approved",
    AssessmentState.DISCARDED: "discarded",
}


class Heard(NamedTuple):
    """One answer as a rule heard it: its value, the same as a set of choices whether one or several may be chosen, and
    in words. `problem` is set where it fails whatever it says."""

    answer: AnswerFact
    label: str
    shown: AnswerShown
    problem: RuleVerdict | None
    value: AnswerValue
    choices: frozenset[str]
    words: str


def reading_problem(facts: ToolFacts, area: ClauseArea) -> RuleVerdict | None:
    """Why the reading of `area` cannot be relied on for a new approval, or None when it can."""
    reading = facts.readings.get(area)
    if reading is not None and reading.state in _BINDING and not reading.stale:
        return None
    name = AREA_LABELS[area].lower()
    if reading is None:
        reason = f"No reading of {name} is on record for {facts.product} {facts.tier}."
        return undocumented(reason, f"Counsel reads the terms on {name} and a second counsel approves the reading.")
    if reading.state not in _BINDING:
        reason = f"The reading of {name}, assessment {reading.number}, is {_STATE_WORDS[reading.state]}."
        return undocumented(reason, f"The reading of {name} is submitted and approved by a second counsel.")
    reason = f"The reading of {name}, assessment {reading.number}, is stale: the text it rests on changed."
    return undocumented(reason, f"Counsel reads the changed terms on {name} anew.")


@dataclass(frozen=True, slots=True)
class Listening(ToolFacts):
    """A tool whose answers are heard once for all rules that ask for them."""

    heard: dict[tuple[ClauseArea, str], Heard] = field(default_factory=dict, compare=False, repr=False)


def listening(facts: ToolFacts) -> Listening:
    """`facts` for judging by several rules."""
    return Listening(**{item.name: getattr(facts, item.name) for item in fields(ToolFacts)})


def hear(facts: ToolFacts, area: ClauseArea, question: str) -> Heard:
    """The answer to `question` with what is wrong with it. Silence is not a problem here: see `judged`."""
    if not isinstance(facts, Listening):
        return _hear(facts, area, question)
    known = facts.heard.get((area, question))
    if known is None:
        known = facts.heard[area, question] = _hear(facts, area, question)
    return known


def _hear(facts: ToolFacts, area: ClauseArea, question: str) -> Heard:
    reading = facts.readings.get(area)
    answer = reading.answer(question) if reading else AnswerFact(question=question, value=UNDOCUMENTED)
    asked = QUESTIONS[question]
    shown = AnswerShown(area, question, asked.label, value_in_words(question, answer.value), answer.citations)
    problem = reading_problem(facts, area) or _answer_problem(answer, asked.label, area)
    return Heard(answer, asked.label, shown, problem, answer.value, _choices(answer.value), shown.value)


def _choices(value: AnswerValue) -> frozenset[str]:
    if isinstance(value, tuple):
        return frozenset(value)
    return frozenset({value}) if isinstance(value, str) else frozenset()


def as_held(facts: ToolFacts, condition: Condition, unless: str) -> RuleVerdict:
    """Whether `condition` holds in the settings of the tool as held; only a set and proven setting counts.

    `unless` says what follows where it does not hold, and stands before the reason.
    """
    name = setting_name(condition.setting)
    required = required_setting(condition)
    held = facts.settings.get(condition.setting)
    if held is None or not held.value.strip():
        reason = f"{unless}: the setting “{name}” is not on record; it has to be {required}."
        return not_satisfied(reason, f"Set “{name}” to {required} and attach proof.")
    value = setting_value_in_words(condition.setting, held.value)
    if not _in_position(condition, held.value):
        reason = f"{unless}: the setting “{name}” is {value}; it has to be {required}."
        return not_satisfied(reason, f"Set “{name}” to {required} and attach proof.")
    if held.checked_on is None or not held.proven:
        reason = f"{unless}: the setting “{name}” is said to be {value}, without proof."
        return not_satisfied(reason, f"Attach proof that “{name}” is {value}.")
    in_use = facts.surfaces or tuple(Surface)
    open_on = [surface for surface in in_use if surface not in held.surfaces]
    if held.surfaces and open_on:
        return _not_everywhere(held, open_on, f"{unless}: the setting “{name}” is {value}", f"“{name}” to {required}")
    where = f" for {_surfaces(held.surfaces)} alone" if held.surfaces else ""
    reason = f"The setting “{name}” is {value}{where}, proof of {long_date(held.checked_on)}."
    kept = f", and the tool is used for {_surfaces(in_use)} alone" if where else ""
    return conditional(reason, f"The setting “{name}” stays {required}{kept}.")


def _not_everywhere(held: SettingFact, open_on: list[Surface], said: str, wanted: str) -> RuleVerdict:
    """A setting that holds on some surfaces only, while others are in use or may be."""
    left = _surfaces(open_on)
    reason = f"{said} for {_surfaces(held.surfaces)} alone; not for {left}, where the tool is or may be in use."
    return not_satisfied(reason, f"Set {wanted} for {left} too, or say that the tool is not in use there.")


def _surfaces(surfaces: Iterable[Surface]) -> str:
    return listing([label(surface).lower() for surface in surfaces])


def all_as_held(facts: ToolFacts, heard: Heard, unless: str) -> list[RuleVerdict]:
    """One part for each setting the answer depends on; what its value implies counts where the reading names none."""
    conditions = heard.answer.conditions or implied_conditions(heard.shown.question, heard.value)
    return [as_held(facts, condition, unless) for condition in conditions]


def setting_name(code: str) -> str:
    """The name of a setting for people; a code the catalogue does not have stands for itself."""
    return SETTINGS[code].label if code in SETTINGS else code.replace("_", " ")


def required_setting(condition: Condition) -> str:
    """The positions of its setting a condition permits, in words."""
    values = [setting_value_in_words(condition.setting, value) for value in condition.required]
    return f"at most {values[-1]}" if _counts_days(condition) else listing(values, "or")


def _counts_days(condition: Condition) -> bool:
    """A number of days is a ceiling: who keeps content for less keeps the condition too."""
    setting = SETTINGS.get(condition.setting)
    return bool(setting and setting.kind == "days" and condition.required and all(map(_is_number, condition.required)))


def _in_position(condition: Condition, value: str) -> bool:
    if _counts_days(condition):
        return _is_number(value.strip()) and int(value) <= int(condition.required[-1])
    return value.strip().casefold() in {required.casefold() for required in condition.required}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _answer_problem(answer: AnswerFact, label: str, area: ClauseArea) -> RuleVerdict | None:
    if answer.citations and not answer.is_undocumented:
        return None
    name = AREA_LABELS[area].lower()
    if answer.is_undocumented:
        reason = f"{label}: undocumented, nobody has established it."
        return undocumented(reason, f"Counsel answers “{label}” in a reading of {name}.")
    source = answer.secondary_source
    rests = f"rests on a secondary source ({source}) only" if source else "names nothing in the terms it rests on"
    reason = f"{label}: the answer {rests}; it is not verified against the terms."
    return undocumented(reason, f"Counsel cites the terms for “{label}” in a reading of {name}.")


def judged(required: str, heard: Heard, parts: Iterable[RuleVerdict], accept_silent: bool = False) -> RuleVerdict:
    """The verdict on one answer: its own problem first, then silence, else `parts`; the answer is shown in any case.

    `parts` is not looked at before: a generator need not expect values that are no answer.
    """
    if heard.problem:
        found = [heard.problem]
    elif heard.answer.is_silent:
        found = [_silence(heard, accept_silent)]
    else:
        found = list(parts)
    whole = found[0] if len(found) == 1 else combined(required, found)
    return RuleVerdict(whole.result, whole.reasons, required, whole.conditions, (heard.shown,), whole.fixes)


def _silence(heard: Heard, accepted: bool) -> RuleVerdict:
    reason = f"{heard.label}: the terms were read whole and say nothing."
    if accepted:
        return conditional(reason, f"The terms go on saying nothing on: {heard.label}.")
    return not_satisfied(reason, f"An order form or a written answer of the vendor on: {heard.label}.")
