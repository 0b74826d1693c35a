"""Which tiers stand side by side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from governance.desk.comparison import MOST
from governance.desk.tier_index import TierFilter, TierIndex
from governance.web.forms import Form
from vendors.models import Tier


class CompareForm(Form):
    """Two to four tiers, in the order the address names them. Fewer are a page that asks for more."""

    tier = forms.MultipleChoiceField(
        label="Tiers",
        required=False,
        error_messages={"invalid_choice": "There is no such tier. Choose one of those offered."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = self.data.getlist("tier") if isinstance(self.data, QueryDict) else []
        self.data = MultiValueDict({"tier": [uid for uid in named if uid]})
        self.index = TierIndex(TierFilter())
        offered: Any = self.fields["tier"]
        offered.choices = self.index.choices()

    def clean_tier(self) -> list[Tier]:
        """The tiers named, each once."""
        uids = list(dict.fromkeys(self.cleaned_data["tier"]))
        if len(uids) > MOST:
            raise forms.ValidationError(f"At most {MOST} tiers stand side by side. Take some away.")
        return self.index.named(uids)

    @property
    def chosen(self) -> list[Tier]:
        """The tiers side by side; none where the form cannot be accepted."""
        return list(self.cleaned_data.get("tier", []))

    def others(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Every tier that may be added, under the name of its vendor."""
        taken = {str(tier.uid) for tier in self.chosen}
        left = (
            (vendor, [(uid, name) for uid, name in tiers if uid not in taken]) for vendor, tiers in self.index.choices()
        )
        return [(vendor, tiers) for vendor, tiers in left if tiers]
