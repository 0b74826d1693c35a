"""Acts of lanes and requesters on a line beside deciding it: changes asked for, answers, nominees."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from governance.accounts.access import Actor, actor_of
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems
from policies.forms.lanes import AnswerForm, AskForm, LaneForm, NomineeForm
from policies.models import RequestLine
from policies.services.nominations import name_nominee
from policies.services.rounds import answer_changes, ask_for_changes, take_back_ask
from policies.views.line_forms import Refused
from policies.views.requests import refused_line, request_row


def _act(
    request: HttpRequest,
    uid: uuid.UUID,
    line: uuid.UUID,
    *,
    named: str,
    form: BaseForm,
    deed: Callable[[Actor, RequestLine], str],
) -> HttpResponse:
    """Do `deed`, which gives the sentence that says what was done; what was entered wrongly comes back on the page."""
    actor = actor_of(request)
    asked = request_row(actor, uid)
    target = get_object_or_404(asked.lines, uid=line)
    if form.is_valid():
        try:
            messages.success(request, deed(actor, target))
        except Invalid as error:
            apply_problems(form, error)
        else:
            return redirect("policies:request_detail", uid=uid)
    return refused_line(request, asked, Refused(line, named, form))


@require_POST
@needs_step_up
def line_ask(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Ask the requester for changes instead of deciding."""
    form = AskForm(request.POST)

    def ask(actor: Actor, target: RequestLine) -> str:
        ask_for_changes(actor=actor, line=target, **form.cleaned_data)
        return "The requester is asked. The line waits for the answer."

    return _act(request, uid, line, named="ask", form=form, deed=ask)


@require_POST
@needs_step_up
def line_take_back(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Need the changes no more."""
    form = LaneForm(request.POST)

    def take_back(actor: Actor, target: RequestLine) -> str:
        take_back_ask(actor=actor, line=target, **form.cleaned_data)
        return "Taken back. The line is before the lanes again."

    return _act(request, uid, line, named="take_back", form=form, deed=take_back)


@require_POST
def line_answer(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Answer what a lane asked."""
    form = AnswerForm(request.POST)

    def answer(actor: Actor, target: RequestLine) -> str:
        answer_changes(actor=actor, line=target, answer=form.cleaned_data["answer"], version=form.expected_version)
        return "Answered. The line is before both lanes again."

    return _act(request, uid, line, named="answer", form=form, deed=answer)


@require_POST
@needs_step_up
def line_nominate(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Name who may decide an overdue lane."""
    form = NomineeForm(request.POST)

    def nominate(actor: Actor, target: RequestLine) -> str:
        named = name_nominee(actor=actor, line=target, **form.cleaned_data)
        return f"{named.nominee.name} may decide this lane now. The owner may still be first."

    return _act(request, uid, line, named="nominate", form=form, deed=nominate)
