"""Pages of possible matches, and of what screening says of one vendor: names, matches, owners."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems
from policies.domain.screening.ownership import AFFILIATES_NOTE
from policies.domain.screening.standing import HitState
from policies.domain.screening.words import LIMITS
from policies.forms.screening import HitForm, ShareForm
from policies.models import ListedParty, OwnershipShare, ScreeningHit
from policies.screenings import decisions_shown, entry_shown, verdict_of
from policies.services.ownership import ShareInput, end_share, record_share
from policies.services.screening_hits import dispose_hit
from policies.services.screening_standings import subjects
from vendors.models import Vendor


def _rows() -> QuerySet[ScreeningHit]:
    rows: QuerySet[ScreeningHit] = ScreeningHit.objects.select_related(
        "vendor__parent", "entry", "found_by__list_version", "decided_by"
    )
    return rows


@require_GET
def hit_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One possible match: both names, both parties, what was said of it."""
    actor = actor_of(request)
    require(actor, "screening.read")
    return _detail(request, actor, get_object_or_404(_rows(), uid=uid))


def _detail(request: HttpRequest, actor: Actor, hit: ScreeningHit, refused: HitForm | None = None) -> HttpResponse:
    same = ScreeningHit.objects.filter(vendor=hit.vendor, name=hit.name, entry__kind=hit.entry.kind)
    context = {
        "hit": hit,
        "state": HitState(hit.state),
        "listed_now": ListedParty.objects.present().filter(pk=hit.entry_id).exists(),
        "entry": entry_shown(hit.entry),
        "names": hit.vendor.names.all(),
        "decisions": decisions_shown(hit, actor),
        "reads": allowed(actor, "privileged.read"),
        "others": same.exclude(pk=hit.pk).select_related("entry")[:20],
        "may_dispose": allowed(actor, "screening.dispose"),
        "form": refused or HitForm(initial={"version": hit.version}),
    }
    return render(request, "policies/hit_detail.html", context, status=422 if refused else 200)


@require_POST
@needs_step_up
def hit_dispose(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what a possible match is."""
    actor = actor_of(request)
    require(actor, "screening.dispose")
    hit = get_object_or_404(_rows(), uid=uid)
    form = HitForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        verdict = HitState(said["verdict"]) if said["verdict"] else None
        try:
            dispose_hit(actor=actor, hit=hit, verdict=verdict, reasons=said["reasons"], version=form.expected_version)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "On record. What was said before is kept beside it.")
            return redirect("policies:hit_detail", uid=uid)
    return _detail(request, actor, hit, form)


@require_http_methods(["GET", "POST"])
@sent_once
def vendor_screening(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What screening says of a vendor, and who owns it."""
    actor = actor_of(request)
    require(actor, "screening.read")
    vendor = get_object_or_404(Vendor.objects.select_related("parent"), uid=uid)
    form = ShareForm(request.POST or None)
    if request.method == "POST":
        require(actor, "ownership.record")
        if form.is_valid():
            try:
                record_share(actor=actor, vendor=vendor, entry=ShareInput(**form.cleaned_data))
            except Invalid as error:
                apply_problems(form, error)
            else:
                messages.success(request, "The share is on record from today on.")
                return redirect("policies:vendor_screening", uid=uid)
    hits = ScreeningHit.objects.filter(vendor=vendor).listed_now().select_related("entry", "decided_by")
    context = {
        "vendor": vendor,
        "verdict": verdict_of(vendor),
        "subjects": subjects([vendor.pk]),
        "hits": hits,
        "shares": OwnershipShare.objects.filter(vendor=vendor).select_related("owner_vendor", "recorded_by"),
        "form": form,
        "may_record": allowed(actor, "ownership.record"),
        "affiliates": AFFILIATES_NOTE,
        "limits": LIMITS,
    }
    return render(request, "policies/vendor_screening.html", context, status=422 if form.errors else 200)


@require_POST
def share_end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End a share that is past."""
    actor = actor_of(request)
    require(actor, "ownership.record")
    share = get_object_or_404(OwnershipShare.objects.select_related("vendor"), uid=uid)
    end_share(actor=actor, share=share)
    messages.success(request, "The share is ended. It stays on record.")
    return redirect("policies:vendor_screening", uid=share.vendor.uid)
