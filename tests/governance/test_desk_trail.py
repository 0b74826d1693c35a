"""The audit trail's pages: who may read them, what they keep back, how they are filtered, paged and checked."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts.models import AuditorScope, User
from governance.accounts.services.teams import add_team, rename_team
from governance.audit.chain import GENESIS
from governance.audit.deeds import deed, record
from governance.audit.models import Event, PersonRecord
from governance.audit.reading import Wanted, matching, page_of
from governance.audit.verify import TrailReport
from governance.desk.services.trails import check_trail, record_check
from governance.desk.subjects import KINDS
from governance.errors import NotAllowed
from tests.cast import AsActor, AsToken, SignedIn
from tests.governance import desk_rows as rows

READERS = ("counsel", "engineering_owner", "auditor", "administrator")


@deed
def happened(actor, action, subject=None, **detail):
    """Something happened: what these tests read about."""
    return record(actor, action, subject=subject, detail=detail)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def team(administrator: User, as_actor: AsActor):
    return add_team(actor=as_actor(administrator), name="Harbour")


@pytest.mark.parametrize("who", READERS)
def test_those_who_answer_for_it_read_the_trail(who, team, request, signed_in: SignedIn):
    client = signed_in(request.getfixturevalue(who))
    page = words(client.get("/audit/").content.decode())
    assert "A team was added. Ada Administrator Harbour" in page
    assert client.get(f"/audit/{Event.objects.get().uid}/").status_code == 200


@pytest.mark.parametrize("who", ["outsider", "requester"])
def test_whoever_sees_some_teams_only_is_refused(who, team, request, signed_in: SignedIn):
    client = signed_in(request.getfixturevalue(who))
    assert client.get("/audit/").status_code == 403
    assert client.get(f"/audit/{Event.objects.get().uid}/").status_code == 403
    assert client.post("/audit/verify/").status_code == 403
    assert Event.objects.count() == 1


def test_an_auditor_limited_to_some_teams_is_refused_and_told_why(auditor, team, payments, signed_in: SignedIn):
    AuditorScope.objects.create(person=auditor, team=payments, valid_from=timezone.now() - dt.timedelta(hours=1))
    client = signed_in(auditor)
    answer = client.get("/audit/")
    assert answer.status_code == 403
    assert "limited to the matters of some teams" in answer.content.decode()
    assert client.post("/audit/verify/").status_code == 403


def test_a_visitor_is_sent_to_sign_in(team):
    for address in ("/audit/", f"/audit/{Event.objects.get().uid}/"):
        assert Client().get(address)["Location"].startswith("/sign-in/")


def test_an_event_that_is_not_there_is_not_found(auditor, signed_in: SignedIn):
    assert signed_in(auditor).get(f"/audit/{uuid.uuid4()}/").status_code == 404


def test_an_event_shows_its_sentence_its_detail_and_its_place_in_the_chain(
    team, administrator, auditor, as_actor, signed_in
):
    rename_team(actor=as_actor(administrator), team=team, name="Harbour Works", version=team.version)
    first, second = Event.objects.order_by("sequence")
    page = words(signed_in(auditor).get(f"/audit/{second.uid}/").content.decode())
    assert "A team&#x27;s name was changed" in page
    assert "Name Harbour Works" in page
    for digest in (first.hash, second.hash):
        assert digest in page.replace(" ", "")
    assert "This is the newest event." in page
    assert GENESIS in words(signed_in(auditor).get(f"/audit/{first.uid}/").content.decode()).replace(" ", "")


def test_an_empty_trail_and_an_empty_filter_are_said(auditor, signed_in: SignedIn):
    client = signed_in(auditor)
    assert "No events yet" in client.get("/audit/").content.decode()
    assert "No event matches" in client.get("/audit/?action=vendor.added").content.decode()


def test_filters_by_action_person_subject_and_days(team, counsel, administrator, auditor, as_actor, signed_in):
    vendor = rows.tier().product.vendor
    happened(as_actor(counsel), "vendor.added", vendor)
    happened(as_actor(counsel), "vendor.changed", vendor)
    client = signed_in(auditor)
    today = timezone.localdate().isoformat()

    def shown(query: str) -> list[int]:
        page = client.get(f"/audit/?{query}")
        assert page.status_code == 200
        return [row.event.sequence for row in page.context["rows"]]

    assert shown("") == [3, 2, 1]
    assert shown("action=vendor.added") == [2]
    assert shown(f"person={administrator.uid}") == [1]
    assert shown("kind=vendors.vendor") == [3, 2]
    assert shown(f"kind=vendors.vendor&uid={vendor.uid}") == [3, 2]
    assert shown(f"since={today}&until={today}") == [3, 2, 1]
    assert shown("until=2020-01-01") == []


@pytest.mark.parametrize("query", ["since=yesterday", "person=nobody", "uid=7", "action=vendor.painted", "kind=moon"])
def test_a_filter_that_makes_no_sense_is_refused_in_words(query, team, auditor, signed_in: SignedIn):
    answer = signed_in(auditor).get(f"/audit/?{query}")
    assert answer.status_code == 422
    assert "A team was added." not in answer.content.decode().replace("<option", "")


@pytest.mark.parametrize("query", ["before=x", "after=-1", "before=0", "after=99999999999999999999", "before=²"])
def test_a_nonsense_place_gives_the_first_page(query, team, auditor, signed_in: SignedIn):
    assert "Events 1 to 1" in words(signed_in(auditor).get(f"/audit/?{query}").content.decode())


def test_paging_by_number_loses_and_repeats_nothing(counsel, as_actor):
    for number in range(7):
        happened(as_actor(counsel), "demo.loaded", number=number)
    events = matching(Wanted())

    def numbers(page):
        return [event.sequence for event in page.events]

    first = page_of(events, size=3)
    assert (numbers(first), first.newer, first.older) == ([7, 6, 5], None, 5)
    second = page_of(events, before=5, size=3)
    assert (numbers(second), second.newer, second.older) == ([4, 3, 2], 4, 2)
    happened(as_actor(counsel), "demo.loaded")
    third = page_of(events, before=2, size=3)
    assert (numbers(third), third.newer, third.older) == ([1], 1, None)
    back = page_of(events, after=4, size=3)
    assert (numbers(back), back.newer, back.older) == ([7, 6, 5], 7, 5)
    assert numbers(page_of(events, after=back.newer, size=3)) == [8]


def test_a_name_that_was_removed_is_said_to_be_and_can_still_be_filtered_by(team, administrator, auditor, signed_in):
    PersonRecord.objects.filter(uid=administrator.uid).update(name="", salt="")
    client = signed_in(auditor)
    page = words(client.get(f"/audit/?person={administrator.uid}").content.decode())
    assert "A team was added. name removed" in page


def test_a_codebase_an_administrator_may_not_see_is_neither_named_nor_told_of(
    payments, requester, administrator, counsel, as_actor, signed_in
):
    secret = rows.request_for(rows.tool(rows.tier(), "Larkspur Code"), payments, requester)
    happened(as_actor(requester), "request.opened", secret, purpose="Rewrite the ledger")
    address = f"/audit/{Event.objects.get().uid}/"
    theirs = signed_in(administrator).get(address).content.decode()
    assert "a matter you may not see" in theirs
    assert "ledger" not in theirs
    assert str(secret) not in words(signed_in(administrator).get("/audit/").content.decode())
    assert "Rewrite the ledger" in signed_in(counsel).get(address).content.decode()


def test_a_quote_from_a_contract_stays_with_those_who_read_contracts(counsel, engineering_owner, as_actor, signed_in):
    plan = rows.tier()
    made = rows.reading(plan, "retention", {"keep_prompts_days": 30}, by=counsel, state="draft")
    events = {}
    for visibility in ("contract", "posted"):
        text = rows.text_of(
            plan.product.vendor, visibility, f"Thirty days, says the {visibility}.", visibility=visibility
        )
        cited = rows.quote(made, "keep_prompts_days", text, text.text)
        events[visibility] = happened(
            as_actor(counsel), "assessment.cited", made, citation=str(cited.uid), exact=cited.exact
        )
    owner, reader = signed_in(engineering_owner), signed_in(counsel)
    kept_back = owner.get(f"/audit/{events['contract']}/").content.decode()
    assert "says the contract" not in kept_back
    assert "The text that is hashed" not in kept_back
    assert "says the posted" in owner.get(f"/audit/{events['posted']}/").content.decode()
    assert "says the contract" in reader.get(f"/audit/{events['contract']}/").content.decode()


def test_words_a_contract_lost_stay_with_those_who_read_contracts(counsel, engineering_owner, as_actor, signed_in):
    plan = rows.tier()
    made = rows.reading(plan, "retention", {}, by=counsel, state="draft")
    text = rows.text_of(plan.product.vendor, "Order form", "Thirty days.", visibility="contract")
    event = happened(
        as_actor(counsel), "assessment.marked-stale", made, version=str(text.version.uid), lost="Forty days."
    )
    assert "Forty days." not in signed_in(engineering_owner).get(f"/audit/{event}/").content.decode()
    assert "Forty days." in signed_in(counsel).get(f"/audit/{event}/").content.decode()


def test_verify_now_checks_records_and_shows_the_result(team, auditor, signed_in: SignedIn):
    client = signed_in(auditor)
    assert "Not verified yet." in client.get("/audit/").content.decode()
    page = words(client.post("/audit/verify/", follow=True).content.decode())
    assert "The audit trail holds: 1 events" in page or "The audit trail holds: 1 event," in page
    assert "The trail held when it was last verified" in page
    event = Event.objects.get(action="trail.verified")
    assert json.loads(event.body)["detail"] == {
        "holds": True,
        "events": 1,
        "head": Event.objects.get(sequence=1).hash,
        "problem": "",
    }


def test_a_check_that_finds_a_fault_says_and_records_it(auditor, as_actor, signed_in: SignedIn):
    record_check(actor=as_actor(auditor), report=TrailReport(4, "ab" * 32, "event 5: it is missing", 5))
    page = words(signed_in(auditor).get("/audit/").content.decode())
    assert "The trail did not hold when it was last verified: event 5: it is missing." in page


def test_who_may_not_check_the_trail_leaves_no_event(requester, as_actor: AsActor, as_token: AsToken, auditor):
    with pytest.raises(NotAllowed):
        check_trail(actor=as_actor(requester))
    with pytest.raises(NotAllowed):
        check_trail(actor=as_token(auditor, []))
    assert not Event.objects.exists()
    check_trail(actor=as_token(auditor))
    assert Event.objects.get().action == "trail.verified"


def test_every_kind_of_subject_can_be_asked_for(counsel, outsider):
    for code, kind in KINDS.items():
        for person in (counsel, outsider):
            rows_seen = kind.rows(person)
            assert rows_seen.model._meta.label_lower == code
            assert list(rows_seen[:1]) is not None


def test_the_trail_costs_the_same_with_ten_and_fifty_events(administrator, auditor, as_actor, signed_in: SignedIn):
    client = signed_in(auditor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/audit/")
        return len(queries)

    for number in range(10):
        add_team(actor=as_actor(administrator), name=f"Team {number}")
    client.get("/audit/")
    before = cost()
    for number in range(10, 100):
        add_team(actor=as_actor(administrator), name=f"Team {number}")
    assert cost() == before
