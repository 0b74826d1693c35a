"""Pages of the policy in force and of its revisions: read, compare, draft, sign."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import actor_of, allowed, require
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid, NotAllowed, Stale
from governance.web.forms import apply_problems, posted_version
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from policies.domain.types import Lane, RevisionState
from policies.facts import editions_of
from policies.forms.revisions import RevisionForm
from policies.models import PolicyRevision
from policies.reading import categories_shown, changes_of, lanes_of, meant_for_approvals
from policies.services import publishing, revisions


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """The policy in force."""
    actor_of(request)
    current = PolicyRevision.objects.filter(state=RevisionState.PUBLISHED).first()
    if current is not None:
        return revision_detail(request, current.uid)
    draft = PolicyRevision.objects.filter(state=RevisionState.DRAFT).first()
    context = {"draft": draft, "may_edit": allowed(actor_of(request), "policy.edit")}
    return render(request, "policies/policy_empty.html", context)


@require_GET
def revision_list(request: HttpRequest) -> HttpResponse:
    """All revisions, newest first."""
    actor = actor_of(request)
    rows = PolicyRevision.objects.select_related("based_on", "created_by").prefetch_related("signatures")
    context = {
        "page": paginate(request, rows.defer("content").order_by("-pk")),
        "may_edit": allowed(actor, "policy.edit"),
        "draft": PolicyRevision.objects.filter(state=RevisionState.DRAFT).first(),
    }
    return render(request, "policies/revision_list.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def revision_add(request: HttpRequest) -> HttpResponse:
    """Start the draft revision."""
    actor = actor_of(request)
    require(actor, "policy.edit")
    form = RevisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = revisions.start_revision(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "The draft was started. Nothing applies until both functions have signed it.")
            return redirect("policies:revision_detail", uid=draft.uid)
    return render(request, "policies/revision_form.html", {"form": form}, status=422 if form.errors else 200)


def revision_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One revision: its categories and rules, what changed, who signed; for a draft also how to go on."""
    return render(request, "policies/revision_detail.html", _context(request, _revision(uid)))


def _revision(uid: uuid.UUID) -> PolicyRevision:
    rows = PolicyRevision.objects.select_related("based_on", "created_by").prefetch_related("signatures")
    return get_object_or_404(rows, uid=uid)


def _context(request: HttpRequest, revision: PolicyRevision) -> dict[str, Any]:
    actor = actor_of(request)
    draft = revision.state == RevisionState.DRAFT
    offered, obstacle = None, ""
    editions = editions_of(revision)
    if draft:
        try:
            offered = publishing.offer(revision, editions)
        except Invalid as error:
            obstacle = error.message
    sha256 = offered.sha256 if offered else revision.content_hash
    number = offered.number if offered else revision.number
    lanes = lanes_of(revision, actor.person, sha256, number=number, editions=editions)
    may_edit = draft and allowed(actor, "policy.edit")
    against, others = _compared(request, revision)
    return {
        "against": against,
        "others": others,
        "flags": [] if draft else meant_for_approvals(revision),
        "revision": revision,
        "categories": categories_shown(editions),
        "changes": changes_of(against, offered.content if offered else revision.content),
        "offered": offered,
        "obstacle": obstacle,
        "lanes": lanes,
        "mine": next((lane for lane in lanes if lane.may_sign), None) if draft and not obstacle else None,
        "may_edit": may_edit,
        "voided": [row for row in revision.signatures.all() if row.content_hash != sha256],
    }


def _compared(request: HttpRequest, revision: PolicyRevision) -> tuple[PolicyRevision | None, list[PolicyRevision]]:
    """The revision that `?against=` names, else the one it is based on; and all that it can be compared with."""
    numbered = PolicyRevision.objects.filter(number__isnull=False).exclude(pk=revision.pk)
    others = list(numbered.defer("content").order_by("-number"))
    asked = request.GET.get("against", "")
    chosen = next((row for row in others if str(row.uid) == asked and row.pk != revision.based_on_id), None)
    return chosen or revision.based_on, others


@require_http_methods(["GET", "POST"])
def revision_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change title and summary of the draft."""
    actor = actor_of(request)
    require(actor, "policy.edit")
    revision = _revision(uid)
    form = RevisionForm(request.POST or None, initial={"title": revision.title, "summary": revision.summary})
    version = posted_version(request)
    if request.method == "POST" and form.is_valid():
        try:
            revisions.describe_revision(actor=actor, revision=revision, version=version, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            current = {"title": error.current.title, "summary": error.current.summary}
            return merge_page(request, form, error, current, heading=revision.title)
        else:
            messages.success(request, "Saved. Signatures given on the former text are void.")
            return redirect("policies:revision_detail", uid=uid)
    context = {"form": form, "revision": revision, "version": revision.version}
    return render(request, "policies/revision_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs_step_up
def revision_sign(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Sign the draft in one lane; the second signature publishes it."""
    revision = _revision(uid)
    try:
        lane = Lane(request.POST.get("lane", ""))
    except ValueError:
        raise Http404("no such lane") from None
    revision = publishing.sign_revision(
        actor=actor_of(request),
        revision=revision,
        lane=lane,
        content_hash=request.POST.get("content_hash", ""),
        version=posted_version(request),
    )
    if revision.state == RevisionState.PUBLISHED:
        messages.success(request, f"Policy revision {revision.number} is published and in force.")
    else:
        messages.success(request, "Signed. It is published when the other function signs the same content.")
    return redirect("policies:revision_detail", uid=uid)


@require_POST
def revision_discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give the draft up."""
    revision = _revision(uid)
    version = posted_version(request)
    revisions.discard_revision(actor=actor_of(request), revision=revision, version=version)
    messages.success(request, "The draft was discarded. The policy in force is unchanged.")
    return redirect("policies:revision_list")


@require_GET
def revision_content(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The canonical content of a revision, byte for byte as it is hashed."""
    actor = actor_of(request)
    if not allowed(actor, "read"):
        raise NotAllowed("Your role does not include this.")
    revision = _revision(uid)
    content = revision.content or publishing.offer(revision).content
    json.loads(content)
    return HttpResponse(content, content_type="application/json")
