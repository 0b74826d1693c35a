"""Which text binds a tool: pinned until renewal, after notice, or the newest in effect; and what a new text does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team, User
from policies.domain.types import ApprovalState, BindingMode
from policies.facts import tool_facts
from policies.models import Approval, PolicyRevision, Tool
from policies.services.held_inputs import BindingInput
from policies.services.requests import today
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import held, make_approval, make_request, make_tool
from tests.factories.vendors import TERMS, cite, make_document, make_draft, newest_version
from tests.policies.pages import words
from vendors.domain.terms import CaptureSource, ClauseArea, Rating, ReadingFact
from vendors.models import AnswerCitation, Assessment, TermsDocument, Tier
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.captures import capture_document, keep_text, read_text
from vendors.services.citing import cite_silence
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft, start_draft

OWNS = "As between the parties, Customer owns the Output, if any."
THEIRS = "As between the parties, Larkspur owns the Output."
WITHOUT = TERMS.replace(OWNS, THEIRS)
LONGER = TERMS + "\n## 9 Notices\n\n9.1 Notices are sent by e-mail.\n"


def capture(actor: Actor, document: TermsDocument, text: str, effective_on: dt.date | None = None) -> None:
    capture_document(
        actor=actor, document=document, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE,
        effective_on=effective_on,
    )  # fmt: skip


def ahead(days: int) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days))


def reading(tool: Tool, area: ClauseArea = ClauseArea.OUTPUT_OWNERSHIP) -> ReadingFact:
    return tool_facts(tool).readings[area]


def read_anew(legal: Actor, second: Actor, old: Assessment, document: TermsDocument) -> Assessment:
    """The next reading of the record, of the newest text, approved."""
    draft = start_draft(actor=legal, record_row=old.record)
    AnswerCitation.objects.filter(answer__assessment=draft).delete()
    draft.refresh_from_db()
    cite(legal, draft, document, ["own_owner"], THEIRS)
    waiting = submit_assessment(actor=legal, assessment=draft, version=None)
    return approve_assessment(actor=second, assessment=waiting, version=None)


@pytest.fixture
def bound(asker: Actor, read_tier: Tier) -> Callable[..., Tool]:
    """Makes a tool of the read tier, bound to texts as told."""

    def make(*bindings: BindingInput) -> Tool:
        tool = make_tool(asker, read_tier)
        configure_tool(actor=asker, tool=tool, version=None, entry=held(bindings=list(bindings)))
        return tool

    return make


def on_notice(document: TermsDocument, days: int = 30) -> BindingInput:
    return BindingInput(document, BindingMode.ON_NOTICE, days)


def test_a_new_text_takes_nothing_from_a_tool_on_notice_until_notice_has_run(
    bound: Callable[..., Tool], legal: Actor, terms: TermsDocument
) -> None:
    waits, rolling = bound(on_notice(terms)), bound()
    capture(legal, terms, WITHOUT)
    assert (reading(waits).stale, reading(rolling).stale) == (False, True)
    with ahead(29):
        assert not reading(waits).stale
    with ahead(30):
        assert reading(waits).stale


def test_what_was_read_of_the_old_text_serves_until_notice_has_run_and_the_new_reading_after(
    bound: Callable[..., Tool], legal: Actor, second: Actor, terms: TermsDocument
) -> None:
    waits, old = bound(on_notice(terms)), Assessment.objects.get()
    capture(legal, terms, WITHOUT)
    new = read_anew(legal, second, old, terms)
    assert (reading(waits).assessment_uid, reading(waits).stale) == (old.uid, False)
    with ahead(30):
        assert (reading(waits).assessment_uid, reading(waits).stale) == (new.uid, False)


def test_a_text_with_nothing_changed_in_the_quotes_waits_to_be_confirmed_only_where_it_binds(
    bound: Callable[..., Tool], legal: Actor, terms: TermsDocument
) -> None:
    pin = BindingInput(terms, BindingMode.PINNED, version=newest_version(terms))
    tools = [bound(), bound(on_notice(terms)), bound(pin)]
    capture(legal, terms, LONGER)
    assert [reading(tool).to_be_confirmed for tool in tools] == [True, False, False]
    with ahead(31):
        assert [reading(tool).to_be_confirmed for tool in tools] == [True, True, False]


@pytest.mark.parametrize("notice", [None, 10, 60])
def test_a_text_binds_when_it_is_in_effect_and_notice_has_run(
    notice: int | None, bound: Callable[..., Tool], legal: Actor, terms: TermsDocument
) -> None:
    tool = bound() if notice is None else bound(on_notice(terms, notice))
    capture(legal, terms, WITHOUT, effective_on=today() + dt.timedelta(days=40))
    days = max(notice or 0, 40)
    with ahead(days - 1):
        assert not reading(tool).stale
    with ahead(days):
        assert reading(tool).stale


def test_days_are_those_of_the_organisation(
    bound: Callable[..., Tool], legal: Actor, terms: TermsDocument, organisation: Organisation
) -> None:
    Organisation.objects.update(time_zone="Pacific/Auckland")
    with time_machine.travel(dt.datetime(2027, 5, 10, 13, tzinfo=dt.UTC)):  # the 11th in Auckland
        tool = bound(on_notice(terms, 1))
        capture(legal, terms, WITHOUT)
    with time_machine.travel(dt.datetime(2027, 5, 11, 11, tzinfo=dt.UTC)):
        assert not reading(tool).stale
    with time_machine.travel(dt.datetime(2027, 5, 11, 13, tzinfo=dt.UTC)):
        assert reading(tool).stale


def test_a_second_new_text_does_not_shorten_the_notice_of_the_first(
    bound: Callable[..., Tool], legal: Actor, terms: TermsDocument
) -> None:
    tool = bound(on_notice(terms))
    capture(legal, terms, WITHOUT)
    with ahead(20):
        capture(legal, terms, WITHOUT + "\nMore.\n")
    with ahead(29):
        assert not reading(tool).stale
    with ahead(31):
        assert reading(tool).stale


def test_a_pin_holds_until_the_renewal_date_and_from_then_on_the_newest_text_binds(
    bound: Callable[..., Tool], legal: Actor, terms: TermsDocument, signed_in: SignedIn, requester: User
) -> None:
    renews = today() + dt.timedelta(days=90)
    tool = bound(BindingInput(terms, BindingMode.PINNED, version=newest_version(terms), renews_on=renews))
    capture(legal, terms, WITHOUT)
    with ahead(89):
        assert not reading(tool).stale
    with ahead(90):
        assert reading(tool).stale
        page = words(signed_in(requester).get(reverse("policies:tool_detail", args=[tool.uid])))
        assert "which has come: the newest text binds us" in page


def test_a_pin_to_one_text_forgives_nothing_that_another_text_marked(
    bound: Callable[..., Tool], legal: Actor, second: Actor, read_tier: Tier, terms: TermsDocument
) -> None:
    other = make_document(legal, read_tier)
    draft = make_draft(legal, read_tier, ClauseArea.TRAINING_RESTRICTIONS, document=other,
                       answers={"train_vendor_use": "opt_in"}, exact="It may not be unique.")  # fmt: skip
    cite(legal, draft, terms, ["train_vendor_use"], OWNS)
    approve_assessment(
        actor=second, assessment=submit_assessment(actor=legal, assessment=draft, version=None), version=None
    )
    tool = bound(BindingInput(terms, BindingMode.PINNED, version=newest_version(terms)))
    capture(legal, terms, WITHOUT)
    found = reading(tool, ClauseArea.TRAINING_RESTRICTIONS)
    assert (found.stale, found.to_be_confirmed) == (False, False)
    capture(legal, other, LONGER)
    found = reading(tool, ClauseArea.TRAINING_RESTRICTIONS)
    assert (found.stale, found.to_be_confirmed) == (False, True)


def test_a_text_that_no_reading_cites_marks_them_for_tools_it_binds_and_for_no_other(
    bound: Callable[..., Tool], legal: Actor, read_tier: Tier
) -> None:
    usage = make_document(legal, read_tier, LONGER)
    pinned = bound(BindingInput(usage, BindingMode.PINNED, version=newest_version(usage)))
    waits, rolling = bound(on_notice(usage)), bound()
    capture(legal, usage, f"{LONGER}\n9.2 Larkspur owns any Output that the Service returns to Customer.\n")
    assert [reading(tool).stale for tool in (pinned, waits, rolling)] == [False, False, True]
    with ahead(31):
        assert [reading(tool).stale for tool in (pinned, waits, rolling)] == [False, True, True]


def test_a_mark_of_a_text_put_on_record_later_is_not_forgiven_by_a_pin_to_another(
    bound: Callable[..., Tool], legal: Actor, read_tier: Tier, terms: TermsDocument
) -> None:
    other = make_document(legal, read_tier)
    pinned = bound(BindingInput(other, BindingMode.PINNED, version=newest_version(other)))
    brought = read_text(
        data=LONGER.encode(), media_type="text/markdown", source=CaptureSource.UPLOAD, source_name="history"
    )
    past = timezone.now() - dt.timedelta(days=3)
    keep_text(actor=legal, document=terms, brought=brought, at=past, origin_key="revision 2")
    assert reading(pinned).to_be_confirmed


def test_a_silence_in_a_text_that_was_overtaken_stays_so_however_often_the_new_one_is_looked_at(
    legal: Actor, second: Actor, tier: Tier, terms: TermsDocument, asker: Actor
) -> None:
    draft = make_draft(legal, tier)
    silent = {"own_owner": AnswerInput("silent")}
    save_draft(actor=legal, assessment=draft, version=None, reading=ReadingInput(Rating.NOT_ACCEPTABLE), answers=silent)
    cite_silence(actor=legal, into=draft, questions=["own_owner"], versions=[newest_version(terms)])
    waiting = submit_assessment(actor=legal, assessment=draft, version=None)
    capture(legal, terms, WITHOUT)
    approve_assessment(actor=second, assessment=waiting, version=None)
    tool = make_tool(asker, tier)
    capture(legal, terms, WITHOUT)
    assert reading(tool).stale


@pytest.fixture
def approval_of(
    legal: Actor, engineering: Actor, asker: Actor, payments: Team, policy: PolicyRevision
) -> Callable[[Tool], Approval]:
    return lambda tool: make_approval(legal, engineering, make_request(asker, tool, payments).lines.get())


def test_a_text_on_notice_flags_at_once_and_says_from_when_it_binds(
    bound: Callable[..., Tool], approval_of: Callable[[Tool], Approval], legal: Actor, terms: TermsDocument
) -> None:
    long, short = approval_of(bound(on_notice(terms, 60))), approval_of(bound(on_notice(terms, 5)))
    capture(legal, terms, WITHOUT)
    for approval, notice, due in ((long, 60, 60), (short, 5, 14)):
        approval.refresh_from_db()
        day = today() + dt.timedelta(days=notice)
        assert approval.state == ApprovalState.FLAGGED
        assert f"It binds this tool from {day.day} " in approval.state_reason
        assert approval.review_due_on == today() + dt.timedelta(days=due)


def test_a_further_flag_never_puts_a_review_off(
    bound: Callable[..., Tool], approval_of: Callable[[Tool], Approval], legal: Actor, terms: TermsDocument
) -> None:
    approval = approval_of(bound(on_notice(terms, 5)))
    capture(legal, terms, WITHOUT)
    with ahead(3):
        capture(legal, terms, LONGER, effective_on=today() + dt.timedelta(days=100))
    approval.refresh_from_db()
    assert approval.review_due_on == today() + dt.timedelta(days=14)


def test_a_return_to_the_text_that_never_stopped_binding_flags_nothing(
    bound: Callable[..., Tool], approval_of: Callable[[Tool], Approval], legal: Actor, terms: TermsDocument
) -> None:
    tool = bound(on_notice(terms))
    capture(legal, terms, WITHOUT)
    approval = approval_of(tool)
    capture(legal, terms, TERMS)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.ACTIVE


def test_a_pin_whose_renewal_has_come_is_flagged_like_any_other(
    bound: Callable[..., Tool], approval_of: Callable[[Tool], Approval], legal: Actor, terms: TermsDocument
) -> None:
    pin = BindingInput(terms, BindingMode.PINNED, version=newest_version(terms), renews_on=today())
    approval = approval_of(bound(pin))
    capture(legal, terms, WITHOUT)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.FLAGGED
    assert "binds this tool from" not in approval.state_reason


def test_the_page_of_a_tool_says_which_text_binds_until_when(
    bound: Callable[..., Tool], legal: Actor, terms: TermsDocument, signed_in: SignedIn, requester: User
) -> None:
    tool = bound(on_notice(terms))
    client, address = signed_in(requester), reverse("policies:tool_detail", args=[tool.uid])
    assert "binds us now" not in words(client.get(address))
    capture(legal, terms, WITHOUT)
    assert "Version 1 binds us now, version 2 from" in words(client.get(address))
    with ahead(31):
        assert "binds us now" not in words(signed_in(requester).get(address))
