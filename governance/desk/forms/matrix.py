"""Which part of the matrix is shown."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.desk.tier_index import TierFilter, TierIndex
from governance.modelling import choices_of
from governance.web.forms import Form
from governance.web.markup.words import label_of
from vendors.domain.terms import AREA_LABELS, ClauseArea, Rating, TierKind
from vendors.models import Tier

KINDS = [("", "Any kind"), *((kind.value, label_of(kind)) for kind in TierKind)]
HELD = [("", "Held or not"), ("held", "Held"), ("not_held", "Not held")]
RATINGS = [("", "Any rating"), *choices_of(Rating)]
AREAS = [("", "All areas"), *((area.value, AREA_LABELS[area]) for area in ClauseArea)]


class MatrixFilterForm(Form):
    """Filters of the matrix; they live in the address. Every tier is read once, for the filters and for the page."""

    vendor = forms.ChoiceField(label="Vendor", required=False)
    kind = forms.ChoiceField(label="Kind of tier", required=False, choices=KINDS)
    held = forms.ChoiceField(label="Held", required=False, choices=HELD)
    area = forms.ChoiceField(label="Clause area", required=False, choices=AREAS)
    rating = forms.ChoiceField(label="Rating", required=False, choices=RATINGS)
    base = forms.UUIDField(label="Compared with", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.index = TierIndex(TierFilter(self._known("kind"), self._known("held"), self._known("rating"), self.areas))
        offered: Any = self.fields["vendor"]
        offered.choices = [("", "All vendors"), *self.index.vendors]

    def _known(self, name: str) -> str:
        """What a filter asks for before it is judged: the tiers are read with it. What nobody offers counts as
        nothing, and is refused when the form is judged."""
        field: Any = self.fields[name]
        value = str(self.data.get(name, ""))
        return value if value in dict(field.choices) else ""

    @property
    def areas(self) -> tuple[ClauseArea, ...]:
        """The areas that are shown."""
        chosen = self._known("area")
        return (ClauseArea(chosen),) if chosen else tuple(ClauseArea)

    def clean_base(self) -> Tier | None:
        """The tier that all others are compared with."""
        uid = self.cleaned_data["base"]
        tier = self.index.tier(uid) if uid is not None else None
        if uid is not None and tier is None:
            raise forms.ValidationError("There is no such tier. Choose one in the matrix.")
        return tier

    @property
    def narrowed(self) -> bool:
        """Whether some tiers are left out; of a valid form."""
        return any(self.cleaned_data[name] for name in ("vendor", "kind", "held", "rating"))

    def vendor_keys(self) -> list[int]:
        """Primary keys of the vendors with a tier to show, by name; of a valid form."""
        return self.index.vendor_keys(self.cleaned_data["vendor"])
