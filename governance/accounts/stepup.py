"""Step-up on pages: whoever judges has proved within five minutes who they are.

`needs_step_up` decorates views of judgement. A POST without a fresh step-up gets a page that asks for the password and
carries what was entered; with the right password the same request goes on to the view. There is no redirect in between,
so there is none to misuse.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from governance.accounts.access import STEP_UP_KEY, actor_of
from governance.accounts.forms.sign_in import STEP_UP_FIELD, StepUpForm
from governance.accounts.services.proofs import confirm_step_up
from governance.errors import Invalid, NotAllowed
from governance.web.forms import apply_problems
from governance.web.ratelimit import TOO_MANY, must_wait, note_failure, note_success
from governance.web.responses import safe_path

NEVER_CARRIED: Final = ("password", "secret", "csrfmiddlewaretoken")
"""Fields whose name contains one of these are not sent back to the browser."""

View = Callable[..., HttpResponseBase]


def needs_step_up(view: View) -> View:
    """Let a POST through to `view` only with a fresh step-up; GET is unaffected. Stands under the method decorator."""

    @sensitive_post_parameters(STEP_UP_FIELD)
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        form = StepUpForm(request.POST if STEP_UP_FIELD in request.POST else None)
        if not actor_of(request).step_up_is_fresh and not try_step_up(request, form):
            return _ask(request, form)
        _drop_password(request)
        return view(request, *args, **kwargs)

    return guarded


def try_step_up(request: HttpRequest, form: StepUpForm) -> bool:
    """Confirm with the password in `form` and remember it in the session; False leaves the reason in the form.

    Raises NotAllowed with status 403 when too many attempts failed.
    """
    if not form.is_bound or not form.is_valid():
        return False
    actor = actor_of(request)
    if must_wait(request, actor.person.email):
        raise NotAllowed(TOO_MANY, code="too-many-attempts")
    try:
        instant = confirm_step_up(actor=actor, password=form.cleaned_data[STEP_UP_FIELD])
    except Invalid as error:
        note_failure(request, actor.person.email, actor.uid)
        apply_problems(form, Invalid(error.message, problems={STEP_UP_FIELD: error.problems["password"]}))
        return False
    note_success(request, actor.person.email)
    request.session[STEP_UP_KEY] = instant.isoformat()
    request._countersign_actor = None  # type: ignore[attr-defined]  # it was built before the step-up
    return True


def _drop_password(request: HttpRequest) -> None:
    """Views and merge pages see only what belongs to them."""
    if STEP_UP_FIELD in request.POST:
        fields = request.POST.copy()
        del fields[STEP_UP_FIELD]
        request.POST = fields  # type: ignore[assignment]


def _ask(request: HttpRequest, form: StepUpForm) -> HttpResponse:
    """The page that asks for the password. 403, since the act was not done."""
    if request.headers.get("HX-Request") == "true":
        raise NotAllowed("Confirm with your password first.", code="step-up-required")
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER_CARRIED)
        for value in values
    ]
    context = {
        "form": form,
        "action": request.get_full_path(),
        "carried": carried,
        "files_lost": bool(request.FILES),
        "back_url": safe_path(request, request.headers.get("Referer", "")) or "/",
    }
    return render(request, "accounts/step_up_form.html", context, status=403)
