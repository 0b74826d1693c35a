"""Deeds on all clauses of a tier at once: opening them, and sending what is drafted to a second counsel.

Drafting and sending are no judgements. Approving is one, and stays one deed for each reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, nothing_changed
from governance.errors import Conflict, Invalid
from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea, Rating
from vendors.models import Assessment, ClauseRecord, Tier
from vendors.models.clause import OPEN_STATES
from vendors.services.assessments import submit_assessment
from vendors.services.clauses import ReadingInput, open_record, save_draft, start_draft

SHOWN = (AssessmentState.DRAFT, AssessmentState.IN_REVIEW, AssessmentState.APPROVED)


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft to be sent, with its rating and its plain words as entered."""

    assessment: Assessment
    version: int
    rating: Rating
    plain_reading: str
    conditions: str


@deed
def open_clauses(*, actor: Actor, tier: Tier) -> list[Assessment]:
    """The draft of every clause area of a tier, where it applies everywhere; started where nothing is in work and
    nothing in force. In the order of the areas; areas in review or in force are left out."""
    require(actor, "assessment.edit")
    everywhere = {"contracting_entity": "", "region": "", "channel": "", "feature_status": ""}
    drafts, started = [], False
    for area in ClauseArea:
        record = ClauseRecord.objects.filter(tier=tier, area=area, **everywhere).first()
        live = record.assessments.filter(state__in=SHOWN) if record else Assessment.objects.none()
        found = live.filter(state__in=OPEN_STATES).first()
        if found is None and not live.exists():
            found = start_draft(actor=actor, record_row=record or open_record(actor=actor, area=area, tier=tier))
            started = True
        if found is not None and found.state == AssessmentState.DRAFT:
            drafts.append(found)
    if not started:
        nothing_changed()
    return drafts


@deed
def send_readings(*, actor: Actor, readings: Sequence[Sent]) -> list[Assessment]:
    """Send drafts to a second counsel, all or none. What else they say stays as it is.

    Raises Invalid whose problems are named `<uid>` for each reading that cannot be sent, Stale, Conflict.
    """
    require(actor, "assessment.submit")
    if not readings:
        raise Invalid("Choose what to send.", problems={"": ["Choose at least one reading."]})
    problems: dict[str, list[str]] = {}
    found = []
    for entry in readings:
        row = entry.assessment
        words = ReadingInput(entry.rating, entry.plain_reading, row.rationale, entry.conditions)
        saved = save_draft(actor=actor, assessment=row, version=entry.version, reading=words, answers={})
        try:
            found.append(submit_assessment(actor=actor, assessment=saved, version=saved.version))
        except (Invalid, Conflict) as error:
            told = [text for texts in getattr(error, "problems", {}).values() for text in texts]
            area = AREA_LABELS[ClauseArea(row.record.area)]
            problems[str(row.uid)] = [f"{area}: {text}" for text in told or [error.message]]
    if problems:
        raise Invalid("Nothing was sent.", problems=problems)
    return found
