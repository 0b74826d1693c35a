"""Who owns a category does not leave unnoticed: whoever ends the role or closes the account is told what lapses."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse

from governance.accounts.access import today
from governance.accounts.models import Organisation, RoleGrant, User
from governance.accounts.roles import Role
from governance.accounts.services.people import deactivate_person
from governance.accounts.services.roles import end_role
from governance.audit.models import Event
from governance.errors import Conflict, Invalid
from policies.models import PolicyRevision
from policies.services import publishing
from policies.services.revisions import start_revision
from tests.cast import AsActor, SignedIn, person
from tests.policies.pages import words

LAPSES = "is the legal owner of Open code, Closed code and Training"


@pytest.fixture
def leaving(policy: PolicyRevision, counsel: User, organisation: Organisation) -> User:
    """Counsel who owns the categories in force and no office of the organisation any more."""
    organisation.legal_owner = organisation.escalation_contact = person("Lena Legal", Role.COUNSEL)
    organisation.save(update_fields=["legal_owner", "escalation_contact"])
    return counsel


def grant_of(someone: User) -> RoleGrant:
    found: RoleGrant = RoleGrant.objects.open().get(person=someone)
    return found


def detail(action: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(Event.objects.get(action=action).body)["detail"]
    return found


def test_the_role_of_an_owner_ends_only_knowingly(leaving: User, administrator: User, as_actor: AsActor) -> None:
    actor = as_actor(administrator)
    with pytest.raises(Conflict, match=LAPSES) as told:
        end_role(actor=actor, grant=grant_of(leaving))
    assert told.value.code == "leaves-undecided"
    assert grant_of(leaving).valid_until is None
    end_role(actor=actor, grant=grant_of(leaving), knowing=True)
    assert LAPSES in str(detail("role.ended")["lapsed"])


def test_the_account_of_an_owner_is_closed_only_knowingly(
    leaving: User, administrator: User, as_actor: AsActor
) -> None:
    with pytest.raises(Conflict, match=LAPSES):
        deactivate_person(actor=as_actor(administrator), person=leaving)
    deactivate_person(actor=as_actor(administrator), person=leaving, knowing=True)
    leaving.refresh_from_db()
    assert not leaving.is_active
    assert LAPSES in str(detail("person.deactivated")["lapsed"])


def test_whoever_owns_nothing_in_force_leaves_at_once(
    leaving: User, second_counsel: User, administrator: User, as_actor: AsActor
) -> None:
    end_role(actor=as_actor(administrator), grant=grant_of(second_counsel))
    assert detail("role.ended")["lapsed"] == []


@pytest.mark.parametrize("act", ["role", "account"])
def test_the_page_names_the_categories_and_asks_once_more(
    act: str, leaving: User, administrator: User, signed_in: SignedIn
) -> None:
    client = signed_in(administrator)
    if act == "role":
        address = reverse("accounts:role_end", args=[leaving.uid, grant_of(leaving).uid])
    else:
        address = reverse("accounts:person_deactivate", args=[leaving.uid])
    asked = client.post(address)
    assert asked.status_code == 409
    assert LAPSES in words(asked)
    assert "all the same" in words(asked)
    leaving.refresh_from_db()
    assert (leaving.is_active, RoleGrant.objects.open().filter(person=leaving).exists()) == (True, True)
    assert client.post(address, {"knowing": "yes"}).status_code == 302
    leaving.refresh_from_db()
    assert (leaving.is_active, RoleGrant.objects.open().filter(person=leaving).exists()) == (
        act == "role",
        act != "role",
    )


def test_other_refusals_stay_what_they_are(
    policy: PolicyRevision, counsel: User, administrator: User, signed_in: SignedIn
) -> None:
    address = reverse("accounts:role_end", args=[counsel.uid, grant_of(counsel).uid])
    refused = signed_in(administrator).post(address, {"knowing": "yes"})
    assert refused.status_code == 409
    assert "organisation's owner" in refused.content.decode().replace("&#x27;", "'")
    assert "all the same" not in words(refused)


def test_an_end_date_says_what_lapses_with_it(leaving: User, administrator: User, signed_in: SignedIn) -> None:
    client = signed_in(administrator)
    entered = {
        "name": leaving.name,
        "email": leaving.email,
        "job_title": leaving.job_title,
        "ends_on": (today() + dt.timedelta(days=30)).isoformat(),
        "version": leaving.version,
    }
    saved = client.post(reverse("accounts:person_edit", args=[leaving.uid]), entered, follow=True)
    assert LAPSES in words(saved)


def test_no_revision_is_offered_with_an_owner_who_lost_the_role_meanwhile(
    leaving: User, engineering_owner: User, administrator: User, as_actor: AsActor
) -> None:
    draft = start_revision(actor=as_actor(engineering_owner), title="Next")
    assert publishing.offer(draft)
    end_role(actor=as_actor(administrator), grant=grant_of(leaving), knowing=True)
    with pytest.raises(Invalid, match="Clara Counsel does not hold the role counsel any more: name another owner for"):
        publishing.offer(draft)
