"""What a deed is: one transaction that ends by writing its events, or nothing at all."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from governance.accounts.access import Actor, system_actor
from governance.accounts.models import Team, User
from governance.accounts.services.teams import add_team
from governance.audit.deeds import deed, nothing_changed, owe, record
from governance.audit.models import Event, PersonRecord
from governance.audit.verify import actor_names, names_of, verify_trail
from governance.database.triggers import catalogue, remove

WORKER = system_actor("worker")


@deed
def keep(*, name: str, action: str = "team.added", detail: dict[str, Any] | None = None) -> Team:
    team = Team.objects.create(name=name)
    record(WORKER, action, subject=team, detail=detail)
    return team


@pytest.mark.django_db
def test_a_deed_writes_its_event_with_actor_subject_and_detail() -> None:
    team = keep(name="Payments", detail={"why": "a reason"})
    event = Event.objects.get()
    body = json.loads(event.body)
    assert (event.sequence, event.action, event.subject_uid) == (1, "team.added", team.uid)
    assert body["actor"] == {"uid": None, "via": "system", "system": "worker"}
    assert body["subject"] == {"kind": "accounts.team", "uid": str(team.uid)}
    assert body["detail"] == {"why": "a reason"}


@pytest.mark.django_db
def test_an_unknown_action_takes_the_whole_deed_back() -> None:
    with pytest.raises(LookupError, match=r"team\.teleported"):
        keep(name="Payments", action="team.teleported")
    assert not Team.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_deed_whose_event_has_no_canonical_form_is_taken_back() -> None:
    with pytest.raises(TypeError):
        keep(name="Payments", detail={"share": 0.5})
    assert not Team.objects.exists()


@pytest.mark.django_db
def test_a_deed_is_taken_back_when_the_event_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Event.objects, "bulk_create", refuse)
    with pytest.raises(OSError, match="disk full"):
        keep(name="Payments")
    assert not Team.objects.exists()


@pytest.mark.django_db
def test_a_deed_that_records_nothing_is_a_mistake_and_taken_back() -> None:
    @deed
    def forgetful() -> None:
        Team.objects.create(name="Payments")

    with pytest.raises(RuntimeError, match="recorded nothing"):
        forgetful()
    assert not Team.objects.exists()


@pytest.mark.django_db
def test_a_deed_may_say_that_nothing_changed() -> None:
    @deed
    def as_wanted_already() -> str:
        nothing_changed()
        return "as it was"

    assert as_wanted_already() == "as it was"
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("act", [nothing_changed, lambda: record(WORKER, "team.added")])
def test_nothing_is_recorded_outside_a_deed(act: Callable[[], object]) -> None:
    with pytest.raises(RuntimeError, match="inside a deed"):
        act()


@pytest.mark.django_db
def test_deeds_inside_a_deed_write_together_in_order() -> None:
    @deed
    def two_teams() -> None:
        keep(name="First")
        record(WORKER, "demo.loaded")
        keep(name="Second")

    two_teams()
    assert list(Event.objects.order_by("sequence").values_list("action", flat=True)) == [
        "team.added",
        "demo.loaded",
        "team.added",
    ]
    assert verify_trail().holds


@pytest.mark.django_db
def test_an_inner_deed_that_fails_leaves_no_event_when_the_outer_goes_on() -> None:
    @deed
    def outer() -> None:
        with contextlib.suppress(LookupError):
            keep(name="Lost", detail={"share": 0.5, "action": "x"}, action="team.nonsense")
        keep(name="Kept")

    outer()
    assert list(Team.objects.values_list("name", flat=True)) == ["Kept"]
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_an_outer_deed_that_fails_takes_the_inner_ones_along() -> None:
    @deed
    def outer() -> None:
        keep(name="Inner")
        raise ValueError("afterwards")

    with pytest.raises(ValueError, match="afterwards"):
        outer()
    assert not Team.objects.exists()
    assert not Event.objects.exists()
    keep(name="Next")
    assert Event.objects.get().sequence == 1


@pytest.mark.django_db
def test_a_person_enters_the_hashed_text_by_uid_and_commitment_only(administrator: User) -> None:
    add_team(actor=Actor(user=administrator, via="session"), name="Payments")
    event = Event.objects.get()
    assert administrator.name not in event.body
    assert administrator.email not in event.body
    assert names_of(event) == administrator.name


@pytest.mark.django_db
def test_a_blanked_name_leaves_the_chain_valid(administrator: User) -> None:
    add_team(actor=Actor(user=administrator, via="session"), name="Payments")
    PersonRecord.objects.filter(uid=administrator.uid).update(name="", salt="")
    assert verify_trail().holds
    assert names_of(Event.objects.get()) == "name removed"
    add_team(actor=Actor(user=administrator, via="session"), name="Search")
    assert verify_trail().holds


@pytest.mark.django_db
def test_an_event_keeps_the_name_its_author_had_then(administrator: User) -> None:
    add_team(actor=Actor(user=administrator, via="session"), name="Payments")
    administrator.name = "Ada Newname"
    administrator.save()
    add_team(actor=Actor(user=administrator, via="session"), name="Search")
    first, second = Event.objects.order_by("sequence")
    assert actor_names([first, second]) == {first.uid: "Ada Administrator", second.uid: "Ada Newname"}


@pytest.mark.django_db
def test_names_of_many_events_cost_one_query(administrator: User, django_assert_num_queries: Any) -> None:
    for number in range(5):
        add_team(actor=Actor(user=administrator, via="session"), name=f"Team {number}")
    events = list(Event.objects.all())
    with django_assert_num_queries(1):
        assert set(actor_names(events).values()) == {administrator.name}


def test_eight_writers_at_once_make_one_chain_without_fork_or_gap(own_database: str) -> None:
    writers, each, faults = 8, 6, []
    start = threading.Barrier(writers)

    def write(writer: int) -> None:
        try:
            start.wait(timeout=30)
            for number in range(each):
                keep(name=f"Team {writer}.{number}")
        except Exception as error:  # a thread's exception would vanish
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert faults == []
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
        range(1, writers * each + 1)
    )
    assert Event.objects.values("previous_hash").distinct().count() == writers * each
    assert verify_trail().holds


@pytest.mark.django_db
def test_the_database_itself_refuses_to_change_or_remove_an_event() -> None:
    keep(name="Payments")
    names = {name for name in catalogue(connection) if "audit_event" in name}
    assert names
    remove(connection, names)
    assert not verify_trail().holds


@pytest.mark.django_db
def test_what_deeds_inside_owe_is_done_once_at_the_end_of_the_outermost_with_all_it_is_owed_about() -> None:
    done: list[tuple[frozenset[Any], bool, bool]] = []

    def work(about: frozenset[Any]) -> None:
        done.append((about, Team.objects.filter(name="Last").exists(), Event.objects.exists()))

    @deed
    def inner(name: str) -> None:
        owe(work, name)
        keep(name=name)

    @deed
    def outer() -> None:
        inner("Payments")
        inner("Search")
        assert done == []
        keep(name="Last")

    outer()
    assert done == [(frozenset({"Payments", "Search"}), True, False)]
    with pytest.raises(RuntimeError, match="inside a deed"):
        owe(work, "Payments")


@pytest.mark.django_db
def test_a_deed_is_taken_back_when_what_it_owes_cannot_be_done() -> None:
    def refuse(about: frozenset[Any]) -> None:
        raise ZeroDivisionError

    @deed
    def outer() -> None:
        keep(name="Payments")
        owe(refuse, "Payments")

    with pytest.raises(ZeroDivisionError):
        outer()
    assert not Team.objects.exists()
    assert not Event.objects.exists()
