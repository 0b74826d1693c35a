"""A program that sends a post twice makes one thing of it: the header Idempotency-Key."""

from __future__ import annotations

from typing import Any

import pytest

from governance.accounts.models import SentForm, User
from governance.audit.models import Event
from governance.reports.models import Report
from tests.governance.report_world import World
from tests.policies.test_decision_race import at_once
from vendors.models import Capture, Vendor

KEY = "one-and-the-same"


def test_a_post_sent_twice_with_one_key_makes_one_row_and_gets_the_same_answer(program: Any, counsel: User) -> None:
    ask = program(counsel, "draft")
    first = ask.post("vendors/", {"name": "Larkspur", "country": "Ireland"}, Idempotency_Key=KEY)
    events = Event.objects.count()
    again = ask.post("vendors/", {"country": "Ireland", "name": "Larkspur"}, Idempotency_Key=f'"{KEY}"')
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert "Idempotency-Replayed" not in first and again["Idempotency-Replayed"] == "true"
    assert (Vendor.objects.count(), Event.objects.count()) == (1, events)


def test_what_was_changed_meanwhile_is_answered_as_it_is_now(program: Any, counsel: User) -> None:
    ask = program(counsel, "draft")
    made = ask.post("vendors/", {"name": "Larkspur"}, Idempotency_Key=KEY)
    path = made["Location"]
    body = {name: made.json()[name] for name in ("country", "website", "parent", "legal_names", "aliases")}
    changed = ask.change("put", path, {**body, "name": "Larkspur & Sons"})
    assert changed.status_code == 200, changed.content
    again = ask.post("vendors/", {"name": "Larkspur"}, Idempotency_Key=KEY)
    assert (again.json()["name"], again["ETag"]) == ("Larkspur & Sons", changed["ETag"])


def test_without_a_key_or_with_another_a_post_is_another(world: World, program: Any, auditor: User) -> None:
    ask = program(auditor, "draft")
    named = {"legal_signatory": str(world.counsel.uid), "engineering_signatory": str(world.engineering_owner.uid)}
    body = {"title": "Spring", **named}
    addresses = {ask.post("reports/", body)["Location"] for _ in range(2)}
    addresses |= {ask.post("reports/", body, Idempotency_Key=key)["Location"] for key in ("a", "b", "b")}
    assert len(addresses) == 4


def test_a_key_is_not_used_for_something_else(program: Any, counsel: User) -> None:
    ask = program(counsel, "draft")
    ask.post("vendors/", {"name": "Larkspur"}, Idempotency_Key=KEY)
    vendor = str(Vendor.objects.get().uid)
    for path, body in [
        ("vendors/", {"name": "Meridian"}),
        ("products/", {"vendor": vendor, "name": "X", "kind": "chat"}),
    ]:
        answer = ask.post(path, body, Idempotency_Key=KEY)
        assert (answer.status_code, list(answer.json()["problems"])) == (422, ["Idempotency-Key"])
        assert "a key of its own" in answer.json()["detail"]
    assert Vendor.objects.count() == 1


def test_somebody_else_s_key_is_not_one_s_own(program: Any, counsel: User, second_counsel: User) -> None:
    for person, name in [(counsel, "Larkspur"), (second_counsel, "Meridian")]:
        assert program(person, "draft").post("vendors/", {"name": name}, Idempotency_Key=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", '""', "x" * 201, "né", "a\tb"])
def test_a_key_that_is_none_is_refused_in_words(key: str, program: Any, counsel: User) -> None:
    answer = program(counsel, "draft").post("vendors/", {"name": "Larkspur"}, Idempotency_Key=key)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["Idempotency-Key"])
    assert not Vendor.objects.exists()


def test_a_post_that_was_refused_has_not_used_its_key_up(program: Any, counsel: User) -> None:
    ask = program(counsel, "draft")
    assert ask.post("vendors/", {"name": " "}, Idempotency_Key=KEY).status_code == 422
    assert not SentForm.objects.exists()
    assert ask.post("vendors/", {"name": "Larkspur"}, Idempotency_Key=KEY).status_code == 201


def test_a_key_helps_nobody_who_may_not(program: Any, counsel: User) -> None:
    program(counsel, "draft").post("vendors/", {"name": "Larkspur"}, Idempotency_Key=KEY)
    answer = program(counsel).post("vendors/", {"name": "Larkspur"}, Idempotency_Key=KEY)
    assert answer.status_code == 403


def test_a_text_that_is_sent_twice_is_captured_once(world: World, program: Any, counsel: User) -> None:
    ask = program(counsel, "draft")
    body = {"document": str(world.text.version.document.uid), "text": "# Terms\n\nThe Customer owns the Output.\n" * 9}
    first, again = (ask.post("captures/", body, Idempotency_Key=KEY) for _ in range(2))
    assert first.status_code == 201, first.content
    assert first["Location"] == again["Location"]
    assert Capture.objects.filter(document=world.text.version.document).count() == 2


@pytest.mark.usefixtures("own_database")
def test_three_posts_at_the_same_moment_start_one_report(governed: World, auditor: User, program: Any) -> None:
    callers = [program(auditor, "draft") for _ in range(3)]
    named = {"legal_signatory": str(governed.counsel.uid), "engineering_signatory": str(governed.engineering_owner.uid)}
    body = {"title": "Spring", **named}
    answers = at_once(*[lambda ask=ask: ask.post("reports/", body, Idempotency_Key=KEY) for ask in callers])
    assert {(answer.status_code, answer.json()["uid"]) for answer in answers} == {(201, str(Report.objects.get().uid))}
