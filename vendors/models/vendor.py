"""Vendors, their products, tiers and model releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, Q

from governance.modelling import VersionedModel, choices_of
from vendors.domain.terms import ProductKind, TierKind

if TYPE_CHECKING:
    from vendors.models.licence import LicenceLayer


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
