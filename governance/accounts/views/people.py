"""The administrator's pages of people and their roles."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, account_open, actor_of, require, roles_of, today
from governance.accounts.forms.people import PeopleFilterForm, PersonEditForm, PersonForm, RoleForm, ScopeForm
from governance.accounts.models import AuditorScope, Membership, RoleGrant, User
from governance.accounts.roles import ROLE_SENTENCES, Role
from governance.accounts.services.consequences import what_lapses
from governance.accounts.services.passwords import invite_person, send_password_reset
from governance.accounts.services.people import change_person, deactivate_person, reactivate_person
from governance.accounts.services.roles import end_role, grant_role, set_auditor_scope
from governance.accounts.site import base_url
from governance.errors import Conflict, Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate

ORDERS = {"name": ("name", "pk"), "email": ("email", "pk"), "created": ("created_at", "pk")}


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, "person.manage")
    return actor


@require_GET
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    _administrator(request)
    form = PeopleFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = paginate(request, _chosen(wanted, request.GET.get("sort", "name")))
    context = {
        "form": form,
        "page": page,
        "rows": [(person, "active" if account_open(person) else "inactive") for person in page],
        "filtered": any(wanted.values()),
        "sort": "name",
    }
    return render(request, "accounts/person_list.html", context)


def _chosen(wanted: dict[str, Any], sort: str) -> QuerySet[User]:
    people: QuerySet[User] = User.objects.with_roles_and_teams(timezone.now())
    if wanted.get("q"):
        people = people.filter(Q(name__icontains=wanted["q"]) | Q(email__icontains=wanted["q"]))
    if wanted.get("role"):
        people = people.filter(pk__in=User.objects.holding(Role(wanted["role"]), timezone.now()))
    if wanted.get("account"):
        chosen = User.objects.account_open if wanted["account"] == "open" else User.objects.account_closed
        people = people.filter(pk__in=chosen(today()))
    fields = ORDERS.get(sort.removeprefix("-"), ORDERS["name"])
    return people.order_by(*(f"-{field}" if sort.startswith("-") else field for field in fields))


@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    """Give somebody an account."""
    actor = _administrator(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, sent = invite_person(actor=actor, base_url=base_url(request), **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            if sent:
                messages.success(request, f"{person.name} has an account and was sent a link to set a password.")
            else:
                messages.warning(
                    request, f"{person.name} has an account, but the mail could not be sent. Send it again."
                )
            return redirect("accounts:person_detail", uid=person.uid)
    return render(request, "accounts/person_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def person_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One person: account, roles with their history, teams."""
    actor = _administrator(request)
    return _detail(request, actor, get_object_or_404(User, uid=uid))


def _detail(
    request: HttpRequest,
    actor: Actor,
    person: User,
    *,
    role_form: RoleForm | None = None,
    scope_form: ScopeForm | None = None,
) -> HttpResponse:
    grants = list(RoleGrant.objects.filter(person=person).select_related("granted_by").order_by("-valid_from", "-pk"))
    scope = [row.team.uid for row in AuditorScope.objects.open().filter(person=person).select_related("team")]
    memberships = Membership.objects.filter(person=person).select_related("team").order_by("-valid_from", "-pk")
    is_auditor = any(grant.role == Role.AUDITOR and grant.valid_until is None for grant in grants)
    context = {
        "person": person,
        "open": account_open(person),
        "is_self": person == actor.user,
        "grants": grants,
        "memberships": memberships,
        "sentences": list(ROLE_SENTENCES.items()),
        "role_form": role_form or RoleForm(),
        "scope_form": (scope_form or ScopeForm(initial={"teams": scope})) if is_auditor else None,
    }
    failed = any(form is not None and form.errors for form in (role_form, scope_form))
    return render(request, "accounts/person_detail.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change name, title, end date, and the address before its first use."""
    actor = _administrator(request)
    person = get_object_or_404(User, uid=uid)
    now = _values(person)
    form = PersonEditForm(request.POST or None, initial=now, address_fixed=person.has_usable_password())
    if request.method == "POST" and form.is_valid():
        try:
            change_person(actor=actor, person=person, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=person.name)
        else:
            messages.success(request, "Saved.")
            if form.cleaned_data["ends_on"] is not None:
                for sentence in what_lapses(person, roles_of(person)):
                    messages.warning(request, f"Once the account has ended: {sentence}")
            return redirect("accounts:person_detail", uid=person.uid)
    context = {"form": form, "person": person}
    return render(request, "accounts/person_form.html", context, status=422 if form.errors else 200)


def _values(person: User) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "job_title": person.job_title,
        "ends_on": person.ends_on,
        "version": person.version,
    }


def _ask_again(request: HttpRequest, person: User, error: Conflict, act: str) -> HttpResponse:
    """The page that names what lapses and asks whether it is to be done all the same. Other refusals stay refusals."""
    if error.code != "leaves-undecided":
        raise error
    context = {"person": person, "words": error.message, "act": act}
    return render(request, "accounts/leaving_form.html", context, status=error.status)


@require_POST
def person_deactivate(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Close an account; where that leaves categories without an owner, ask once more."""
    actor = _administrator(request)
    person = get_object_or_404(User, uid=uid)
    try:
        deactivate_person(actor=actor, person=person, knowing="knowing" in request.POST)
    except Conflict as error:
        return _ask_again(request, person, error, f"Close the account of {person.name}")
    messages.success(request, f"The account of {person.name} is closed and its tokens are revoked.")
    return redirect("accounts:person_detail", uid=uid)


@require_POST
def person_reactivate(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Open a closed account again."""
    actor = _administrator(request)
    person = reactivate_person(actor=actor, person=get_object_or_404(User, uid=uid))
    messages.success(request, f"The account of {person.name} is open again.")
    return redirect("accounts:person_detail", uid=uid)


@require_POST
def person_send_reset(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Send a link with which the person sets a password."""
    actor = _administrator(request)
    person = get_object_or_404(User, uid=uid)
    try:
        send_password_reset(actor=actor, person=person, base_url=base_url(request))
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"A link to set a password was sent to {person.email}.")
    return redirect("accounts:person_detail", uid=uid)


@require_POST
def role_grant(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a role."""
    actor = _administrator(request)
    person = get_object_or_404(User, uid=uid)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _detail(request, actor, person, role_form=form)
    grant_role(actor=actor, person=person, role=form.cleaned_data["role"])
    messages.success(request, f"{person.name} was given the role.")
    return redirect("accounts:person_detail", uid=uid)


@require_POST
def role_end(request: HttpRequest, uid: uuid.UUID, grant_uid: uuid.UUID) -> HttpResponse:
    """End a role; where that leaves categories without an owner, ask once more."""
    actor = _administrator(request)
    grant = get_object_or_404(RoleGrant.objects.select_related("person"), uid=grant_uid, person__uid=uid)
    try:
        end_role(actor=actor, grant=grant, knowing="knowing" in request.POST)
    except Conflict as error:
        return _ask_again(request, grant.person, error, f"End the role of {grant.person.name}")
    messages.success(request, "The role has ended.")
    return redirect("accounts:person_detail", uid=uid)


@require_POST
def person_scope(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Limit an auditor to some teams, or to none."""
    actor = _administrator(request)
    person = get_object_or_404(User, uid=uid)
    form = ScopeForm(request.POST)
    if form.is_valid():
        try:
            set_auditor_scope(actor=actor, person=person, teams=list(form.cleaned_data["teams"]))
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "The scope was saved.")
            return redirect("accounts:person_detail", uid=uid)
    return _detail(request, actor, person, scope_form=form)
