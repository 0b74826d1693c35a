"""People and teams: what colleagues may know of each other, and nothing an administrator looks after."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from governance.accounts.api_endpoints import Rows
from governance.accounts.models import Membership, RoleGrant, Team, User
from governance.accounts.roles import Role
from governance.web.api.filters import Filters


class PersonSerializer(serializers.ModelSerializer[User]):
    """A colleague: name, function and roles held now."""

    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["uid", "name", "job_title", "roles"]

    def get_roles(self, person: User) -> list[str]:
        return sorted(grant.role for grant in person.roles_then)  # type: ignore[attr-defined] # prefetched by People


class PersonFilters(Filters):
    """Which people."""

    role = filters.ChoiceFilter(
        choices=[(role.value, role.value) for role in Role], method="holding", help_text="Role held now."
    )

    def holding(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(pk__in=User.objects.holding(Role(value), timezone.now()).values("pk"))


class People(Rows):
    """People with an account."""

    serializer_class = PersonSerializer
    filterset_class = PersonFilters
    versioned = False

    def rows(self) -> QuerySet[User]:
        held = RoleGrant.objects.as_of(timezone.now())
        found: QuerySet[User] = User.objects.prefetch_related(Prefetch("role_grants", held, to_attr="roles_then"))
        return found


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A team and who belongs to it now."""

    members = serializers.SerializerMethodField()

    class Meta:
        model = Team
        fields = ["uid", "name", "members"]

    def get_members(self, team: Team) -> list[str]:
        """Uids of its members, by name."""
        rows = sorted(team.members_now, key=lambda row: row.person.name)  # type: ignore[attr-defined] # by Teams
        return [str(row.person.uid) for row in rows]


class TeamFilters(Filters):
    """Which teams."""

    name = filters.CharFilter(field_name="name", lookup_expr="iexact")


class Teams(Rows):
    """Teams that own codebases and make requests."""

    serializer_class = TeamSerializer
    filterset_class = TeamFilters
    versioned = False

    def rows(self) -> QuerySet[Team]:
        now = Membership.objects.as_of(timezone.now()).select_related("person")
        return Team.objects.prefetch_related(Prefetch("memberships", queryset=now, to_attr="members_now"))
