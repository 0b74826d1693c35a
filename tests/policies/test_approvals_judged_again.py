"""What a tool described anew, or another policy, does to approvals: flagged is what lost something that was judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team, User
from governance.audit.models import Event
from policies.domain.types import ApprovalState, BindingMode, DeploymentKind, OnFail
from policies.models import Approval, Tool
from policies.services.approvals import change_approval
from policies.services.held_inputs import BindingInput, SettingInput
from policies.services.requests import today
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import (
    CLOSED,
    OPEN,
    OWNER_RULE,
    REVIEW_RULE,
    CategoryPlan,
    held,
    make_approval,
    make_policy,
    make_request,
    make_tool,
)
from tests.factories.vendors import TERMS, make_approved, newest_version
from tests.policies.pages import words
from vendors.domain.terms import CaptureSource, ClauseArea
from vendors.models import TermsDocument, Tier
from vendors.services.captures import capture_document

TRAINING_SENTENCE = "Larkspur will not train on Customer Content unless the administrator has agreed in the console."
NO_TRAINING = ("vendor_does_not_train", {}, OnFail.SIGN_OFF)
SHARED = ("deployment_allowed", {"deployments": ["shared_inference"]}, OnFail.SIGN_OFF)
DEDICATED = ("deployment_allowed", {"deployments": ["dedicated"]}, OnFail.SIGN_OFF)
CAREFUL = replace(CLOSED, rules=(OWNER_RULE, REVIEW_RULE, NO_TRAINING, SHARED))


@pytest.fixture
def read_twice(legal: Actor, second: Actor, read_tier: Tier, terms: TermsDocument) -> Tier:
    """The tier with a second approved reading: the vendor trains only if the administrator opts in."""
    make_approved(
        legal, second, read_tier, terms,
        area=ClauseArea.TRAINING_RESTRICTIONS, answers={"train_vendor_use": "opt_in"}, exact=TRAINING_SENTENCE,
    )  # fmt: skip
    return read_tier


@pytest.fixture
def approval(
    legal: Actor, engineering: Actor, asker: Actor, organisation: Organisation, payments: Team, read_twice: Tier
) -> Approval:
    """An approval for closed code of a tool whose training setting is off and proven."""
    make_policy(legal, engineering, OPEN, CAREFUL)
    return approved(legal, engineering, asker, payments, make_tool(asker, read_twice, "Larkspur Business"))


def approved(legal: Actor, engineering: Actor, asker: Actor, team: Team, tool: Tool) -> Approval:
    return make_approval(legal, engineering, make_request(asker, tool, team).lines.get())


def describe(actor: Actor, tool: Tool, **values: Any) -> None:
    configure_tool(actor=actor, tool=tool, version=None, entry=replace(held(), **values))


def state_of(approval: Approval) -> str:
    approval.refresh_from_db()
    return approval.state


def test_a_setting_that_fell_away_flags_the_approval_and_says_what_changed(approval: Approval, asker: Actor) -> None:
    describe(asker, approval.tool, settings=[])
    assert state_of(approval) == ApprovalState.FLAGGED
    assert approval.review_due_on == today() + dt.timedelta(days=14)
    assert approval.state_changed_by == asker.person
    assert approval.state_reason.startswith(
        "The tool was described anew. “Vendor does not train on our content” was on conditions when this was "
        "approved and is not satisfied now."
    )
    assert "Model training on our content" in approval.state_reason
    event = Event.objects.get(action="approval.flagged")
    assert event.sequence > Event.objects.filter(action="tool.configured").latest("sequence").sequence


@pytest.mark.parametrize(
    "settings",
    [
        [SettingInput("model_training", "on", "Console export, page 3", dt.date(2026, 1, 5))],
        [SettingInput("model_training", "off")],
    ],
    ids=["switched on", "without proof"],
)
def test_a_changed_setting_counts_as_it_is_set_and_proven(
    settings: Sequence[SettingInput], approval: Approval, asker: Actor
) -> None:
    describe(asker, approval.tool, settings=settings)
    assert state_of(approval) == ApprovalState.FLAGGED


def test_a_rule_that_fell_below_the_strictest_one_flags_too(approval: Approval, asker: Actor) -> None:
    describe(asker, approval.tool, deployment=DeploymentKind.DEDICATED, settings=[])
    assert state_of(approval) == ApprovalState.FLAGGED
    assert "Vendor does not train" in approval.state_reason
    assert "Deployment allowed" in approval.state_reason


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"note": "Nothing else is new."},
        {"hosted_by": "Larkspur", "data_location": "Ireland"},
        {"settings": [*held().settings, SettingInput("output_filter", "on", "Console, page 4", dt.date(2026, 1, 5))]},
    ],
    ids=["the same", "a note", "more said", "a further setting"],
)
def test_what_makes_nothing_worse_flags_nothing(values: dict[str, Any], approval: Approval, asker: Actor) -> None:
    describe(asker, approval.tool, **values)
    assert state_of(approval) == ApprovalState.ACTIVE
    assert not Event.objects.filter(action="approval.flagged").exists()


def test_only_approvals_of_the_tool_described_are_asked(
    approval: Approval, legal: Actor, engineering: Actor, asker: Actor, payments: Team, read_twice: Tier
) -> None:
    other = approved(legal, engineering, asker, payments, make_tool(asker, read_twice, "Larkspur Team"))
    describe(asker, other.tool, settings=[])
    assert (state_of(approval), state_of(other)) == (ApprovalState.ACTIVE, ApprovalState.FLAGGED)


def test_a_tool_bound_anew_to_a_text_its_reading_does_not_stand_on_is_flagged(
    approval: Approval, asker: Actor, legal: Actor, terms: TermsDocument
) -> None:
    pin = BindingInput(terms, BindingMode.PINNED, version=newest_version(terms))
    describe(asker, approval.tool, bindings=[pin])
    gone = TERMS.replace("Customer owns the Output, if any", "Larkspur owns the Output")
    capture_document(
        actor=legal, document=terms, data=gone.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    )
    assert state_of(approval) == ApprovalState.ACTIVE
    describe(asker, approval.tool)
    assert state_of(approval) == ApprovalState.FLAGGED
    assert "Owner of output" in approval.state_reason


def test_a_review_that_cleared_a_loss_is_not_undone_by_the_next_description(
    approval: Approval, asker: Actor, legal: Actor
) -> None:
    describe(asker, approval.tool, settings=[])
    approval.refresh_from_db()
    change_approval(actor=legal, approval=approval, event="clear", reason="Traffic is filtered.", version=None)
    describe(asker, approval.tool, settings=[], note="The same again.")
    assert state_of(approval) == ApprovalState.ACTIVE
    describe(asker, approval.tool, settings=[], deployment=DeploymentKind.DEDICATED)
    assert state_of(approval) == ApprovalState.FLAGGED
    assert "Vendor does not train" not in approval.state_reason


STRICTER: dict[str, tuple[CategoryPlan, ...]] = {
    "a new rule that fails": (
        replace(CAREFUL, rules=(*CAREFUL.rules, ("output_statement_present", {}, OnFail.BARRED))),
    ),
    "stricter parameters": (replace(CAREFUL, rules=(*CAREFUL.rules[:3], DEDICATED)),),
    "another answer is asked for": (
        replace(CAREFUL, rules=(("owner_of_output", {"owners": ["vendor"]}, OnFail.SIGN_OFF), *CAREFUL.rules[1:])),
    ),
    "its category left": (OPEN,),
}


@pytest.mark.parametrize("change", STRICTER)
def test_a_stricter_revision_flags_what_it_makes_worse(
    change: str, approval: Approval, legal: Actor, engineering: Actor
) -> None:
    make_policy(legal, engineering, *STRICTER[change])
    assert state_of(approval) == ApprovalState.FLAGGED
    assert approval.state_reason.startswith("Policy revision 2 was published. ")
    assert approval.review_due_on == today() + dt.timedelta(days=14)


@pytest.mark.parametrize(
    "plans",
    [
        (OPEN, CAREFUL),
        (CAREFUL,),
        (OPEN, replace(CAREFUL, rules=CAREFUL.rules[:2])),
        (CAREFUL, replace(OPEN, rules=(DEDICATED,))),
    ],
    ids=["the same", "another category left", "fewer rules", "another category is stricter"],
)
def test_a_revision_that_makes_nothing_worse_flags_nothing(
    plans: tuple[CategoryPlan, ...], approval: Approval, legal: Actor, engineering: Actor
) -> None:
    make_policy(legal, engineering, *plans)
    assert state_of(approval) == ApprovalState.ACTIVE


def test_a_rule_that_holds_on_a_condition_nobody_carries_flags(
    legal: Actor, engineering: Actor, asker: Actor, organisation: Organisation, payments: Team, read_twice: Tier
) -> None:
    make_policy(legal, engineering, CLOSED)
    approval = approved(legal, engineering, asker, payments, make_tool(asker, read_twice))
    make_policy(legal, engineering, replace(CLOSED, rules=(*CLOSED.rules, NO_TRAINING)))
    assert state_of(approval) == ApprovalState.FLAGGED
    assert "now holds on a condition this approval does not carry" in approval.state_reason
    assert "stays Off" in approval.state_reason


def test_failing_that_comes_to_mean_barred_flags(
    legal: Actor, engineering: Actor, asker: Actor, organisation: Organisation, payments: Team, read_twice: Tier
) -> None:
    make_policy(legal, engineering, replace(CLOSED, rules=(DEDICATED,)))
    approval = approved(legal, engineering, asker, payments, make_tool(asker, read_twice))
    make_policy(legal, engineering, replace(CLOSED, rules=((*DEDICATED[:2], OnFail.BARRED),)))
    assert state_of(approval) == ApprovalState.FLAGGED
    assert "as it was when this was approved, and that means Barred now" in approval.state_reason


def test_what_is_over_or_revoked_is_left_alone_and_what_is_suspended_stays_so(
    approval: Approval, legal: Actor, engineering: Actor, asker: Actor, payments: Team, read_twice: Tier
) -> None:
    revoked, suspended = (
        approved(legal, engineering, asker, payments, make_tool(asker, read_twice, name)) for name in ("One", "Two")
    )
    change_approval(actor=legal, approval=revoked, event="revoke", reason="No.", version=None)
    change_approval(actor=legal, approval=suspended, event="suspend", reason="Wait.", version=None)
    make_policy(legal, engineering, OPEN)
    assert state_of(approval) == ApprovalState.FLAGGED
    assert (state_of(revoked), state_of(suspended)) == (ApprovalState.REVOKED, ApprovalState.SUSPENDED)
    assert (suspended.state_reason, "Policy revision 2" in suspended.flags.get().reason) == ("Wait.", True)
    assert suspended.review_due_on is not None


def test_pages_and_api_flag_alike(
    approval: Approval, requester: User, counsel: User, signed_in: SignedIn, engineering: Actor
) -> None:
    client, tool = signed_in(requester), Tool.objects.get()
    entry = {"version": tool.version, "deployment": "dedicated", "region": "EEA"}
    assert client.post(reverse("policies:tool_configure", args=[tool.uid]), entry).status_code == 302
    page = words(client.get(reverse("policies:approval_detail", args=[approval.uid])))
    assert "The tool was described anew." in page
    shown = client.get(f"/api/v1/approvals/{approval.uid}/").json()
    assert (shown["standing"], shown["state_reason"][:28]) == ("flagged", "The tool was described anew.")
    assert "Approval: Larkspur Business" in words(signed_in(counsel).get(reverse("desk:queue")))


def test_publishing_asks_no_more_for_many_approvals_than_for_few(
    approval: Approval, legal: Actor, engineering: Actor, asker: Actor, payments: Team, read_twice: Tier
) -> None:
    costs = []
    for count in (1, 9):
        for _ in range(count):
            approved(legal, engineering, asker, payments, make_tool(asker, read_twice))
        with CaptureQueriesContext(connection) as counted:
            make_policy(legal, engineering, OPEN, CAREFUL)
        costs.append(len(counted))
    assert costs[0] == costs[1]
    assert not Approval.objects.exclude(state=ApprovalState.ACTIVE).exists()
