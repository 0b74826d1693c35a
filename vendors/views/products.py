"""Pages of products."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from governance.accounts.access import actor_of
from governance.accounts.sent_once import sent_once
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from vendors.forms.vendors import ProductEditForm, ProductForm
from vendors.models import Product, Vendor
from vendors.services.vendors import save_product
from vendors.views.common import editor, may


@require_GET
def product_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One product and its tiers."""
    product = get_object_or_404(Product.objects.select_related("vendor"), uid=uid)
    tiers = product.tiers.prefetch_related("releases", "clauses")
    context = {"product": product, "tiers": tiers, "may": may(actor_of(request))}
    return render(request, "vendors/product_detail.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def product_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Add a product to a vendor."""
    actor = editor(request, "vendor.edit")
    vendor = get_object_or_404(Vendor, uid=uid)
    form = ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            product = save_product(actor=actor, vendor=vendor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"{product.name} is registered. Add its tiers next.")
            return redirect("vendors:product_detail", uid=product.uid)
    context = {"form": form, "vendor": vendor}
    return render(request, "vendors/product_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def product_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a product."""
    actor = editor(request, "vendor.edit")
    product = get_object_or_404(Product.objects.select_related("vendor"), uid=uid)
    form = ProductEditForm(request.POST or None, initial=_values(product))
    if request.method == "POST" and form.is_valid():
        try:
            save_product(
                actor=actor, vendor=product.vendor, product=product, version=form.expected_version, **form.values()
            )
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=product.name)
        else:
            messages.success(request, "Saved.")
            return redirect("vendors:product_detail", uid=uid)
    context = {"form": form, "vendor": product.vendor, "product": product}
    return render(request, "vendors/product_form.html", context, status=422 if form.errors else 200)


def _values(product: Product) -> dict[str, object]:
    return {"name": product.name, "kind": product.kind, "version": product.version}
