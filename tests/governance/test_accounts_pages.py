"""Pages of one's own account and of the administrator: what they do, who may not, and what they cost."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.accounts.access import roles_of, today
from governance.accounts.models import ApiToken, AuditorScope, Membership, Organisation, RoleGrant, Team, User
from governance.accounts.roles import Role, Scope
from governance.accounts.services.tokens import create_token
from governance.canonical import sha256_text
from tests.cast import PASSWORD, AsActor, SignedIn, person

NEW = "a quite different wall at high tide"
OTHERS = ["counsel", "requester", "engineering_owner", "auditor", "outsider"]
ADMIN_GET = ["/people/", "/people/new/", "/people/{person}/", "/people/{person}/edit/", "/teams/", "/teams/new/",
             "/teams/{team}/", "/teams/{team}/edit/", "/organisation/"]  # fmt: skip
ADMIN_POST = ["/people/new/", "/people/{person}/edit/", "/people/{person}/close/", "/people/{person}/open/",
              "/people/{person}/reset/", "/people/{person}/scope/", "/people/{person}/roles/",
              "/people/{person}/roles/{grant}/end/", "/teams/new/", "/teams/{team}/edit/", "/teams/{team}/members/",
              "/teams/{team}/members/{person}/remove/", "/organisation/"]  # fmt: skip


@pytest.fixture
def places(second_counsel: User, payments: Team) -> dict[str, str]:
    grant = RoleGrant.objects.get(person=second_counsel)
    return {"person": str(second_counsel.uid), "team": str(payments.uid), "grant": str(grant.uid)}


@pytest.mark.parametrize("who", OTHERS)
def test_whoever_is_no_administrator_gets_403_on_every_page(
    who: str, request: pytest.FixtureRequest, places: dict[str, str], signed_in: SignedIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for address in ADMIN_GET:
        assert client.get(address.format(**places)).status_code == 403, address
    for address in ADMIN_POST:
        assert client.post(address.format(**places)).status_code == 403, address


def test_an_administrator_opens_every_page_and_404_answers_what_is_unknown(
    administrator: User, places: dict[str, str], signed_in: SignedIn
) -> None:
    client = signed_in(administrator)
    unknown = dict.fromkeys(places, str(uuid.uuid4()))
    for address in ADMIN_GET:
        assert client.get(address.format(**places)).status_code == 200, address
        if "{" in address:
            assert client.get(address.format(**unknown)).status_code == 404, address
    for address in ADMIN_POST:
        if "{" in address:
            assert client.post(address.format(**unknown)).status_code == 404, address


def test_adding_a_person_sends_the_link_and_leads_to_their_page(
    administrator: User, signed_in: SignedIn, mailoutbox: list[Any]
) -> None:
    client = signed_in(administrator)
    response = client.post("/people/new/", {"name": "Nora New", "email": "nora@example.test"}, follow=True)
    nora = User.objects.get(email="nora@example.test")
    assert response.redirect_chain[0][0] == f"/people/{nora.uid}/"
    assert b"was sent a link" in response.content
    assert mailoutbox[0].to == ["nora@example.test"]


def test_a_refused_person_keeps_what_was_entered(administrator: User, counsel: User, signed_in: SignedIn) -> None:
    response = signed_in(administrator).post("/people/new/", {"name": "Nora New", "email": counsel.email})
    assert response.status_code == 422
    assert b"Nora New" in response.content
    assert b"has an account with this address already" in response.content


def test_a_person_is_edited_and_a_stale_edit_shows_both(
    administrator: User, counsel: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(administrator), f"/people/{counsel.uid}/edit/"
    values = {"name": "Clara First", "email": counsel.email, "version": "1"}
    assert client.post(address, values).status_code == 302
    stale = client.post(address, {**values, "name": "Clara Second"})
    assert stale.status_code == 412
    assert b"Clara First" in stale.content
    assert b"Clara Second" in stale.content


def test_roles_are_given_and_ended_on_the_page_of_the_person(
    administrator: User, counsel: User, signed_in: SignedIn
) -> None:
    client, nobody = signed_in(administrator), person("Nora Newcomer", None)
    address = f"/people/{nobody.uid}/roles/"
    assert client.post(address, {"role": "counsel"}).status_code == 302
    assert roles_of(nobody) == {Role.COUNSEL}
    assert client.post(address, {"role": "counsel"}).status_code == 409
    assert client.post(address, {"role": "pope"}).status_code == 422
    grant = RoleGrant.objects.get(person=nobody)
    assert client.post(f"/people/{counsel.uid}/roles/{grant.uid}/end/").status_code == 404
    assert client.post(f"{address}{grant.uid}/end/").status_code == 302
    assert roles_of(nobody) == frozenset()
    assert b"Counsel" in client.get(f"/people/{nobody.uid}/").content
    assert client.post(f"/people/{administrator.uid}/roles/", {"role": "engineering_manager"}).status_code == 403


def test_an_account_is_closed_opened_and_sent_a_link(
    administrator: User, counsel: User, signed_in: SignedIn, mailoutbox: list[Any]
) -> None:
    client, address = signed_in(administrator), f"/people/{counsel.uid}"
    assert client.post(f"{address}/reset/").status_code == 302
    assert len(mailoutbox) == 1
    assert client.post(f"{address}/close/").status_code == 302
    assert client.post(f"{address}/close/").status_code == 409
    assert b"is closed" in client.post(f"{address}/reset/", follow=True).content
    assert client.post(f"{address}/open/").status_code == 302
    assert client.post(f"/people/{administrator.uid}/close/").status_code == 403


def test_the_scope_of_an_auditor_is_set_on_their_page(
    administrator: User, auditor: User, counsel: User, payments: Team, signed_in: SignedIn
) -> None:
    client = signed_in(administrator)
    assert b"What this auditor sees" in client.get(f"/people/{auditor.uid}/").content
    assert client.post(f"/people/{auditor.uid}/scope/", {"teams": [str(payments.uid)]}).status_code == 302
    assert AuditorScope.objects.open().get().team == payments
    assert client.post(f"/people/{auditor.uid}/scope/", {"teams": ["nonsense"]}).status_code == 422
    assert client.post(f"/people/{counsel.uid}/scope/", {"teams": [str(payments.uid)]}).status_code == 422


def test_a_team_is_added_renamed_and_filled(administrator: User, outsider: User, signed_in: SignedIn) -> None:
    client = signed_in(administrator)
    assert client.post("/teams/new/", {"name": ""}).status_code == 422
    assert client.post("/teams/new/", {"name": "Ledger"}).status_code == 302
    team = Team.objects.get(name="Ledger")
    address = f"/teams/{team.uid}"
    assert client.post(f"{address}/edit/", {"name": "Ledgers", "version": "1"}).status_code == 302
    assert client.post(f"{address}/edit/", {"name": "Other", "version": "1"}).status_code == 412
    assert client.post(f"{address}/members/", {"person": ""}).status_code == 422
    assert client.post(f"{address}/members/", {"person": str(outsider.uid)}).status_code == 302
    assert client.post(f"{address}/members/{outsider.uid}/remove/").status_code == 302
    page = client.get(f"{address}/").content
    assert b"Former members" in page
    assert outsider.name.encode() in page


def test_the_organisation_is_changed_on_its_page(
    administrator: User, organisation: Organisation, counsel: User, second_counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(administrator)
    values = {
        "name": "Harbour Works",
        "legal_owner": str(second_counsel.uid),
        "engineering_owner": str(organisation.engineering_owner.uid),  # type: ignore[union-attr]
        "escalation_contact": "",
        "legal_days": "7",
        "engineering_days": "7",
        "warning_days": "60, 30, 7",
        "time_zone": "Europe/Paris",
        "version": "1",
    }
    assert client.post("/organisation/", values).status_code == 302
    assert client.post("/organisation/", values).status_code == 412
    both = {**values, "engineering_owner": values["legal_owner"], "version": "2"}
    refused = client.post("/organisation/", both)
    assert refused.status_code == 422
    assert b"both lanes" in refused.content
    assert b"CET" in client.get("/account/").content or b"CEST" in client.get("/account/").content


def test_one_sees_ones_own_roles_teams_and_theme(requester: User, signed_in: SignedIn) -> None:
    page = signed_in(requester).get("/account/").content
    for words in (b"Engineering manager", b"Payments", b"Appearance"):
        assert words in page
    assert b"People and roles" not in page


def test_somebody_without_a_role_reaches_their_own_page_only(database: None, signed_in: SignedIn) -> None:
    client = signed_in(person("Nora Newcomer", None))
    assert b"You have no role yet" in client.get("/account/").content
    assert client.get("/people/").status_code == 403
    assert client.post("/account/theme/", {"theme": "dark"}).status_code == 302


def test_the_theme_is_kept(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    client.post("/account/theme/", {"theme": "dark"})
    assert b'data-bs-theme="dark"' in client.get("/account/").content
    client.post("/account/theme/", {"theme": "neon"})
    counsel.refresh_from_db()
    assert counsel.theme == "dark"


def test_a_password_is_changed_with_the_present_one_and_the_session_goes_on(counsel: User, signed_in: SignedIn) -> None:
    client, elsewhere = signed_in(counsel), signed_in(counsel)
    values = {"current": PASSWORD, "password": NEW, "again": NEW}
    for bad in ({"current": "wrong"}, {"again": "another"}, {"password": "short", "again": "short"}):
        assert client.post("/account/password/", {**values, **bad}).status_code == 422
    assert client.post("/account/password/", values).status_code == 302
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    counsel.refresh_from_db()
    assert counsel.check_password(NEW)
    assert counsel.password_reset_at is None


def test_a_token_is_shown_once_listed_and_revoked(requester: User, outsider: User, signed_in: SignedIn) -> None:
    client = signed_in(requester)
    values = {"name": "CI", "scopes": ["read", "ask"], "ends_on": today().isoformat()}
    assert client.post("/account/tokens/new/", {**values, "scopes": []}).status_code == 422
    assert client.post("/account/tokens/new/", {**values, "ends_on": "2400-01-01"}).status_code == 422
    shown = client.post("/account/tokens/new/", values)
    token = ApiToken.objects.get()
    secret = shown.context["secret"]
    assert secret.encode() in shown.content
    assert "no-store" in shown["Cache-Control"]
    assert token.digest == sha256_text(secret)
    listed = client.get("/account/").content
    assert token.prefix.encode() in listed
    assert secret.encode() not in listed
    address = f"/account/tokens/{token.uid}/revoke/"
    assert signed_in(outsider).post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409
    assert b"Revoked" in client.get("/account/").content


def test_the_list_of_people_is_filtered_and_sorted(administrator: User, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(administrator)
    User.objects.filter(pk=counsel.pk).update(is_active=False)
    assert [row[0].name for row in client.get("/people/?role=counsel").context["rows"]] == [counsel.name]
    assert [row[0].name for row in client.get("/people/?account=closed").context["rows"]] == [counsel.name]
    assert [row[0].name for row in client.get("/people/?account=open").context["rows"]] == [administrator.name]
    assert [row[0].name for row in client.get("/people/?q=CLARA").context["rows"]] == [counsel.name]
    assert next(row[0].name for row in client.get("/people/?sort=-name").context["rows"]) == counsel.name
    assert client.get("/people/?sort=password&role=pope&page=nonsense").status_code == 200
    assert b"Nobody matches" in client.get("/people/?q=zzzz").content


def filled(number: int, team: Team) -> None:
    for index in range(number):
        someone = person(f"Person {team.pk} {number} {index}", Role.COUNSEL, team=team)
        Membership.objects.create(person=someone, team=Team.objects.create(name=f"T {number} {index}"),
                                  valid_from=someone.created_at)  # fmt: skip


@pytest.mark.parametrize("address", ["/people/", "/teams/", "/teams/{team}/"])
def test_a_list_costs_the_same_with_ten_rows_and_with_forty(
    address: str, administrator: User, payments: Team, signed_in: SignedIn
) -> None:
    client, address = signed_in(administrator), address.format(team=payments.uid)
    counts = []
    for number in (10, 30):
        filled(number, payments)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_ones_own_page_costs_the_same_with_many_tokens(requester: User, signed_in: SignedIn, as_actor: AsActor) -> None:
    client, counts = signed_in(requester), []
    client.get("/account/")  # the organisation's row is made by the first page
    for number in (2, 20):
        for index in range(number):
            create_token(actor=as_actor(requester), name=f"{number}.{index}", scopes=[Scope.READ], ends_on=today())
        with CaptureQueriesContext(connection) as queries:
            client.get("/account/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
