"""The page that carries readings of one tier over to another that the same texts govern."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from governance.accounts.access import Actor
from governance.accounts.sent_once import sent_once
from governance.errors import Conflict, Invalid
from governance.web.forms import apply_problems
from vendors.domain.differences import governed_otherwise
from vendors.facts import hidden_from
from vendors.forms.readings import CarryForm
from vendors.governing import links_of
from vendors.models import Tier
from vendors.services.carrying import carry_over, plans, tiers_to_carry_from
from vendors.views.common import editor


@require_http_methods(["GET", "POST"])
@sent_once
def tier_carry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose the tier to carry over from (`from`), see what would go along and what not, and start the drafts."""
    actor = editor(request, "assessment.edit")
    target = get_object_or_404(Tier.objects.select_related("product__vendor"), uid=uid)
    sources = tiers_to_carry_from(target)
    wanted = (request.POST or request.GET).get("from", "")
    source = next((tier for tier in sources if str(tier.uid) == wanted), sources[0] if len(sources) == 1 else None)
    found = plans(source, target) if source else []
    form = CarryForm(request.POST if request.method == "POST" else None, plans=found)
    if request.method == "POST" and form.is_valid():
        try:
            drafts = carry_over(actor=actor, target=target, readings=form.chosen())
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            count = len(drafts)
            messages.success(request, f"{count} draft{' is' if count == 1 else 's are'} open. Each shows what differs.")
            return redirect(f"{reverse('vendors:assessment_detail', args=[drafts[0].uid])}?only=changed")
    context = {
        "form": form,
        "target": target,
        "source": source,
        "sources": sources,
        "plans": found,
        "chosen": {row.uid for row in form.preset()},
        "otherwise": _otherwise(source, target, actor),
    }
    return render(request, "vendors/tier_carry.html", context, status=422 if form.errors else 200)


def _otherwise(source: Tier | None, target: Tier, actor: Actor) -> tuple[str, ...]:
    """How the texts that govern the two tiers now differ."""
    if source is None:
        return ()
    hidden = hidden_from(actor.person)
    return governed_otherwise(links_of(source, hidden), links_of(target, hidden))
