"""Forms of vendors, products and tiers."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Form, VersionedForm
from vendors.domain.terms import ProductKind, TierKind
from vendors.forms.fields import EnumField, LinesField
from vendors.models import ModelRelease, Vendor


class VendorFilterForm(Form):
    """Which vendors the list shows."""

    q = forms.CharField(label="Name of a vendor or product", required=False, max_length=120)


class VendorForm(Form):
    """A vendor. The privileged note is a field only for those who may read it."""

    name = forms.CharField(label="Name", max_length=120)
    country = forms.CharField(label="Country", max_length=60, required=False)
    website = forms.URLField(label="Website", max_length=200, required=False, assume_scheme="https")
    parent = forms.ModelChoiceField(
        label="Belongs to",
        queryset=Vendor.objects.all(),
        to_field_name="uid",
        required=False,
        empty_label="No other vendor",
        help_text="The vendor that owns this one, where that matters for its terms.",
    )
    legal_names = LinesField(label="Legal names", help_text="As contracts name it, one per line.")
    aliases = LinesField(label="Aliases", help_text="Former and short names, one per line.")
    privileged_note = forms.CharField(
        label="Privileged note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Legal advice. Shown to counsel only, never exported.",
    )

    def __init__(self, *args: Any, privileged: bool = False, vendor: Vendor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not privileged:
            del self.fields["privileged_note"]
        if vendor is not None:
            parents: Any = self.fields["parent"]
            parents.queryset = Vendor.objects.exclude(pk=vendor.pk)


class VendorAddForm(VendorForm):
    """A new vendor, and at will the product and tier it is registered for."""

    product = forms.CharField(
        label="Product", max_length=120, required=False, help_text="The tool it is registered for, if there is one."
    )
    product_kind = EnumField(ProductKind, label="Kind of product", initial=ProductKind.ASSISTANT, required=False)
    tier = forms.CharField(label="Tier", max_length=120, required=False, help_text="As the vendor calls the plan.")
    tier_kind = EnumField(TierKind, label="Kind of tier", initial=TierKind.BUSINESS, required=False)
    field_order = ("name", "product", "product_kind", "tier", "tier_kind")

    def vendor_values(self) -> dict[str, Any]:
        """What the vendor itself is. Only after `is_valid()`."""
        own = {"product", "product_kind", "tier", "tier_kind"}
        return {name: value for name, value in self.cleaned_data.items() if name not in own}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("tier") and not values.get("product"):
            self.add_error("product", "Name the product the tier belongs to.")
        return values


class VendorEditForm(VersionedForm, VendorForm):
    """A vendor as it is to be."""


class ProductForm(Form):
    """A product of a vendor."""

    name = forms.CharField(label="Name", max_length=120)
    kind = EnumField(ProductKind, label="Kind")


class ProductEditForm(VersionedForm, ProductForm):
    """A product as it is to be."""


class TierForm(Form):
    """A tier of a product. Any vendor's releases may be served by it."""

    name = forms.CharField(label="Name", max_length=120, help_text="As the vendor calls the plan.")
    kind = EnumField(TierKind, label="Kind")
    releases = forms.ModelMultipleChoiceField(
        label="Model releases it serves",
        queryset=ModelRelease.objects.select_related("vendor"),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The terms of each release's own vendor reach the output too.",
    )


class TierEditForm(VersionedForm, TierForm):
    """A tier as it is to be."""
