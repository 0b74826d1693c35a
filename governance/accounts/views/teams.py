"""The administrator's pages of teams and who belongs to them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, require
from governance.accounts.forms.people import MemberForm, TeamEditForm, TeamForm
from governance.accounts.models import Membership, Team, User
from governance.accounts.sent_once import sent_once
from governance.accounts.services.teams import add_member, add_team, remove_member, rename_team
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, "team.manage")
    return actor


@require_GET
def team_list(request: HttpRequest) -> HttpResponse:
    """All teams."""
    _administrator(request)
    members = Count("memberships", filter=Q(memberships__valid_until__isnull=True))
    page = paginate(request, Team.objects.annotate(members=members).order_by("name"))
    return render(request, "accounts/team_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@sent_once
def team_add(request: HttpRequest) -> HttpResponse:
    """Add a team."""
    actor = _administrator(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = add_team(actor=actor, name=form.cleaned_data["name"])
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"The team {team.name} was added. Say who belongs to it.")
            return redirect("accounts:team_detail", uid=team.uid)
    return render(request, "accounts/team_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def team_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One team: who belongs to it, and who did."""
    _administrator(request)
    return _detail(request, get_object_or_404(Team, uid=uid), MemberForm())


def _detail(request: HttpRequest, team: Team, form: MemberForm) -> HttpResponse:
    rows = list(Membership.objects.filter(team=team).select_related("person").order_by("person__name", "-valid_from"))
    context = {
        "team": team,
        "form": form,
        "members": [row for row in rows if row.valid_until is None],
        "former": [row for row in rows if row.valid_until is not None],
    }
    return render(request, "accounts/team_detail.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def team_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a team another name."""
    actor = _administrator(request)
    team = get_object_or_404(Team, uid=uid)
    form = TeamEditForm(request.POST or None, initial={"name": team.name, "version": team.version})
    if request.method == "POST" and form.is_valid():
        try:
            rename_team(actor=actor, team=team, name=form.cleaned_data["name"], version=form.expected_version)
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, {"name": error.current.name}, heading=error.current.name)
        else:
            messages.success(request, "Saved.")
            return redirect("accounts:team_detail", uid=uid)
    context = {"form": form, "team": team}
    return render(request, "accounts/team_form.html", context, status=422 if form.errors else 200)


@require_POST
def team_member_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Let somebody join."""
    actor = _administrator(request)
    team = get_object_or_404(Team, uid=uid)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _detail(request, team, form)
    person = form.cleaned_data["person"]
    add_member(actor=actor, team=team, person=person)
    messages.success(request, f"{person.name} belongs to {team.name} now.")
    return redirect("accounts:team_detail", uid=uid)


@require_POST
def team_member_remove(request: HttpRequest, uid: uuid.UUID, person_uid: uuid.UUID) -> HttpResponse:
    """Let somebody leave."""
    actor = _administrator(request)
    team = get_object_or_404(Team, uid=uid)
    person = get_object_or_404(User, uid=person_uid)
    remove_member(actor=actor, team=team, person=person)
    messages.success(request, f"{person.name} has left {team.name}.")
    return redirect("accounts:team_detail", uid=uid)
