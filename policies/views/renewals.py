"""Pages of renewal notes: what is new in a text a tool is pinned to, and counsel's word that it needs nothing."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.errors import Invalid
from governance.web.forms import apply_problems
from policies.forms.approvals import ReasonForm
from policies.models import Binding, RenewalNote
from policies.services import tools
from policies.services.renewals import set_aside_renewal


def _rows(actor: Actor) -> QuerySet[RenewalNote]:
    rows = RenewalNote.objects.visible_to(actor.person)
    found: QuerySet[RenewalNote] = rows.select_related(
        "tool__tier__product__vendor", "tool__business_owner", "tool__team", "document", "new_version", "closed_by"
    )
    return found


@require_GET
def renewal_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One note: the pin, the text that is new, by when, and how it was settled."""
    actor = actor_of(request)
    return _detail(request, actor, get_object_or_404(_rows(actor), uid=uid))


def _detail(request: HttpRequest, actor: Actor, note: RenewalNote, refused: ReasonForm | None = None) -> HttpResponse:
    pins = Binding.objects.filter(
        configuration__tool=note.tool, configuration__valid_until__isnull=True, document=note.document
    )
    context = {
        "note": note,
        "pin": pins.select_related("version").first(),
        "may_set_aside": note.closed_at is None and allowed(actor, "renewal.set-aside"),
        "may_describe": note.closed_at is None and tools.may_edit(actor, note.tool),
        "form": refused or ReasonForm(initial={"version": note.version}),
    }
    return render(request, "policies/renewal_detail.html", context, status=422 if refused else 200)


@require_POST
def renewal_set_aside(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Close a note with the reason why the new text needs nothing before renewal."""
    actor = actor_of(request)
    require(actor, "renewal.set-aside")
    note = get_object_or_404(_rows(actor), uid=uid)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            set_aside_renewal(actor=actor, note=note, reason=form.cleaned_data["reason"], version=form.expected_version)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "Set aside. The pin stays as it is; a further version opens a new note.")
            return redirect("policies:renewal_detail", uid=uid)
    return _detail(request, actor, note, form)
