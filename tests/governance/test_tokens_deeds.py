"""API tokens: made, kept as a digest, used, ended; and what the API makes of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.accounts.access import actor_of, today
from governance.accounts.api_auth import BrowserAuthentication, TokenAuthentication
from governance.accounts.models import ApiToken, User
from governance.accounts.roles import Scope
from governance.accounts.services.tokens import create_token, revoke_token
from governance.audit.models import Event
from governance.canonical import sha256_text
from governance.errors import Conflict, Invalid, NotAllowed
from governance.web.zones import in_zone
from tests.cast import AsActor, AsToken, SignedIn, person


class WhoAmI(APIView):
    """The smallest endpoint: says who acts and with which scopes."""

    authentication_classes = [TokenAuthentication, BrowserAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        actor = actor_of(request)  # type: ignore[arg-type]
        return Response({"name": actor.name, "via": actor.via, "scopes": sorted(actor.scopes)})

    post = get


def ask(secret: str | None, method: str = "get", scheme: str = "Bearer", **extra: Any) -> Any:
    headers = {"HTTP_AUTHORIZATION": f"{scheme} {secret}"} if secret is not None else {}
    return WhoAmI.as_view()(getattr(RequestFactory(), method)("/api/v1/me/", **headers, **extra))


def made(actor: object, **changes: Any) -> tuple[ApiToken, str]:
    values = {"name": "CI", "scopes": [Scope.READ, Scope.DRAFT], "ends_on": today() + dt.timedelta(days=30), **changes}
    return create_token(actor=actor, **values)  # type: ignore[arg-type]


def test_a_token_is_shown_once_and_kept_only_as_a_digest(requester: User, as_actor: AsActor) -> None:
    token, secret = made(as_actor(requester))
    assert secret.startswith("cs_")
    assert len(secret) > 40
    assert token.digest == sha256_text(secret)
    assert token.scope_set == {Scope.READ, Scope.DRAFT}
    kept = " ".join(str(value) for value in ApiToken.objects.values().get().values())
    assert secret not in kept
    event = Event.objects.get()
    assert event.action == "token.created"
    assert secret not in event.body
    assert token.digest not in event.body


def test_a_token_holds_to_the_end_of_its_last_day_in_the_organisations_zone(requester: User, as_actor: AsActor) -> None:
    with in_zone("Pacific/Auckland"):
        token, _ = made(as_actor(requester), ends_on=today())
        assert token.expires_at.astimezone(dt.UTC).hour in (11, 12)
    assert token.usable(token.expires_at - dt.timedelta(seconds=1))
    assert not token.usable(token.expires_at)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "n" * 81}),
        ("scopes", {"scopes": []}),
        ("ends_on", {"ends_on": dt.date(2020, 1, 1)}),
        ("ends_on", {"ends_on": dt.date(2400, 1, 1)}),
    ],
)
def test_bad_input_is_named(field: str, changes: dict[str, Any], requester: User, as_actor: AsActor) -> None:
    with pytest.raises(Invalid) as refused:
        made(as_actor(requester), **changes)
    assert set(refused.value.problems) == {field}
    assert not ApiToken.objects.exists()


def test_a_token_makes_no_tokens_and_a_stranger_to_all_roles_neither(
    requester: User, as_token: AsToken, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed):
        made(as_token(requester, list(Scope)))
    with pytest.raises(NotAllowed):
        made(as_actor(person("Nora Newcomer", None)))


def test_owner_and_administrator_revoke_a_token_and_nobody_else(
    requester: User, outsider: User, counsel: User, administrator: User, as_actor: AsActor, as_token: AsToken
) -> None:
    first, _ = made(as_actor(requester))
    second, _ = made(as_actor(requester))
    for someone in (outsider, counsel):
        with pytest.raises(NotAllowed):
            revoke_token(actor=as_actor(someone), token=first)
    with pytest.raises(NotAllowed):
        revoke_token(actor=as_token(requester, list(Scope)), token=first)
    revoke_token(actor=as_actor(requester), token=first)
    revoke_token(actor=as_actor(administrator), token=second)
    assert not ApiToken.objects.filter(revoked_at__isnull=True).exists()
    assert Event.objects.filter(action="token.revoked").count() == 2
    with pytest.raises(Conflict):
        revoke_token(actor=as_actor(requester), token=first)


def test_the_database_lets_no_token_be_widened_or_revived(requester: User, as_actor: AsActor) -> None:
    token, _ = made(as_actor(requester))
    revoke_token(actor=as_actor(requester), token=token)
    rows = ApiToken.objects.filter(pk=token.pk)
    changes: tuple[dict[str, Any], ...] = ({"revoked_at": None}, {"scopes": "read ask"}, {"expires_at": timezone.now()})
    for change in changes:
        with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
            rows.update(**change)


def test_a_good_token_acts_for_its_person_with_its_scopes(requester: User, as_actor: AsActor) -> None:
    _, secret = made(as_actor(requester))
    for scheme in ("Bearer", "bearer"):
        response = ask(secret, scheme=scheme)
        assert response.status_code == 200
        assert response.data == {"name": requester.name, "via": "token", "scopes": ["draft", "read"]}
    assert ask(secret, "post").status_code == 200  # a token needs no CSRF token


@pytest.mark.parametrize("secret", ["cs_wrong", "", "ghp_stray", "cs_\xff", "cs_ and more"])
def test_a_token_nobody_made_is_a_401(secret: str, requester: User) -> None:
    response = ask(secret)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_no_credentials_are_a_401_too(requester: User) -> None:
    assert ask(None).status_code == 401
    assert ask("YTpi", scheme="Basic").status_code == 401


def test_an_ended_or_revoked_token_opens_nothing(requester: User, as_actor: AsActor) -> None:
    token, secret = made(as_actor(requester))
    with time_machine.travel(token.expires_at + dt.timedelta(seconds=1), tick=False):
        assert ask(secret).status_code == 401
    assert ask(secret).status_code == 200
    revoke_token(actor=as_actor(requester), token=token)
    assert ask(secret).status_code == 401


def test_the_token_of_a_closed_account_opens_nothing(requester: User, as_actor: AsActor) -> None:
    _, secret = made(as_actor(requester))
    User.objects.filter(pk=requester.pk).update(ends_on=today() - dt.timedelta(days=1))
    assert ask(secret).status_code == 401
    User.objects.filter(pk=requester.pk).update(ends_on=None, is_active=False)
    assert ask(secret).status_code == 401


def test_the_last_use_is_noted_at_most_once_a_minute(
    requester: User, as_actor: AsActor, django_assert_num_queries: Any
) -> None:
    start = timezone.now()
    token, secret = made(as_actor(requester))
    with time_machine.travel(start, tick=False) as clock:
        ask(secret)
        token.refresh_from_db()
        assert token.last_used_at == timezone.now()
        clock.shift(30)
        ask(secret)
        token.refresh_from_db()
        assert token.last_used_at == start
        clock.shift(40)
        ask(secret)
        token.refresh_from_db()
        assert token.last_used_at == start + dt.timedelta(seconds=70)


def test_a_session_writes_only_with_its_csrf_token(requester: User, signed_in: SignedIn) -> None:
    request = Request(RequestFactory().post("/api/v1/me/"))
    request._request.user = requester
    with pytest.raises(Exception, match="CSRF"):
        BrowserAuthentication().authenticate(request)
    reading = Request(RequestFactory().get("/api/v1/me/"))
    reading._request.user = requester
    assert BrowserAuthentication().authenticate(reading) == (requester, None)


def test_a_token_opens_no_page(requester: User, as_actor: AsActor) -> None:
    _, secret = made(as_actor(requester))
    response = Client().get("/account/", headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_the_message_for_a_bad_token_does_not_repeat_it(requester: User) -> None:
    request = Request(RequestFactory().get("/api/v1/me/", HTTP_AUTHORIZATION="Bearer cs_guess"))
    with pytest.raises(AuthenticationFailed) as refused:
        TokenAuthentication().authenticate(request)
    assert "cs_guess" not in str(refused.value.detail)
