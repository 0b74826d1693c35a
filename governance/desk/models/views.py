"""Filters of list pages that a person kept under a name."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.accounts.access import team_ids_of
from governance.accounts.models import Team, User
from governance.modelling import VersionedModel


class Sharing(models.TextChoices):
    """Who besides its owner sees a view."""

    NOBODY = "", "Only you"
    TEAM = "team", "A team of yours"
    ORGANISATION = "organisation", "Everybody"


class SavedViewQuerySet(models.QuerySet[Any]):
    """Questions about saved views."""

    def visible_to(self, user: User) -> Self:
        """One's own, and those that others share with a team of one's or with everybody."""
        with_team = Q(shared=Sharing.TEAM, team__in=team_ids_of(user))
        return self.filter(Q(person=user) | with_team | Q(shared=Sharing.ORGANISATION))


class SavedView(VersionedModel):
    """The filters of one page under a name. `query` is what the page's own address says, and nothing else."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    shared = models.CharField(max_length=20, blank=True, choices=Sharing.choices, default=Sharing.NOBODY)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["page", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "name"], name="desk_view_name_once"),
            models.CheckConstraint(
                name="desk_view_shared_with_its_team",
                condition=Q(shared="team", team__isnull=False) | (~Q(shared="team") & Q(team__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
