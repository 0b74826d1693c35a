"""Conditions of answers on tool settings: each *void if* and each *only by setting* names the setting it depends on."""

from __future__ import annotations

import json
from collections.abc import Iterable

from governance.canonical import canonical_json
from vendors.domain.questions.catalogue import question_of
from vendors.domain.questions.kinds import Question
from vendors.domain.settings_catalogue import SETTINGS, VOID_IF_SETTING, setting_problem
from vendors.domain.terms import AnswerValue, Condition

_VOID_TEXT = {
    "filters_off": "The indemnity is void where the output filter is off.",
    "citations_off": "The indemnity is void where citations are off.",
}
_BY_SETTING: dict[tuple[str, str], Condition] = {
    ("keep_zero", "by_setting"): Condition(
        "zero_retention", ("on",), "Zero retention applies only where it is switched on."
    ),
    ("train_vendor_use", "opt_out"): Condition(
        "model_training", ("off",), "The vendor trains on our content unless model training is switched off."
    ),
    ("train_vendor_use", "opt_in"): Condition(
        "model_training", ("off",), "The vendor trains on our content once model training is switched on."
    ),
}


def implied_conditions(question: Question | str, value: AnswerValue) -> tuple[Condition, ...]:
    """The settings that an answer depends on by what it says, whoever enters it."""
    asked = question_of(question)
    if asked.code == "ind_void_if" and isinstance(value, tuple):
        return tuple(
            Condition(VOID_IF_SETTING[item], ("on",), _VOID_TEXT[item]) for item in value if item in VOID_IF_SETTING
        )
    if isinstance(value, str) and (asked.code, value) in _BY_SETTING:
        return (_BY_SETTING[asked.code, value],)
    return ()


def with_implied(
    question: Question | str, value: AnswerValue, conditions: Iterable[Condition] = ()
) -> tuple[Condition, ...]:
    """`conditions` as entered, and those the value implies for settings nobody named."""
    entered = tuple(conditions)
    named = {condition.setting for condition in entered}
    return entered + tuple(item for item in implied_conditions(question, value) if item.setting not in named)


def condition_problems(question: Question | str, conditions: Iterable[Condition]) -> list[str]:
    """What is wrong with the conditions of an answer, one sentence each; none means they can be kept."""
    asked = question_of(question)
    problems: list[str] = []
    for condition in conditions:
        setting = SETTINGS.get(condition.setting)
        if setting is None:
            problems.append(f"There is no tool setting {condition.setting}. Choose one of the settings offered.")
        elif condition.setting not in asked.settings:
            problems.append(f"“{asked.label}” cannot depend on the setting “{setting.label}”.")
        elif not condition.required:
            problems.append(f"Say which value the setting “{setting.label}” has to have.")
        else:
            found = (setting_problem(condition.setting, value) for value in condition.required)
            problems.extend(problem for problem in found if problem)
    return problems


def encode_conditions(conditions: Iterable[Condition]) -> str:
    """The canonical text of conditions, as it is stored."""
    return canonical_json(
        [{"setting": item.setting, "required": item.required, "text": item.text} for item in conditions]
    )


def decode_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions that `text` stands for. Raises ValueError where it stands for none."""
    try:
        rows = json.loads(text or "[]")
        return tuple(Condition(str(row["setting"]), tuple(row["required"]), str(row["text"])) for row in rows)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ValueError("These stored conditions cannot be read.") from error
