"""What an approval is flagged for, cause by cause: settling a change clears exactly what that change flagged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from policies.domain.types import ApprovalState, BindingMode, FlagCause
from policies.models import Approval, ApprovalFlag, RequestLine
from policies.services.approvals import change_approval
from policies.services.held_inputs import BindingInput
from policies.services.requests import today
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import held, make_approval
from tests.factories.vendors import TERMS, cite, make_approved, make_document, make_tier
from tests.policies.pages import words
from tests.vendors.changes import LONGER, TAKEN, THEIRS, capture, confirm, only, read_anew
from vendors.domain.terms import DocumentVisibility, Rating
from vendors.models import Assessment, TermsDocument, Tier
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft, start_draft


@pytest.fixture
def approval(line: RequestLine, legal: Actor, engineering: Actor) -> Approval:
    return make_approval(legal, engineering, line)


def state_of(approval: Approval) -> str:
    approval.refresh_from_db()
    return approval.state


def causes(approval: Approval) -> list[str]:
    """What is still to be looked at."""
    return list(approval.flags.filter(cleared_at=None).values_list("cause", flat=True))


def change(actor: Actor, approval: Approval, event: str, reason: str = "The vendor was bought.") -> None:
    change_approval(actor=actor, approval=approval, event=event, reason=reason, version=None)


def read_as_theirs(legal: Actor, second: Actor, document: TermsDocument) -> Assessment:
    """The next reading of ownership: the output is the vendor's."""
    draft = start_draft(actor=legal, record_row=Assessment.objects.get(state="approved").record)
    for answer in draft.answers.all():
        answer.links.all().delete()
    draft.refresh_from_db()
    answers = {"own_owner": AnswerInput("vendor")}
    save_draft(
        actor=legal, assessment=draft, version=None, reading=ReadingInput(Rating.NOT_ACCEPTABLE), answers=answers
    )
    draft.refresh_from_db()
    cite(legal, draft, document, ["own_owner"], THEIRS)
    sent = submit_assessment(actor=legal, assessment=draft, version=None)
    return approve_assessment(actor=second, assessment=sent, version=None)


def test_confirming_a_change_clears_the_flag_it_raised_and_the_approval_is_active_again(
    approval: Approval, legal: Actor, terms: TermsDocument
) -> None:
    capture(legal, terms, LONGER)
    assert (state_of(approval), causes(approval)) == (ApprovalState.FLAGGED, [FlagCause.CHANGE])
    confirm(legal, only(terms))
    assert (state_of(approval), causes(approval), approval.review_due_on) == (ApprovalState.ACTIVE, [], None)
    flag = approval.flags.get()
    assert (flag.cleared_by, flag.clearing) == (legal.user, approval.state_reason)
    assert "version 2, was read anew. Nothing was lost by it." in flag.clearing
    assert Event.objects.filter(action="approval.settled", subject_uid=approval.uid).count() == 1


def test_a_flag_that_a_person_raised_is_left_to_a_person(
    approval: Approval, legal: Actor, terms: TermsDocument
) -> None:
    change(legal, approval, "flag")
    capture(legal, terms, LONGER)
    confirm(legal, only(terms))
    assert (state_of(approval), causes(approval)) == (ApprovalState.FLAGGED, [FlagCause.PERSON])
    assert (approval.state_reason, approval.review_due_on) == (
        "The vendor was bought.",
        today() + dt.timedelta(days=14),
    )
    change(legal, approval, "clear", "It changes nothing.")
    assert (state_of(approval), causes(approval)) == (ApprovalState.ACTIVE, [])


def test_two_changes_are_two_causes_and_each_settles_its_own(
    approval: Approval, legal: Actor, second: Actor, terms: TermsDocument, tier: Tier
) -> None:
    usage = make_document(legal, tier, LONGER)
    capture(legal, usage, f"{LONGER}\n9.2 Larkspur owns any Output that the Service returns to Customer.\n")
    capture(legal, terms, TAKEN)
    assert causes(approval) == [FlagCause.CHANGE, FlagCause.CHANGE]
    confirm(legal, only(usage))
    confirm(legal, only(terms))
    assert len(causes(approval)) == 2, "the reading is stale by both"
    read_anew(legal, second, Assessment.objects.get(), terms, THEIRS)
    assert (state_of(approval), causes(approval)) == (ApprovalState.ACTIVE, [])


def test_a_change_that_goes_on_is_one_cause(approval: Approval, legal: Actor, terms: TermsDocument) -> None:
    capture(legal, terms, LONGER)
    capture(legal, terms, TAKEN)
    assert causes(approval) == [FlagCause.CHANGE]
    assert "new version 3" in approval.flags.get().reason


def test_a_stale_reading_keeps_the_flag_until_it_is_read_anew_and_nothing_was_lost(
    approval: Approval, legal: Actor, second: Actor, terms: TermsDocument
) -> None:
    capture(legal, terms, TAKEN)
    confirm(legal, only(terms))
    assert state_of(approval) == ApprovalState.FLAGGED
    read_anew(legal, second, Assessment.objects.get(), terms, THEIRS)
    assert state_of(approval) == ApprovalState.ACTIVE


def test_what_the_new_reading_takes_away_keeps_the_flag_and_is_its_reason(
    approval: Approval, legal: Actor, second: Actor, terms: TermsDocument
) -> None:
    capture(legal, terms, TAKEN)
    confirm(legal, only(terms))
    read_as_theirs(legal, second, terms)
    assert (state_of(approval), causes(approval)) == (ApprovalState.FLAGGED, [FlagCause.CHANGE])
    assert "version 2, was read anew." in approval.state_reason
    assert "was satisfied when this was approved and is not satisfied now" in approval.state_reason


def test_what_a_tool_on_notice_will_lose_keeps_the_flag_although_the_old_text_still_binds_it(
    approval: Approval, asker: Actor, legal: Actor, second: Actor, terms: TermsDocument
) -> None:
    waits = held(bindings=[BindingInput(terms, BindingMode.ON_NOTICE, 60)])
    configure_tool(actor=asker, tool=approval.tool, version=None, entry=waits)
    capture(legal, terms, TAKEN)
    confirm(legal, only(terms))
    read_as_theirs(legal, second, terms)
    assert state_of(approval) == ApprovalState.FLAGGED
    assert "is not satisfied now" in approval.state_reason


def test_a_loss_that_a_review_cleared_is_not_held_against_a_later_change(
    approval: Approval, legal: Actor, second: Actor, terms: TermsDocument
) -> None:
    capture(legal, terms, TAKEN)
    confirm(legal, only(terms))
    read_as_theirs(legal, second, terms)
    change(legal, approval, "clear", "We take that.")
    capture(legal, terms, f"{TAKEN}\n## 9 Notices\n\n9.1 Notices are sent by e-mail.\n")
    assert state_of(approval) == ApprovalState.FLAGGED
    confirm(legal, terms.change_reviews.open().get())
    assert state_of(approval) == ApprovalState.ACTIVE


def test_readings_of_other_tiers_hold_no_approval_back(
    approval: Approval, legal: Actor, second: Actor, terms: TermsDocument, tier: Tier
) -> None:
    other = make_tier(legal, tier.product.vendor, "Team")
    make_approved(legal, second, other, terms, exact="The assignment covers code.")
    capture(legal, terms, TERMS.replace("- The assignment covers code.\n", ""))
    confirm(legal, only(terms))
    assert not only(terms).closed_at
    assert state_of(approval) == ApprovalState.ACTIVE


def test_a_return_clears_what_leaving_the_text_flagged(approval: Approval, legal: Actor, terms: TermsDocument) -> None:
    capture(legal, terms, TAKEN)
    assert state_of(approval) == ApprovalState.FLAGGED
    capture(legal, terms, TERMS)
    assert (state_of(approval), causes(approval)) == (ApprovalState.ACTIVE, [])
    assert "returned to what it said before" in approval.state_reason


def test_a_suspended_approval_stays_suspended_and_resumes_to_active_once_its_causes_are_settled(
    approval: Approval, legal: Actor, terms: TermsDocument
) -> None:
    change(legal, approval, "suspend", "Wait.")
    capture(legal, terms, LONGER)
    assert (state_of(approval), approval.state_reason) == (ApprovalState.SUSPENDED, "Wait.")
    confirm(legal, only(terms))
    assert (state_of(approval), causes(approval), approval.state_reason) == (ApprovalState.SUSPENDED, [], "Wait.")
    change(legal, approval, "resume", "Waited.")
    assert state_of(approval) == ApprovalState.ACTIVE


def test_a_revoked_approval_is_past_settling(approval: Approval, legal: Actor, terms: TermsDocument) -> None:
    capture(legal, terms, LONGER)
    change(legal, approval, "revoke", "Over.")
    confirm(legal, only(terms))
    assert state_of(approval) == ApprovalState.REVOKED
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalFlag.objects.create(
            approval=approval, cause=FlagCause.PERSON, reason="x", raised_at=timezone.now(), due_on=today()
        )


def test_the_database_keeps_causes_and_lets_no_approval_be_active_with_one_left(
    approval: Approval, legal: Actor, terms: TermsDocument
) -> None:
    capture(legal, terms, LONGER)
    attempts: list[dict[str, Any]] = [
        {"cause": FlagCause.PERSON},
        {"change": None},
        {"cleared_at": timezone.now()},
        {"clearing": "Nobody's word."},
        {"raised_at": timezone.now()},
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            approval.flags.update(**attempt)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(state=ApprovalState.ACTIVE)
    with pytest.raises(IntegrityError), transaction.atomic():
        approval.flags.all().delete()
    confirm(legal, only(terms))
    with pytest.raises(IntegrityError), transaction.atomic():
        approval.flags.update(clearing="Other words.")


def test_the_page_shows_each_cause_with_its_reason_and_how_it_was_cleared(
    approval: Approval, legal: Actor, terms: TermsDocument, requester: User, signed_in: SignedIn
) -> None:
    change(legal, approval, "flag")
    capture(legal, terms, LONGER)
    address = reverse("policies:approval_detail", args=[approval.uid])
    page = words(signed_in(requester).get(address))
    assert "The vendor was bought." in page
    assert f"{terms.title} has a new version 2; readings this rests on need review." in page
    confirm(legal, only(terms))
    assert "was read anew. Nothing was lost by it." in words(signed_in(requester).get(address))


def test_a_contract_is_named_by_no_cause(
    approval: Approval, legal: Actor, tier: Tier, requester: User, signed_in: SignedIn
) -> None:
    letter = make_document(legal, tier, LONGER, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    capture(legal, letter, f"{LONGER}\n9.2 Larkspur owns any Output that the Service returns to Customer.\n")
    assert state_of(approval) == ApprovalState.FLAGGED
    page = words(signed_in(requester).get(reverse("policies:approval_detail", args=[approval.uid])))
    assert "A contract has a new version 2" in page and "Side letter" not in page
