"""One's own page: roles, teams, theme, password, API tokens."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, today
from governance.accounts.forms.account import PasswordForm, ThemeForm, TokenForm
from governance.accounts.models import ApiToken, Membership, RoleGrant
from governance.accounts.roles import ROLE_SENTENCES, Role
from governance.accounts.services.passwords import change_password
from governance.accounts.services.preferences import set_theme
from governance.accounts.services.tokens import create_token, revoke_token
from governance.errors import Invalid
from governance.web.forms import apply_problems
from governance.web.ratelimit import TOO_MANY, must_wait, note_failure, note_success


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here."""
    actor = actor_of(request)
    person, now = actor.person, timezone.now()
    grants = RoleGrant.objects.as_of(now).filter(person=person).select_related("granted_by").order_by("valid_from")
    context = {
        "person": person,
        "grants": [(grant, ROLE_SENTENCES[Role(grant.role)]) for grant in grants],
        "memberships": Membership.objects.as_of(now)
        .filter(person=person)
        .select_related("team")
        .order_by("team__name"),
        "theme_form": ThemeForm(initial={"theme": person.theme}),
        "tokens": _tokens(actor),
        "may_manage": allowed(actor, "person.manage"),
        "may_have_tokens": allowed(actor, "self.manage"),
    }
    return render(request, "accounts/account_detail.html", context)


def _tokens(actor: Actor) -> list[tuple[ApiToken, str]]:
    """Own tokens, each with the word for its state."""
    now = timezone.now()
    rows = ApiToken.objects.filter(person=actor.person)
    return [(token, "revoked" if token.revoked_at else "active" if token.usable(now) else "expired") for token in rows]


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose the theme."""
    form = ThemeForm(request.POST)
    if form.is_valid():
        set_theme(actor=actor_of(request), theme=form.cleaned_data["theme"])
        messages.success(request, "Your theme was saved.")
    else:
        messages.error(request, "There is no such theme. Nothing was changed.")
    return redirect("accounts:account")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    actor = actor_of(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_changed(request, actor, form):
        messages.success(request, "Your password was changed. You were signed out everywhere else.")
        return redirect("accounts:account")
    return render(request, "accounts/password_form.html", {"form": form}, status=422 if form.errors else 200)


def _password_changed(request: HttpRequest, actor: Actor, form: PasswordForm) -> bool:
    email = actor.person.email
    if must_wait(request, email):
        form.add_error(None, TOO_MANY)
        return False
    try:
        person = change_password(
            actor=actor, current=form.cleaned_data["current"], password=form.cleaned_data["password"]
        )
    except Invalid as error:
        if "current" in error.problems:
            note_failure(request, email, actor.uid)
        apply_problems(form, error)
        return False
    note_success(request, email)
    update_session_auth_hash(request, person)
    return True


@never_cache
@require_http_methods(["GET", "POST"])
def token_create(request: HttpRequest) -> HttpResponse:
    """Make a token. Its secret is shown in the answer to the form and nowhere else: no session or address keeps it."""
    actor = actor_of(request)
    form = TokenForm(request.POST or None, initial={"ends_on": today() + dt.timedelta(days=90)})
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = create_token(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            return render(request, "accounts/token_detail.html", {"token": token, "secret": secret})
    return render(request, "accounts/token_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Revoke one of one's own tokens."""
    actor = actor_of(request)
    token = get_object_or_404(ApiToken, uid=uid, person=actor.person)
    revoke_token(actor=actor, token=token)
    messages.success(request, f"The token {token.name} was revoked. Whatever used it has lost access.")
    return redirect("accounts:account")
