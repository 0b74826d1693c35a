"""Deeds on change reviews: putting a new text before counsel, confirming it, and taking it back when the text returns.

What a reading is (stale, to be confirmed) follows from its unsettled rows alone, so that settling clears exactly what
the change raised and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from vendors.domain.drift import Drift, heavier
from vendors.domain.terms import DriftKind, Effect, Settlement
from vendors.models import AffectedReading, Assessment, ChangeReview, TermsDocument, TermsVersion
from vendors.services.consequences import tell_of_change, tell_of_reading, tell_of_settling
from vendors.services.inputs import refuse, too_much
from vendors.services.staleness import Change, Mark, change_of, mark_of, marks_of, same_words

UNANSWERED = "Say of every reading whether it still holds or is to be read anew."
DOUBTED = "Counsel read the whole change and found that this has to be read anew."


@deed
def put_before_counsel(
    *, actor: Actor, former: TermsVersion, version: TermsVersion, drift: Drift
) -> ChangeReview | None:
    """What a change of a document's current text does to readings; the review it opened or joined, if there is one.

    A change that is news is reviewed wherever the document governs a tier or a reading rests on it: no content ends in
    "nothing to do" without a person's name. Noise is reviewed only where it changed a quote.
    """
    require(actor, "document.capture", system=True)
    change = change_of(former, version)
    marks = marks_of(change, drift)
    if drift.kind == DriftKind.RETURN:
        _take_back(actor, change, {mark.assessment.pk for mark in marks})
    governs = version.document.links.filter(valid_until__isnull=True).exists()
    review = ChangeReview.objects.open().select_for_update().filter(document=version.document_id).first()
    if review is None and not marks and not (drift.is_news and governs):
        record(actor, "version.weighed", subject=version, detail={"readings": 0, "change": drift.kind})
        return None
    review = _joined(review, change, drift, grew=drift.is_news or bool(marks)) if review else _opened(change, drift)
    for mark in marks:
        _touch(actor, review, mark)
    document = version.document.said
    detail = {"document": document, "version": version.number, "readings": len(marks), "change": drift.kind}
    record(actor, "change.opened" if review.version == 1 else "change.joined", subject=review, detail=detail)
    tell_of_change(actor=actor, review=review, touched=[mark.assessment for mark in marks])
    return review


def _opened(change: Change, drift: Drift) -> ChangeReview:
    now = timezone.now()
    review: ChangeReview = ChangeReview.objects.create(
        document=change.version.document,
        former=change.former,
        newest=change.version,
        change=drift.kind,
        opened_at=now,
        changed_at=now,
    )
    return review


def _joined(review: ChangeReview, change: Change, drift: Drift, *, grew: bool) -> ChangeReview:
    """`grew`: there is more to read or to answer for than before."""
    review.newest = change.version
    review.changed_at = timezone.now() if grew else review.changed_at
    review.change = heavier(DriftKind(review.change), drift.kind)
    review.version += 1
    review.save(update_fields=["newest", "change", "changed_at", "version"])
    return review


def _touch(actor: Actor, review: ChangeReview, mark: Mark) -> None:
    """Keep what a change made of a reading; a further one can make it worse, and settles nothing."""
    row = review.readings.filter(assessment=mark.assessment, settled_at__isnull=True).first()
    if row is None:
        review.readings.create(
            assessment=mark.assessment, effect=mark.effect, reason=mark.reason, marked_at=timezone.now()
        )
    elif mark.effect == Effect.STALE:
        _worsen(row, mark.reason)
    stale = mark.effect == Effect.STALE
    action = "assessment.marked-stale" if stale else "assessment.to-be-confirmed"
    record(actor, action, subject=mark.assessment, detail={"version": review.newest.uid})
    _stand(mark.assessment)


def _worsen(row: AffectedReading, reason: str) -> None:
    row.effect, row.reason, row.marked_at = Effect.STALE, reason, timezone.now()
    row.save(update_fields=["effect", "reason", "marked_at"])


def _stand(assessment: Assessment) -> None:
    """Write on a reading what its unsettled rows make of it."""
    assessment = locked(assessment)
    rows = list(assessment.affected.filter(settled_at__isnull=True).order_by("pk"))
    now = timezone.now()
    stale, confirm = (
        next((row for row in rows if row.effect == effect), None) for effect in (Effect.STALE, Effect.TO_BE_CONFIRMED)
    )
    assessment.stale_since = (assessment.stale_since or now) if stale else None
    assessment.stale_reason = stale.reason if stale else ""
    assessment.confirm_since = (assessment.confirm_since or now) if confirm else None
    assessment.confirm_reason = confirm.reason if confirm else ""
    assessment.version += 1
    assessment.save(update_fields=["stale_since", "stale_reason", "confirm_since", "confirm_reason", "version"])
    tell_of_reading(tiers=[assessment.record.tier_id])


def _take_back(actor: Actor, change: Change, left: Collection[int]) -> None:
    """A document returned to a text known before: what was made of readings by leaving that text is undone.

    The readings `left` (primary keys) rest on the text now left, so they do not apply again.
    """
    later = list(change.version.document.change_reviews.unsettled().select_related("former").order_by("pk"))
    while later and not same_words(later[0].former, change):
        later.pop(0)
    for review in later:
        rows = list(review.readings.filter(settled_at__isnull=True).select_related("assessment"))
        _settle(actor, rows, Settlement.RETURNED, timezone.now())
        for row in rows:
            waits = row.assessment.affected.filter(settled_at__isnull=True).exists()
            if row.assessment_id not in left and not waits:
                detail = {"version": change.version.uid}
                record(actor, "assessment.applies-again", subject=row.assessment, detail=detail)
        _close_if_done(actor, review, returned=True)


def _settle(actor: Actor, rows: Iterable[AffectedReading], how: Settlement, at: dt.datetime) -> None:
    for row in rows:
        row.settlement, row.settled_at, row.settled_by = how, at, actor.user
        row.save(update_fields=["settlement", "settled_at", "settled_by"])
        if how != Settlement.READ_ANEW:  # a reading that gave its place to another keeps the marks it had then
            _stand(row.assessment)


@deed
def confirm_change(
    *,
    actor: Actor,
    review: ChangeReview,
    version: int | None,
    holds: Collection[UUID],
    anew: Collection[UUID] = (),
    note: str = "",
) -> ChangeReview:
    """Counsel has read the whole change, and says of each reading to be confirmed that it `holds` or must be read
    `anew` (uids of readings). Stale readings stay so: they are read anew whatever is said here.

    Raises Invalid where a reading is not answered for; Conflict where there is nothing to confirm; NotAllowed, Stale.
    """
    review = locked(review)
    require(actor, "assessment.confirm")
    check_version(review, version)
    if review.confirmed_at is not None or review.closed_at is not None:
        raise Conflict("This change was confirmed already, or the text returned to what it said before.")
    waiting = review.readings.filter(settled_at__isnull=True, effect=Effect.TO_BE_CONFIRMED)
    rows = {row.assessment.uid: row for row in waiting.select_related("assessment")}
    _answered(rows.keys(), holds, anew)
    refuse("note", too_much(note=note))
    review.confirmed_at, review.confirmed_by, review.note = timezone.now(), actor.person, note.strip()
    review.version += 1
    review.save(update_fields=["confirmed_at", "confirmed_by", "note", "version"])
    _settle(actor, [row for uid, row in rows.items() if uid in holds], Settlement.CONFIRMED, review.confirmed_at)
    for uid, row in rows.items():
        if uid in holds:
            record(actor, "assessment.confirmed", subject=row.assessment, detail={"change": review.uid})
        else:
            _doubt(actor, review, row)
    _confirmed(actor, review, holds=len(holds), anew=len(anew))
    review.refresh_from_db()
    return review


def _answered(asked: Collection[UUID], holds: Collection[UUID], anew: Collection[UUID]) -> None:
    both, missing = set(holds) & set(anew), set(asked) - set(holds) - set(anew)
    if (set(holds) | set(anew)) - set(asked):
        raise Conflict("One of these readings does not wait to be confirmed any more. Open the change again.")
    if both or missing:
        problems = {f"reading-{uid}": [UNANSWERED] for uid in both | missing}
        raise Invalid(UNANSWERED, problems=problems)


def _doubt(actor: Actor, review: ChangeReview, row: AffectedReading) -> None:
    _worsen(row, f"{review.said}: {DOUBTED}"[:300])
    record(actor, "assessment.marked-stale", subject=row.assessment, detail={"version": review.newest.uid})
    _stand(row.assessment)


def _confirmed(actor: Actor, review: ChangeReview, **counts: int) -> None:
    detail = {"document": review.document.said, "version": review.newest.number, "note": review.note, **counts}
    record(actor, "change.confirmed", subject=review, detail=detail)
    _close_if_done(actor, review)


def settle_reading(*, actor: Actor, rows: QuerySet[AffectedReading], how: Settlement) -> None:
    """Settle what changes made of one reading, as part of another deed: its confirmation, or a newer reading."""
    found = list(rows.filter(settled_at__isnull=True).select_related("assessment", "review__document"))
    _settle(actor, found, how, timezone.now())
    for review in {row.review_id: row.review for row in found}.values():
        _close_if_done(actor, review)


def _close_if_done(actor: Actor, review: ChangeReview, *, returned: bool = False) -> None:
    """A change is settled when counsel confirmed it, or the text returned, and no reading waits for anything. Rows of
    higher floors are told as soon as some of it is."""
    review = locked(review)
    if not (review.confirmed_at or returned):
        return
    if not review.readings.filter(settled_at__isnull=True).exists():
        review.closed_at = timezone.now()
        review.version += 1
        review.save(update_fields=["closed_at", "version"])
        record(actor, "change.settled", subject=review, detail={"document": review.document.said})
    tell_of_settling(actor=actor, review=review)


def mark_late(*, actor: Actor, assessment: Assessment, documents: Iterable[TermsDocument]) -> None:
    """Mark a reading just approved by what changed after it was submitted, as part of its approval: nobody has read it
    on that. Of `documents` (those it cites, and those that govern its tier) changes that are settled mark nothing."""
    since = assessment.submitted_at or assessment.created_at
    changes: Sequence[ChangeReview] = list(
        ChangeReview.objects.unsettled()
        .filter(changed_at__gt=since, document__in=[document.pk for document in documents])
        .select_related("former__document", "newest__document", "document")
        .order_by("pk")
    )
    for review in changes:
        mark = mark_of(change_of(review.former, review.newest), DriftKind(review.change), assessment)
        if mark is not None:
            _touch(actor, review, mark)
