"""Pages that make a citation: a quote from the reader, a silence, a document; and taking one off an answer again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed
from governance.accounts.sent_once import sent_once
from governance.blobs import store
from governance.errors import Conflict, Invalid, NotAllowed
from governance.web.downloads import attachment
from governance.web.forms import apply_problems
from vendors.domain.terms import AssessmentState, ClauseArea
from vendors.forms.citing import CiteForm, PassageForm
from vendors.forms.clauses import ProofForm, SilenceForm
from vendors.models import Assessment, Citation, TermsVersion
from vendors.services.citing import Proof, cite_and_answer, cite_document, cite_silence
from vendors.services.clauses import detach_citation
from vendors.views.assessments import assessment_for
from vendors.views.common import editor
from vendors.views.desk import governing_versions
from vendors.views.passages import Passage, passage_of
from vendors.views.reader import text_of
from vendors.views.targets import Aim, aim_of, targets_of
from vendors.views.versions import version_for


@require_http_methods(["GET", "POST"])
def version_cite(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Cite a passage: first the clause it is for (`into`), then the questions it answers.

    Forms post: a quote may be longer than an address (gunicorn takes 4,094 bytes). Links name a passage by its place.
    """
    actor = editor(request, "assessment.edit")
    version = version_for(request, uid)
    text = text_of(version)
    sent = request.POST if request.method == "POST" else request.GET
    passage_form = PassageForm(sent)
    passage, problem = passage_of(text.text, passage_form)
    if passage is None:
        return _cite_page(request, actor, version, None, None, None, problem=problem)
    aim = aim_of(sent)
    if request.method == "GET" or aim is None or "questions_shown" not in sent:
        form = CiteForm(area=aim.area, initial={"questions": sent.getlist("question")}) if aim else None
        return _cite_page(request, actor, version, passage, aim, form)
    form = CiteForm(request.POST, area=aim.area)
    if form.is_valid():
        try:
            answers = form.answers()
            assessment = cite_and_answer(
                actor=actor,
                into=aim.into,
                questions=form.cleaned_data["questions"],
                answers=answers,
                text=text,
                selector=passage.selector,
            )
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            return _cited(request, version, assessment, [*answers, *form.cleaned_data["questions"]][0])
    return _cite_page(request, actor, version, passage, aim, form)


def _cited(request: HttpRequest, version: TermsVersion, assessment: Assessment, question: str) -> HttpResponse:
    desk = reverse("vendors:assessment_detail", args=[assessment.uid])
    messages.success(request, f"Cited for {assessment}. What you answered with it is in the draft.")
    if request.POST.get("then") == "desk":
        return redirect(f"{desk}#a-{question}")
    reader = reverse("vendors:version_detail", args=[version.uid])
    return redirect(f"{reader}?for={assessment.uid}")


def _cite_page(
    request: HttpRequest,
    actor: Actor,
    version: TermsVersion,
    passage: Passage | None,
    aim: Aim | None,
    form: CiteForm | None,
    *,
    problem: str = "",
) -> HttpResponse:
    context = {
        "version": version,
        "document": version.document,
        "passage": passage,
        "problem": problem,
        "aim": aim,
        "form": form,
        "targets": targets_of(version, aim) if passage else [],
        "question": (request.POST or request.GET).get("question", ""),
    }
    failed = bool(problem) or (form is not None and form.is_bound and bool(form.errors))
    return render(request, "vendors/version_cite.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "POST"])
@sent_once
def assessment_silence(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """State that versions were read whole and say nothing on a question."""
    actor = editor(request, "assessment.edit")
    assessment = assessment_for(uid)
    versions = governing_versions(assessment.record.tier, actor)
    form = SilenceForm(
        request.POST or None,
        area=ClauseArea(assessment.record.area),
        versions=versions,
        initial={"questions": request.GET.getlist("question")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            cite_silence(
                actor=actor,
                into=assessment,
                questions=form.cleaned_data["questions"],
                versions=list(form.cleaned_data["versions"]),
                note=form.cleaned_data["note"],
            )
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            return _back_to_desk(request, assessment, form.cleaned_data["questions"][0])
    context = {"form": form, "assessment": assessment, "versions": versions, "draft": _is_draft(assessment)}
    return render(request, "vendors/citation_silence_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@sent_once
def assessment_document(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Let an answer rest on a document outside the terms, whose file is kept."""
    actor = editor(request, "assessment.edit")
    assessment = assessment_for(uid)
    form = ProofForm(
        request.POST or None,
        request.FILES or None,
        area=ClauseArea(assessment.record.area),
        initial={"questions": request.GET.getlist("question")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            cite_document(
                actor=actor,
                into=assessment,
                questions=form.cleaned_data["questions"],
                proof=_proof(form.cleaned_data),
            )
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            return _back_to_desk(request, assessment, form.cleaned_data["questions"][0])
    context = {"form": form, "assessment": assessment, "draft": _is_draft(assessment)}
    return render(request, "vendors/citation_document_form.html", context, status=422 if form.errors else 200)


def _proof(values: dict[str, Any]) -> Proof:
    file = values["file"]
    return Proof(
        title=values["title"],
        data=file.read() if file else b"",
        media_type=(file.content_type or "application/octet-stream")[:120] if file else "",
        page=values["page"],
        dated_on=values["dated_on"],
        note=values["note"],
    )


def _is_draft(assessment: Assessment) -> bool:
    return assessment.state == AssessmentState.DRAFT


def _back_to_desk(request: HttpRequest, assessment: Assessment, question: str) -> HttpResponse:
    messages.success(request, "Cited.")
    desk = reverse("vendors:assessment_detail", args=[assessment.uid])
    return redirect(f"{desk}#a-{question}")


@require_POST
def assessment_uncite(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a citation off an answer of a draft."""
    actor = editor(request, "assessment.edit")
    assessment = assessment_for(uid)
    citation = get_object_or_404(Citation, uid=_uid(request.POST.get("citation", "")))
    question = request.POST.get("question", "")
    detach_citation(actor=actor, assessment=assessment, version=None, question=question, citation=citation)
    messages.success(request, "Taken off the answer. The citation itself stays on record.")
    desk = reverse("vendors:assessment_detail", args=[assessment.uid])
    return redirect(f"{desk}#a-{question}")


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@require_GET
def citation_file(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The file of a document citation, for counsel and auditors in scope: order forms are theirs to read."""
    actor = actor_of(request)
    if not allowed(actor, "citation.file"):
        raise NotAllowed("Only counsel and auditors may read the documents behind a reading.")
    citation = get_object_or_404(Citation.objects.files_open_to(actor.person).select_related("blob"), uid=uid)
    if citation.blob is None:  # the constraint vendors_citation_shape rules it out
        raise Http404
    return attachment(request, store.handed_out(citation.blob), citation.title)
