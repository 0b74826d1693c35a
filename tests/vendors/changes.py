"""Texts, makers and questions that the tests of changes share."""

from __future__ import annotations

from uuid import UUID

from governance.accounts.access import Actor
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS, cite
from vendors.domain.terms import CaptureSource, Effect
from vendors.models import AnswerCitation, Assessment, ChangeReview, TermsDocument
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.captures import capture_document
from vendors.services.change_reviews import confirm_change
from vendors.services.clauses import start_draft

THEIRS = "As between the parties, Larkspur owns the Output."
TAKEN = TERMS.replace(OWNERSHIP_SENTENCE, THEIRS)
LONGER = TERMS + "\n## 9 Notices\n\n9.1 Notices are sent by e-mail.\n"
BARRED = TERMS + "\n## 9 Use\n\n9.1 Customer must not use the Output to train or develop any model.\n"
TRAINS = "Larkspur will not train on Customer Content unless the administrator has agreed in the console."


def capture(actor: Actor, document: TermsDocument, text: str) -> None:
    capture_document(
        actor=actor, document=document, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    )


def standing(reading: Assessment) -> str:
    reading.refresh_from_db()
    return "stale" if reading.stale else "to be confirmed" if reading.to_be_confirmed else "as it was"


def only(document: TermsDocument) -> ChangeReview:
    review: ChangeReview = document.change_reviews.get()
    return review


def waiting(review: ChangeReview) -> list[UUID]:
    rows = review.readings.filter(settled_at__isnull=True, effect=Effect.TO_BE_CONFIRMED)
    return list(rows.values_list("assessment__uid", flat=True))


def confirm(actor: Actor, review: ChangeReview, anew: list[UUID] | None = None, note: str = "") -> ChangeReview:
    """Every waiting reading holds, except those told."""
    holds = [uid for uid in waiting(review) if uid not in (anew or [])]
    return confirm_change(actor=actor, review=review, version=None, holds=holds, anew=anew or [], note=note)


def read_anew(drafter: Actor, checker: Actor, old: Assessment, document: TermsDocument, exact: str) -> Assessment:
    draft = start_draft(actor=drafter, record_row=old.record)
    AnswerCitation.objects.filter(answer__assessment=draft).delete()
    draft.refresh_from_db()
    cite(drafter, draft, document, ["own_owner"], exact)
    sent = submit_assessment(actor=drafter, assessment=draft, version=None)
    return approve_assessment(actor=checker, assessment=sent, version=None)
