"""Deeds of the clause desk: drafting a reading, answering, citing. Review and approval live in `assessments`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from vendors.domain.questions import (
    QUESTIONS,
    SCHEMA,
    decode_value,
    encode_conditions,
    encode_value,
)
from vendors.domain.terms import (
    UNDOCUMENTED,
    Applicability,
    AssessmentState,
    ClauseArea,
)
from vendors.models import (
    Answer,
    AnswerCitation,
    Assessment,
    AssessmentContributor,
    Citation,
    ClauseRecord,
    Tier,
)
from vendors.models.clause import OPEN_STATES
from vendors.services.entries import AnswerInput, ReadingInput, checked, conditions_of
from vendors.services.inputs import refuse, unfit

__all__ = [
    "AnswerInput",
    "ReadingInput",
    "attach_citation",
    "detach_citation",
    "open_record",
    "save_draft",
    "start_draft",
]


@deed
def open_record(
    *, actor: Actor, area: ClauseArea, tier: Tier, applicability: Applicability | None = None
) -> ClauseRecord:
    """The clause record of an area, tier and applicability, made when there is none. Raises Conflict when there is
    one."""
    require(actor, "assessment.edit", system=True)
    where = applicability or Applicability()
    refuse("clause", unfit(ClauseRecord, contracting_entity=where.contracting_entity, region=where.region))
    record_row, made = ClauseRecord.objects.get_or_create(
        area=area,
        tier=tier,
        contracting_entity=where.contracting_entity,
        region=where.region,
        channel=where.channel,
        feature_status=where.feature_status,
    )
    if not made:
        raise Conflict("This clause record exists already. Open it instead.")
    record(actor, "clause.opened", subject=record_row, detail={"area": area, "tier": str(tier)})
    return record_row


@deed
def start_draft(
    *, actor: Actor, record_row: ClauseRecord, source: str = "", source_date: dt.date | None = None
) -> Assessment:
    """Start the one draft of a record. It begins with the answers and citations of the approved reading, if there is
    one.

    `source` marks a reading taken from elsewhere and not verified against the terms (starter facts). Raises Conflict
    when a draft or a reading in review exists.
    """
    require(actor, "assessment.edit", system=True)
    record_row = locked(record_row)
    refuse("draft", unfit(Assessment, unverified_source=source))
    if record_row.assessments.filter(state__in=OPEN_STATES).exists():
        raise Conflict("A reading of this clause is being drafted or reviewed already. Open that one.")
    approved = record_row.assessments.filter(state=AssessmentState.APPROVED).first()
    number = (record_row.assessments.aggregate(last=Max("number"))["last"] or 0) + 1
    draft = Assessment(
        record=record_row,
        number=number,
        question_schema=SCHEMA,
        drafted_by=actor.user,
        unverified_source=source,
        unverified_source_date=source_date,
    )
    if approved is not None:
        draft.rating, draft.plain_reading = approved.rating, approved.plain_reading
        draft.rationale, draft.conditions = approved.rationale, approved.conditions
    draft.save()
    if approved is not None:
        _copy_answers(approved, draft)
    contribute(actor, draft)
    record(
        actor,
        "assessment.started",
        subject=draft,
        detail={"record": str(record_row), "number": number, "source": source},
    )
    return draft


def _copy_answers(source: Assessment, target: Assessment) -> None:
    for answer in source.answers.prefetch_related("links"):
        links = [link.citation_id for link in answer.links.all()]
        answer.pk, answer.assessment = None, target
        answer._state.adding = True
        answer.save()
        AnswerCitation.objects.bulk_create(AnswerCitation(answer=answer, citation_id=pk) for pk in links)


@deed
def save_draft(
    *,
    actor: Actor,
    assessment: Assessment,
    version: int | None,
    reading: ReadingInput,
    answers: Mapping[str, AnswerInput],
) -> Assessment:
    """Save prose and answers of a draft. Questions that are not named stay as they are.

    Raises Stale (somebody else saved since), Conflict (no draft any more), Invalid naming each question that cannot be
    kept.
    """
    assessment = _draft(actor, assessment, version)
    values = checked(ClauseArea(assessment.record.area), reading, answers)
    changed = _write_answers(assessment, answers, values)
    _write_reading(assessment, reading)
    contribute(actor, assessment)
    record(
        actor,
        "assessment.saved",
        subject=assessment,
        detail={"version": assessment.version, "answers": changed, "rating": reading.rating},
    )
    return assessment


def _draft(actor: Actor, assessment: Assessment, version: int | None) -> Assessment:
    assessment = locked(assessment)
    require(actor, "assessment.edit", system=True)
    check_version(assessment, version)
    if assessment.state != AssessmentState.DRAFT:
        raise Conflict("Only a draft can be edited. Start a new draft, or have this one returned.")
    return assessment


def _write_answers(
    assessment: Assessment, answers: Mapping[str, AnswerInput], values: Mapping[str, str]
) -> dict[str, str]:
    existing = {answer.question: answer for answer in assessment.answers.all()}
    changed: dict[str, str] = {}
    for code, entry in answers.items():
        row = existing.get(code) or Answer(
            assessment=assessment, question=code, value=encode_value(UNDOCUMENTED), conditions="[]"
        )
        before = (row.value, row.conditions, row.secondary_source, row.secondary_date)
        former = decode_value(row.value)
        row.value = values.get(code, row.value)
        row.conditions = encode_conditions(conditions_of(code, row, former, entry.conditions))
        if entry.secondary_source is not None:
            row.secondary_source, row.secondary_date = entry.secondary_source, entry.secondary_date
        after = (row.value, row.conditions, row.secondary_source, row.secondary_date)
        if before != after or row.pk is None:
            row.save()
            changed[code] = row.value
    return changed


def _write_reading(assessment: Assessment, reading: ReadingInput) -> None:
    assessment.rating, assessment.plain_reading = reading.rating, reading.plain_reading
    assessment.rationale, assessment.conditions = reading.rationale, reading.conditions
    fields = ["rating", "plain_reading", "rationale", "conditions", "version"]
    if reading.privileged_note is not None:
        assessment.privileged_note = reading.privileged_note
        fields.append("privileged_note")
    assessment.version += 1
    assessment.save(update_fields=fields)


@deed
def attach_citation(
    *, actor: Actor, assessment: Assessment, version: int | None, questions: Sequence[str], citation: Citation
) -> Assessment:
    """Let answers of a draft rest on `citation`. Makes an undocumented answer row where there is none yet."""
    assessment = _draft(actor, assessment, version)
    if not questions:
        raise Invalid("Choose what this supports.", problems={"questions": ["Choose at least one question."]})
    for code in questions:
        question = QUESTIONS.get(code)
        if question is None or question.area != assessment.record.area:
            raise Invalid("This question is not asked in this clause area.", problems={"questions": [code]})
        answer, _ = Answer.objects.get_or_create(
            assessment=assessment, question=code, defaults={"value": encode_value(UNDOCUMENTED)}
        )
        AnswerCitation.objects.get_or_create(answer=answer, citation=citation)
    _touch(actor, assessment)
    record(
        actor,
        "assessment.cited",
        subject=assessment,
        detail={"citation": citation.uid, "kind": citation.kind, "questions": list(questions)},
    )
    return assessment


@deed
def detach_citation(
    *, actor: Actor, assessment: Assessment, version: int | None, question: str, citation: Citation
) -> Assessment:
    """Take a citation off one answer of a draft. The citation itself stays on record."""
    assessment = _draft(actor, assessment, version)
    removed, _ = AnswerCitation.objects.filter(
        answer__assessment=assessment, answer__question=question, citation=citation
    ).delete()
    if not removed:
        raise Conflict("This citation was taken off already.")
    _touch(actor, assessment)
    record(
        actor,
        "assessment.citation-removed",
        subject=assessment,
        detail={"citation": citation.uid, "question": question},
    )
    return assessment


def _touch(actor: Actor, assessment: Assessment) -> None:
    assessment.version += 1
    assessment.save(update_fields=["version"])
    contribute(actor, assessment)


def contribute(actor: Actor, assessment: Assessment) -> None:
    """Put on record that the person had a hand in this draft, which bars them from approving it."""
    if actor.user is not None:
        AssessmentContributor.objects.get_or_create(
            assessment=assessment, person=actor.user, defaults={"at": timezone.now()}
        )
