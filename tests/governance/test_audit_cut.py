"""A trail whose end was cut off, or that was emptied: what the head row finds, and what only a checkpoint does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.accounts.services.teams import add_team
from governance.audit.chain import GENESIS, event_hash
from governance.audit.models import Event, PersonRecord, TrailHead
from tests.factories.vendors import make_vendor
from tests.governance.trail_tampering import behind_the_triggers, run

pytestmark = pytest.mark.django_db


def head_back_to(sequence: int) -> None:
    TrailHead.objects.update(sequence=sequence, hash=Event.objects.get(sequence=sequence).hash)


def test_a_cut_tail_is_found_with_a_checkpoint_kept_elsewhere(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    checkpoint = f"5:{Event.objects.get(sequence=5).hash}"
    assert run(capsys, "--checkpoint", checkpoint)[0] == 0
    with behind_the_triggers():
        Event.objects.filter(sequence=5).delete()
        head_back_to(4)
    assert run(capsys)[0] == 0  # whoever sets the head back too leaves no trace: that is why checkpoints exist
    code, said = run(capsys, "--checkpoint", checkpoint)
    assert code == 1
    assert "event 5 of the checkpoint is gone" in said


@pytest.mark.parametrize("kept", [4, 1, 0])
def test_a_cut_tail_is_named_with_how_far_the_trail_had_come(
    trail: User, kept: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with behind_the_triggers():
        Event.objects.filter(sequence__gt=kept).delete()
    code, said = run(capsys)
    assert code == 1
    assert f"it ends at event {kept}, but event 5 was written: its end was cut off" in said


def test_deeds_after_a_cut_do_not_close_the_gap(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        Event.objects.filter(sequence__gt=3).delete()
    add_team(actor=Actor(user=trail, via="session"), name="Afterwards")
    assert Event.objects.order_by("-sequence").values_list("sequence", flat=True)[0] == 6
    code, said = run(capsys)
    assert code == 1
    assert "event 4 is missing; the next one stored is 6" in said


def test_a_last_event_exchanged_for_another_is_found(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        event = Event.objects.get(sequence=5)
        body = event.body.replace("Team 5", "Team 9")
        Event.objects.filter(pk=event.pk).update(body=body, hash=event_hash(body))
    code, said = run(capsys)
    assert code == 1
    assert "event 5 is not the one that was written" in said


def test_a_head_that_was_taken_away_is_named_and_deeds_go_on(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        TrailHead.objects.all().delete()
    add_team(actor=Actor(user=trail, via="session"), name="Afterwards")
    assert Event.objects.count() == 6
    code, said = run(capsys)
    assert code == 1
    assert "the row that keeps the head of the trail is gone" in said


def test_the_database_lets_the_head_only_move_on(trail: User) -> None:
    for change in ({"sequence": 4}, {"sequence": 5, "hash": "0" * 64}):
        with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
            TrailHead.objects.update(**change)
    with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
        TrailHead.objects.all().delete()


def test_an_emptied_trail_does_not_hold_while_rows_tell_of_deeds(
    trail: User, capsys: pytest.CaptureFixture[str]
) -> None:
    with behind_the_triggers():
        Event.objects.all().delete()
        TrailHead.objects.update(sequence=0, hash=GENESIS)
    code, said = run(capsys)
    assert code == 1
    assert f"no event names person {trail.uid}" in said
    with behind_the_triggers():
        PersonRecord.objects.all().delete()
    code, said = run(capsys)
    assert code == 1
    assert "it is empty, but the database holds what only deeds write: users" in said


def test_a_tail_in_which_somebody_acted_first_is_missed_by_their_record(
    trail: User, counsel: User, capsys: pytest.CaptureFixture[str]
) -> None:
    make_vendor(Actor(user=counsel, via="session"), "Larkspur")
    with behind_the_triggers():
        Event.objects.filter(sequence=6).delete()
        head_back_to(5)
    code, said = run(capsys)
    assert code == 1
    assert f"no event names person {counsel.uid}" in said


def test_a_checkpoint_of_another_trail_does_not_fit(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--checkpoint", f"4:{'a' * 64}")
    assert code == 1
    assert "not the one of the checkpoint" in said
    assert run(capsys, "--checkpoint", f"0:{GENESIS}")[0] == 0


def test_a_checkpoint_nobody_can_read_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--checkpoint", "yesterday")
    assert code == 2
    assert "EVENTS:HASH" in said
