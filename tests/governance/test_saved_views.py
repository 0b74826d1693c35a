"""Saved views: kept, opened, renamed, shared and deleted by whoever keeps them; shared ones leave an event."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from governance.audit.models import Event
from governance.desk.domain.saved_pages import PAGES
from governance.desk.forms.changes import ChangeFilterForm
from governance.desk.forms.compare import CompareForm
from governance.desk.forms.matrix import MatrixFilterForm
from governance.desk.models import SavedView
from governance.desk.services import views
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.forms.approvals import ApprovalFilterForm
from policies.forms.codebases import CodebaseFilterForm
from policies.forms.register import InstrumentFilterForm
from policies.forms.requests import RequestFilterForm
from policies.forms.tools import ToolFilterForm
from tests.cast import AsActor, AsToken, SignedIn
from tests.policies.pages import words
from vendors.forms.documents import DocumentFilterForm, WatchFilterForm
from vendors.forms.vendors import VendorFilterForm

FORMS = {
    "matrix": MatrixFilterForm, "compare": CompareForm, "changes": ChangeFilterForm, "vendors": VendorFilterForm,
    "documents": DocumentFilterForm, "watch": WatchFilterForm, "tools": ToolFilterForm, "requests": RequestFilterForm,
    "approvals": ApprovalFilterForm, "codebases": CodebaseFilterForm, "register": InstrumentFilterForm,
}  # fmt: skip
BESIDE = {"sort", "show", "kind", "section"}
"""Names of addresses that no form has: orders, the two views of the matrix, and the links of the queue."""


@pytest.fixture
def asker(as_actor: AsActor, requester: User) -> Actor:
    return as_actor(requester)


def keep(actor: Actor, **changes) -> SavedView:
    said = {"page": "tools", "name": "Ours", "query": "q=lark", **changes}
    return views.save_view(actor=actor, **said)


def told() -> list[str]:
    return list(Event.objects.filter(action__startswith="view.").order_by("sequence").values_list("action", flat=True))


def test_every_filter_of_every_page_may_be_kept_and_no_other() -> None:
    assert set(FORMS) == set(PAGES) - {"queue"}
    for code, form in FORMS.items():
        assert set(form.base_fields) <= set(PAGES[code].names), code
        assert set(PAGES[code].names) - set(form.base_fields) <= BESIDE, code
        assert reverse(PAGES[code].route)


def test_a_view_of_ones_own_leaves_no_event_and_a_shared_one_does(
    asker: Actor, payments: Team, search_team: Team
) -> None:
    row = keep(asker)
    assert keep(asker, query="q=other").pk == row.pk and not told()
    views.change_view(actor=asker, view=row, version=None, name="Ours", shared="team", team=payments)
    views.change_view(actor=asker, view=row, version=None, name="Theirs", shared="organisation", team=payments)
    row.refresh_from_db()
    assert (row.name, row.shared, row.team, row.query) == ("Theirs", "organisation", None, "q=other")
    views.change_view(actor=asker, view=row, version=None, name="Theirs")
    assert told() == ["view.shared", "view.changed", "view.unshared"]
    with pytest.raises(Invalid):
        views.change_view(actor=asker, view=row, version=None, name="Theirs", shared="team", team=search_team)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.update(shared="team")
    keep(asker, name="Shared", shared="organisation")
    views.delete_view(actor=asker, view=SavedView.objects.get(name="Shared"))
    views.delete_view(actor=asker, view=row)
    assert told()[-2:] == ["view.shared", "view.deleted"] and not SavedView.objects.exists()


def test_only_whoever_keeps_a_view_changes_it_and_nobody_loses_anothers_edit(
    asker: Actor, outsider: User, as_actor: AsActor, requester: User, as_token: AsToken, monkeypatch
) -> None:
    row = keep(asker, shared="organisation")
    for deed in (
        lambda actor: views.delete_view(actor=actor, view=row),
        lambda actor: views.change_view(actor=actor, view=row, version=None, name="Mine"),
    ):
        with pytest.raises(NotAllowed):
            deed(as_actor(outsider))
        with pytest.raises(NotAllowed):
            deed(as_token(requester, ["read"]))
    with pytest.raises(Stale):
        views.change_view(actor=asker, view=row, version=77, name="Mine")
    keep(asker, name="Second")
    with pytest.raises(Invalid):
        views.change_view(actor=asker, view=row, version=None, name="Second")
    for wrong in (
        {"query": "next=//evil.example"},
        {"page": "nowhere"},
        {"name": " "},
        {"name": "x" * 81},
        {"shared": "x"},
    ):
        with pytest.raises(Invalid):
            keep(asker, **{"name": "Third", **wrong})
    monkeypatch.setattr(views, "MOST", 2)
    with pytest.raises(Conflict):
        keep(asker, name="Third")


def test_a_view_is_saved_from_the_page_opened_renamed_and_deleted_without_scripts(
    requester: User, outsider: User, counsel: User, payments: Team, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    page = client.get("/tools/?q=lark&page=1")
    link = f"{reverse('desk:view_list')}?of=tools&amp;query=q%3Dlark%26page%3D1"
    assert link in page.content.decode().replace("&#x27;", "'")
    asked = client.get(reverse("desk:view_list"), {"of": "tools", "query": "q=lark&page=1"})
    assert "Set: q." in words(asked) and 'value="q=lark"' in asked.content.decode()
    sent = {"page": "tools", "query": "q=lark", "name": "Ours", "shared": "team", "team": str(payments.uid)}
    answer = client.post(reverse("desk:view_save"), sent)
    assert answer["Location"] == "/tools/?q=lark"
    row = SavedView.objects.get()
    assert "Ours" in words(client.get(reverse("desk:view_list")))
    assert "Ours" not in words(signed_in(outsider).get(reverse("desk:view_list")))
    for theirs in ("desk:view_edit", "desk:view_delete"):
        assert signed_in(counsel).post(reverse(theirs, args=[row.uid]), {}).status_code == 404
    edit = reverse("desk:view_edit", args=[row.uid])
    assert client.post(edit, {"version": 9, "name": "New", "shared": ""}).status_code == 412
    assert client.post(edit, {"version": row.version, "name": "New", "shared": "organisation"}).status_code == 302
    assert "Shared with you" in words(signed_in(outsider).get(reverse("desk:view_list"), {"of": "tools"}))
    refused = client.post(reverse("desk:view_save"), {"page": "tools", "query": "evil=1", "name": "Bad"})
    assert refused.status_code == 422 and "no filter of this page" in words(refused)
    assert client.get(reverse("desk:view_list"), {"of": "nowhere"}).status_code == 404
    assert client.post(reverse("desk:view_delete", args=[row.uid])).status_code == 302
    assert not SavedView.objects.exists()


def test_programs_read_and_write_views_of_their_own_person_alone(
    asker: Actor, requester: User, counsel: User, signed_in: SignedIn
) -> None:
    row = keep(asker, shared="organisation")
    client, address = signed_in(requester), f"/api/v1/views/{row.uid}/"
    assert client.get(address).json()["query"] == "q=lark"
    assert signed_in(counsel).get(address).status_code == 404
    assert signed_in(counsel).get("/api/v1/views/").json()["results"] == []
    body = {"page": "matrix", "name": "Unknown", "query": "rating=undocumented&format=csv"}
    made = client.post("/api/v1/views/", body, content_type="application/json")
    assert made.status_code == 201 and made.json()["query"] == "rating=undocumented"
    bad = client.post("/api/v1/views/", {**body, "name": "Bad", "query": "x=1"}, content_type="application/json")
    assert bad.status_code == 422 and "query" in bad.json()["problems"]
    tag = client.get(address)["ETag"]
    assert client.delete(address).status_code == 428
    assert client.delete(address, headers={"If-Match": tag}).status_code == 204
