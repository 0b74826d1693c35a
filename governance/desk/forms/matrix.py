"""Which part of the matrix is shown."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Form
from vendors.models import Tier, Vendor


class MatrixFilterForm(Form):
    """Filters of the matrix; they live in the address. The vendors offered are read once, for the filter and for the
    pages."""

    vendor = forms.ChoiceField(label="Vendor", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Vendor.objects.filter(pk__in=Tier.objects.values("product__vendor")).order_by("name", "pk")
        self._keys = {str(uid): (pk, name) for uid, pk, name in rows.values_list("uid", "pk", "name")}
        offered: Any = self.fields["vendor"]
        offered.choices = [("", "All vendors"), *((uid, name) for uid, (_, name) in self._keys.items())]

    def vendor_keys(self) -> list[int]:
        """Primary keys of the vendors asked for, by name; of a valid form."""
        chosen = self.cleaned_data["vendor"]
        return [pk for uid, (pk, _) in self._keys.items() if not chosen or uid == chosen]
