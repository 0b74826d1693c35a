"""What is done about the conditions of an approval, on its page: who answers for one, whether it is met."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from governance.accounts.access import actor_of
from governance.errors import Invalid
from governance.web.forms import Form, VersionedForm, apply_problems
from policies.forms.approvals import ConditionForm, MetForm, ReasonForm
from policies.models import ApprovalCondition
from policies.services.conditions import assign_condition, meet_condition, reopen_condition
from policies.views.approvals import approval_page, approval_rows

Deed = Callable[..., ApprovalCondition]


def _change(
    request: HttpRequest, uid: uuid.UUID, verb: str, kind: type[VersionedForm], deed: Deed, done: str
) -> HttpResponse:
    actor = actor_of(request)
    row: Any = get_object_or_404(ApprovalCondition.objects.select_related("approval"), uid=uid)
    form = kind(request.POST, auto_id=f"id_{verb}_{uid}_%s")
    if form.is_valid():
        try:
            deed(actor=actor, condition=row, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, done)
            return redirect("policies:approval_detail", uid=row.approval.uid)
    approval = get_object_or_404(approval_rows(), uid=row.approval.uid)
    refused: Form = form
    return approval_page(request, actor, approval, event=f"{verb}_{uid}", refused=refused)


@require_POST
def condition_assign(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Name who answers for a condition."""
    return _change(request, uid, "assign", ConditionForm, assign_condition, "It was assigned.")


@require_POST
def condition_meet(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say that a condition is met."""
    return _change(request, uid, "meet", MetForm, meet_condition, "The condition is met.")


@require_POST
def condition_reopen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say that a condition is not met any more."""
    return _change(request, uid, "reopen", ReasonForm, reopen_condition, "The condition is open again.")
