"""Codebases. A team's own, to everyone else not there."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import Team, User
from governance.web.api.fields import Entry, Ref, RowField, choice, column, prose
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.types import CodebaseKind, Destination
from policies.models import Category, Codebase, CodebaseCategory
from policies.services.codebases import categorise, save_codebase


class SlugRef(serializers.Serializer[Any]):
    """A category: its uid and its name in addresses."""

    uid = serializers.UUIDField()
    slug = serializers.CharField()


class CodebaseSerializer(serializers.ModelSerializer[Codebase]):
    """Anything AI output can land in."""

    team = Ref(read_only=True)
    owner = Ref(read_only=True, allow_null=True)
    category = serializers.SerializerMethodField()
    category_since = serializers.SerializerMethodField()

    class Meta:
        model = Codebase
        fields = [
            "uid",
            "version",
            "team",
            "name",
            "kind",
            "destination",
            "owner",
            "url",
            "description",
            "category",
            "category_since",
            "created_at",
        ]

    @extend_schema_field(SlugRef(allow_null=True))
    def get_category(self, codebase: Codebase) -> Any:
        """The category it is in now."""
        row = _now(codebase)
        return SlugRef(row.category).data if row is not None else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_category_since(self, codebase: Codebase) -> Any:
        """Since when."""
        row = _now(codebase)
        return row.valid_from if row is not None else None


def _now(codebase: Codebase) -> CodebaseCategory | None:
    return next(iter(codebase.categories.all()), None)


class CodebaseEntry(Entry):
    """A codebase as registered or changed."""

    team = RowField(lambda user: Team.objects.all())
    name = column(Codebase, "name")
    kind = choice(CodebaseKind)
    destination = choice(Destination)
    owner = RowField(lambda user: User.objects.all(), allow_null=True, default=None)
    url = column(Codebase, "url", required=False)
    description = prose()


class CategoriseEntry(Entry):
    """The category to put it into from now on."""

    category = RowField(lambda user: Category.objects.all())


class CodebaseFilters(Filters):
    """Which codebases."""

    team = by_uid("team", "Uid of the team.")
    kind = by_choice("kind", CodebaseKind, "Kind of codebase.")
    destination = by_choice("destination", Destination, "Destination.")


class Codebases(Rows):
    """Repositories, datasets, pipelines, models and shipped products."""

    serializer_class = CodebaseSerializer
    filterset_class = CodebaseFilters
    deeds = {
        "create": Deed("codebase.edit", CodebaseEntry),
        "update": Deed("codebase.edit", CodebaseEntry),
        "categorise": Deed("codebase.edit", CategoriseEntry),
    }

    def rows(self) -> QuerySet[Codebase]:
        now = CodebaseCategory.objects.open().select_related("category")
        rows = Codebase.objects.visible_to(self.actor.person).select_related("team", "owner")
        found: QuerySet[Codebase] = rows.prefetch_related(Prefetch("categories", queryset=now))
        return found

    def create(self, request: Request) -> Response:
        """Register a codebase of a team."""
        entry = self.entry
        name = " ".join(entry["name"].split())
        self.refuse_existing("A codebase of this name", team=entry["team"], name__iexact=name)
        return self.created(save_codebase(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace what is said of a codebase, whole."""
        row = self.row
        return self.again(save_codebase(actor=self.actor, codebase=row, version=row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def categorise(self, request: Request, uid: Any) -> Response:
        """Put a codebase into a category of the policy in force."""
        categorise(actor=self.actor, codebase=self.row, **self.entry)
        return self.again(self.row)
