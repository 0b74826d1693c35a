"""Tools: tiers as this organisation holds them, with configuration kept as interval rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings as configured
from django.db import models
from django.db.models import F, FilteredRelation, Q

from governance.accounts.models import Team
from governance.blobs.models import Blob
from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, VersionedModel, choices_of
from policies.domain.types import BindingMode, DeploymentKind, Surface
from vendors.domain.terms import Applicability, Channel, FeatureStatus
from vendors.models import GoverningLink, ModelRelease, TermsDocument, TermsVersion, Tier

USER = configured.AUTH_USER_MODEL


class ToolQuerySet(models.QuerySet["Tool"]):
    """Questions about tools."""

    def as_held(self) -> ToolQuerySet:
        """Each with `held_region` and `held_kind` of how it is held now, and `held_pk`, None while nobody has said.

        In the same query: at most one configuration of a tool is open (constraint).
        """
        held = FilteredRelation("configurations", condition=Q(configurations__valid_until__isnull=True))
        columns = {"held_pk": F("held__pk"), "held_region": F("held__region"), "held_kind": F("held__deployment__kind")}
        return self.annotate(held=held).annotate(**columns)

    def under(self, documents: Iterable[int] | models.QuerySet[Any, Any]) -> ToolQuerySet:
        """Those that one of `documents` binds or did: as its order form, by a binding, or by a link to its tier."""
        named = ToolConfiguration.objects.filter(order_form__in=documents).values("tool")
        bound = Binding.objects.filter(document__in=documents).values("configuration__tool")
        linked = GoverningLink.objects.filter(document__in=documents).values("tier")
        return self.filter(Q(pk__in=named) | Q(pk__in=bound) | Q(tier__in=linked))


class Tool(VersionedModel):
    """A tier as held. What may change over time lies in its configurations."""

    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="tools")
    name = models.CharField(max_length=120, unique=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="tools")
    business_owner = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Given up for good; all of it was stopped.")
    retired_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def in_use(self) -> bool:
        """Whether its tier stays: somebody said how it is held (as every request presumes) or what its output is."""
        return self.configurations.exists() or self.statements.exists()


class ToolConfiguration(IntervalModel, UidModel):
    """How a tool is held, from when until when: never overwritten, only followed by another."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="configurations")
    contracting_entity = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20, blank=True, choices=choices_of(Channel))
    feature_status = models.CharField(max_length=20, blank=True, choices=choices_of(FeatureStatus))
    reseller = models.CharField(max_length=200, blank=True, help_text="Whom it is bought from, where not its vendor.")
    surfaces = models.CharField(max_length=120, blank=True, help_text="Those in use, by spaces; empty: any may be.")
    order_form = models.ForeignKey(TermsDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    changed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BooleanField(default=False, help_text="All of its parts are recorded; no further one is taken.")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool"], condition=Q(valid_until__isnull=True), name="policies_configuration_one_open"
            ),
            IntervalModel.interval_check("policies_configuration_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.tool} from {self.valid_from:%Y-%m-%d}"

    @property
    def held(self) -> Applicability:
        """Where the tool is held, for matching links and readings."""
        return Applicability(self.contracting_entity, self.region, self.channel, self.feature_status)


class Deployment(models.Model):
    """How a configured tool runs: who hosts it, where data goes, which releases are switched on."""

    configuration = models.OneToOneField(ToolConfiguration, on_delete=models.CASCADE, related_name="deployment")
    kind = models.CharField(max_length=20, choices=choices_of(DeploymentKind))
    hosted_by = models.CharField(max_length=120, blank=True)
    data_location = models.CharField(max_length=120, blank=True)
    releases = models.ManyToManyField(ModelRelease, related_name="deployments", blank=True)

    def __str__(self) -> str:
        return f"{self.kind} at {self.hosted_by}"


class ToolSetting(models.Model):
    """An admin setting as set on a date. It counts only with proof and the date it was checked, and where it names
    surfaces, on those alone."""

    configuration = models.ForeignKey(ToolConfiguration, on_delete=models.CASCADE, related_name="settings")
    code = models.CharField(max_length=60)
    value = models.CharField(max_length=120)
    proof = models.CharField(max_length=300, blank=True)
    proof_blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField(null=True, blank=True)
    surfaces = models.CharField(max_length=120, blank=True, help_text="Where it is so, by spaces; empty: everywhere.")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["configuration", "code"], name="policies_setting_once")]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class Binding(models.Model):
    """Which text of a document binds a configured tool: rolling, on notice, or pinned to a version until a date."""

    configuration = models.ForeignKey(ToolConfiguration, on_delete=models.CASCADE, related_name="bindings")
    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=20, choices=choices_of(BindingMode), default=BindingMode.ROLLING)
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.ForeignKey(TermsVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    renews_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["configuration", "document"], name="policies_binding_once"),
            models.CheckConstraint(
                name="policies_binding_shape",
                condition=Q(mode="rolling")
                | Q(mode="on_notice", notice_days__isnull=False)
                | Q(mode="pinned", version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.mode}"


class ToolContributor(models.Model):
    """Somebody who edited a tool's description; barred from deciding lines about it (trigger)."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="contributors")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "person"], name="policies_tool_contributor_once")]

    def __str__(self) -> str:
        return f"{self.person} edited {self.tool}"


class OutputStatement(UidModel):
    """Engineering's account of one surface: what is sent, what comes back, what output is and where it is kept.

    Append-only: a new statement follows the old one, and readings cite a frozen copy.
    """

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="statements")
    surface = models.CharField(max_length=20, choices=choices_of(Surface))
    number = models.PositiveIntegerField()
    sent = models.TextField()
    returned = models.TextField()
    output = models.TextField()
    kept = models.TextField()
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["tool", "surface", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "surface", "number"], name="policies_statement_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.tool}, {self.surface}, statement {self.number}"
