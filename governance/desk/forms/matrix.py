"""Which part of the matrix is shown."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from governance.web.forms import Form
from vendors.models import Tier, Vendor


def vendors_with_tiers() -> QuerySet[Vendor]:
    """Vendors that have a row in the matrix, by name."""
    return Vendor.objects.filter(pk__in=Tier.objects.values("product__vendor")).order_by("name", "pk")


class MatrixFilterForm(Form):
    """Filters of the matrix; they live in the address."""

    vendor = forms.ModelChoiceField(
        label="Vendor",
        queryset=vendors_with_tiers(),
        to_field_name="uid",
        required=False,
        empty_label="All vendors",
    )
