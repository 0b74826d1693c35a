"""Acts of lanes and requesters on a line beside deciding it: changes asked for, answers, nominees."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from governance.accounts.access import actor_of
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems
from policies.forms.lanes import AnswerForm, AskForm, LaneForm, NomineeForm
from policies.services.nominations import name_nominee
from policies.services.rounds import answer_changes, ask_for_changes, take_back_ask
from policies.views.line_forms import Refused
from policies.views.requests import refused_line, request_row


def _refused(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID, name: str, form: BaseForm) -> HttpResponse:
    return refused_line(request, request_row(actor_of(request), uid), Refused(line, name, form))


def _back(request: HttpRequest, uid: uuid.UUID, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("policies:request_detail", uid=uid)


@require_POST
@needs_step_up
def line_ask(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Ask the requester for changes instead of deciding."""
    actor = actor_of(request)
    target = get_object_or_404(request_row(actor, uid).lines, uid=line)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            ask_for_changes(actor=actor, line=target, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            return _back(request, uid, "The requester is asked. The line waits for the answer.")
    return _refused(request, uid, line, "ask", form)


@require_POST
@needs_step_up
def line_take_back(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Need the changes no more."""
    actor = actor_of(request)
    target = get_object_or_404(request_row(actor, uid).lines, uid=line)
    form = LaneForm(request.POST)
    if form.is_valid():
        take_back_ask(actor=actor, line=target, **form.cleaned_data)
        return _back(request, uid, "Taken back. The line is before the lanes again.")
    return _refused(request, uid, line, "take_back", form)


@require_POST
def line_answer(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Answer what a lane asked."""
    actor = actor_of(request)
    target = get_object_or_404(request_row(actor, uid).lines, uid=line)
    form = AnswerForm(request.POST)
    if form.is_valid():
        values: dict[str, Any] = {"answer": form.cleaned_data["answer"], "version": form.expected_version}
        try:
            answer_changes(actor=actor, line=target, **values)
        except Invalid as error:
            apply_problems(form, error)
        else:
            return _back(request, uid, "Answered. The line is before both lanes again.")
    return _refused(request, uid, line, "answer", form)


@require_POST
@needs_step_up
def line_nominate(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Name who may decide an overdue lane."""
    actor = actor_of(request)
    target = get_object_or_404(request_row(actor, uid).lines, uid=line)
    form = NomineeForm(request.POST)
    if form.is_valid():
        try:
            named = name_nominee(actor=actor, line=target, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            return _back(request, uid, f"{named.nominee.name} may decide this lane now. The owner may still be first.")
    return _refused(request, uid, line, "nominate", form)
