"""A form that makes something makes it once: a double click lands where the first click led."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from governance.accounts.models import SentForm, User
from governance.reports.models import Report
from policies.models import Codebase, OutputStatement, Tool, ToolRequest
from tests.cast import SignedIn
from tests.governance.report_world import World
from tests.policies.test_decision_race import at_once
from vendors.models import Capture, TermsDocument, Vendor

REPORT = "/reports/new/"
TWICE = "sent twice. It was recorded once"
HIDDEN = re.compile(r'name="form_key" value="([0-9a-f-]{36})"')


def key_on(client: Client, address: str) -> str:
    found = HIDDEN.search(client.get(address).content.decode())
    assert found is not None, address
    return found[1]


def entered(world: World, **values: Any) -> dict[str, Any]:
    return {
        "title": "Spring",
        "legal_signatory": world.counsel.uid,
        "engineering_signatory": world.engineering_owner.uid,
        **values,
    }


def test_starting_a_report_with_three_clicks_starts_one(world: World, auditor: User, signed_in: SignedIn) -> None:
    client = signed_in(auditor)
    form = entered(world, form_key=key_on(client, REPORT))
    answers = [client.post(REPORT, form) for _ in range(3)]
    report = Report.objects.get()
    assert {answer["Location"] for answer in answers} == {reverse("reports:report_detail", args=[report.uid])}
    assert TWICE in client.get(answers[-1]["Location"]).content.decode()


def test_whoever_opens_the_form_anew_or_fills_it_in_otherwise_means_another(
    world: World, auditor: User, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(auditor)
    form = entered(world, form_key=key_on(client, REPORT))
    client.post(REPORT, form)
    client.post(REPORT, {**form, "title": "Autumn"})  # went back in the browser, and changed a word
    client.post(REPORT, {**form, "form_key": key_on(client, REPORT)})
    signed_in(counsel).post(REPORT, form)  # somebody else's key is not one's own
    assert sorted(Report.objects.values_list("title", flat=True)) == ["Autumn", "Spring", "Spring", "Spring"]


def test_a_form_with_problems_is_not_used_up(world: World, auditor: User, signed_in: SignedIn) -> None:
    client = signed_in(auditor)
    form = entered(world, form_key=key_on(client, REPORT))
    wrong = {**form, "engineering_signatory": world.counsel.uid}
    assert [client.post(REPORT, wrong).status_code for _ in range(2)] == [422, 422]
    assert not SentForm.objects.exists()
    assert client.post(REPORT, form).status_code == 302


@pytest.mark.parametrize("key", ["", "nonsense", "\x00", "é" * 400])
def test_a_post_without_a_usable_key_is_as_it_always_was(
    key: str, world: World, auditor: User, signed_in: SignedIn
) -> None:
    answer = signed_in(auditor).post(REPORT, entered(world, form_key=key))
    assert answer.status_code in (302, 400, 422)
    assert Report.objects.count() == (answer.status_code == 302)


def test_a_refused_post_leaves_no_row(world: World, requester: User, signed_in: SignedIn) -> None:
    answer = signed_in(requester).post(REPORT, entered(world, form_key=str(uuid.uuid4())))
    assert answer.status_code == 403
    assert not SentForm.objects.exists()


def test_what_is_registered_twice_lands_on_the_first(
    world: World, requester: User, counsel: User, engineering_owner: User, signed_in: SignedIn
) -> None:
    manager, desk, owner = (signed_in(person) for person in (requester, counsel, engineering_owner))
    statement = reverse("policies:statement_add", args=[world.tool.uid])
    told = {"surface": "agent", "sent": "a", "returned": "b", "output": "c", "kept": "d"}
    place = {"team": world.team.uid, "name": "till", "kind": "repository", "destination": "proprietary"}
    for client, address, form, rows in (
        (manager, reverse("policies:tool_add"), {"tier": world.tier.uid, "name": "Once"}, Tool),
        (manager, reverse("policies:codebase_add"), place, Codebase),
        (desk, reverse("vendors:vendor_add"), {"name": "Once Works"}, Vendor),
        (owner, statement, told, OutputStatement),
    ):
        before = rows.objects.count()
        sent = {**form, "form_key": key_on(client, address)}
        first, second = client.post(address, sent), client.post(address, sent)
        assert first.status_code == 302, first.content.decode()
        assert second["Location"] == first["Location"]
        assert rows.objects.count() == before + 1


def test_a_file_that_is_sent_twice_is_captured_once_and_another_file_is_another_form(
    world: World, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    document: TermsDocument = world.text.version.document
    address = reverse("vendors:document_capture", args=[document.uid])
    key, before = key_on(client, address), Capture.objects.count()

    def send(words: str) -> str:
        file = SimpleUploadedFile("terms.txt", words.encode(), "text/plain")
        return str(client.post(address, {"file": file, "form_key": key})["Location"])

    assert send("You own the output. " * 9) == send("You own the output. " * 9)
    send("We own the output. " * 9)
    assert Capture.objects.count() == before + 2


def test_a_request_made_twice_is_one_request(people: World, requester: User, signed_in: SignedIn) -> None:
    people.read_terms()
    people.publish()
    people.hold_tool()
    client = signed_in(requester)
    address = f"{reverse('policies:request_add')}?tool={people.tool.uid}&category={people.category.slug}&next=1"
    form = {"team": people.team.uid, "purpose": "Write tests.", "form_key": key_on(client, address)}
    first, second = client.post(address, form), client.post(address, form)
    assert (first.status_code, second["Location"]) == (302, first["Location"])
    assert ToolRequest.objects.count() == 1


def test_every_form_that_makes_something_is_sent_once() -> None:
    made_by_mail = {"accounts:person_add"}  # one address, one account: a second post is told so; mail waits for nobody
    adding = {
        f"{space}:{pattern.name}": pattern.callback
        for _, (_, space_resolver) in get_resolver().namespace_dict.items()
        for space in [space_resolver.namespace]
        for pattern in space_resolver.url_patterns
        if str(getattr(pattern, "name", "")).endswith("_add") and str(pattern.pattern).endswith("new/")
    }
    assert len(adding) > 10
    assert {name for name, view in adding.items() if not getattr(view, "sent_once", False)} == made_by_mail


@pytest.mark.usefixtures("own_database")
def test_three_clicks_at_the_same_moment_start_one_report(governed: World, auditor: User, signed_in: SignedIn) -> None:
    clients = [signed_in(auditor) for _ in range(3)]
    form = entered(governed, form_key=key_on(clients[0], REPORT))
    answers = at_once(*[lambda client=client: client.post(REPORT, form) for client in clients])
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("reports:report_detail", args=[Report.objects.get().uid]))
    }
