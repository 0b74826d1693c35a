"""The calendar of a person: what falls on which day, for whom; and the feed a calendar program reads of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from governance.accounts.models import Organisation, User
from governance.audit.models import Event
from governance.desk.dates import Span, entries_of
from governance.desk.models import CalendarFeed
from governance.desk.services.feeds import create_feed, revoke_feed
from governance.errors import Conflict, Invalid, NotAllowed
from governance.web.zones import in_zone
from policies.models import Approval, Instrument, PolicyRevision, RequestLine
from tests.cast import AsActor, AsToken, SignedIn
from tests.governance import desk_rows as rows
from tests.governance.desk_rows import DECISION_DAYS
from vendors.models import Assessment

NOW = dt.datetime(2026, 11, 25, 23, 30, tzinfo=dt.UTC)
"""Half past midnight on Thursday in Berlin, where the organisation of these tests is."""
TODAY = dt.date(2026, 11, 26)
LEFT = DECISION_DAYS - 1
"""Days from then to the day a line of these tests is due: it was asked for yesterday, the 25th."""


@pytest.fixture(autouse=True)
def clock(organisation: Organisation):
    Organisation.objects.update(time_zone="Europe/Berlin")
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def line(payments, requester, counsel, engineering_owner) -> RequestLine:
    rows.policy(counsel, engineering_owner, "Open", "Internal")
    category = PolicyRevision.objects.get().editions.get(name="Internal").category
    return rows.request_for(rows.tool(rows.tier(), "Larkspur Code"), payments, requester, category).lines.get()


def dates(person: User, *, whole: bool = False) -> list[tuple[int, str]]:
    """Days from today, and words, of what falls due within a year."""
    with in_zone("Europe/Berlin"):
        found = entries_of(person, Span(TODAY, TODAY + dt.timedelta(days=365), whole))
    return [((entry.day - TODAY).days, entry.words) for entry in found]


def address_of(feed_made: tuple[CalendarFeed, str]) -> str:
    return reverse("desk:feed", args=[feed_made[1]])


def read(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def test_a_line_falls_due_for_its_owners_and_for_who_waits_and_escalates_the_day_after(
    line, counsel, requester, second_counsel, outsider
) -> None:
    left = LEFT
    assert dates(counsel) == [(left, "Due: Larkspur Code for Internal")]
    assert dates(requester) == [(left, f"Due from others: Request {line.request.number}: Larkspur Code")]
    Organisation.objects.update(escalation_contact=second_counsel)
    assert dates(second_counsel) == [(left + 1, "Comes to you unless decided: Larkspur Code for Internal")]
    assert dates(outsider) == []


def test_an_approval_ends_and_is_reviewed_on_days_that_its_owners_and_its_team_see(
    line, counsel, requester, outsider
) -> None:
    made = rows.approval(line, days=200, state="flagged")
    days = [
        ((made.review_due_on - TODAY).days, "Review due: Larkspur Code for Internal"),
        ((made.ends_on - TODAY).days, "Approval ends: Larkspur Code for Internal"),
    ]
    assert dates(counsel) == days and dates(requester) == days
    assert dates(outsider) == []
    assert dates(outsider, whole=True) == days  # approvals are open to everybody who asks for them
    Approval.objects.update(state="revoked")
    assert dates(counsel) == []


def test_counsel_see_when_readings_instruments_and_notes_are_to_be_looked_at_again(
    counsel, second_counsel, outsider
) -> None:
    days = [TODAY + dt.timedelta(days=number) for number in (200, 20)]
    reading = rows.reading(rows.tier(), "retention", {}, by=counsel, approved_by=second_counsel)
    Assessment.objects.filter(pk=reading.pk).update(review_due=days[0])
    Instrument.objects.create(
        name="An Act on Models", short_name="Models Act", kind="law", jurisdiction="Ours", summary="What it says.",
        next_check_on=days[1],
    )  # fmt: skip
    expected = [(20, "Next check: Models Act"), (200, "Review due: Code Business, retention")]
    assert dates(counsel) == expected and dates(second_counsel) == expected
    assert dates(outsider, whole=True) == []
    Assessment.objects.update(reviewer=counsel)
    assert dates(second_counsel) == expected[:1] and dates(second_counsel, whole=True) == expected


def test_the_page_shows_a_month_and_moves_to_others(line, counsel, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    page = client.get("/calendar/").content.decode()
    assert "November 2026" in page and "Nothing of yours falls due" in page
    after = client.get("/calendar/?month=2026-12").content.decode()
    assert "Wednesday 2 December" in after and "Larkspur Code for Internal" in after
    assert "Nothing of this kind" in client.get("/calendar/?month=2026-12&kind=report").content.decode()
    for nonsense in ("?month=2026-13", "?month=9999-12&kind=x&whose=y"):
        assert client.get(f"/calendar/{nonsense}").status_code == 200


def test_a_feed_is_read_back_as_a_calendar_of_whole_days(line, counsel, as_actor: AsActor) -> None:
    made = create_feed(actor=as_actor(counsel), name="Phone", whole=False)
    answer = read(address_of(made))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["version"], calendar["x-wr-calname"]) == ("2.0", "Countersign, Harbour Works: Phone")
    (event,) = calendar.walk("VEVENT")
    day = TODAY + dt.timedelta(days=LEFT)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (day, day + dt.timedelta(days=1))
    assert str(event["summary"]) == "Due: Larkspur Code for Internal"
    assert str(event["url"]).endswith(reverse("policies:request_detail", args=[line.request.uid]))
    assert event.decoded("dtstamp") == NOW and event["sequence"] == 0


def test_a_date_that_moved_keeps_its_uid_and_raises_its_number(line, counsel, as_actor: AsActor, clock: Any) -> None:
    address = address_of(create_feed(actor=as_actor(counsel), name="Phone", whole=False))
    (first,) = Calendar.from_ical(read(address).content).walk("VEVENT")
    etag = read(address)["ETag"]
    clock.shift(dt.timedelta(minutes=10))
    assert read(address, **{"If-None-Match": etag}).status_code == 304
    later = TODAY + dt.timedelta(days=LEFT + 3)
    RequestLine.objects.update(legal_due_on=later, engineering_due_on=later)
    moved = read(address, **{"If-None-Match": etag})
    assert moved.status_code == 200
    (second,) = Calendar.from_ical(moved.content).walk("VEVENT")
    assert second["uid"] == first["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second.decoded("last-modified") > first.decoded("last-modified")
    assert second.decoded("dtstart") == later


def test_a_feed_that_was_revoked_is_as_if_it_were_not_there(counsel, as_actor: AsActor) -> None:
    feed, secret = create_feed(actor=as_actor(counsel), name="Phone", whole=True)
    address = address_of((feed, secret))
    assert read(address).status_code == 200
    revoke_feed(actor=as_actor(counsel), feed=feed)
    unknown = read(reverse("desk:feed", args=["no-such-secret"]))
    assert (read(address).status_code, read(address).content) == (404, unknown.content)
    assert [event.action for event in Event.objects.order_by("sequence")] == ["feed.created", "feed.revoked"]
    with pytest.raises(Conflict):
        revoke_feed(actor=as_actor(counsel), feed=feed)


@pytest.mark.parametrize("closed", [{"is_active": False}, {"ends_on": dt.date(2026, 11, 25)}])
def test_a_feed_of_a_closed_account_opens_nothing(counsel, as_actor: AsActor, closed: dict[str, Any]) -> None:
    address = address_of(create_feed(actor=as_actor(counsel), name="Phone", whole=True))
    User.objects.filter(pk=counsel.pk).update(**closed)
    assert read(address).status_code == 404


def test_only_a_digest_of_the_secret_is_kept_and_reading_is_noted(counsel, as_actor: AsActor) -> None:
    feed, secret = create_feed(actor=as_actor(counsel), name="Phone", whole=True)
    assert secret not in str(CalendarFeed.objects.filter(pk=feed.pk).values())
    assert secret not in "".join(Event.objects.values_list("body", flat=True))
    read(address_of((feed, secret)))
    assert CalendarFeed.objects.get().last_used_at == timezone.now()


def test_who_guesses_addresses_or_reads_without_end_has_to_wait(counsel, as_actor: AsActor) -> None:
    address = address_of(create_feed(actor=as_actor(counsel), name="Phone", whole=True))
    for number in range(30):
        assert read(reverse("desk:feed", args=[f"guess-{number}"])).status_code == 404
    waiting = read(address)
    assert (waiting.status_code, waiting["Retry-After"]) == (429, "3600")


def test_a_feed_names_no_contract(legal_letter, counsel, as_actor: AsActor) -> None:
    answer = read(address_of(create_feed(actor=as_actor(counsel), name="Phone", whole=True)))
    assert b"a contract" in answer.content and b"Side letter" not in answer.content


@pytest.fixture
def legal_letter(counsel) -> None:
    """A contract whose text changed, which counsel has to read within a week."""
    held = rows.tier()
    first = rows.text_of(held.product.vendor, "Side letter", "One.", visibility="contract")
    second = rows.text_of(held.product.vendor, "Side letter", "Two.", visibility="contract", number=2)
    second.version.document.change_reviews.create(
        former=first.version, newest=second.version, opened_at=timezone.now(), changed_at=timezone.now()
    )


def test_feeds_are_made_and_revoked_on_a_page_by_their_owner_alone(counsel, requester, signed_in: SignedIn) -> None:
    client, page = signed_in(counsel), reverse("desk:feed_list")
    assert "No feeds yet" in client.get(page).content.decode()
    made = client.post(page, {"name": "Phone"}).content.decode()
    feed = CalendarFeed.objects.get()
    assert "/calendar/read/" in made and "only time" in made
    assert "Phone" in client.get(page).content.decode() and "/calendar/read/" not in client.get(page).content.decode()
    assert client.post(page, {"name": " "}).status_code == 422
    revoke = reverse("desk:feed_revoke", args=[feed.uid])
    assert signed_in(requester).post(revoke).status_code == 404
    assert client.post(revoke).status_code == 302
    assert client.post(revoke).status_code == 409


def test_a_token_makes_no_feed_and_nobody_has_more_than_ten(counsel, as_actor: AsActor, as_token: AsToken) -> None:
    with pytest.raises(NotAllowed):
        create_feed(actor=as_token(counsel), name="Program", whole=True)
    with pytest.raises(Invalid):
        create_feed(actor=as_actor(counsel), name="", whole=True)
    for number in range(10):
        create_feed(actor=as_actor(counsel), name=f"Phone {number}", whole=True)
    with pytest.raises(Conflict):
        create_feed(actor=as_actor(counsel), name="Phone", whole=True)
