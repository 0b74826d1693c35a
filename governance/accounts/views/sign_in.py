"""The door: signing in and out, proving oneself again, and coming back with a forgotten password."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.views import PasswordResetConfirmView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import account_open, actor_of, organisation
from governance.accounts.forms.sign_in import NewPasswordForm, ResetRequestForm, SignInForm, StepUpForm
from governance.accounts.middleware import WORDS
from governance.accounts.models import User
from governance.accounts.services.passwords import request_password_reset
from governance.accounts.services.proofs import record_sign_in
from governance.accounts.site import base_url
from governance.accounts.stepup import try_step_up
from governance.web.ratelimit import TOO_MANY, Limit, client_address, must_wait, note_failure, note_success
from governance.web.responses import safe_path

WRONG: Final = "This address and password do not open an account. Check both, or ask for a link to set a new password."
LINKS_PER_ACCOUNT: Final = Limit("reset-link-account", 3, dt.timedelta(hours=1))
LINKS_PER_ADDRESS: Final = Limit("reset-link-address", 20, dt.timedelta(hours=1))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail address and password."""
    target = safe_path(request, request.POST.get("next", request.GET.get("next", "")))
    if request.user.is_authenticated:
        return redirect(target or resolve_url("/"))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _signed_in(request, form):
        return redirect(target or resolve_url("/"))
    context = {
        "form": form,
        "next": target,
        "why": WORDS.get(request.GET.get("why", "")),
        "nobody_yet": not User.objects.exists(),
        "organisation": organisation(),
    }
    return render(request, "accounts/sign_in_form.html", context, status=422 if form.errors else 200)


def _signed_in(request: HttpRequest, form: SignInForm) -> bool:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    if must_wait(request, email):
        form.add_error(None, TOO_MANY)
        return False
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, User):
        known = User.objects.filter(email__iexact=email).values_list("uid", flat=True).first()
        note_failure(request, email, known)
        form.add_error(None, WRONG)
        return False
    note_success(request, email)
    record_sign_in(person=person)
    login(request, person)  # makes a new session key
    return True


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and have the browser forget words that were typed and not saved: some are privileged."""
    logout(request)
    response = redirect("accounts:sign_in")
    response["Clear-Site-Data"] = '"storage"'
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def step_up(request: HttpRequest) -> HttpResponse:
    """Prove again who you are, then go on where you were."""
    target = safe_path(request, request.POST.get("next", request.GET.get("next", ""))) or "/"
    if actor_of(request).step_up_is_fresh:
        return redirect(target)
    form = StepUpForm(request.POST or None)
    if request.method == "POST" and try_step_up(request, form):
        return redirect(target)
    context = {
        "form": form,
        "carried": [("next", target)],
        "action": request.path,
        "back_url": target,
        "on_its_own": True,
    }
    return render(request, "accounts/step_up_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether or not somebody has the address."""
    form = ResetRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if _link_allowed(request, email):
            request_password_reset(email=email, base_url=base_url(request))
        return redirect("accounts:password_reset_sent")
    return render(request, "accounts/password_reset_form.html", {"form": form}, status=422 if form.errors else 200)


def _link_allowed(request: HttpRequest, email: str) -> bool:
    subjects = ((LINKS_PER_ACCOUNT, email.strip().casefold()), (LINKS_PER_ADDRESS, client_address(request)))
    if any(limit.reached(subject) for limit, subject in subjects):
        return False
    for limit, subject in subjects:
        limit.count(subject)
    return True


@require_GET
def password_reset_sent(request: HttpRequest) -> HttpResponse:
    """What to do now that a link may be on its way."""
    return render(request, "accounts/password_reset_sent.html")


@require_GET
def password_reset_done(request: HttpRequest) -> HttpResponse:
    """The password is set."""
    return render(request, "accounts/password_reset_done.html")


@method_decorator(never_cache, name="dispatch")
class PasswordResetConfirm(PasswordResetConfirmView):
    """Django's view behind the link, with people named by uid and only while their account is open."""

    template_name = "accounts/password_reset_confirm.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:password_reset_done")

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with the status every refused form here has."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_user(self, uidb64: str) -> Any:
        """The person of the link, or None (the page then says that the link does not work)."""
        try:
            person = User.objects.filter(uid=UUID(hex=uidb64)).first()
        except ValueError:
            return None
        return person if person is not None and account_open(person) else None


password_reset_confirm = PasswordResetConfirm.as_view()
