"""The clause desk: one reading, shown to everyone, edited by counsel while it is a draft."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.errors import Conflict, Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from vendors.compared import compared
from vendors.domain.questions import QUESTIONS, questions_of
from vendors.domain.terms import AnswerFact, AssessmentState, ClauseArea
from vendors.forms.clauses import ReturnForm
from vendors.forms.desk import DeskForm
from vendors.models import Assessment, ChangeReview, Citation
from vendors.overtaken import overtaken
from vendors.services.assessments import OLDER_TEXT, submit_assessment
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft
from vendors.services.notes import OPEN_NOTES
from vendors.views.desk import CardGroup, desk_form, desk_values, fold, governing_texts, groups_of, loaded, read
from vendors.views.noted import NoteProblem, noted
from vendors.views.standing import review_of


@dataclass
class Desk:
    """What the page of a reading is drawn from, besides the rows."""

    form: DeskForm | None = None
    return_form: ReturnForm | None = None
    note_problem: NoteProblem | None = None
    problems: Mapping[str, list[str]] = field(default_factory=dict)
    older_text: bool = False
    status: int = 200


def assessment_for(uid: uuid.UUID) -> Assessment:
    """The reading with its clause. Readings are open to everyone signed in. Raises Http404."""
    rows = Assessment.objects.select_related(
        "record__tier__product__vendor", "drafted_by", "submitted_by", "approved_by"
    )
    return get_object_or_404(rows, uid=uid)


@require_http_methods(["GET", "POST"])
def assessment_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One reading. A POST saves the draft, and with `act=submit` hands it to a second counsel;
    with `act=submit-older` also where newer texts do not carry what it rests on."""
    actor = actor_of(request)
    assessment = assessment_for(uid)
    if request.method == "GET":
        return desk_page(request, actor, assessment)
    require(actor, "assessment.edit")
    answers = loaded(assessment, actor)
    form = desk_form(actor, assessment, answers, request.POST)
    if not form.is_valid():
        return desk_page(request, actor, assessment, Desk(form=form, status=422))
    try:
        saved = _save(actor, assessment, form, answers)
    except Invalid as error:
        apply_problems(form, error)
        return desk_page(request, actor, assessment, Desk(form=form, status=422))
    except Stale as error:
        current = desk_values(error.current, loaded(error.current, actor))
        heading = f"{assessment}: somebody else saved meanwhile"
        return merge_page(request, form, error, current, heading=heading)
    except Conflict as error:
        form.add_error(None, error.message)
        return desk_page(request, actor, assessment, Desk(form=form, status=error.status))
    act = request.POST.get("act")
    if act in ("submit", "submit-older"):
        return submitted(request, actor, assessment_for(uid), saved.version, on_older_text=act == "submit-older")
    messages.success(request, "Saved. A draft binds nobody until a second counsel approves it.", extra_tags="saved")
    return redirect("vendors:assessment_detail", uid=uid)


def _save(actor: Actor, assessment: Assessment, form: DeskForm, answers: Mapping[str, AnswerFact]) -> Assessment:
    """Save; when only citations came in since the desk was opened, nothing in the form is stale."""
    reading, entered = _entered(form, answers)
    try:
        return save_draft(
            actor=actor, assessment=assessment, version=form.expected_version, reading=reading, answers=entered
        )
    except Stale as error:
        now = desk_values(error.current, loaded(error.current, actor))
        if now["opened"] != form.cleaned_data["opened"]:
            raise
        return save_draft(
            actor=actor, assessment=assessment, version=error.current.version, reading=reading, answers=entered
        )


def _entered(form: DeskForm, before: Mapping[str, AnswerFact]) -> tuple[ReadingInput, dict[str, AnswerInput]]:
    values = form.cleaned_data
    reading = ReadingInput(
        rating=values["rating"],
        plain_reading=values["plain_reading"],
        rationale=values["rationale"],
        conditions=values["conditions"],
        privileged_note=values.get("privileged_note"),
    )
    answers = {
        question.code: AnswerInput(
            raw=form.raw_answer(question) or "undocumented",
            conditions=form.entered_conditions(question, before.get(question.code)),
        )
        for question in questions_of(form.area)
    }
    return reading, answers


def submitted(
    request: HttpRequest, actor: Actor, assessment: Assessment, version: int | None, *, on_older_text: bool = False
) -> HttpResponse:
    """Hand a draft to a second counsel, or show the desk with what is missing."""
    try:
        submit_assessment(actor=actor, assessment=assessment, version=version, on_older_text=on_older_text)
    except (Invalid, Conflict) as error:
        if isinstance(error, Conflict) and error.code != OPEN_NOTES:
            raise
        problems = getattr(error, "problems", {}) or {"": [error.message]}
        desk = Desk(problems=problems, older_text=error.code == OLDER_TEXT, status=error.status)
        return desk_page(request, actor, assessment, desk)
    told = "Sent to a second counsel. Nobody who edited this draft can approve it."
    messages.success(request, told, extra_tags="saved")
    return redirect("vendors:assessment_detail", uid=assessment.uid)


def desk_page(request: HttpRequest, actor: Actor, assessment: Assessment, desk: Desk | None = None) -> HttpResponse:
    """The page of a reading."""
    desk = desk or Desk()
    found = read(assessment, actor)
    answers = found.answers
    editing = desk.form is not None or (assessment.state == AssessmentState.DRAFT and allowed(actor, "assessment.edit"))
    form = desk.form or (desk_form(actor, assessment, answers) if editing else None)
    groups = groups_of(assessment, answers, form=form, problems=desk.problems, rulings=found.rulings)
    texts = governing_texts(assessment.record, found.links, actor)
    versions = [text.version for text in texts]
    beside = compared(assessment, answers, versions, actor)
    only = fold(groups, beside) if request.GET.get("only") == "changed" else False
    context = {
        "assessment": assessment,
        "record": assessment.record,
        "tier": assessment.record.tier,
        "area": ClauseArea(assessment.record.area),
        "form": form,
        "groups": groups,
        **_counted(groups),
        "problems": _problem_lines(desk.problems),
        **_worked(assessment, actor),
        "texts": texts,
        "beside": beside,
        "only": only,
        "versions": versions,
        "older_text": desk.older_text,
        "lost": {item.citation for item in overtaken(assessment)},
        "siblings": _siblings(assessment),
        "approved": assessment.record.assessments.filter(state=AssessmentState.APPROVED).first(),
        "return_form": desk.return_form or ReturnForm(initial={"version": assessment.version}),
        "counsel": allowed(actor, "assessment.edit"),
        "changes": _changes(assessment, actor),
        "files": _files(assessment, actor),
        "note": assessment.privileged_note if allowed(actor, "privileged.read") else "",
        "review": review_of(assessment, actor),
        "notes": noted(assessment, actor, desk.note_problem),
    }
    return render(request, "vendors/assessment_detail.html", context, status=desk.status)


def _counted(groups: list[CardGroup]) -> dict[str, int]:
    cards = [card for group in groups for card in group.cards]
    first = [card for card in cards if card.first]
    return {
        "answered": sum(not card.undocumented for card in cards),
        "total": len(cards),
        "first_answered": sum(not card.undocumented for card in first),
        "first_total": len(first),
    }


def _worked(assessment: Assessment, actor: Actor) -> dict[str, Any]:
    """Who edited the reading, and whether the person did."""
    rows = list(assessment.contributors.select_related("person").order_by("at", "pk"))
    return {"contributors": rows, "contributed": any(row.person_id == actor.person.pk for row in rows)}


def _changes(assessment: Assessment, actor: Actor) -> list[ChangeReview]:
    """Changes that touched the reading and wait, as far as the person may read them."""
    rows = ChangeReview.objects.visible_to(actor.person).filter(
        readings__assessment=assessment, readings__settled_at__isnull=True
    )
    return list(rows.select_related("document", "former", "newest").distinct())


def _files(assessment: Assessment, actor: Actor) -> frozenset[uuid.UUID]:
    """Document citations of the reading (uids) whose file the person may open."""
    if not allowed(actor, "citation.file"):
        return frozenset()
    rows = Citation.objects.files_open_to(actor.person).filter(links__answer__assessment=assessment)
    return frozenset(rows.values_list("uid", flat=True))


def _problem_lines(problems: Mapping[str, list[str]]) -> list[tuple[str, str, str]]:
    """(question code, its label, sentence), those of the whole reading first."""
    lines = [("", "", text) for text in problems.get("", [])]
    for code, texts in problems.items():
        if code:
            question = QUESTIONS.get(code)
            lines += [(code, question.label if question else code, text) for text in texts]
    return lines


def _siblings(assessment: Assessment) -> list[tuple[ClauseArea, Assessment | None]]:
    """The reading to look at in each area of the tier: the one of this area, else the open or the approved one."""
    order = [AssessmentState.DRAFT.value, AssessmentState.IN_REVIEW.value, AssessmentState.APPROVED.value]
    rows = Assessment.objects.filter(record__tier=assessment.record.tier, state__in=order).select_related("record")
    best: dict[str, Assessment] = {}
    for row in sorted(rows, key=lambda row: order.index(row.state)):
        best.setdefault(row.record.area, row)
    best[assessment.record.area] = assessment
    return [(area, best.get(area.value)) for area in ClauseArea]
