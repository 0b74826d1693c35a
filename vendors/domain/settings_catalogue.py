"""The settings of a tool that terms make something depend on: what they are called, and which values they take.

How a tool is actually held (the value, with proof and date) is a row of `policies`; this is the list both sides share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class SettingValueKind(StrEnum):
    CHOICE = "choice"
    DAYS = "days"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class SettingKind:
    """One setting: code, name, what it does, and the values it may have (value, label) where they are a choice."""

    code: str
    label: str
    help: str
    kind: SettingValueKind = SettingValueKind.CHOICE
    values: tuple[tuple[str, str], ...] = ()


MAX_VALUE = 200
_MAX_DAYS = 36_500


def _switch(code: str, label: str, help: str) -> SettingKind:
    return SettingKind(code, label, help, SettingValueKind.CHOICE, (("on", "On"), ("off", "Off")))


_ALL: tuple[SettingKind, ...] = (
    _switch(
        "model_training",
        "Model training on our content",
        "Off where the vendor may not train on what we send. Some vendors call it model improvement or privacy mode.",
    ),
    _switch(
        "output_filter",
        "Output filter",
        "On where suggestions that match public code are held back. Also called duplicate or code reference filter.",
    ),
    _switch("citations", "Citations", "On where the tool names the sources of matching code."),
    _switch("zero_retention", "Zero retention", "On where the vendor stores neither prompts nor output."),
    SettingKind(
        "retention_days",
        "Retention period",
        "How many days the vendor keeps content, where an administrator can choose it.",
        SettingValueKind.DAYS,
    ),
    _switch("beta_features", "Beta features", "On where people may use beta or preview features."),
    SettingKind(
        "data_region",
        "Region of data",
        "Where content is stored and processed, where it can be chosen.",
        SettingValueKind.TEXT,
    ),
    _switch("feedback_sharing", "Feedback", "On where people may send feedback with content to the vendor."),
    _switch("telemetry", "Telemetry", "On where usage data is sent to the vendor."),
)

SETTINGS: Mapping[str, SettingKind] = MappingProxyType({setting.code: setting for setting in _ALL})

VOID_IF_SETTING: Mapping[str, str] = MappingProxyType(
    {"filters_off": "output_filter", "citations_off": "citations"},
)
"""The options of the question `ind_void_if` that a tool setting decides, each with its setting (which must be on)."""


def setting_problem(code: str, value: str) -> str:
    """Why `value` cannot be a value of the setting, in a sentence that says what to do; empty where it can."""
    setting = SETTINGS.get(code)
    if setting is None:
        return f"There is no tool setting {code}. Choose one of the settings offered."
    word = value.strip()
    if setting.kind is SettingValueKind.CHOICE:
        known = [known for known, _ in setting.values]
        return "" if word in known else f"“{setting.label}” is {' or '.join(known)}."
    if setting.kind is SettingValueKind.DAYS:
        fits = word.isascii() and word.isdigit() and len(word) < 9 and int(word) <= _MAX_DAYS
        return "" if fits else f"“{setting.label}” is a whole number of days from 0 to {_MAX_DAYS}."
    if not word or len(word) > MAX_VALUE or not word.isprintable():
        return f"Give “{setting.label}” in one line of at most {MAX_VALUE} characters."
    return ""


def setting_value_in_words(code: str, value: str) -> str:
    """The value of a setting as people read it. An unknown one is shown as it is."""
    setting = SETTINGS.get(code)
    if setting is None:
        return value
    if setting.kind is SettingValueKind.DAYS and value.isdigit():
        return "1 day" if value == "1" else f"{value} days"
    return dict(setting.values).get(value, value)
