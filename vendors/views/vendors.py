"""Pages of vendors."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance.accounts.access import actor_of, allowed
from governance.accounts.sent_once import sent_once
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from vendors.domain.terms import ProductKind, TierKind
from vendors.forms.vendors import VendorAddForm, VendorEditForm, VendorFilterForm
from vendors.models import Vendor, VendorName
from vendors.services.registering import register
from vendors.services.vendors import change_vendor
from vendors.views.common import documents_of, editor, in_order, may

ORDERS = {
    "name": ("name",),
    "country": ("country", "name"),
    "products": ("product_count", "name"),
    "documents": ("document_count", "name"),
}


@require_GET
def vendor_list(request: HttpRequest) -> HttpResponse:
    """All vendors, with how much is known of each."""
    actor = actor_of(request)
    form = VendorFilterForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    found = Vendor.objects.select_related("parent").with_counts(documents_of(actor))
    rows = in_order(found.matching(q) if q else found, request.GET.get("sort", ""), ORDERS)
    context = {"form": form, "page": paginate(request, rows), "filtered": bool(q), "sort": "name", "may": may(actor)}
    return render(request, "vendors/vendor_list.html", context)


@require_GET
def vendor_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One vendor: names, products with their tiers, releases, documents."""
    actor = actor_of(request)
    vendor = get_object_or_404(Vendor.objects.select_related("parent"), uid=uid)
    names = list(vendor.names.all())
    context = {
        "vendor": vendor,
        "legal_names": [row for row in names if row.kind == VendorName.Kind.LEGAL],
        "aliases": [row for row in names if row.kind == VendorName.Kind.ALIAS],
        "subsidiaries": vendor.subsidiaries.all(),
        "products": vendor.products.prefetch_related("tiers"),
        "releases": vendor.releases.prefetch_related("layer_rows", "tiers"),
        "documents": documents_of(actor).filter(vendor=vendor).with_newest(),
        "may": may(actor),
        "note": vendor.privileged_note if allowed(actor, "privileged.read") else "",
    }
    return render(request, "vendors/vendor_detail.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def vendor_add(request: HttpRequest) -> HttpResponse:
    """Register a vendor."""
    actor = editor(request, "vendor.edit")
    form = VendorAddForm(request.POST or None, privileged=allowed(actor, "privileged.read"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            vendor, tier = register(
                actor=actor,
                vendor=form.vendor_values(),
                product=given["product"],
                product_kind=given["product_kind"] or ProductKind.ASSISTANT,
                tier=given["tier"],
                tier_kind=given["tier_kind"] or TierKind.BUSINESS,
            )
        except Invalid as error:
            apply_problems(form, error)
        else:
            if tier is not None:
                messages.success(request, f"{tier} of {vendor.name} is registered. Its terms come next.")
                return redirect(f"{reverse('vendors:document_add')}?vendor={vendor.uid}&tier={tier.uid}")
            messages.success(request, f"{vendor.name} is registered. Add its products and documents next.")
            return redirect("vendors:vendor_detail", uid=vendor.uid)
    return render(request, "vendors/vendor_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def vendor_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a vendor."""
    actor = editor(request, "vendor.edit")
    vendor = get_object_or_404(Vendor, uid=uid)
    privileged = allowed(actor, "privileged.read")
    form = VendorEditForm(request.POST or None, initial=_values(vendor), privileged=privileged, vendor=vendor)
    if request.method == "POST" and form.is_valid():
        try:
            change_vendor(actor=actor, vendor=vendor, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=vendor.name)
        else:
            messages.success(request, "Saved.")
            return redirect("vendors:vendor_detail", uid=uid)
    context = {"form": form, "vendor": vendor}
    return render(request, "vendors/vendor_form.html", context, status=422 if form.errors else 200)


def _values(vendor: Vendor) -> dict[str, Any]:
    names = list(vendor.names.all())
    return {
        "name": vendor.name,
        "country": vendor.country,
        "website": vendor.website,
        "parent": vendor.parent,
        "legal_names": [row.name for row in names if row.kind == VendorName.Kind.LEGAL],
        "aliases": [row.name for row in names if row.kind == VendorName.Kind.ALIAS],
        "privileged_note": vendor.privileged_note,
        "version": vendor.version,
    }
