"""What must hold before a reading goes to a second counsel.

Only some questions need an answer; the rest is undocumented and fails rules as such. The rating `undocumented` goes
with a reading in which no answer says anything: where counsel has answered, counsel also rates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vendors.domain.anchoring import Selector, find_quote
from vendors.domain.questions.catalogue import QUESTIONS
from vendors.domain.questions.conditions import condition_problems, implied_conditions
from vendors.domain.questions.kinds import Question
from vendors.domain.questions.values import validate_value
from vendors.domain.settings_catalogue import SETTINGS
from vendors.domain.terms import AREA_LABELS, AnswerFact, CitationFact, CitationKind, ClauseArea, Rating


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a reading cannot be submitted yet. `question` is empty where the reading as a whole is meant."""

    question: str
    sentence: str


def check_submission(
    area: ClauseArea,
    answers: Mapping[str, AnswerFact] | Iterable[AnswerFact],
    rating: Rating | None = None,
    conditions: str | None = None,
    texts: Mapping[str, str] | None = None,
) -> list[Problem]:
    """What keeps a reading of `area` from being submitted; an empty list means that nothing does.

    `conditions` is the prose that a rating on conditions needs. `texts` are the canonical texts by SHA-256 in which
    quotes are looked up; None where every quote was looked up when it was made.
    """
    given = list(answers.values()) if isinstance(answers, Mapping) else list(answers)
    problems = [Problem(answer.question, text) for answer in given for text in _answer_problems(area, answer, texts)]
    return problems + [Problem("", text) for text in _rating_problems(given, rating, conditions)]


def _rating_problems(given: list[AnswerFact], rating: Rating | None, conditions: str | None) -> list[str]:
    if rating is None:
        return []
    answered = [answer for answer in given if not answer.is_undocumented]
    if rating is Rating.UNDOCUMENTED and any(not answer.is_silent for answer in answered):
        return ["Rate the clause: acceptable, on conditions or not acceptable. It has answers, so it is documented."]
    if rating is not Rating.UNDOCUMENTED and not answered:
        return ["Answer at least one question, or rate the clause as undocumented."]
    if rating is Rating.ON_CONDITIONS and conditions is not None and not conditions.strip():
        return ["Say on which conditions the clause is acceptable."]
    return []


def _answer_problems(area: ClauseArea, answer: AnswerFact, texts: Mapping[str, str] | None) -> list[str]:
    question = QUESTIONS.get(answer.question)
    if question is None:
        return ["This question is not asked. Remove the answer."]
    if question.area != area:
        return [f"This question belongs to another clause area, not to {AREA_LABELS[area].lower()}. Remove the answer."]
    if answer.is_undocumented:
        return []
    problems = _value_problems(question, answer)
    problems += _citation_problems(question, answer)
    if texts is not None:
        problems += [text for citation in answer.citations for text in _quote_problems(citation, texts)]
    return problems


def _value_problems(question: Question, answer: AnswerFact) -> list[str]:
    problems: list[str] = []
    try:
        validate_value(question, answer.value)
    except ValueError as error:
        problems.append(str(error))
    problems += condition_problems(question, answer.conditions)
    named = {condition.setting for condition in answer.conditions}
    for implied in implied_conditions(question, answer.value):
        if implied.setting not in named:
            label = SETTINGS[implied.setting].label
            problems.append(f"Name the tool setting this depends on: “{label}”. {implied.text}")
    return problems


def _citation_problems(question: Question, answer: AnswerFact) -> list[str]:
    kinds = {citation.kind for citation in answer.citations}
    if not kinds:
        if answer.secondary_source:
            rests = f"“{question.label}” rests on a secondary source ({answer.secondary_source})."
            return [f"{rests} Cite the terms, or set the answer to undocumented."]
        return [f"“{question.label}” cites nothing. Cite the words it rests on, or set the answer to undocumented."]
    if answer.is_silent and CitationKind.SILENCE not in kinds:
        return [f"“{question.label}” is silent. Name the versions that were read whole."]
    if not answer.is_silent and kinds == {CitationKind.SILENCE}:
        return [f"“{question.label}” says something, but cites silence only. Cite the words it rests on."]
    return []


def _quote_problems(citation: CitationFact, texts: Mapping[str, str]) -> list[str]:
    if citation.kind is not CitationKind.QUOTE:
        return []
    selector = Selector(citation.exact, citation.prefix, citation.suffix, citation.start)
    text = texts.get(citation.text_sha256)
    if text is not None and find_quote(text, selector) is not None:
        return []
    return [f"The quote “{citation.exact[:80]}” is not in {citation.document}. Select the sentence again and cite it."]
