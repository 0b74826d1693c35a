"""Vendors, their products, tiers and model releases."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, VersionedModel, choices_of
from vendors.domain.terms import LicenceLayerKind, ProductKind, TierKind


class VendorQuerySet(models.QuerySet[Any]):
    """Questions about vendors."""

    def matching(self, text: str) -> Self:
        """Vendors whose name, legal name, alias or product contains `text`."""
        named = Q(name__icontains=text) | Q(names__name__icontains=text) | Q(products__name__icontains=text)
        return self.filter(pk__in=Vendor.objects.filter(named).values("pk"))

    def with_counts(self, documents: models.QuerySet[Any]) -> Self:
        """Each with `product_count`, and `document_count` of those among `documents`."""
        return self.annotate(
            product_count=Count("products", distinct=True),
            document_count=Count("documents", distinct=True, filter=Q(documents__in=documents.values("pk"))),
        )


class Vendor(VersionedModel):
    """An organisation whose terms govern an AI tool, or that publishes model weights."""

    name = models.CharField(max_length=120, unique=True)
    country = models.CharField(max_length=60, blank=True)
    website = models.URLField(blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="subsidiaries")
    privileged_note = models.TextField(blank=True, help_text="Legal advice; counsel only, never exported.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VendorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="vendors_vendor_not_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class VendorName(models.Model):
    """A legal name or alias of a vendor."""

    class Kind(models.TextChoices):
        LEGAL = "legal", "Legal name"
        ALIAS = "alias", "Alias"

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["vendor", "name"], name="vendors_name_once")]

    def __str__(self) -> str:
        return self.name


class Product(VersionedModel):
    """What a vendor offers."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=choices_of(ProductKind))

    class Meta:
        ordering = ["vendor__name", "name"]
        constraints = [models.UniqueConstraint(fields=["vendor", "name"], name="vendors_product_once")]

    def __str__(self) -> str:
        return self.name


class ModelRelease(VersionedModel):
    """A model version somebody publishes."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="releases")
    family = models.CharField(max_length=80)
    release = models.CharField(max_length=60, blank=True, help_text="Version as its maker names it.")
    size = models.CharField(max_length=30, blank=True)
    bases = models.ManyToManyField("self", symmetrical=False, related_name="derived", blank=True)

    class Meta:
        ordering = ["vendor__name", "family", "release", "size"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "family", "release", "size"], name="vendors_release_once")
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.family, self.release, self.size) if part)

    @property
    def layers(self) -> list[LicenceLayer]:
        """The licence layers on record now. No query where `layer_rows` were prefetched."""
        return [layer for layer in self.layer_rows.all() if layer.valid_until is None]


class Tier(VersionedModel):
    """One plan of a product, with its own governing documents."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="tiers")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=choices_of(TierKind))
    releases = models.ManyToManyField(ModelRelease, related_name="tiers", blank=True)

    class Meta:
        ordering = ["product__vendor__name", "product__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="vendors_tier_once")]

    def __str__(self) -> str:
        return f"{self.product.name} {self.name}"


class LicenceLayer(IntervalModel, UidModel):
    """The licence of one layer of a release (software, weights, training data, ...) and what flows down from it.

    A row keeps its words for ever: another licence is another row, which nobody has verified yet. A row is verified
    once, by a counsel other than who entered it (constraints and triggers). Stale is a verified one whose quote the
    newest text of its licence does not carry; verified anew, it is another row.
    """

    release = models.ForeignKey(ModelRelease, on_delete=models.PROTECT, related_name="layer_rows")
    layer = models.CharField(max_length=20, choices=choices_of(LicenceLayerKind))
    licence = models.CharField(max_length=120, help_text="SPDX identifier, or the licence's own name.")
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
