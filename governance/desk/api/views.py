"""Saved views of the person who asks, for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.access import team_ids_of
from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import Team
from governance.desk.domain.saved_pages import LONGEST_QUERY, PAGES
from governance.desk.models import SavedView, Sharing
from governance.desk.services.views import change_view, delete_view, save_view
from governance.web.api.fields import Entry, Ref, RowField, Text, column
from governance.web.api.filters import Filters

CODES = [(code, page.word) for code, page in PAGES.items()]


class ViewSerializer(serializers.ModelSerializer[SavedView]):
    """The filters of one page under a name. `query` goes behind the question mark of that page's address."""

    team = Ref(read_only=True, allow_null=True)

    class Meta:
        model = SavedView
        fields = ["uid", "version", "page", "name", "query", "shared", "team", "created_at"]


class ViewEntry(Entry):
    """A view, whole."""

    page = serializers.ChoiceField(choices=CODES)
    name = column(SavedView, "name")
    query = Text(max_length=LONGEST_QUERY, allow_blank=True, default="")
    shared = serializers.ChoiceField(choices=Sharing.choices, allow_blank=True, default="")
    team = RowField(lambda user: Team.objects.filter(pk__in=team_ids_of(user)), allow_null=True, default=None)


class ViewFilters(Filters):
    """Your own views need no filter."""


class Views(Rows):
    """Views you keep yourself: what you see of lists, by the filters you gave a name. Those of others are not here."""

    serializer_class = ViewSerializer
    filterset_class = ViewFilters
    deeds = {
        "create": Deed("view.save", ViewEntry),
        "update": Deed("view.save", ViewEntry),
        "destroy": Deed("view.save"),
    }

    def rows(self) -> QuerySet[SavedView]:
        return SavedView.objects.filter(person=self.actor.person).select_related("team")

    def create(self, request: Request) -> Response:
        """Keep filters of a page under a name; one of the same name on that page is on record already."""
        entry = self.entry
        self.refuse_existing("A view of this name", page=entry["page"], name=" ".join(entry["name"].split()))
        return self.created(save_view(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace name, filters and sharing of a view. Its page stays."""
        row, entry = self.row, self.entry
        entry.pop("page")
        return self.again(change_view(actor=self.actor, view=row, version=row.version, **entry))

    def destroy(self, request: Request, uid: Any) -> Response:
        """Take a view away."""
        delete_view(actor=self.actor, view=self.row)
        return Response(status=204)
