"""Licence layers of model releases and of tools, and their duties."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, choices_of
from vendors.domain.duties import DUTIES, MAX_DETAIL, DutyKind, DutySpec, duty_in_words
from vendors.domain.terms import TIER_LAYERS, LicenceLayerKind
from vendors.models.vendor import ModelRelease, Tier


class LicenceLayer(IntervalModel, UidModel):
    """The licence of one layer (software, weights, training data, ...) of a release, or of the tier a tool is on, with
    its duties, and what flows down from it in words.

    A row keeps its words for ever: another licence is another row, which nobody has verified yet. A row is verified
    once, by a counsel other than who entered it (constraints and triggers). Stale is a verified one whose quote the
    newest text of its licence does not carry; verified anew, it is another row.
    """

    release = models.ForeignKey(
        ModelRelease, null=True, blank=True, on_delete=models.PROTECT, related_name="layer_rows"
    )
    tier = models.ForeignKey(Tier, null=True, blank=True, on_delete=models.PROTECT, related_name="layer_rows")
    layer = models.CharField(max_length=20, choices=choices_of(LicenceLayerKind))
    licence = models.CharField(max_length=120, help_text="SPDX expression, or the licence's own name.")
    flows_down = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_date = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    citation = models.ForeignKey("vendors.Citation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stale_since = models.DateTimeField(null=True, blank=True, editable=False)
    stale_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = ["layer", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "layer"], condition=Q(valid_until__isnull=True), name="vendors_layer_open_once"
            ),
            models.UniqueConstraint(
                fields=["tier", "layer"],
                condition=Q(valid_until__isnull=True, tier__isnull=False),
                name="vendors_layer_open_once_for_tier",
            ),
            models.CheckConstraint(
                name="vendors_layer_of_release_or_tier",
                condition=Q(release__isnull=False, tier__isnull=True)
                | Q(release__isnull=True, tier__isnull=False, layer__in=[kind.value for kind in TIER_LAYERS]),
            ),
            IntervalModel.interval_check("vendors_layer_interval"),
            models.CheckConstraint(
                name="vendors_layer_verified_on_words",
                condition=Q(verified_by__isnull=True, verified_at__isnull=True, citation__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False, citation__isnull=False),
            ),
            models.CheckConstraint(
                name="vendors_layer_verified_by_second",
                condition=Q(verified_by__isnull=True) | Q(entered_by__isnull=True) | ~Q(verified_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="vendors_layer_stale_was_verified",
                condition=Q(stale_since__isnull=True, stale_reason="")
                | Q(stale_since__isnull=False, verified_by__isnull=False) & ~Q(stale_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer}: {self.licence}"

    @property
    def verified(self) -> bool:
        """Whether a counsel has held it against the licence as it stands; rules read no other."""
        return self.verified_by_id is not None and not self.stale

    @property
    def stale(self) -> bool:
        """Whether the newest text of its licence dropped the words it was verified on."""
        return self.stale_since is not None

    @property
    def holder(self) -> ModelRelease | Tier:
        """The release or the tier whose layer it is (constraint: one of them)."""
        held = self.release or self.tier
        if held is None:
            raise ValueError("a licence layer belongs to a release or to a tier")
        return held


class LicenceDuty(UidModel):
    """One duty of a layer: a limit of use, something to be done, or what counts as derived. Kept with the words of its
    layer; its quote comes when the layer is verified, and no layer is verified without all of them (triggers)."""

    layer = models.ForeignKey(LicenceLayer, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=30, choices=choices_of(DutyKind))
    detail = models.CharField(max_length=MAX_DETAIL, blank=True)
    users = models.PositiveBigIntegerField(null=True, blank=True, help_text="Monthly users above which it bites.")
    flows_down = models.BooleanField(default=False, help_text="It binds what is derived, too.")
    citation = models.ForeignKey("vendors.Citation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["layer", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "kind"], name="vendors_duty_once"),
            models.CheckConstraint(
                name="vendors_duty_counts_users",
                condition=Q(kind=DutyKind.USER_THRESHOLD.value, users__isnull=False, users__gte=1)
                | ~Q(kind=DutyKind.USER_THRESHOLD.value) & Q(users__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return duty_in_words(DutyKind(self.kind), self.detail, self.users)

    @property
    def spec(self) -> DutySpec:
        """What kind of duty it is."""
        return DUTIES[DutyKind(self.kind)]
