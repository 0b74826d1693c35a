"""Who asks, and their tokens. A token sees no tokens: those are looked after in one's own session."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.access import require_self, team_ids_of
from governance.accounts.api_endpoints import Acting, Deed, Rows
from governance.accounts.models import ApiToken, Team
from governance.accounts.roles import Role, Scope
from governance.accounts.services.tokens import revoke_token
from governance.web.api.fields import Ref, Words
from governance.web.api.filters import Filters


class MeSerializer(serializers.Serializer[Any]):
    """Who asks, how, and as what."""

    uid = serializers.UUIDField()
    name = serializers.CharField()
    job_title = serializers.CharField()
    email = serializers.EmailField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=[(role.value, role.value) for role in Role]))
    teams = Ref(many=True)
    via = serializers.ChoiceField(choices=[("session", "session"), ("token", "token")])
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(scope.value, scope.value) for scope in Scope])
    )


class Me(Acting):
    """Who asks."""

    @extend_schema(responses=MeSerializer, operation_id="me_retrieve")
    def get(self, request: Request) -> Response:
        """You: roles, teams, and what your token is for."""
        actor, person = self.actor, self.actor.person
        shown = {
            "uid": person.uid,
            "name": person.name,
            "job_title": person.job_title,
            "email": person.email,
            "roles": sorted(actor.roles),
            "teams": Team.objects.filter(pk__in=team_ids_of(person)),
            "via": actor.via,
            "scopes": sorted(actor.scopes),
        }
        return Response(MeSerializer(shown).data)


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token of yours. Its secret was shown once and is not kept."""

    scopes = Words()

    class Meta:
        model = ApiToken
        fields = ["uid", "name", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"]


class TokenFilters(Filters):
    """Your tokens need no filter."""


class Tokens(Rows):
    """Your own tokens. Made on your account page; only a session of yours sees or revokes them."""

    serializer_class = TokenSerializer
    filterset_class = TokenFilters
    versioned = False
    deeds = {"destroy": Deed("self.manage")}

    def check_access(self, request: Request) -> None:
        """The usual, and: a person in a session of their own."""
        require_self(self.actor, self.actor.person)
        super().check_access(request)

    def rows(self) -> QuerySet[ApiToken]:
        return ApiToken.objects.filter(person=self.actor.person)

    @extend_schema(responses={200: TokenSerializer})
    def destroy(self, request: Request, uid: Any) -> Response:
        """Revoke a token. It stays listed, and opens nothing any more."""
        return self.again(revoke_token(actor=self.actor, token=self.row))
