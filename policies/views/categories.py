"""Pages that edit the categories and rules of the draft revision."""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, require
from governance.accounts.sent_once import sent_once
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems, posted_version
from governance.web.merge import merge_page
from policies.domain.rules import LATEST
from policies.domain.types import CodebaseKind, Destination, Mode, OnFail, RevisionState
from policies.forms.revisions import CategoryForm, RuleForm
from policies.models import CategoryEdition, PolicyRevision, RuleSetting
from policies.reading import rules_offered
from policies.services import revisions


def _editor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, "policy.edit")
    return actor


def _edition(revision_uid: uuid.UUID, slug: str) -> CategoryEdition:
    rows = CategoryEdition.objects.select_related("revision", "category", "legal_owner", "engineering_owner")
    return get_object_or_404(rows, revision__uid=revision_uid, category__slug=slug)


def _entry(form: CategoryForm) -> revisions.EditionInput:
    values = form.cleaned_data
    return revisions.EditionInput(
        name=values["name"],
        description=values["description"],
        legal_owner=values["legal_owner"],
        engineering_owner=values["engineering_owner"],
        allowed_kinds=[CodebaseKind(code) for code in values["allowed_kinds"]],
        allowed_destinations=[Destination(code) for code in values["allowed_destinations"]],
    )


@require_http_methods(["GET", "POST"])
@sent_once
def category_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Add a category to the draft."""
    actor = _editor(request)
    revision = get_object_or_404(PolicyRevision, uid=uid, state=RevisionState.DRAFT)
    form = CategoryForm(request.POST or None, initial={"version": revision.version, "mode": Mode.ATTESTED.value})
    if request.method == "POST" and form.is_valid():
        mode = Mode(form.cleaned_data["mode"])
        try:
            edition = revisions.add_category(
                actor=actor, revision=revision, version=form.expected_version, mode=mode, entry=_entry(form)
            )
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, {}, heading="Add a category")
        else:
            messages.success(request, f"{edition.name} was added. Give it rules.")
            return redirect("policies:category_edit", uid=uid, slug=edition.category.slug)
    context = {"form": form, "revision": revision}
    return render(request, "policies/category_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def category_edit(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """Change a category of the draft; its rules are listed below."""
    actor = _editor(request)
    edition = _edition(uid, slug)
    form = CategoryForm(request.POST or None, edition=edition, initial=CategoryForm.initial_of(edition))
    if request.method == "POST" and form.is_valid():
        try:
            revisions.change_category(actor=actor, edition=edition, version=form.expected_version, entry=_entry(form))
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            current = CategoryForm.initial_of(_edition(uid, slug))
            return merge_page(request, form, error, current, heading=edition.name)
        else:
            messages.success(request, "The category was saved.")
            return redirect("policies:revision_detail", uid=uid)
    context = {
        "form": form,
        "revision": edition.revision,
        "edition": edition,
        "rules": rules_offered(edition),
    }
    return render(request, "policies/category_form.html", context, status=422 if form.errors else 200)


@require_POST
def category_remove(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """Take a category out of the draft."""
    actor = _editor(request)
    edition = _edition(uid, slug)
    name = edition.name
    revisions.remove_category(actor=actor, edition=edition, version=posted_version(request))
    messages.success(request, f"{name} was taken out of the draft.")
    return redirect("policies:revision_detail", uid=uid)


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, uid: uuid.UUID, slug: str, code: str) -> HttpResponse:
    """Set a rule of a category of the draft, with its parameters."""
    actor = _editor(request)
    edition = _edition(uid, slug)
    rule = LATEST.get(code)
    if rule is None:
        raise Http404("no such rule")
    row = edition.rules.filter(code=code).first()
    initial = {"version": edition.revision.version, "on_fail": OnFail.BARRED.value, **_initial(row)}
    form = RuleForm(request.POST or None, rule=rule, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            revisions.save_rule(
                actor=actor,
                edition=edition,
                version=form.expected_version,
                code=code,
                rule_version=rule.version,
                parameters=form.parameters(),
                on_fail=OnFail(form.cleaned_data["on_fail"]),
                reason=form.cleaned_data["reason"],
            )
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _initial(row), heading=rule.title)
        else:
            messages.success(request, f"{rule.title}: saved for {edition.name}.")
            return redirect("policies:category_edit", uid=uid, slug=slug)
    context = {"form": form, "revision": edition.revision, "edition": edition, "rule": rule, "row": row}
    return render(request, "policies/rule_form.html", context, status=422 if form.errors else 200)


def _initial(row: RuleSetting | None) -> dict[str, object]:
    if row is None:
        return {}
    values = {
        name: "\n".join(value) if isinstance(value, list) and not _fixed(row.code, name) else value
        for name, value in json.loads(row.parameters).items()
    }
    return {**values, "on_fail": row.on_fail, "reason": row.reason}


def _fixed(code: str, name: str) -> bool:
    """Whether a parameter offers fixed options (then its several values are ticks, not lines)."""
    return any(parameter.name == name and parameter.options for parameter in LATEST[code].parameters)


@require_POST
def rule_remove(request: HttpRequest, uid: uuid.UUID, slug: str, code: str) -> HttpResponse:
    """Take a rule out of a category of the draft."""
    actor = _editor(request)
    edition = _edition(uid, slug)
    row = get_object_or_404(RuleSetting, edition=edition, code=code)
    revisions.remove_rule(actor=actor, rule=row, version=posted_version(request))
    messages.success(request, "The rule was taken out.")
    return redirect("policies:category_edit", uid=uid, slug=slug)
