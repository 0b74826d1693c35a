"""Which of several governing texts answers a question: the higher rank, and between equal or unranked texts the
stricter answer. Where two cannot be compared both are shown and counsel chooses, with reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from enum import StrEnum

from vendors.domain.questions import Question, question_of, stricter_of, value_in_words
from vendors.domain.terms import UNDOCUMENTED, AnswerFact, AnswerValue, Applicability, LinkMode


@dataclass(frozen=True, slots=True)
class LinkFact:
    """A document governs a tier: with which rank (higher wins, None is unranked), where, and from when until when.

    `valid_until` is the first instant at which it no longer governs.
    """

    document: str
    title: str
    mode: LinkMode = LinkMode.GOVERNS
    rank: int | None = None
    applicability: Applicability = field(default_factory=Applicability)
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """What one governing document answers to a question."""

    link: LinkFact
    answer: AnswerFact


class Settled(StrEnum):
    SETTLED = "settled"
    COUNSEL_CHOOSES = "counsel_chooses"
    SILENT = "silent"
    UNDOCUMENTED = "undocumented"


@dataclass(frozen=True, slots=True)
class Decision:
    """Which answer speaks. `speaking` are the documents that give it, or all that contradict each other where counsel
    chooses; `others` are those that give way; `reason` says why in a sentence."""

    outcome: Settled
    value: AnswerValue | None
    speaking: tuple[DocumentAnswer, ...]
    others: tuple[DocumentAnswer, ...]
    reason: str


def speaking_links(links: Iterable[LinkFact], held: Applicability, at: dt.datetime) -> tuple[LinkFact, ...]:
    """The links that reach a tool held like `held` at `at`; of several links of one document the narrowest."""
    chosen: dict[str, LinkFact] = {}
    for link in links:
        if not link.applicability.covers(held) or not _valid(link, at):
            continue
        rival = chosen.get(link.document)
        if rival is None or link.applicability.narrowness > rival.applicability.narrowness:
            chosen[link.document] = link
    return tuple(chosen.values())


def by_precedence(links: Iterable[LinkFact]) -> tuple[LinkFact, ...]:
    """The links in the order in which they speak: higher rank first, unranked last, else as they came."""
    return tuple(sorted(links, key=lambda link: (link.rank is None, -(link.rank or 0))))


def standing(link: LinkFact, links: Iterable[LinkFact]) -> str:
    """How a text stands to the others that may reach the same tool, in a sentence; "" where it stands alone."""
    others = [other for other in links if other.document != link.document and _meet(link, other)]
    if not others:
        return ""
    if link.rank is None:
        return "Unranked: where it and another text both answer, the stricter answer counts."
    above = [other for other in others if other.rank is not None and other.rank > link.rank]
    below = [other for other in others if other.rank is not None and other.rank < link.rank]
    level = [other for other in others if other.rank is None or other.rank == link.rank]
    parts = [
        f"Gives way to {_names(above)}." if above else "",
        f"Goes before {_names(below)}." if below else "",
        f"Beside {_names(level)} the stricter answer counts." if level else "",
    ]
    return " ".join(part for part in parts if part)


def decide(question: Question | str, answers: Iterable[DocumentAnswer]) -> Decision:
    """Which answer speaks among those of the governing documents.

    A silent document contradicts nobody and gives way. One that nobody has read (undocumented) leaves the question open
    unless a higher rank settles it.
    """
    asked = question_of(question)
    given = tuple(answers)
    spoken = tuple(item for item in given if not item.answer.is_silent)
    if not spoken:
        return _nobody_speaks(given)
    standing = tuple(item for item in spoken if not _outranked(item, spoken))
    unread = tuple(item for item in standing if item.answer.is_undocumented)
    if unread:
        reason = f"Nobody has established what {_titles(unread)} says."
        return Decision(Settled.UNDOCUMENTED, UNDOCUMENTED, unread, _without(given, unread), reason)
    value = _strictest(asked, standing)
    if value is None:
        reason = (
            f"{_titles(standing)} cannot be compared, and no rank on record decides. Counsel chooses, with reasons."
        )
        return Decision(Settled.COUNSEL_CHOOSES, None, standing, _without(given, standing), reason)
    speaking = tuple(item for item in standing if stricter_of(asked, item.answer.value, value) == item.answer.value)
    return Decision(
        Settled.SETTLED, value, speaking, _without(given, speaking), _reason(asked, value, speaking, standing, spoken)
    )


def _meet(one: LinkFact, other: LinkFact) -> bool:
    """Whether some tool may be held where both reach it."""
    pairs = zip(astuple(one.applicability), astuple(other.applicability), strict=True)
    return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


def _valid(link: LinkFact, at: dt.datetime) -> bool:
    return (link.valid_from is None or link.valid_from <= at) and (link.valid_until is None or at < link.valid_until)


def _nobody_speaks(given: tuple[DocumentAnswer, ...]) -> Decision:
    if given:
        reason = f"{_titles(given)} say nothing on it." if len(given) > 1 else f"{_titles(given)} says nothing on it."
        return Decision(Settled.SILENT, None, given, (), reason)
    return Decision(Settled.UNDOCUMENTED, UNDOCUMENTED, (), (), "No document is on record that governs it.")


def _outranked(item: DocumentAnswer, spoken: tuple[DocumentAnswer, ...]) -> bool:
    # An unranked text neither outranks nor is outranked: a rank is cited, and what nobody cited wins nothing, not even
    # for a link whose mode is "overrides".
    rank = item.link.rank
    return rank is not None and any(other.link.rank is not None and other.link.rank > rank for other in spoken)


def _strictest(asked: Question, standing: tuple[DocumentAnswer, ...]) -> AnswerValue | None:
    """The answer that is at least as strict as every other one; None where there is no such answer."""
    for candidate in standing:
        value = candidate.answer.value
        if all(_at_least(asked, value, other.answer.value) for other in standing):
            return value
    return None


def _at_least(asked: Question, value: AnswerValue, other: AnswerValue) -> bool:
    return stricter_of(asked, value, other) == value or stricter_of(asked, other, value) == value


def _reason(
    asked: Question,
    value: AnswerValue,
    speaking: tuple[DocumentAnswer, ...],
    standing: tuple[DocumentAnswer, ...],
    spoken: tuple[DocumentAnswer, ...],
) -> str:
    said = f"{_titles(speaking)}: {value_in_words(asked, value)}"
    if len(standing) > len(speaking):
        return f"{said}. It is the stricter answer among texts of which none has the higher rank."
    if len(spoken) > len(standing):
        return f"{said}. It has the higher rank."
    return f"{said}."


def _without(given: tuple[DocumentAnswer, ...], taken: tuple[DocumentAnswer, ...]) -> tuple[DocumentAnswer, ...]:
    return tuple(item for item in given if not any(item is other for other in taken))


def _titles(items: tuple[DocumentAnswer, ...]) -> str:
    return _names(item.link for item in items)


def _names(links: Iterable[LinkFact]) -> str:
    names = list(dict.fromkeys(link.title for link in links))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
