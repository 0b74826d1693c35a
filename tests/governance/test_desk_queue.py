"""My queue: who sees which matter in which section, and that it costs the same however long it is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import Membership, Organisation, Team, User
from governance.accounts.roles import Role
from governance.desk.items import Section
from governance.desk.queue import queue_of
from governance.web.markup.navigation import PLACES
from policies.domain.types import Lane
from policies.models import Delegation, Nomination, PolicyRevision, RevisionSignature
from policies.services.rounds import ask_for_changes
from tests.cast import SignedIn, person
from tests.governance import desk_rows as rows
from tests.governance.report_world import acting
from vendors.models import AssessmentContributor

OWNER = {"own_owner": "customer"}


def matters(user: User, section: Section) -> list[str]:
    return [item.matter for item in queue_of(user).section(section)]


def whys(user: User) -> list[str]:
    return [item.why for item in queue_of(user).items]


@pytest.fixture
def line(payments: Team, requester: User, counsel: User, engineering_owner: User):
    rows.policy(counsel, engineering_owner, "Open", "Internal")
    held = rows.tool(rows.tier(), "Larkspur Code")
    category = PolicyRevision.objects.get().editions.get(name="Internal").category
    return rows.request_for(held, payments, requester, category).lines.get()


def test_an_open_line_needs_both_owners_and_its_requester_waits(line, counsel, engineering_owner, requester):
    assert matters(counsel, Section.NEEDS_ME) == ["Larkspur Code for Internal"]
    assert matters(engineering_owner, Section.NEEDS_ME) == ["Larkspur Code for Internal"]
    waiting = queue_of(requester).section(Section.WAITING)
    assert [(item.matter, item.state_text) for item in waiting] == [
        (f"Request {line.request.number}: Larkspur Code", "Legal and Engineering")
    ]


def test_after_one_lane_decided_that_owner_waits_for_the_other(line, counsel, engineering_owner, requester):
    rows.decision(line, "legal", counsel)
    waiting = queue_of(counsel).section(Section.WAITING)
    assert [(item.why, item.state_text) for item in waiting] == [("You signed for Legal", "Awaiting Engineering")]
    assert matters(engineering_owner, Section.NEEDS_ME)
    assert queue_of(requester).section(Section.WAITING)[0].state_text == "Engineering"


def test_an_owner_who_edited_the_request_is_told_that_another_has_to_decide(line, engineering_owner):
    line.request.contributors.create(person=engineering_owner)
    item = queue_of(engineering_owner).section(Section.WAITING)[0]
    assert (item.why, item.state_text) == ("You edited it", "Needs another owner")
    assert matters(engineering_owner, Section.NEEDS_ME) == []


def test_the_outsider_and_a_counsel_who_owns_nothing_see_none_of_it(line, outsider, second_counsel):
    assert queue_of(outsider).items == ()
    assert queue_of(second_counsel).items == ()


def test_a_colleague_of_the_team_sees_the_request(line, outsider, payments):
    Membership.objects.create(person=outsider, team=payments, valid_from=timezone.now() - dt.timedelta(hours=1))
    assert whys(outsider) == ["Your team asked"]


def test_a_line_nobody_decided_in_time_comes_to_the_escalation_contact(line, second_counsel, organisation):
    Organisation.objects.update(escalation_contact=second_counsel)
    assert queue_of(second_counsel).items == ()
    type(line).objects.update(legal_due_on=rows.ago(2).date(), engineering_due_on=rows.ago(2).date())
    item = queue_of(second_counsel).items[0]
    assert (item.section, item.why, item.state) == (Section.NEEDS_ME, "Escalation contact", "overdue")
    assert queue_of(second_counsel).late(timezone.localdate()) == 1


def test_a_delegate_sees_the_line_and_a_contact_who_named_somebody_waits_for_them(
    line, counsel, second_counsel, engineering_owner, outsider, organisation
):
    Delegation.objects.create(
        owner=counsel, lane="legal", delegate=second_counsel, reason="Away.", given_at=timezone.now(),
        ends_on=rows.ago(-9).date(),
    )  # fmt: skip
    (item,) = queue_of(second_counsel).items
    assert (item.section, item.why, item.key) == (
        Section.NEEDS_ME, "Legal lane, for Clara Counsel", f"request:{line.uid}:decide"
    )  # fmt: skip
    Organisation.objects.update(escalation_contact=outsider)
    type(line).objects.update(engineering_due_on=rows.ago(2).date())
    assert queue_of(outsider).items[0].state_text == "Engineering late"
    deputy = person("Emil Engineer", Role.ENGINEERING_OWNER)
    Nomination.objects.create(
        line=line, lane="engineering", nominee=deputy, named_by=outsider, reason="Away.", named_at=timezone.now()
    )
    assert queue_of(outsider).items[0].state_text == "You named Emil Engineer"
    assert whys(deputy) == ["Engineering lane, named by Otto Outsider"]
    rows.decision(line, "engineering", engineering_owner)
    assert queue_of(outsider).items == queue_of(deputy).items == ()


def test_changes_asked_for_come_to_the_requester_and_the_lanes_wait(line, counsel, engineering_owner, requester):
    ask_for_changes(actor=acting(counsel), line=line, lane=Lane.LEGAL, reasons="For which services?")
    found = queue_of(requester)
    needed, waiting = (found.section(section)[0] for section in (Section.NEEDS_ME, Section.WAITING))
    assert (needed.section, needed.why, needed.state) == (
        Section.NEEDS_ME, "Legal asks for changes", "changes_requested"
    )  # fmt: skip
    assert waiting.step == "wait"
    for owner in (counsel, engineering_owner):
        assert [item.state_text for item in queue_of(owner).items] == ["Awaiting changes"]


def test_a_reading_in_review_needs_a_counsel_who_never_edited_it(counsel, second_counsel, engineering_owner):
    rows.reading(rows.tier(), "indemnity", {}, by=counsel, state="in_review")
    assert matters(second_counsel, Section.NEEDS_ME) == ["Code Business, indemnity"]
    assert matters(counsel, Section.WAITING) == ["Code Business, indemnity"]
    assert queue_of(engineering_owner).items == ()


def test_somebody_else_who_edited_the_draft_waits_too(counsel, second_counsel):
    made = rows.reading(rows.tier(), "indemnity", {}, by=counsel, state="draft")
    AssessmentContributor.objects.create(assessment=made, person=second_counsel)
    type(made).objects.filter(pk=made.pk).update(state="in_review", submitted_by=counsel, submitted_at=timezone.now())
    assert matters(second_counsel, Section.NEEDS_ME) == []
    assert matters(second_counsel, Section.WAITING) == ["Code Business, indemnity"]


def test_a_draft_with_an_open_note_says_so(counsel, second_counsel):
    made = rows.reading(rows.tier(), "indemnity", {}, by=counsel, state="draft")
    note = made.notes.create(text="Cite the cap.", written_by=second_counsel, written_at=timezone.now())
    assert whys(counsel) == ["Changes requested"]
    note.steps.create(number=1, word="Cited.", by=counsel, at=timezone.now())
    assert whys(counsel) == ["Your draft"]


def test_a_stale_reading_needs_counsel_until_somebody_reads_it_anew(counsel, second_counsel):
    made = rows.reading(
        rows.tier(), "retention", {}, by=counsel, approved_by=second_counsel, stale_since=timezone.now()
    )
    assert queue_of(counsel).items[0].state == "stale"
    assert whys(second_counsel) == ["You approved it"]
    rows.reading(made.record.tier, "retention", {}, by=counsel, state="draft", record=made.record)
    assert whys(counsel) == ["Your draft"]
    assert [item.section for item in queue_of(second_counsel).items] == [Section.CHANGED]


def test_a_draft_revision_needs_both_owners_and_again_after_a_change(organisation, counsel, engineering_owner, auditor):
    draft = PolicyRevision.objects.create(title="Spring", content_hash="aa" * 32, content="{}")
    RevisionSignature.objects.create(
        revision=draft,
        lane="legal",
        person=counsel,
        person_name=counsel.name,
        content_hash="aa" * 32,
        sentence="I sign.",
        signed_at=timezone.now(),
    )
    assert matters(counsel, Section.WAITING) == ["Draft policy revision: Spring"]
    needed = queue_of(engineering_owner).section(Section.NEEDS_ME)[0]
    assert (needed.why, needed.with_whom) == ("Engineering signature", "Clara Counsel signed")
    PolicyRevision.objects.update(content_hash="bb" * 32)
    assert queue_of(counsel).section(Section.NEEDS_ME)[0].why == "Changed since you signed"
    assert queue_of(auditor).items == ()


def test_a_report_needs_its_signatories_and_its_auditor_waits(auditor, counsel, engineering_owner, second_counsel):
    made = rows.report(auditor, counsel, engineering_owner)
    assert matters(counsel, Section.NEEDS_ME) == [f"Report {made.number}: Portfolio"]
    assert queue_of(auditor).section(Section.WAITING)[0].with_whom == "With Clara Counsel and Edgar Engineer"
    assert queue_of(second_counsel).items == ()


def test_a_declined_report_is_a_change_for_whoever_started_it(auditor, counsel, engineering_owner):
    rows.report(auditor, counsel, engineering_owner, state="declined")
    assert [item.section for item in queue_of(auditor).items] == [Section.CHANGED]


def test_a_flagged_approval_is_said_once_though_it_changed_since_it_was_signed(line, counsel, engineering_owner):
    rows.decision(line, "legal", counsel)
    rows.approval(line, state="flagged")
    assert [(item.section, item.why) for item in queue_of(counsel).items] == [(Section.NEEDS_ME, "Legal owner")]


def test_a_suspended_approval_is_a_change_for_those_who_decided_it(line, counsel):
    rows.decision(line, "legal", counsel)
    rows.approval(line, state="suspended")
    assert [(item.section, item.why) for item in queue_of(counsel).items] == [(Section.CHANGED, "You decided it")]


def test_an_approval_that_ends_soon_comes_to_the_team_that_asked(line, requester, outsider):
    made = rows.approval(line, days=20)
    item = queue_of(requester).items[0]
    assert (item.section, item.state, item.due) == (Section.NEEDS_ME, "expiring", made.ends_on)
    assert queue_of(outsider).items == ()


def test_every_matter_has_a_key_of_its_own_and_keeps_it(line, counsel, second_counsel, engineering_owner, requester):
    rows.reading(rows.tier("Pro"), "indemnity", {}, by=counsel, state="draft")
    rows.reading(rows.tier("Plus"), "indemnity", {}, by=counsel, state="in_review")
    other = rows.request_for(rows.tool(rows.tier("Max"), "Larkspur Max"), line.request.team, requester, line.category)
    made = rows.approval(other.lines.get(), days=9)
    type(made).objects.update(state="flagged")
    for somebody in (counsel, second_counsel, engineering_owner, requester):
        keys = [item.key for item in queue_of(somebody).items]
        assert keys and len(set(keys)) == len(keys)
        assert [item.key for item in queue_of(somebody).items] == keys
    assert f"request:{line.uid}:decide" in {item.key for item in queue_of(counsel).items}
    rows.decision(line, "legal", counsel)
    assert f"request:{line.uid}:wait" in {item.key for item in queue_of(counsel).items}


def test_the_page_shows_three_sections_and_filters_by_kind(line, counsel, signed_in: SignedIn):
    rows.reading(rows.tier("Pro"), "indemnity", {}, by=counsel, state="draft")
    client = signed_in(counsel)
    whole = client.get("/").content.decode()
    for title in ("Needs me", "Waiting on others", "Changed since I signed", "Senior counsel, legal lane"):
        assert title in whole
    filtered = client.get("/?kind=reading").content.decode()
    assert "Code Pro, indemnity" in filtered
    assert "Larkspur Code for Internal" not in filtered
    assert client.get("/?kind=nonsense&section=nonsense&page=x").status_code == 200


def test_one_section_alone_goes_on_by_pages(counsel, second_counsel, signed_in: SignedIn):
    for number in range(60):
        rows.reading(rows.tier(f"Plan {number:02}"), "indemnity", {}, by=counsel, state="in_review")
    client = signed_in(second_counsel)
    assert "Show all 60" in client.get("/").content.decode()
    assert "Rows 51 to 60 of 60" in client.get("/?section=needs_me&page=2").content.decode()


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("counsel", "Open vendors"),
        ("engineering_owner", "Open tools"),
        ("requester", "Request a tool"),
        ("auditor", "Open reports"),
        ("administrator", "Open people"),
    ],
)
def test_an_empty_queue_says_the_next_act_by_role(who, act, request, signed_in: SignedIn):
    page = signed_in(request.getfixturevalue(who)).get("/").content.decode()
    assert "Nothing needs you" in page
    assert act in page


def test_a_visitor_is_sent_to_sign_in(database):
    assert Client().get("/")["Location"].startswith("/sign-in/")


def test_the_queue_costs_the_same_with_ten_and_a_hundred_rows(
    payments, requester, counsel, second_counsel, engineering_owner, signed_in: SignedIn
):
    revision = rows.policy(counsel, engineering_owner, "Open")
    category = revision.editions.get().category

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            plan = rows.tier(f"Plan {number}")
            rows.reading(plan, "indemnity", {}, by=second_counsel, state="in_review")
            rows.request_for(rows.tool(plan, f"Tool {number}"), payments, requester, category)

    def cost(user: User) -> int:
        client = signed_in(user)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    fill(0, 5)
    before = [cost(user) for user in (counsel, requester)]
    fill(5, 50)
    assert [cost(user) for user in (counsel, requester)] == before


def test_every_place_of_the_navigation_is_on_the_first_page_and_marked_there(counsel, signed_in: SignedIn):
    page = signed_in(counsel).get("/").content.decode()
    for place in PLACES:
        assert f'href="{reverse(place.page)}"' in page
    assert '<a href="/" aria-current="page">Queue</a>' in page
