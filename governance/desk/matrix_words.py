"""What a cell of the matrix says: the answers to the key questions of a clause area, in one short line. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from vendors.domain.questions import value_in_words
from vendors.domain.terms import AnswerFact, AnswerValue, ClauseArea, ReadingFact

KEY_QUESTIONS: Mapping[ClauseArea, tuple[str, ...]] = {
    ClauseArea.OUTPUT_OWNERSHIP: ("own_owner",),
    ClauseArea.TRAINING_RESTRICTIONS: ("train_vendor_use", "train_barred_act"),
    ClauseArea.RETENTION: ("keep_prompts_days",),
    ClauseArea.INDEMNITY: ("ind_covers",),
}
"""The questions whose answers stand for an area where there is room for one line."""

_SAID: Mapping[tuple[str, AnswerValue], str] = {
    ("own_owner", "customer"): "Output is ours",
    ("own_owner", "shared"): "Output is shared",
    ("own_owner", "vendor"): "Output is the vendor’s",
    ("train_vendor_use", "always"): "Vendor always trains",
    ("train_vendor_use", "opt_out"): "Vendor trains unless we opt out",
    ("train_vendor_use", "opt_in"): "Vendor trains only if we opt in",
    ("train_vendor_use", "if_agreed"): "Vendor trains only if agreed",
    ("train_vendor_use", "never"): "Vendor never trains",
    ("train_barred_act", ("none",)): "no act barred",
    ("keep_prompts_days", 0): "Prompts not kept",
    ("ind_covers", ("nothing",)): "Nothing covered",
}
_FRAME: Mapping[str, str] = {
    "own_owner": "Owner: {}",
    "train_vendor_use": "Vendor trains: {}",
    "train_barred_act": "barred: {}",
    "keep_prompts_days": "Prompts kept {}",
    "ind_covers": "Covers {}",
}
_SUBJECT: Mapping[str, str] = {
    "own_owner": "owner",
    "train_vendor_use": "vendor training",
    "train_barred_act": "barred acts",
    "keep_prompts_days": "prompts",
    "ind_covers": "cover",
}


def key_answers(reading: ReadingFact) -> tuple[AnswerFact, ...]:
    """The answers that stand for the area of `reading`."""
    return tuple(reading.answer(question) for question in KEY_QUESTIONS[reading.area])


def cell_words(reading: ReadingFact) -> str:
    """The key answers of a reading as one line; what nobody established and what the text is silent on are said."""
    return "; ".join(_answer(fact) for fact in key_answers(reading))


def _answer(fact: AnswerFact) -> str:
    subject = _SUBJECT[fact.question]
    if fact.is_undocumented:
        return f"{subject} undocumented"
    if fact.is_silent:
        return f"silent on {subject}"
    said = _SAID.get((fact.question, fact.value)) or _framed(fact)
    return f"{said}, by setting" if fact.conditions else said


def _framed(fact: AnswerFact) -> str:
    parts = value_in_words(fact.question, fact.value).split(", ")
    return _FRAME[fact.question].format(", ".join(part[:1].lower() + part[1:] for part in parts))
