"""Notice that has run, an effective date, the end of a pin: noticed by the clock, once; what they worsen is flagged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team
from governance.audit.models import Event
from governance.celery import app
from policies.domain.types import ApprovalState, BindingMode
from policies.models import Approval, BindingTurn, PolicyRevision, RenewalNote, Tool
from policies.services.approvals import change_approval
from policies.services.held_inputs import BindingInput
from policies.services.requests import today
from policies.services.tools import configure_tool
from policies.services.turns import CATCH_UP_DAYS, note_all_turns
from policies.tasks import turn
from tests.cast import AsActor
from tests.factories.policies import held, make_approval, make_request, make_tool
from tests.factories.vendors import TERMS, newest_version
from vendors.domain.terms import CaptureSource
from vendors.models import TermsDocument, Tier
from vendors.services.captures import capture_document

THEIRS = TERMS.replace("Customer owns the Output, if any.", "Larkspur owns the Output.")


def capture(actor: Actor, document: TermsDocument, text: str, effective_on: dt.date | None = None) -> None:
    capture_document(
        actor=actor, document=document, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE,
        effective_on=effective_on,
    )  # fmt: skip


def ahead(days: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days))


@pytest.fixture
def approved(
    asker: Actor, read_tier: Tier, legal: Actor, engineering: Actor, payments: Team, policy: PolicyRevision
) -> Callable[..., Approval]:
    """Makes an approval of a tool of the read tier, bound to texts as told."""

    def make(*bindings: BindingInput) -> Approval:
        tool = make_tool(asker, read_tier)
        configure_tool(actor=asker, tool=tool, version=None, entry=held(bindings=list(bindings)))
        return make_approval(legal, engineering, make_request(asker, tool, payments).lines.get())

    return make


def state(approval: Approval) -> str:
    approval.refresh_from_db()
    return approval.state


def cleared(approval: Approval, actor: Actor) -> None:
    change_approval(actor=actor, approval=approval, event="clear", reason="Not in force yet.", version=None)


def test_the_end_of_a_pin_flags_what_the_newest_text_worsens_and_says_so_once(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument
) -> None:
    renews = today() + dt.timedelta(days=60)
    approval = approved(BindingInput(terms, BindingMode.PINNED, version=newest_version(terms), renews_on=renews))
    capture(legal, terms, THEIRS)
    with ahead(59):
        assert note_all_turns() == 0 and state(approval) == ApprovalState.ACTIVE
    with ahead(60):
        assert note_all_turns() == 1 and state(approval) == ApprovalState.FLAGGED
        assert f"{terms.title}, version 2, binds this tool since {renews.day} " in approval.state_reason
        assert note_all_turns() == 0
    with ahead(61):
        assert note_all_turns() == 0
    assert approval.history.filter(state=ApprovalState.FLAGGED).count() == 1
    turned = BindingTurn.objects.get()
    assert (turned.tool, turned.bound_version.number, turned.binds_on) == (approval.tool, 2, renews)
    assert Event.objects.filter(action="tool.bound-anew", subject_uid=approval.tool.uid).count() == 1
    assert RenewalNote.objects.get().outcome == "lapsed"


def test_a_text_on_notice_flags_again_on_its_day_what_was_cleared_before(
    approved: Callable[..., Approval], legal: Actor, counsel: Any, as_actor: AsActor, terms: TermsDocument
) -> None:
    approval = approved(BindingInput(terms, BindingMode.ON_NOTICE, 30))
    capture(legal, terms, THEIRS)
    assert state(approval) == ApprovalState.FLAGGED
    cleared(approval, legal)
    with ahead(29):
        assert note_all_turns() == 0 and state(approval) == ApprovalState.ACTIVE
    with ahead(30):
        assert note_all_turns() == 1 and state(approval) == ApprovalState.FLAGGED
        cleared(approval, as_actor(counsel))
        assert note_all_turns() == 0 and state(approval) == ApprovalState.ACTIVE


def test_an_effective_date_that_comes_flags_tools_that_roll(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument
) -> None:
    approval = approved()
    capture(legal, terms, THEIRS, effective_on=today() + dt.timedelta(days=10))
    cleared(approval, legal)
    with ahead(9):
        assert note_all_turns() == 0
    with ahead(10):
        assert note_all_turns() == 1 and state(approval) == ApprovalState.FLAGGED


def test_a_text_that_takes_nothing_away_is_written_down_and_flags_nothing(
    approved: Callable[..., Approval], terms: TermsDocument, legal: Actor
) -> None:
    renews = today() + dt.timedelta(days=60)
    approval = approved(BindingInput(terms, BindingMode.PINNED, version=newest_version(terms), renews_on=renews))
    capture(legal, terms, f"Last updated: 3 May 2027\n\n{TERMS}")
    with ahead(60):
        assert note_all_turns() == 1 and state(approval) == ApprovalState.ACTIVE
    assert BindingTurn.objects.count() == 1


def test_a_pin_that_ends_on_its_own_text_is_no_turn(approved: Callable[..., Approval], terms: TermsDocument) -> None:
    renews = today() + dt.timedelta(days=5)
    approved(BindingInput(terms, BindingMode.PINNED, version=newest_version(terms), renews_on=renews))
    with ahead(6):
        assert note_all_turns() == 0 and not BindingTurn.objects.exists()


@pytest.mark.parametrize(("late", "noted"), [(CATCH_UP_DAYS - 1, 1), (CATCH_UP_DAYS + 1, 0)])
def test_days_on_which_nothing_ran_are_caught_up(
    late: int, noted: int, approved: Callable[..., Approval], legal: Actor, terms: TermsDocument
) -> None:
    approval = approved(BindingInput(terms, BindingMode.ON_NOTICE, 30))
    capture(legal, terms, THEIRS)
    cleared(approval, legal)
    with ahead(30 + late):
        assert note_all_turns() == noted
        assert state(approval) == (ApprovalState.FLAGGED if noted else ApprovalState.ACTIVE)


def test_what_bound_before_the_tool_was_described_so_is_no_turn_of_it(
    approved: Callable[..., Approval], legal: Actor, asker: Actor, as_actor: AsActor, terms: TermsDocument
) -> None:
    tool = approved(BindingInput(terms, BindingMode.ON_NOTICE, 5)).tool
    capture(legal, terms, THEIRS)
    with ahead(6):
        entry = held(bindings=[BindingInput(terms, BindingMode.ON_NOTICE, 5)])
        configure_tool(actor=as_actor(asker.user), tool=tool, version=None, entry=entry)
        assert note_all_turns() == 0


def test_the_day_is_that_of_the_organisation(
    asker: Actor, read_tier: Tier, legal: Actor, terms: TermsDocument, organisation: Organisation
) -> None:
    Organisation.objects.update(time_zone="Pacific/Auckland")
    with time_machine.travel(dt.datetime(2027, 5, 10, 13, tzinfo=dt.UTC)):  # the 11th in Auckland
        tool = make_tool(asker, read_tier)
        entry = held(bindings=[BindingInput(terms, BindingMode.ON_NOTICE, 1)])
        configure_tool(actor=asker, tool=tool, version=None, entry=entry)
        capture(legal, terms, THEIRS)
    with time_machine.travel(dt.datetime(2027, 5, 11, 11, tzinfo=dt.UTC)):
        assert note_all_turns() == 0
    with time_machine.travel(dt.datetime(2027, 5, 11, 13, tzinfo=dt.UTC)):
        assert note_all_turns() == 1
    assert BindingTurn.objects.get().tool == tool


def test_what_goes_wrong_with_one_tool_keeps_no_other_waiting(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (approved(BindingInput(terms, BindingMode.ON_NOTICE, 5)) for _ in range(2))
    capture(legal, terms, THEIRS)
    cleared(second, legal)
    from policies.services import turns

    real = turns.note_turns

    def fails(*, tool: Tool, **values: Any) -> Any:
        if tool.pk == first.tool_id:
            raise RuntimeError("the disk is full")
        return real(tool=tool, **values)

    monkeypatch.setattr(turns, "note_turns", fails)
    with ahead(5):
        assert note_all_turns() == 1
    assert state(second) == ApprovalState.FLAGGED
    assert [row.tool_id for row in BindingTurn.objects.all()] == [second.tool_id]


def test_a_turn_is_written_once_and_never_changed(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument
) -> None:
    approved(BindingInput(terms, BindingMode.ON_NOTICE, 5))
    capture(legal, terms, THEIRS)
    with ahead(5):
        turn()
    row = BindingTurn.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BindingTurn.objects.update(binds_on=today())
    with pytest.raises(IntegrityError), transaction.atomic():
        BindingTurn.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        BindingTurn.objects.create(
            tool=row.tool, document=terms, bound_version=row.bound_version, binds_on=row.binds_on,
            noticed_at=timezone.now(),
        )  # fmt: skip


def test_the_clock_asks_every_hour() -> None:
    assert app.conf.beat_schedule["note-texts-that-bind-by-the-clock"] == {
        "task": "policies.tasks.turn",
        "schedule": 3600.0,
    }
