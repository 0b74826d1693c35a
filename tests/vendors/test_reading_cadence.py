"""Reviews by the clock: due by rating, let stand by name, assigned in bulk, and an overdue one suspends nothing."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import Error, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.desk.items import Section
from governance.desk.queue import queue_of
from governance.errors import Conflict, DomainError, Invalid, NotAllowed
from tests.cast import AsActor, AsToken, SignedIn
from tests.factories.vendors import make_in_review
from tests.vendors.changes import TRAINS
from tests.vendors.desk import desk
from tests.vendors.test_capture_deeds import capture
from vendors.domain.terms import ClauseArea, Rating
from vendors.models import Assessment, ReviewRhythm, TermsDocument, Tier
from vendors.services.cadence import assign_readings, let_stand, set_rhythm


def whys(user: User) -> list[tuple[Section, str, str]]:
    return [(item.section, item.why, item.state) for item in queue_of(user).items if item.kind == "reading"]


def in_months(months: int, days: int = 0) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=30.5 * months + days), tick=False)


def test_a_reading_comes_round_by_its_rating_and_letting_it_stand_starts_the_clock_anew(
    checker: Actor, counsel: User, second_counsel: User, reading: Assessment, as_actor: AsActor
) -> None:
    assert whys(counsel) == []
    with in_months(11, 20):
        assert whys(counsel) == [(Section.NEEDS_ME, "Its review is due", "review_due")]
    with in_months(13):
        assert whys(second_counsel) == [(Section.NEEDS_ME, "Its review is due", "review_overdue")]
        stands = let_stand(actor=as_actor(counsel), assessment=reading, version=None, note="HUSH")
        assert stands.state == "approved" and whys(counsel) == []
        event = Event.objects.order_by("-sequence")[0]
        assert event.action == "assessment.reviewed" and "HUSH" not in event.body
        again = stands.review_due
        assert again is not None and again > timezone.now().date() + dt.timedelta(days=360)


def test_letting_stand_is_a_judgement_of_counsel_on_a_reading_whose_text_did_not_change(
    drafter: Actor, counsel: User, requester: User, reading: Assessment, terms: TermsDocument, as_actor: AsActor,
    as_token: AsToken,
) -> None:  # fmt: skip
    with pytest.raises(NotAllowed):
        let_stand(actor=as_actor(requester), assessment=reading, version=None)
    codes = []
    for actor in (as_token(counsel, ["read", "draft"]), Actor(user=counsel, via="session")):
        with pytest.raises(DomainError) as refused:
            let_stand(actor=actor, assessment=reading, version=None)
        codes.append(refused.value.code)
    assert codes == ["human-session-required", "step-up-required"]
    capture(drafter, terms, "# Commercial terms\n\nAll is new.\n")
    with pytest.raises(Conflict):
        let_stand(actor=drafter, assessment=reading, version=None)
    with pytest.raises(Error), transaction.atomic():
        Assessment.objects.filter(pk=reading.pk).update(reviewed_at=timezone.now())


def test_a_new_rhythm_holds_at_once_and_stays_on_record(
    drafter: Actor, administrator: User, engineering_owner: User, reading: Assessment, as_actor: AsActor
) -> None:
    before = reading.review_due
    set_rhythm(actor=as_actor(administrator), months={Rating.ACCEPTABLE: 2})
    set_rhythm(actor=drafter, months={Rating.ACCEPTABLE: 1, Rating.UNDOCUMENTED: 3})
    reading.refresh_from_db()
    after = reading.review_due
    assert before is not None and after is not None and (before - after).days > 300
    assert [(row.months, row.valid_until is None) for row in ReviewRhythm.objects.order_by("pk")] == [
        (2, False), (1, True),
    ]  # fmt: skip
    for months in (0, 61):
        with pytest.raises(Invalid):
            set_rhythm(actor=drafter, months={Rating.ACCEPTABLE: months})
    with pytest.raises(NotAllowed):
        set_rhythm(actor=as_actor(engineering_owner), months={Rating.ACCEPTABLE: 3})
    with pytest.raises(Error), transaction.atomic():
        ReviewRhythm.objects.filter(months=2).update(months=9)


def test_an_approved_reading_without_a_date_is_due(counsel: User, reading: Assessment) -> None:
    Assessment.objects.filter(pk=reading.pk).update(review_due=None)
    assert [why for _, why, _ in whys(counsel)] == ["Its review is due"]


def test_readings_are_assigned_in_bulk_and_never_to_who_edited_them(
    drafter: Actor, checker: Actor, counsel: User, second_counsel: User, requester: User, business: Tier,
    terms: TermsDocument, reading: Assessment, as_actor: AsActor,
) -> None:  # fmt: skip
    waiting = make_in_review(
        drafter, business, terms, area=ClauseArea.TRAINING_RESTRICTIONS, answers={"train_vendor_use": "opt_in"},
        exact=TRAINS,
    )  # fmt: skip
    soon = timezone.now().date() + dt.timedelta(days=3)
    both = [waiting, reading]
    past = soon - dt.timedelta(days=9)
    wrong = [(counsel, soon, "reviewer"), (requester, soon, "reviewer"), (second_counsel, past, "by")]
    for person, day, named in [*wrong, (None, None, "reviewer")]:
        with pytest.raises(Invalid) as refused:
            assign_readings(actor=drafter, assessments=both, reviewer=person, by=day)
        assert named in refused.value.problems
    with pytest.raises(NotAllowed):
        assign_readings(actor=as_actor(requester), assessments=both, reviewer=second_counsel, by=soon)
    assert assign_readings(actor=drafter, assessments=both, reviewer=second_counsel, by=soon) == 2
    assert [why for _, why, _ in whys(second_counsel)] == ["Named to review it"] * 2
    assert (Section.WAITING, "Somebody else was named", "review_due") in whys(counsel)
    assert "merkle_root" in Event.objects.get(action="assessment.assigned").body


def test_the_pages_show_what_is_due_and_take_the_deeds(
    counsel: User, second_counsel: User, requester: User, administrator: User, reading: Assessment, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    page = client.get("/readings/").content.decode()
    assert "Business, output ownership" in page and "Assign the readings ticked" in page
    assert "Assign the readings ticked" not in signed_in(requester).get("/readings/").content.decode()
    soon = (timezone.now().date() + dt.timedelta(days=3)).isoformat()
    posted = {"readings": [str(reading.uid)], "reviewer": str(second_counsel.uid), "by": soon}
    assert client.post("/readings/assign/?show=all", {**posted, "by": "soon"}).status_code == 422
    assert client.post("/readings/assign/?show=all", posted)["Location"] == "/readings/?show=all"
    assert signed_in(requester).post("/readings/assign/", posted).status_code == 403
    assert "Simon Second" in client.get("/readings/?show=due").content.decode()
    shown = signed_in(second_counsel).get(desk(reading)).content.decode()
    assert "Review due" in shown and "let it stand as it is" in shown
    reading.refresh_from_db()
    answer = signed_in(second_counsel).post(f"{desk(reading)}stand/", {"version": reading.version, "note": "Fine."})
    assert answer.status_code == 302
    assert "Fine." in client.get(desk(reading)).content.decode()
    assert "Fine." not in signed_in(requester).get(desk(reading)).content.decode()
    assert "Review due" in client.get(f"/clauses/{reading.record.uid}/").content.decode()
    months = {rating.value: "9" for rating in Rating}
    assert signed_in(administrator).post("/readings/rhythm/", months).status_code == 302
    assert signed_in(requester).post("/readings/rhythm/", months).status_code == 403
    assert client.post("/readings/rhythm/", {**months, "acceptable": "0"}).status_code == 422
    assert "9 month" in signed_in(requester).get("/readings/rhythm/").content.decode()
