"""Pages of model releases and their licence layers."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from governance.accounts.access import Actor, actor_of, allowed
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from vendors.facts import citation_fact, hidden_from, with_quote
from vendors.forms.releases import LAYER_PARTS, ReleaseEditForm, ReleaseForm, VerifyForm
from vendors.models import LicenceLayer, ModelRelease, Vendor
from vendors.services.layers import LayerInput, verify_layer
from vendors.services.releases import save_release
from vendors.views.common import documents_of, editor, in_order, may

LOOK_AGAIN = "The release was changed while you were looking at it. Read its layers again as they are now."
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
    context = {
        "release": release,
        "layers": _layer_rows(release, actor),
        "bases": release.bases.select_related("vendor"),
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


@require_http_methods(["GET", "POST"])
@needs_step_up
def layer_verify(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """State, as a counsel who did not enter it, that a layer says what its licence says."""
    actor = editor(request, "release.edit")
    layer = get_object_or_404(LicenceLayer.objects.select_related("release__vendor", "entered_by"), uid=uid)
    release = layer.release
    vendors = {release.vendor_id, *release.bases.values_list("vendor_id", flat=True)}
    documents = documents_of(actor).filter(vendor__in=vendors, versions__isnull=False).distinct()
    form = VerifyForm(request.POST or None, initial={"version": release.version}, documents=documents)
    if request.method == "POST" and form.is_valid():
        try:
            verify_layer(actor=actor, layer=layer, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            again = {**request.POST.dict(), "version": error.current.version}
            form = VerifyForm(again, documents=documents)
            form.add_error(None, LOOK_AGAIN)
        else:
            messages.success(request, f"Verified: {layer.licence}. Rules read it from now on.")
            return redirect("vendors:release_detail", uid=release.uid)
    context = {"form": form, "layer": layer, "release": release}
    return render(request, "vendors/layer_verify.html", context, status=422 if form.errors else 200)


def _layer_rows(release: ModelRelease, actor: Actor) -> list[dict[str, Any]]:
    """The layers as shown: what each was verified on, and whether this counsel may be the one who verifies it."""
    hidden = hidden_from(actor.person)
    rows = release.layer_rows.open().select_related("entered_by", "verified_by")
    return [
        {
            "layer": layer,
            "citation": citation_fact(layer.citation, hidden) if layer.citation else None,
            "may_verify": (
                not layer.verified and layer.entered_by_id != actor.person.pk and allowed(actor, "layer.verify")
            ),
        }
        for layer in with_quote(rows, "citation")
    ]


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
