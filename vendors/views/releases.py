"""Pages of model releases. Their licence layers one by one are in `layers`."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from governance.accounts.access import actor_of
from governance.accounts.sent_once import sent_once
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from vendors.facts import hidden_from
from vendors.forms.releases import LAYER_PARTS, ReleaseEditForm, ReleaseForm
from vendors.lineages import lineage_of
from vendors.models import ModelRelease, Vendor
from vendors.services.layers import LayerInput
from vendors.services.releases import save_release
from vendors.views.common import editor, in_order, may
from vendors.views.layers import layers_shown

ORDERS = {
    "family": ("family", "release", "size", "pk"),
    "vendor": ("vendor__name", "family", "release", "size"),
}


@require_GET
def release_list(request: HttpRequest) -> HttpResponse:
    """All model releases."""
    rows = in_order(ModelRelease.objects.select_related("vendor"), request.GET.get("sort", ""), ORDERS)
    page = paginate(request, rows.prefetch_related("layer_rows", "tiers"))
    context = {"page": page, "sort": "family", "may": may(actor_of(request))}
    return render(request, "vendors/release_list.html", context)


@require_GET
def release_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One model release: licence layers, what it is based on, what serves it."""
    release = get_object_or_404(ModelRelease.objects.select_related("vendor"), uid=uid)
    actor = actor_of(request)
    hidden = hidden_from(actor.person)
    lineage = lineage_of(release, hidden)
    context = {
        "release": release,
        "layers": layers_shown(release, actor, hidden),
        "lineage": lineage,
        "bases": [base.release for base in lineage if len(base.path) == 1],
        "derived": release.derived.select_related("vendor"),
        "tiers": release.tiers.select_related("product__vendor"),
        "may": may(actor),
    }
    return render(request, "vendors/release_detail.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def release_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Register a model release of a vendor."""
    actor = editor(request, "release.edit")
    vendor = get_object_or_404(Vendor, uid=uid)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release = save_release(actor=actor, vendor=vendor, **_entered(form))
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"{release} is registered.")
            return redirect("vendors:release_detail", uid=release.uid)
    context = {"form": form, "vendor": vendor}
    return render(request, "vendors/release_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def release_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a model release."""
    actor = editor(request, "release.edit")
    release = get_object_or_404(ModelRelease.objects.select_related("vendor"), uid=uid)
    form = ReleaseEditForm(request.POST or None, initial=_values(release), row=release)
    if request.method == "POST" and form.is_valid():
        try:
            save_release(
                actor=actor, vendor=release.vendor, row=release, version=form.expected_version, **_entered(form)
            )
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=str(release))
        else:
            messages.success(request, "Saved.")
            return redirect("vendors:release_detail", uid=uid)
    context = {"form": form, "vendor": release.vendor, "release": release}
    return render(request, "vendors/release_form.html", context, status=422 if form.errors else 200)


def _entered(form: ReleaseForm) -> dict[str, Any]:
    values = {name: form.cleaned_data[name] for name in ("family", "release", "size", "bases")}
    return {**values, "layers": [LayerInput(**layer) for layer in form.layer_values()]}


def _values(release: ModelRelease) -> dict[str, Any]:
    values: dict[str, Any] = {
        "family": release.family,
        "release": release.release,
        "size": release.size,
        "bases": [base.uid for base in release.bases.all()],
        "version": release.version,
    }
    for layer in release.layers:
        values |= {f"{layer.layer}_{part}": getattr(layer, part) for part in LAYER_PARTS}
    return values
