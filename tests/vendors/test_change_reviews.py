"""A change of a document before counsel: what it touches, who confirms it, what clears it, and what it never clears."""

from __future__ import annotations

import pytest
from django.db import Error, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from tests.cast import AsActor
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    make_approved,
    make_document,
    newest_version,
)
from tests.vendors.changes import (
    BARRED,
    LONGER,
    TAKEN,
    THEIRS,
    TRAINS,
    capture,
    confirm,
    only,
    read_anew,
    standing,
)
from vendors.domain.terms import ClauseArea, DocumentVisibility, DriftKind, Effect, Settlement
from vendors.models import AffectedReading, Assessment, ChangeReview, TermsDocument, Tier
from vendors.services.assessments import confirm_assessment
from vendors.services.change_reviews import confirm_change


def test_content_that_nobody_reads_yet_waits_for_a_person_wherever_its_document_governs(
    drafter: Actor, terms: TermsDocument
) -> None:
    capture(drafter, terms, LONGER)
    review = only(terms)
    assert (review.former.number, review.newest.number, review.change) == (1, 2, DriftKind.CONTENT)
    assert confirm(drafter, review, note="Nothing of this is read yet.").closed_at
    assert Event.objects.filter(action="change.settled", subject_uid=review.uid).exists()


def test_a_restriction_that_touches_no_quote_makes_the_readings_of_its_area_stale_and_no_other(
    drafter: Actor, terms: TermsDocument, reading: Assessment, training: Assessment
) -> None:
    capture(drafter, terms, BARRED)
    assert (standing(training), standing(reading)) == ("stale", "to be confirmed")
    assert "must not use the Output to train" in training.stale_reason


def test_a_restriction_in_a_document_nobody_cites_makes_readings_of_the_tiers_it_governs_stale(
    drafter: Actor, terms: TermsDocument, business: Tier, reading: Assessment, training: Assessment
) -> None:
    usage = make_document(drafter, business, LONGER)
    capture(drafter, usage, BARRED)
    assert (standing(training), standing(reading)) == ("stale", "as it was")


def test_confirming_settles_what_was_to_be_confirmed_and_leaves_what_is_stale(
    drafter: Actor, terms: TermsDocument, reading: Assessment, training: Assessment
) -> None:
    capture(drafter, terms, BARRED)
    review = confirm(drafter, only(terms), note="Read whole.")
    assert (standing(reading), standing(training)) == ("as it was", "stale")
    assert (review.confirmed_by, review.note, review.closed_at) == (drafter.user, "Read whole.", None)
    assert Event.objects.filter(action="assessment.confirmed", subject_uid=reading.uid).count() == 1


def test_a_stale_reading_cannot_be_named_as_one_that_holds(
    drafter: Actor, terms: TermsDocument, reading: Assessment, training: Assessment
) -> None:
    capture(drafter, terms, BARRED)
    with pytest.raises(Conflict):
        confirm_change(
            actor=drafter, review=only(terms), version=None, holds=[reading.uid, training.uid], note="All holds."
        )
    with pytest.raises(Error), transaction.atomic():
        AffectedReading.objects.filter(effect=Effect.STALE).update(
            settlement=Settlement.CONFIRMED, settled_at=timezone.now(), settled_by=drafter.user
        )
    assert standing(training) == "stale"


def test_a_reading_that_counsel_doubts_is_to_be_read_anew(
    drafter: Actor, checker: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    capture(drafter, terms, LONGER)
    review = confirm(drafter, only(terms), anew=[reading.uid])
    assert standing(reading) == "stale" and "read anew" in reading.stale_reason
    assert review.confirmed_at and not review.closed_at
    read_anew(drafter, checker, reading, terms, OWNERSHIP_SENTENCE)
    assert only(terms).closed_at


def test_every_reading_has_to_be_answered_for_once(drafter: Actor, terms: TermsDocument, reading: Assessment) -> None:
    capture(drafter, terms, LONGER)
    review = only(terms)
    for holds, anew in (([], []), ([reading.uid], [reading.uid])):
        with pytest.raises(Invalid) as refused:
            confirm_change(actor=drafter, review=review, version=None, holds=holds, anew=anew)
        assert list(refused.value.problems) == [f"reading-{reading.uid}"]
    with pytest.raises(Invalid):
        confirm(drafter, review, note="x" * 20_001)
    assert standing(reading) == "to be confirmed"


def test_a_change_is_closed_when_it_is_confirmed_and_what_is_stale_was_read_anew_in_either_order(
    drafter: Actor, checker: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    capture(drafter, terms, TAKEN)
    read_anew(drafter, checker, reading, terms, THEIRS)
    review = only(terms)
    assert not review.closed_at, "nobody has read the whole change yet"
    assert confirm(drafter, review).closed_at
    row = review.readings.get()
    assert (row.settlement, row.settled_by) == (Settlement.READ_ANEW, checker.user)
    assert standing(reading) == "stale", "what gave its place keeps its mark, for tools its text still binds"


def test_a_further_change_joins_the_open_one_and_confirms_nothing_of_it(
    drafter: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    capture(drafter, terms, LONGER)
    review = only(terms)
    seen = review.version
    capture(drafter, terms, LONGER.replace(OWNERSHIP_SENTENCE, THEIRS))
    review = only(terms)
    assert (review.former.number, review.newest.number) == (1, 3)
    assert standing(reading) == "stale"
    with pytest.raises(Stale):
        confirm_change(actor=drafter, review=review, version=seen, holds=[reading.uid])
    assert Event.objects.filter(action="change.joined", subject_uid=review.uid).count() == 1


def test_noise_joins_an_open_change_without_making_it_less(
    drafter: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    capture(drafter, terms, LONGER)
    capture(drafter, terms, LONGER.replace("# Commercial", "#   Commercial"))
    assert (only(terms).newest.number, only(terms).change) == (3, DriftKind.CONTENT)


def test_a_reading_confirmed_by_itself_is_touched_anew_by_a_further_change(
    drafter: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    capture(drafter, terms, LONGER)
    confirm_assessment(actor=drafter, assessment=reading, version=None)
    assert standing(reading) == "as it was"
    capture(drafter, terms, LONGER + "\n9.2 Notices count when they arrive.\n")
    assert standing(reading) == "to be confirmed"
    settled = only(terms).readings.order_by("pk").values_list("settlement", flat=True)
    assert list(settled) == [Settlement.CONFIRMED, ""]


def test_the_reason_says_nothing_of_a_contract(drafter: Actor, checker: Actor, business: Tier) -> None:
    contract = make_document(drafter, business, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    reading = make_approved(
        drafter, checker, business, contract, area=ClauseArea.TRAINING_RESTRICTIONS,
        answers={"train_vendor_use": "opt_in"}, exact=TRAINS,
    )  # fmt: skip
    capture(drafter, contract, BARRED)
    assert standing(reading) == "stale"
    events = " ".join(Event.objects.values_list("body", flat=True).filter(action__startswith="change."))
    for words in ("Side letter", "must not use"):
        assert words not in reading.stale_reason and words not in events


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_nobody_but_counsel_confirms_a_change(
    who: str, request: pytest.FixtureRequest, drafter: Actor, terms: TermsDocument, as_actor: AsActor
) -> None:
    capture(drafter, terms, LONGER)
    with pytest.raises(NotAllowed):
        confirm(as_actor(request.getfixturevalue(who)), only(terms))


def test_confirming_takes_a_session_and_a_step_up_and_is_done_once(
    drafter: Actor, counsel: User, terms: TermsDocument
) -> None:
    capture(drafter, terms, LONGER)
    for actor in (Actor(user=counsel, via="token"), Actor(user=counsel, via="session")):
        with pytest.raises(NotAllowed):
            confirm(actor, only(terms))
    confirm(drafter, only(terms))
    with pytest.raises(Conflict):
        confirm(drafter, only(terms))


def test_the_database_keeps_what_was_settled_and_closes_nothing_that_waits(
    drafter: Actor, terms: TermsDocument, reading: Assessment, training: Assessment
) -> None:
    capture(drafter, terms, BARRED)
    now = timezone.now()
    for change in ({"closed_at": now}, {"former": newest_version(terms)}, {"confirmed_at": now}):
        with pytest.raises(Error), transaction.atomic():
            ChangeReview.objects.update(**change)
    confirm(drafter, only(terms))
    for change in ({"note": "Other words."}, {"confirmed_by": None}, {"change": DriftKind.SMALL}):
        with pytest.raises(Error), transaction.atomic():
            ChangeReview.objects.update(**change)
    settled = AffectedReading.objects.exclude(settled_at=None)
    for change in ({"settlement": ""}, {"settled_at": None, "settlement": ""}, {"reason": "x"}, {"settled_by": None}):
        with pytest.raises(Error), transaction.atomic():
            settled.update(**change)
    for rows in (AffectedReading.objects.all(), ChangeReview.objects.all()):
        with pytest.raises(Error), transaction.atomic():
            rows.delete()
