"""Codebases, the category each is in, and the flows between them."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.accounts.access import visible_team_ids
from governance.accounts.models import Team, User
from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, VersionedModel, choices_of
from policies.domain.types import CodebaseKind, Destination, FlowKind
from policies.models.category import Category


class CodebaseQuerySet(models.QuerySet[Any]):
    """Questions about codebases."""

    def visible_to(self, user: User) -> Self:
        """Codebases of the person's teams; all of them to both lanes and auditors."""
        teams = visible_team_ids(user)
        return self if teams is None else self.filter(team_id__in=teams)


class Codebase(VersionedModel):
    """Anything AI output can land in."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="codebases")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, choices=choices_of(CodebaseKind))
    destination = models.CharField(max_length=20, choices=choices_of(Destination))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CodebaseQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="policies_codebase_once")]

    def __str__(self) -> str:
        return self.name


class CodebaseCategory(IntervalModel):
    """The category a codebase is in, from when until when. Pipelines, datasets and models: restricted only
    (trigger)."""

    codebase = models.ForeignKey(Codebase, on_delete=models.PROTECT, related_name="categories")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="codebases")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = ["codebase", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebase"], condition=Q(valid_until__isnull=True), name="policies_codebase_category_once"
            ),
            IntervalModel.interval_check("policies_codebase_category_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.codebase} in {self.category}"


class Flow(IntervalModel, UidModel):
    """A directed edge: one codebase feeds another."""

    source = models.ForeignKey(Codebase, on_delete=models.PROTECT, related_name="flows_out")
    target = models.ForeignKey(Codebase, on_delete=models.PROTECT, related_name="flows_in")
    kind = models.CharField(max_length=20, choices=choices_of(FlowKind))
    note = models.CharField(max_length=300, blank=True)

    objects = IntervalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"], condition=Q(valid_until__isnull=True), name="policies_flow_once"
            ),
            models.CheckConstraint(name="policies_flow_not_to_itself", condition=~Q(source=F("target"))),
            IntervalModel.interval_check("policies_flow_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.source} feeds {self.target}"
