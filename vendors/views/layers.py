"""Pages of licence layers: entering one of a release or tool, and the judgement that it says what its licence says."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts.access import Actor, allowed
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid, Stale
from governance.web.forms import VersionedForm, apply_problems
from governance.web.merge import merge_page
from vendors.domain.terms import TIER_LAYERS, LicenceLayerKind
from vendors.facts import Hidden, citation_fact, with_quote
from vendors.forms.layers import LayerForm, VerifyForm, initial_of
from vendors.models import LicenceDuty, LicenceLayer, ModelRelease, Tier
from vendors.services.layers import end_layer, save_layer, verify_layer
from vendors.views.common import documents_of, editor

LOOK_AGAIN = "This was changed while you were looking at it. Read its layers again as they are now."
Holder = ModelRelease | Tier


def page_of(holder: Holder) -> str:
    """Where the layers of a release or tier are shown."""
    name = "vendors:tier_detail" if isinstance(holder, Tier) else "vendors:release_detail"
    return reverse(name, args=[holder.uid])


def vendor_of(holder: Holder) -> Any:
    """Whose it is."""
    return holder.product.vendor if isinstance(holder, Tier) else holder.vendor


@require_http_methods(["GET", "POST"])
@sent_once
def release_layer_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Enter a licence layer of a release."""
    actor = editor(request, "release.edit")
    release = get_object_or_404(ModelRelease.objects.select_related("vendor"), uid=uid)
    return _entered(request, actor, release, None)


@require_http_methods(["GET", "POST"])
@sent_once
def tier_layer_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Enter a licence layer of the tool itself: its software, its hosted API, its use."""
    actor = editor(request, "release.edit")
    tier = get_object_or_404(Tier.objects.select_related("product__vendor"), uid=uid)
    return _entered(request, actor, tier, None)


@require_http_methods(["GET", "POST"])
def layer_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Enter another layer in the place of one; nobody has verified it then."""
    actor = editor(request, "release.edit")
    layer = _layer(uid)
    if layer.valid_until is not None:
        messages.info(request, "This layer was replaced. Here are the layers as they are now.")
        return redirect(page_of(layer.holder))
    return _entered(request, actor, layer.holder, layer)


def _layer(uid: uuid.UUID) -> LicenceLayer:
    rows = LicenceLayer.objects.select_related("release__vendor", "tier__product__vendor", "entered_by")
    found: LicenceLayer = get_object_or_404(rows.prefetch_related("duties"), uid=uid)
    return found


def _entered(request: HttpRequest, actor: Actor, holder: Holder, layer: LicenceLayer | None) -> HttpResponse:
    initial = {"version": holder.version, **(initial_of(layer) if layer else {})}
    form = LayerForm(request.POST or None, initial=initial, kinds=_kinds(holder, layer))
    if request.method == "POST" and form.is_valid():
        try:
            save_layer(actor=actor, holder=holder, version=form.expected_version, entry=form.entry())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            current = holder.layer_rows.open().filter(layer=form.cleaned_data["layer"]).first()
            now = {"version": error.current.version, **(initial_of(current) if current else {})}
            return merge_page(request, form, error, now, heading=str(holder))
        else:
            messages.success(request, "The layer is on record. Rules read it once a second counsel has verified it.")
            return redirect(page_of(holder))
    context = {"form": form, "holder": holder, "vendor": vendor_of(holder), "page": page_of(holder), "layer": layer}
    return render(request, "vendors/layer_form.html", context, status=422 if form.errors else 200)


def _kinds(holder: Holder, layer: LicenceLayer | None) -> list[LicenceLayerKind]:
    """A layer that is followed stays the layer it is; a new one is none of those there are."""
    if layer is not None:
        return [LicenceLayerKind(layer.layer)]
    there = {row.layer for row in holder.layer_rows.open()}
    kinds = TIER_LAYERS if isinstance(holder, Tier) else tuple(LicenceLayerKind)
    return [kind for kind in kinds if kind not in there]


@require_POST
def layer_end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a layer off: the release or tool has none such."""
    actor = editor(request, "release.edit")
    layer = _layer(uid)
    form = VersionedForm(request.POST)
    if form.is_valid():
        end_layer(actor=actor, layer=layer, version=form.expected_version)
        messages.success(request, "The layer is taken off. It stays on record as it was.")
    return redirect(page_of(layer.holder))


@require_http_methods(["GET", "POST"])
@needs_step_up
def layer_verify(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """State, as a counsel who did not enter it, that a layer and its duties say what the licence says."""
    actor = editor(request, "release.edit")
    layer = _layer(uid)
    holder, duties = layer.holder, list(layer.duties.all())
    vendors = {vendor_of(holder).pk}
    if isinstance(holder, ModelRelease):
        vendors |= set(holder.bases.values_list("vendor_id", flat=True))
    documents = documents_of(actor).filter(vendor__in=vendors, versions__isnull=False).distinct()
    form = VerifyForm(request.POST or None, initial={"version": holder.version}, documents=documents, duties=duties)
    if request.method == "POST" and form.is_valid():
        try:
            verify_layer(actor=actor, layer=layer, version=form.expected_version, **form.said())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            again = {**request.POST.dict(), "version": error.current.version}
            form = VerifyForm(again, documents=documents, duties=duties)
            form.add_error(None, LOOK_AGAIN)
        else:
            messages.success(request, f"Verified: {layer.licence}. Rules read it from now on.")
            return redirect(page_of(holder))
    context = {"form": form, "layer": layer, "holder": holder, "vendor": vendor_of(holder), "page": page_of(holder)}
    return render(request, "vendors/layer_verify.html", context, status=422 if form.errors else 200)


def layers_shown(holder: Holder, actor: Actor, hidden: Hidden) -> list[dict[str, Any]]:
    """The layers as shown: what each and its duties were verified on, and whether this counsel may verify it."""
    duties = Prefetch("duties", queryset=with_quote(LicenceDuty.objects.order_by("pk"), "citation"))
    rows = holder.layer_rows.open().select_related("entered_by", "verified_by")
    return [
        {
            "layer": layer,
            "citation": citation_fact(layer.citation, hidden) if layer.citation else None,
            "duties": [
                {"duty": duty, "citation": citation_fact(duty.citation, hidden) if duty.citation else None}
                for duty in layer.duties.all()
            ],
            "may_verify": (
                not layer.verified and layer.entered_by_id != actor.person.pk and allowed(actor, "layer.verify")
            ),
        }
        for layer in with_quote(rows, "citation").prefetch_related(duties)
    ]
