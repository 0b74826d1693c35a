"""Competition notes: counsel's finding with an end, which the rule on competition reads as the tool is judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team, User
from governance.accounts.roles import Scope
from governance.audit.models import Event
from governance.desk.queue import queue_of
from governance.errors import Invalid, NotAllowed
from policies.domain.types import ApprovalState, CodebaseKind, CompetitionFinding, OnFail
from policies.facts import tool_facts
from policies.models import Approval, Codebase, CompetitionNote, Tool
from policies.services.competition import write_note
from policies.services.requests import today
from policies.tasks import turn
from tests.cast import AsToken, SignedIn
from tests.factories.policies import CLOSED, make_approval, make_codebase, make_policy, make_request, make_tool
from tests.factories.vendors import make_approved
from tests.policies.pages import words
from vendors.domain.terms import ClauseArea
from vendors.models import TermsDocument, Tier, Vendor

Found = CompetitionFinding
SECRET = "The board plans a code writer for spring."
TRAINING = "Larkspur will not train on Customer Content unless the administrator has agreed in the console."
COMPETING = replace(CLOSED, rules=(("competition", {}, OnFail.SIGN_OFF),))


@pytest.fixture
def vendor(tier: Tier) -> Vendor:
    return tier.product.vendor


@pytest.fixture
def product(asker: Actor, payments: Team) -> Codebase:
    return make_codebase(asker, payments, "Night desk", kind=CodebaseKind.SHIPPED_PRODUCT)


def write(actor: Actor, vendor: Vendor, finding: Found = Found.NO, **values: Any) -> CompetitionNote:
    entry = {"reasons": SECRET, "ends_on": today() + dt.timedelta(days=60), **values}
    return write_note(actor=actor, vendor=vendor, finding=finding, **entry)


@pytest.fixture
def approval(
    legal: Actor, second: Actor, engineering: Actor, asker: Actor, organisation: Organisation, payments: Team,
    tier: Tier, terms: TermsDocument, vendor: Vendor,
) -> Approval:  # fmt: skip
    """Approved while counsel found no competition, under terms that bar competing products."""
    make_approved(
        legal, second, tier, terms,
        area=ClauseArea.TRAINING_RESTRICTIONS, answers={"train_barred_act": ["competing_product"]}, exact=TRAINING,
    )  # fmt: skip
    make_policy(legal, engineering, COMPETING)
    write(legal, vendor)
    line = make_request(asker, make_tool(asker, tier), payments).lines.get()
    return make_approval(legal, engineering, line)


def state_of(approval: Approval) -> str:
    approval.refresh_from_db()
    return approval.state


def test_the_finding_is_a_fact_of_every_tool_of_the_vendor(tool: Tool, vendor: Vendor, legal: Actor) -> None:
    assert tool_facts(tool).competition == Found.UNDETERMINED
    write(legal, vendor)
    assert tool_facts(tool).competition == Found.NO


def test_one_product_of_ours_that_competes_is_enough(
    tool: Tool, vendor: Vendor, legal: Actor, product: Codebase
) -> None:
    write(legal, vendor)
    write(legal, vendor, Found.YES, subject=product)
    assert tool_facts(tool).competition == Found.YES


def test_a_worse_note_flags_approvals_that_rest_on_the_finding_and_never_tells_its_reasons(
    approval: Approval, vendor: Vendor, legal: Actor, product: Codebase
) -> None:
    note = write(legal, vendor, Found.YES, subject=product)
    assert state_of(approval) == ApprovalState.FLAGGED
    assert f"competition note {note.number} on {vendor.name}" in approval.state_reason
    told = approval.state_reason + "".join(event.body for event in Event.objects.all())
    assert SECRET not in told
    assert product.name not in approval.state_reason


def test_a_note_that_says_the_same_flags_nothing(approval: Approval, vendor: Vendor, legal: Actor) -> None:
    write(legal, vendor)
    assert state_of(approval) == ApprovalState.ACTIVE


def test_a_note_that_runs_out_flags_once(approval: Approval, vendor: Vendor) -> None:
    note = CompetitionNote.objects.get()
    with time_machine.travel(timezone.now() + dt.timedelta(days=60)):
        turn()
        assert state_of(approval) == ApprovalState.ACTIVE, "its last day still counts"
    with time_machine.travel(timezone.now() + dt.timedelta(days=61)):
        turn()
        turn()
        assert state_of(approval) == ApprovalState.FLAGGED
        assert approval.flags.count() == 1
    assert Event.objects.filter(action="competition.lapsed", subject_uid=note.uid).count() == 1


def test_a_note_that_was_followed_in_time_runs_out_unnoticed(approval: Approval, vendor: Vendor, legal: Actor) -> None:
    write(legal, vendor, ends_on=today() + dt.timedelta(days=80))
    with time_machine.travel(timezone.now() + dt.timedelta(days=61)):
        turn()
        assert state_of(approval) == ApprovalState.ACTIVE


def test_it_is_a_judgement_of_counsel_in_a_session(
    vendor: Vendor, asker: Actor, counsel: User, as_token: AsToken
) -> None:
    with pytest.raises(NotAllowed):
        write(asker, vendor)
    with pytest.raises(NotAllowed, match=r".") as refused:
        write(as_token(counsel, [Scope.DRAFT]), vendor)
    assert refused.value.code == "human-session-required"


@pytest.mark.parametrize("problem", ["reasons", "ends_on", "subject"])
def test_what_cannot_be_a_note_is_refused_by_its_field(
    problem: str, vendor: Vendor, legal: Actor, asker: Actor, payments: Team
) -> None:
    wrong: dict[str, Any] = {
        "reasons": {"reasons": "  "},
        "ends_on": {"ends_on": today() - dt.timedelta(days=1)},
        "subject": {"subject": make_codebase(asker, payments)},
    }[problem]
    with pytest.raises(Invalid) as refused:
        write(legal, vendor, **wrong)
    assert set(refused.value.problems) == {problem}


def test_the_database_keeps_a_note_as_it_was_written(
    vendor: Vendor, legal: Actor, asker: Actor, payments: Team
) -> None:
    note = write(legal, vendor)
    repository = make_codebase(asker, payments)
    for change in ({"finding": "yes"}, {"ends_on": today()}, {"reasons": "Other."}, {"reasons_open": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CompetitionNote.objects.filter(pk=note.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompetitionNote.objects.create(
            vendor=vendor, subject=repository, number=9, finding="no", reasons="None.", ends_on=today(),
            written_by=legal.person, written_at=timezone.now(),
        )  # fmt: skip


def test_counsel_writes_one_on_its_page_and_only_counsel_reads_why(
    vendor: Vendor, counsel: User, requester: User, signed_in: SignedIn
) -> None:
    day = (today() + dt.timedelta(days=90)).isoformat()
    form = {"vendor": vendor.uid, "finding": "no", "reasons": SECRET, "ends_on": day}
    desk = signed_in(counsel, stepped_up=True)
    answer = desk.post(reverse("policies:competition_add"), form)
    page = reverse("policies:competition_detail", args=[CompetitionNote.objects.get().uid])
    assert answer.headers["Location"] == page
    assert SECRET in words(desk.get(page))
    seen = words(signed_in(requester).get(page))
    assert SECRET not in seen
    assert "Does not compete" in seen
    assert signed_in(requester).get(reverse("policies:competition_add")).status_code == 403


def test_the_note_of_a_team_is_hidden_from_others(
    vendor: Vendor, legal: Actor, product: Codebase, outsider: User, signed_in: SignedIn
) -> None:
    note = write(legal, vendor, subject=product)
    stranger = signed_in(outsider)
    assert stranger.get(reverse("policies:competition_detail", args=[note.uid])).status_code == 404
    assert product.name not in words(stranger.get(reverse("policies:competition_list")))


def test_counsel_is_warned_before_the_end_and_until_another_note_is_written(
    vendor: Vendor, legal: Actor, counsel: User
) -> None:
    def due() -> list[str]:
        return [item.why for item in queue_of(counsel).items if item.kind == "competition"]

    write(legal, vendor)
    assert due() == []
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert due() == ["It ends soon"]
    with time_machine.travel(timezone.now() + dt.timedelta(days=61)):
        assert due() == ["It is over, and counts as undetermined"]
    write(legal, vendor, Found.YES, ends_on=today() + dt.timedelta(days=300))
    with time_machine.travel(timezone.now() + dt.timedelta(days=61)):
        assert due() == []
