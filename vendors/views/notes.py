"""The steps of a note on a reading, each a POST: written by the checker, resolved, reopened."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from governance.accounts.access import Actor, actor_of, require
from governance.accounts.sent_once import sent_once
from governance.errors import Invalid
from vendors.forms.clauses import NoteForm, WordForm
from vendors.models import ReadingNote
from vendors.services.notes import reopen_note, resolve_note, write_note
from vendors.views.assessments import Desk, assessment_for, desk_page
from vendors.views.noted import NoteProblem


@require_POST
@sent_once
def note_write(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask for a change of one answer, or of the whole reading."""
    actor, assessment = actor_of(request), assessment_for(uid)
    require(actor, "assessment.note")
    form = NoteForm(request.POST)
    question = request.POST.get("question", "")
    try:
        note = write_note(
            actor=actor, assessment=assessment, text=_text(form, "note"), question=form.cleaned_data["question"]
        )
    except Invalid as error:
        problem = NoteProblem(question, request.POST.get("note", ""), _sentence(error))
        return desk_page(request, actor, assessment_for(uid), Desk(note_problem=problem, status=422))
    messages.success(request, "Noted. The reading is not approved before it is resolved.")
    return redirect(f"{reverse('vendors:assessment_detail', args=[uid])}#n-{note.uid}")


@require_POST
def note_resolve(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what was done about a note."""
    return _stepped(request, uid, "assessment.edit", resolve_note, "Resolved. The second counsel may reopen it.")


@require_POST
def note_reopen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say why what was done does not settle a note."""
    return _stepped(request, uid, "assessment.note", reopen_note, "Reopened.")


def _stepped(
    request: HttpRequest, uid: uuid.UUID, permission: str, step: Callable[..., Any], told: str
) -> HttpResponse:
    actor: Actor = actor_of(request)
    require(actor, permission)
    note = get_object_or_404(ReadingNote.objects.select_related("assessment"), uid=uid)
    reading = note.assessment.uid
    try:
        step(actor=actor, note=note, word=_text(WordForm(request.POST), "word"))
    except Invalid as error:
        problem = NoteProblem(str(uid), request.POST.get("word", ""), _sentence(error))
        return desk_page(request, actor, assessment_for(reading), Desk(note_problem=problem, status=422))
    messages.success(request, told)
    return redirect(f"{reverse('vendors:assessment_detail', args=[reading])}#n-{uid}")


def _text(form: NoteForm | WordForm, name: str) -> str:
    """What was typed. Raises Invalid for words that cannot be kept."""
    if not form.is_valid():
        raise Invalid(
            "That cannot be kept.", problems={key: [str(text) for text in texts] for key, texts in form.errors.items()}
        )
    return str(form.cleaned_data[name])


def _sentence(error: Invalid) -> str:
    return " ".join(text for texts in error.problems.values() for text in texts) or error.message
