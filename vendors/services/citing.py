"""Deeds that make a citation and let answers of a draft rest on it, in one go: half of it is never kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed
from governance.errors import Conflict, Invalid
from vendors.domain.anchoring import Selector
from vendors.domain.terms import AssessmentState, ClauseArea, Rating
from vendors.models import Assessment, CanonicalText, ClauseRecord, TermsVersion, Tier
from vendors.models.clause import OPEN_STATES
from vendors.services.citations import document_citation, quote_citation, silence_citation
from vendors.services.clauses import (
    AnswerInput,
    ReadingInput,
    attach_citation,
    open_record,
    save_draft,
    start_draft,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause area of a tier, everywhere; its draft is started where there is none."""

    tier: Tier
    area: ClauseArea


@dataclass(frozen=True, slots=True)
class Proof:
    """A document outside the terms, as it was brought."""

    title: str
    data: bytes
    media_type: str
    page: str = ""
    dated_on: dt.date | None = None
    note: str = ""


@deed
def cite_quote(
    *, actor: Actor, into: Assessment | Clause, questions: Sequence[str], text: CanonicalText, selector: Selector
) -> Assessment:
    """Let answers rest on a quote of `text`. Raises Invalid when the words are not there, Conflict when no draft can
    take it."""
    assessment = _target(actor, into, questions)
    citation = quote_citation(
        actor=actor,
        text=text,
        exact=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        start=selector.start,
    )
    return attach_citation(actor=actor, assessment=assessment, version=None, questions=questions, citation=citation)


@deed
def cite_silence(
    *, actor: Actor, into: Assessment, questions: Sequence[str], versions: Sequence[TermsVersion], note: str = ""
) -> Assessment:
    """Let answers rest on the silence of `versions`. Raises Invalid without versions or questions."""
    assessment = _target(actor, into, questions)
    citation = silence_citation(actor=actor, versions=versions, note=note)
    return attach_citation(actor=actor, assessment=assessment, version=None, questions=questions, citation=citation)


@deed
def cite_document(*, actor: Actor, into: Assessment, questions: Sequence[str], proof: Proof) -> Assessment:
    """Let answers rest on a document outside the terms. Raises Invalid for no title, no or huge file, no questions."""
    assessment = _target(actor, into, questions)
    citation = document_citation(
        actor=actor,
        title=proof.title,
        data=proof.data,
        media_type=proof.media_type,
        page=proof.page,
        dated_on=proof.dated_on,
        note=proof.note,
    )
    return attach_citation(actor=actor, assessment=assessment, version=None, questions=questions, citation=citation)


def _target(actor: Actor, into: Assessment | Clause, questions: Sequence[str]) -> Assessment:
    require(actor, "assessment.edit", system=True)
    if not questions:
        sentence = "Choose at least one question that this supports."
        raise Invalid(sentence, problems={"questions": [sentence]})
    return into if isinstance(into, Assessment) else _draft_of(actor, into)


def _draft_of(actor: Actor, clause: Clause) -> Assessment:
    everywhere = {"contracting_entity": "", "region": "", "channel": "", "feature_status": ""}
    found = ClauseRecord.objects.filter(tier=clause.tier, area=clause.area, **everywhere).first()
    if found is None:
        found = open_record(actor=actor, area=clause.area, tier=clause.tier)
    open_one = found.assessments.filter(state__in=OPEN_STATES).first()
    if open_one is None:
        return start_draft(actor=actor, record_row=found)
    if open_one.state != AssessmentState.DRAFT:
        raise Conflict("The reading of this clause is in review. Have it returned before you cite more.")
    draft: Assessment = open_one
    return draft


@deed
def cite_and_answer(
    *,
    actor: Actor,
    into: Assessment | Clause,
    questions: Sequence[str],
    answers: Mapping[str, Any],
    text: CanonicalText,
    selector: Selector,
) -> Assessment:
    """Let answers rest on a quote and give them in the same act. `answers` are values as entered, by question; each
    rests on the quote too. What `questions` name besides is cited and stays as it was answered.

    Raises Invalid naming each question that cannot be answered so, and where the words are not there; Conflict.
    """
    named = list(dict.fromkeys([*questions, *answers]))
    assessment = cite_quote(actor=actor, into=into, questions=named, text=text, selector=selector)
    if not answers:
        return assessment
    words = ReadingInput(
        Rating(assessment.rating), assessment.plain_reading, assessment.rationale, assessment.conditions
    )
    given = {code: AnswerInput(raw) for code, raw in answers.items()}
    return save_draft(actor=actor, assessment=assessment, version=assessment.version, reading=words, answers=given)
