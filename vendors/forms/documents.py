"""Forms of terms documents, captures and governing links."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.models import User
from governance.web.forms import Form, VersionedForm
from vendors.domain.terms import Channel, DocumentKind, DocumentVisibility, DriftKind, FeatureStatus, LinkMode, Rhythm
from vendors.domain.watching import WatchState
from vendors.forms.fields import EnumField, LinesField
from vendors.models import Tier, Vendor

ACCEPTED = ".md,.markdown,.txt,.html,.htm,.pdf,.docx,text/markdown,text/plain,text/html,application/pdf"


class DocumentFilterForm(Form):
    """Which documents the list shows."""

    q = forms.CharField(label="Title or vendor", required=False, max_length=120)
    kind = EnumField(DocumentKind, label="Kind", required=False, empty="Any kind")


class WatchFilterForm(Form):
    """Which documents the watch page shows: by title or vendor, by how they stand, by what the last look found."""

    q = forms.CharField(
        label="Title or vendor",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "Title or vendor"}),
    )
    state = forms.ChoiceField(
        required=False, choices=[("", ""), ("needing", ""), *((state.value, "") for state in WatchState)]
    )
    found = EnumField(DriftKind, required=False, empty="Anything")


class DocumentForm(Form):
    """What a terms document is and who may read it."""

    title = forms.CharField(label="Title", max_length=200, help_text="As the document calls itself.")
    kind = EnumField(DocumentKind, label="Kind", initial=DocumentKind.COMMERCIAL_TERMS)
    visibility = EnumField(
        DocumentVisibility, label="Who may read it", widget=forms.RadioSelect, initial=DocumentVisibility.POSTED,
        help_text="Posted: everyone signed in. Contract: counsel, auditors and the readers named below.",
    )  # fmt: skip
    readers = forms.ModelMultipleChoiceField(
        label="Named readers of a contract",
        queryset=User.objects.filter(is_active=True).order_by("name"),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Without effect for terms that are posted.",
    )
    source_url = forms.URLField(
        label="Where it is posted", max_length=500, required=False, assume_scheme="https",
        help_text="Kept as a note. What is fetched by the clock is set on the document's page.",
    )  # fmt: skip


class DocumentEditForm(VersionedForm, DocumentForm):
    """A terms document as it is to be."""


class CaptureForm(Form):
    """A text by paste or by upload."""

    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Paste the whole text: plain, Markdown or HTML source. It is kept as it is and never run.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text="PDF, Word (DOCX), Markdown, plain text or HTML, up to 5 MB.",
    )
    effective_on = forms.DateField(label="Effective from", required=False, help_text="As the text itself says.")


class DocumentAddForm(CaptureForm, DocumentForm):
    """A new document with its first text and the tiers it governs, in one go."""

    vendor = forms.ModelChoiceField(
        label="Vendor", queryset=Vendor.objects.all(), to_field_name="uid", empty_label="Choose a vendor"
    )
    tiers = forms.ModelMultipleChoiceField(
        label="Tiers it governs",
        queryset=Tier.objects.select_related("product__vendor"),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, vendor: Vendor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers: Any = self.fields["tiers"]
        tiers.label_from_instance = _tier_with_vendor
        if vendor is not None:
            tiers.queryset = tiers.queryset.filter(product__vendor=vendor)


def _tier_with_vendor(tier: Tier) -> str:
    return f"{tier.product.vendor.name}: {tier.product.name} {tier.name}"


class RuleForm(Form):
    """Where a document is fetched from, and which part of the page is kept."""

    address = forms.URLField(
        label="Web address", max_length=500, assume_scheme="https",
        help_text="Of the text itself. Public sites only, at the usual ports.",
    )  # fmt: skip
    keep = LinesField(
        label="Parts to keep",
        help_text="CSS selectors, one per line, such as main or #terms. Empty keeps the whole page.",
    )
    drop = LinesField(
        label="Parts to drop", help_text="CSS selectors of what changes without being terms, one per line."
    )
    rhythm = EnumField(Rhythm, label="How often", initial=Rhythm.WEEKLY)
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)


class LinkForm(Form):
    """A tier that a document governs: how, since when, and where."""

    tier = forms.ModelChoiceField(
        label="Tier",
        queryset=Tier.objects.select_related("product__vendor"),
        to_field_name="uid",
        empty_label="Choose a tier",
    )
    mode = EnumField(LinkMode, label="How", initial=LinkMode.GOVERNS)
    valid_from = forms.DateField(label="Since", required=False, help_text="Empty: from now on.")
    contracting_entity = forms.CharField(label="Contracting entity", max_length=120, required=False)
    region = forms.CharField(label="Region", max_length=60, required=False)
    channel = EnumField(Channel, label="Channel", required=False, empty="Every channel")
    feature_status = EnumField(FeatureStatus, label="Feature status", required=False, empty="Every status")
    rank = forms.IntegerField(
        label="Rank", required=False, min_value=0, max_value=1000, help_text="Higher wins. Empty: unranked."
    )
    rank_quote = forms.CharField(
        label="The sentence that says so",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Word for word from the newest version of this document. A rank needs it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers: Any = self.fields["tier"]
        tiers.label_from_instance = _tier_with_vendor
