"""A new version of a text that a tool is pinned to opens a renewal note; a description or counsel's word settles it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.desk.queue import queue_of
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.domain.renewal import RenewalOutcome
from policies.domain.types import BindingMode
from policies.models import RenewalNote, Tool
from policies.services.held_inputs import BindingInput
from policies.services.licences import flag_for_layers
from policies.services.outcomes import reconsider_text
from policies.services.renewals import renew_for_version, set_aside_renewal
from policies.services.requests import today
from policies.services.tools import configure_tool
from tests.cast import AsToken, SignedIn
from tests.factories.policies import held, make_tool
from tests.factories.vendors import TERMS, make_document, newest_version
from tests.policies.pages import words
from vendors.domain.terms import CaptureSource, DocumentVisibility
from vendors.models import TermsDocument, TermsVersion, Tier
from vendors.services.captures import capture_document
from vendors.services.consequences import text_handlers

CHANGED = TERMS.replace("Customer owns the Output", "Larkspur owns the Output")
FURTHER = CHANGED + "\n## 9 Notices\n\n9.1 Larkspur may end the Service on 10 days of notice.\n"


def capture(actor: Actor, document: TermsDocument, text: str) -> TermsVersion | None:
    return capture_document(
        actor=actor, document=document, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    ).version


def pin(document: TermsDocument, days: int | None = 90, version: TermsVersion | None = None) -> BindingInput:
    renews = today() + dt.timedelta(days=days) if days is not None else None
    return BindingInput(
        document, BindingMode.PINNED, version=version or document.versions.get(number=1), renews_on=renews
    )


@pytest.fixture
def described(asker: Actor) -> Callable[..., None]:
    def describe(tool: Tool, *bindings: BindingInput, **values: Any) -> None:
        entry = replace(held(bindings=list(bindings)), **values)
        configure_tool(actor=asker, tool=tool, version=None, entry=entry)

    return describe


@pytest.fixture
def pinned(asker: Actor, read_tier: Tier, terms: TermsDocument, described: Callable[..., None]) -> Tool:
    tool = make_tool(asker, read_tier, "Larkspur pinned")
    described(tool, pin(terms))
    return tool


@pytest.fixture
def note(pinned: Tool, legal: Actor, terms: TermsDocument) -> RenewalNote:
    capture(legal, terms, CHANGED)
    return RenewalNote.objects.get()


def outcomes() -> list[str]:
    return list(RenewalNote.objects.order_by("pk").values_list("outcome", flat=True))


def test_a_new_version_opens_a_note_due_before_renewal_for_the_pinned_tool_alone(
    pinned: Tool, asker: Actor, read_tier: Tier, legal: Actor, terms: TermsDocument, described: Callable[..., None]
) -> None:
    described(make_tool(asker, read_tier, "Rolling"))
    new = capture(legal, terms, CHANGED)
    found = RenewalNote.objects.get()
    assert (found.tool, found.document, found.new_version, found.outcome) == (pinned, terms, new, "")
    assert found.due_on == today() + dt.timedelta(days=60)
    event = Event.objects.get(action="renewal.opened")
    assert event.subject_uid == pinned.uid and f'"version":{new.number}' in event.body.replace(" ", "")


@pytest.mark.parametrize(("days", "due"), [(20, 7), (3, 2), (None, None)])
def test_a_note_is_due_before_renewal_however_near_that_is(
    days: int | None, due: int | None, pinned: Tool, legal: Actor, terms: TermsDocument, described: Callable[..., None]
) -> None:
    described(pinned, pin(terms, days))
    capture(legal, terms, CHANGED)
    assert RenewalNote.objects.get().due_on == (today() + dt.timedelta(days=due) if due is not None else None)


def test_layout_and_the_same_text_open_none_and_a_pin_that_ended_neither(
    pinned: Tool, legal: Actor, terms: TermsDocument, described: Callable[..., None]
) -> None:
    capture(legal, terms, TERMS)
    capture(legal, terms, TERMS.replace("# Commercial terms", "# **Commercial terms**"))
    assert not RenewalNote.objects.exists()
    described(pinned, pin(terms, 0))
    capture(legal, terms, CHANGED)
    assert not RenewalNote.objects.exists()


def test_a_further_version_overtakes_the_note_and_a_return_to_the_pinned_text_ends_it(
    note: RenewalNote, legal: Actor, terms: TermsDocument
) -> None:
    capture(legal, terms, FURTHER)
    assert outcomes() == ["overtaken", ""]
    capture(legal, terms, TERMS)
    assert outcomes() == ["overtaken", "overtaken"]


def test_the_same_new_version_looked_at_again_opens_no_second_note(
    note: RenewalNote, legal: Actor, terms: TermsDocument
) -> None:
    capture(legal, terms, CHANGED)
    assert outcomes() == [""]
    with pytest.raises(IntegrityError), transaction.atomic():
        RenewalNote.objects.create(
            tool=note.tool, document=terms, new_version=note.new_version, opened_at=note.opened_at
        )


def test_a_description_that_leaves_the_pin_leaves_the_note_with_the_date_of_the_pin(
    note: RenewalNote, described: Callable[..., None], terms: TermsDocument
) -> None:
    described(note.tool, pin(terms))
    assert outcomes() == [""]
    described(note.tool, pin(terms, 50))
    note.refresh_from_db()
    assert (note.outcome, note.due_on) == ("", today() + dt.timedelta(days=20))


@pytest.mark.parametrize("outcome", ["moved", "renewed", "unpinned"])
def test_moving_renewing_or_giving_up_the_pin_settles_the_note(
    outcome: str, note: RenewalNote, described: Callable[..., None], terms: TermsDocument, asker: Actor
) -> None:
    after = {
        "moved": [pin(terms, version=note.new_version)],
        "renewed": [pin(terms, 365)],
        "unpinned": [BindingInput(terms, BindingMode.ROLLING)],
    }
    described(note.tool, *after[outcome])
    note.refresh_from_db()
    assert (note.outcome, note.closed_by) == (outcome, asker.user)
    assert Event.objects.filter(action="renewal.settled").count() == 1


def test_counsel_sets_a_note_aside_with_a_reason_and_nobody_else_does(
    note: RenewalNote, legal: Actor, engineering: Actor, asker: Actor, counsel: User, as_token: AsToken
) -> None:
    for actor in (engineering, asker, as_token(counsel, ["draft", "read"])):
        with pytest.raises(NotAllowed):
            set_aside_renewal(actor=actor, note=note, reason="Fine.", version=None)
    with pytest.raises(Invalid):
        set_aside_renewal(actor=legal, note=note, reason="  ", version=None)
    with pytest.raises(Stale):
        set_aside_renewal(actor=legal, note=note, reason="Fine.", version=99)
    closed = set_aside_renewal(actor=legal, note=note, reason="We renew on our own paper.", version=note.version)
    assert (closed.outcome, closed.reason) == (RenewalOutcome.SET_ASIDE, "We renew on our own paper.")
    assert Event.objects.filter(action="renewal.set-aside").count() == 1
    with pytest.raises(Conflict):
        set_aside_renewal(actor=legal, note=note, reason="Again.", version=None)


@pytest.mark.parametrize(
    "change", [{"reason": "Other"}, {"outcome": "moved"}, {"closed_at": None}, {"due_on": None}, {"opened_at": None}]
)
def test_the_database_keeps_what_was_settled(change: dict[str, Any], note: RenewalNote, legal: Actor) -> None:
    set_aside_renewal(actor=legal, note=note, reason="Fine.", version=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        RenewalNote.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        RenewalNote.objects.all().delete()


@pytest.mark.parametrize("change", [{"outcome": "set_aside"}, {"outcome": "moved"}])
def test_the_database_takes_no_outcome_without_its_end(change: dict[str, str], note: RenewalNote) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RenewalNote.objects.update(**change)


def test_the_page_says_what_is_pinned_and_what_is_new_and_keeps_what_was_entered(
    note: RenewalNote, counsel: User, outsider: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(counsel), reverse("policies:renewal_detail", args=[note.uid])
    page = words(client.get(address))
    assert "Version 1" in page and "Version 2" in page and "until renewal on" in page
    aside = reverse("policies:renewal_set_aside", args=[note.uid])
    refused = client.post(aside, {"reason": "", "version": note.version})
    assert refused.status_code == 422 and "Say why the new text needs nothing" in words(refused)
    assert client.post(aside, {"reason": "Fine.", "version": 77}).status_code == 412
    assert signed_in(outsider).post(aside, {"reason": "x", "version": 1}).status_code == 403
    assert "Set aside" not in words(signed_in(outsider).get(address)).partition("What ends this note")[0]
    assert client.post(aside, {"reason": "We renew on our own paper.", "version": note.version}).status_code == 302
    assert "We renew on our own paper." in words(client.get(address))
    assert client.post(aside, {"reason": "Again", "version": note.version + 1}).status_code == 409
    tool = words(signed_in(outsider).get(reverse("policies:tool_detail", args=[note.tool.uid])))
    assert "Set aside" in tool and "We renew on our own paper." in tool


def test_it_waits_in_the_queue_of_counsel_and_of_who_owns_the_tool(
    note: RenewalNote, counsel: User, outsider: User, legal: Actor
) -> None:
    def matters(person: User) -> list[tuple[str, dt.date | None]]:
        return [(item.why, item.due) for item in queue_of(person).items if item.kind == "renewal"]

    assert matters(counsel) == [("A pinned text is new", note.due_on)]
    assert matters(outsider) == []
    Tool.objects.filter(pk=note.tool_id).update(business_owner=outsider)
    assert matters(outsider) == [("You own the tool", note.due_on)]
    set_aside_renewal(actor=legal, note=note, reason="Fine.", version=None)
    assert matters(counsel) == matters(outsider) == []


def test_a_note_on_a_contract_tells_its_name_to_nobody_who_may_not_read_it(
    pinned: Tool, legal: Actor, read_tier: Tier, outsider: User, counsel: User, signed_in: SignedIn,
    described: Callable[..., None],
) -> None:  # fmt: skip
    letter = make_document(legal, read_tier, TERMS, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    pinning = BindingInput(letter, BindingMode.PINNED, version=newest_version(letter))
    configure_tool(actor=legal_as_system(), tool=pinned, version=None, entry=held(bindings=[pinning]))
    capture(legal, letter, CHANGED)
    found = RenewalNote.objects.get()
    Tool.objects.filter(pk=pinned.pk).update(business_owner=outsider)
    client = signed_in(outsider)
    address = reverse("policies:renewal_detail", args=[found.uid])
    assert client.get(address).status_code == 404 and signed_in(counsel).get(address).status_code == 200
    assert client.get(f"/api/v1/renewals/{found.uid}/").status_code == 404
    assert client.get("/api/v1/renewals/").json()["results"] == []
    for page in (client.get("/"), client.get(reverse("policies:tool_detail", args=[pinned.uid]))):
        assert "Side letter" not in words(page) and "ontract" in words(page)


def legal_as_system() -> Actor:
    """A part of the system, which describes tools without being kept from a contract."""
    return Actor(user=None, via="system", system_name="test")


def test_programs_read_notes_and_only_a_session_sets_one_aside(
    note: RenewalNote, counsel: User, requester: User, signed_in: SignedIn
) -> None:
    row = signed_in(requester).get("/api/v1/renewals/?open=true").json()["results"][0]
    assert (row["uid"], row["tool"]["uid"], row["outcome"]) == (str(note.uid), str(note.tool.uid), "")
    client, address = signed_in(counsel), f"/api/v1/renewals/{note.uid}/set-aside/"
    body = {"data": {"reason": "Fine."}, "content_type": "application/json"}
    assert client.post(address, **body).status_code == 428
    tag = client.get(f"/api/v1/renewals/{note.uid}/")["ETag"]
    assert signed_in(requester).post(address, **body, headers={"If-Match": tag}).status_code == 403
    done = client.post(address, **body, headers={"If-Match": tag})
    assert done.status_code == 200 and done.json()["outcome"] == "set_aside"
    assert client.get("/api/v1/renewals/?outcome=set_aside").json()["results"][0]["reason"] == "Fine."


def test_what_happens_with_a_new_text_is_declared_in_one_place() -> None:
    assert text_handlers() == (renew_for_version, flag_for_layers, reconsider_text)
