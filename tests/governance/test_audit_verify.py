"""`verify_audit_trail` on a good trail and on one somebody really tampered with, behind the triggers' back."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from governance.accounts.access import system_actor
from governance.accounts.models import User
from governance.accounts.services.teams import add_team
from governance.audit.chain import GENESIS, event_hash
from governance.audit.models import Event, PersonRecord
from governance.audit.verify import verify_trail
from governance.database.triggers import catalogue, remove
from tests.governance.trail_tampering import behind_the_triggers, run

pytestmark = pytest.mark.django_db


def test_a_good_trail_exits_0_with_the_number_of_events_and_the_head(
    trail: User, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys)
    head = Event.objects.get(sequence=5).hash
    assert code == 0
    assert f"5 events, head {head}" in said


def test_an_empty_trail_holds(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys)
    assert code == 0
    assert f"0 events, head {GENESIS}" in said


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_touch_an_event(trail: User, act: str) -> None:
    events = Event.objects.filter(sequence=2)
    with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
        events.update(action="team.changed") if act == "update" else events.delete()


@pytest.mark.parametrize("change", [{"name": "Somebody Else"}, {"salt": "0"}, {"commitment": "0" * 64}])
def test_the_database_lets_a_name_only_be_blanked(trail: User, change: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
        PersonRecord.objects.update(**change)


def test_a_flipped_byte_is_named(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        event = Event.objects.get(sequence=3)
        Event.objects.filter(pk=event.pk).update(body=event.body.replace("Team 3", "Team 9"))
    code, said = run(capsys)
    assert code == 1
    assert "event 3: the stored text no longer gives the stored hash" in said


def test_a_byte_flipped_and_hashed_again_is_found_at_the_next_event(
    trail: User, capsys: pytest.CaptureFixture[str]
) -> None:
    with behind_the_triggers():
        event = Event.objects.get(sequence=3)
        body = event.body.replace("Team 3", "Team 9")
        Event.objects.filter(pk=event.pk).update(body=body, hash=event_hash(body))
    code, said = run(capsys)
    assert code == 1
    assert "event 4: it does not name the hash of the event before it" in said


def test_a_deleted_event_is_named(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        Event.objects.filter(sequence=2).delete()
    code, said = run(capsys)
    assert code == 1
    assert "event 2 is missing" in said


def test_events_that_changed_places_are_found(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        Event.objects.filter(sequence=2).update(sequence=99)
        Event.objects.filter(sequence=3).update(sequence=2)
        Event.objects.filter(sequence=99).update(sequence=3)
    code, said = run(capsys)
    assert code == 1
    assert "event 2" in said


@pytest.mark.parametrize("change", [{"action": "team.changed"}, {"via": "token"}, {"subject_kind": "accounts.user"}])
def test_a_searchable_column_that_was_altered_is_found(
    trail: User, change: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with behind_the_triggers():
        Event.objects.filter(sequence=5).update(**change)
    code, said = run(capsys)
    assert code == 1
    assert f"event 5: the column {next(iter(change))}" in said


def test_a_missing_trigger_is_named(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    name = min(name for name in catalogue(connection) if name.startswith("cs_audit_event"))
    remove(connection, [name])
    code, said = run(capsys)
    assert code == 1
    assert f"trigger {name} is missing" in said


WEAKENED = {
    "DISABLE TRIGGER {name}": "is switched off",
    "ENABLE TRIGGER {name}": "does not fire for sessions in replica mode",
    "ENABLE REPLICA TRIGGER {name}": "fires for sessions in replica mode only",
}


@pytest.mark.parametrize("change", WEAKENED)
def test_a_trigger_that_can_be_passed_by_is_named_with_what_is_wrong(
    change: str, trail: User, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "cs_audit_event_kept_delete"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE audit_event {change.format(name=name)}")
            wrong = WEAKENED[change]
        else:  # SQLite knows no trigger that is there and off; one is switched off by dropping it
            cursor.execute(f"DROP TRIGGER {name}")
            wrong = "is missing"
    code, said = run(capsys)
    assert code == 1
    assert f"trigger {name} {wrong}" in said


@pytest.mark.parametrize("narrowing", ["OF uid ON audit_event", "ON audit_event"])
def test_a_trigger_narrowed_to_some_changes_is_named(
    narrowing: str, trail: User, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "cs_audit_event_kept_update"
    when = "" if "OF" in narrowing else "WHEN (OLD.sequence < 0) "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER {name} ON audit_event")
            act = f"EXECUTE FUNCTION {name}()"
        else:
            cursor.execute(f"DROP TRIGGER {name}")
            act = "BEGIN SELECT RAISE(ABORT, 'countersign: rows of audit_event are never changed'); END"
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE {narrowing} FOR EACH ROW {when}{act}")
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER {name}")
    code, said = run(capsys)
    assert code == 1
    assert f"trigger {name} " in said


def test_a_name_put_in_place_of_another_is_found(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        PersonRecord.objects.update(name="Somebody Else")
    code, said = run(capsys)
    assert code == 1
    assert str(trail.uid) in said


def test_a_name_put_in_without_its_salt_is_found(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        PersonRecord.objects.update(name="Somebody Else", salt="")
    assert run(capsys)[0] == 1


def test_a_removed_record_of_a_person_is_found(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_triggers():
        PersonRecord.objects.all().delete()
    code, said = run(capsys)
    assert code == 1
    assert "is gone" in said


def test_a_blanked_name_is_lawful(trail: User, capsys: pytest.CaptureFixture[str]) -> None:
    PersonRecord.objects.update(name="", salt="")
    assert run(capsys)[0] == 0


def test_a_database_that_does_not_answer_exits_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr("governance.audit.management.commands.verify_audit_trail.verify_trail", refuse)
    code, said = run(capsys)
    assert code == 2
    assert "could not be judged" in said


def test_a_broken_trail_reports_the_place_to_pages_too(trail: User) -> None:
    add_team(actor=system_actor("worker"), name="Last")
    with behind_the_triggers():
        Event.objects.filter(sequence=2).delete()
    report = verify_trail()
    assert not report.holds
    assert report.sequence == 3
