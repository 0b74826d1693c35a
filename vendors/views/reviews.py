"""The steps of a review, each a POST: submit, return, approve, discard, confirm."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from governance.accounts.access import actor_of
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from vendors.forms.clauses import MoveForm, ReturnForm
from vendors.services.assessments import (
    approve_assessment,
    confirm_assessment,
    discard_assessment,
    return_assessment,
)
from vendors.views.assessments import Desk, assessment_for, desk_page, submitted
from vendors.views.reading_tiers import next_to_review

LOOK_AGAIN = "It was changed while you were looking at it. Read it again as it is now, then decide."


def version_looked_at(request: HttpRequest) -> int:
    """The version that was looked at; a step without one is refused. Raises Invalid."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Invalid("This form came without the version it was opened on. Reload the page and decide again.")
    return form.expected_version


@require_POST
def assessment_submit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Hand a draft to a second counsel."""
    assessment = assessment_for(uid)
    return submitted(request, actor_of(request), assessment, version_looked_at(request))


@require_POST
def assessment_return(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a reading back to its drafter with a note."""
    actor, assessment = actor_of(request), assessment_for(uid)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            return_assessment(
                actor=actor, assessment=assessment, version=form.expected_version, note=form.cleaned_data["note"]
            )
        except Invalid as error:
            apply_problems(form, error)
        except Stale:
            form = ReturnForm({**request.POST.dict(), "version": assessment_for(uid).version})
            form.add_error(None, LOOK_AGAIN)
        else:
            messages.success(request, "Returned to its drafter. It comes back when every note is resolved.")
            return redirect("vendors:assessment_detail", uid=uid)
    return desk_page(request, actor, assessment_for(uid), Desk(return_form=form, status=422))


@require_POST
@needs_step_up
def assessment_approve(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Approve a reading as second counsel."""
    try:
        approve_assessment(actor=actor_of(request), assessment=assessment_for(uid), version=version_looked_at(request))
    except Stale as error:
        raise Stale(LOOK_AGAIN, current=error.current) from error
    following = next_to_review(assessment_for(uid), actor_of(request))
    told = "Approved. It is the reading of this clause from now on."
    if following is None:
        messages.success(request, told)
        return redirect("vendors:assessment_detail", uid=uid)
    messages.success(request, f"{told} This is the next one of the tier.")
    return redirect("vendors:assessment_detail", uid=following.uid)


@require_POST
def assessment_discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a draft up."""
    assessment = assessment_for(uid)
    discard_assessment(actor=actor_of(request), assessment=assessment, version=version_looked_at(request))
    messages.success(request, "Discarded. It stays readable in the history of the clause.")
    return redirect("vendors:clause_detail", uid=assessment.record.uid)


@require_POST
@needs_step_up
def assessment_confirm(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Confirm an approved reading after its text changed elsewhere."""
    confirm_assessment(actor=actor_of(request), assessment=assessment_for(uid), version=version_looked_at(request))
    messages.success(request, "Confirmed on the text as it is now.")
    return redirect("vendors:assessment_detail", uid=uid)
