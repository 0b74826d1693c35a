"""Reading a whole tier: opening its clauses at once, and the page where what is drafted is sent and then approved."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed
from governance.errors import Conflict, Invalid
from vendors.domain.questions.read_first import READ_FIRST
from vendors.domain.terms import AssessmentState, ClauseArea
from vendors.facts import ANSWERS, answer_facts, hidden_from
from vendors.forms.readings import SendForm
from vendors.models import Assessment, Tier
from vendors.models.clause import OPEN_STATES
from vendors.services.reading_tiers import Sent, open_clauses, send_readings
from vendors.views.common import documents_of, editor
from vendors.views.desk import governing_versions


@require_POST
def tier_read(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Open every clause that nobody has in work, and go on to the text, else to the readings."""
    actor = editor(request, "assessment.edit")
    tier = get_object_or_404(Tier, uid=uid)
    drafts = open_clauses(actor=actor, tier=tier)
    versions = governing_versions(tier, actor)
    if not drafts or not versions:
        messages.warning(request, "Nothing is to be drafted here now, or no text governs this tier yet.")
        return redirect("vendors:tier_readings", uid=uid)
    messages.success(request, "Its clauses are open. Cite a sentence and answer with it; then send them all at once.")
    return redirect(f"{reverse('vendors:version_detail', args=[versions[0].uid])}?for={drafts[0].uid}")


@require_http_methods(["GET", "POST"])
def tier_readings(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The readings of a tier in work. A POST rates the drafts ticked and sends them to a second counsel."""
    actor = actor_of(request)
    tier = get_object_or_404(Tier.objects.select_related("product__vendor"), uid=uid)
    rows = _in_work(tier)
    drafts = [row for row in rows if row.state == AssessmentState.DRAFT]
    forms = [SendForm(request.POST if request.method == "POST" else None, reading=row) for row in drafts]
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        editor(request, "assessment.submit")
        chosen = [form for form in forms if form.is_valid() and form.cleaned_data["send"]]
        if all(form.is_valid() for form in forms):
            try:
                sent = send_readings(actor=actor, readings=[_sent(form) for form in chosen])
            except (Invalid, Conflict) as error:
                problems = getattr(error, "problems", {}) or {"": [error.message]}
            else:
                messages.success(request, f"{len(sent)} sent to a second counsel.", extra_tags="saved")
                return redirect("vendors:tier_readings", uid=uid)
    failed = bool(problems) or any(form.errors for form in forms)
    context = {
        "tier": tier,
        "drafts": [_line(row, form, actor) for row, form in zip(drafts, forms, strict=True)],
        "waiting": _waiting(rows, actor),
        "problems": [(key, text) for key, texts in problems.items() for text in texts],
        "counsel": allowed(actor, "assessment.submit"),
        "versions": documents_of(actor).filter(links__tier=tier, links__valid_until__isnull=True).distinct(),
    }
    return render(request, "vendors/tier_readings.html", context, status=422 if failed else 200)


def _in_work(tier: Tier) -> list[Assessment]:
    rows = Assessment.objects.filter(record__tier=tier, state__in=OPEN_STATES)
    found = rows.select_related("record__tier__product", "submitted_by").prefetch_related(ANSWERS, "contributors")
    order = list(ClauseArea)
    return sorted(found, key=lambda row: (order.index(ClauseArea(row.record.area)), row.record_id))


def _sent(form: SendForm) -> Sent:
    values = form.cleaned_data
    return Sent(form.reading, values["version"], values["rating"], values["plain_reading"], values["conditions"])


def _line(row: Assessment, form: SendForm, actor: Actor) -> dict[str, object]:
    """One draft as the page shows it."""
    facts = answer_facts(row.answers.all(), hidden_from(actor.person))
    first = [code for code in READ_FIRST if code in facts and not facts[code].is_undocumented]
    return {
        "row": row,
        "form": form,
        "answered": sum(not fact.is_undocumented for fact in facts.values()),
        "first": len(first),
    }


def _waiting(rows: list[Assessment], actor: Actor) -> list[tuple[Assessment, bool]]:
    """Readings in review, and whether the person may approve each."""
    counsel = allowed(actor, "assessment.edit")
    return [
        (row, counsel and actor.person.pk not in {one.person_id for one in row.contributors.all()})
        for row in rows
        if row.state == AssessmentState.IN_REVIEW
    ]


def next_to_review(assessment: Assessment, actor: Actor) -> Assessment | None:
    """The next reading of the same tier that the person may approve."""
    found = [row for row, mine in _waiting(_in_work(assessment.record.tier), actor) if mine]
    return found[0] if found else None
