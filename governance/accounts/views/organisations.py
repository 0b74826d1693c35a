"""The administrator's page of the one organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from governance.accounts.access import actor_of, organisation, require
from governance.accounts.forms.people import OrganisationForm
from governance.accounts.models import Organisation
from governance.accounts.services.organisations import change_organisation
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest) -> HttpResponse:
    """Name, owners, escalation contact, days to decide, time zone."""
    actor = actor_of(request)
    require(actor, "organisation.manage")
    form = OrganisationForm(request.POST or None, initial=_values(organisation()))
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(actor=actor, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=error.current.name)
        else:
            messages.success(request, "Saved.")
            return redirect("accounts:organisation_edit")
    return render(request, "accounts/organisation_form.html", {"form": form}, status=422 if form.errors else 200)


def _values(house: Organisation) -> dict[str, Any]:
    return {
        "name": house.name,
        "legal_owner": house.legal_owner,
        "engineering_owner": house.engineering_owner,
        "escalation_contact": house.escalation_contact,
        "time_zone": house.time_zone,
        "legal_days": house.legal_days,
        "engineering_days": house.engineering_days,
        "warning_days": house.warning_days,
        "version": house.version,
    }
