"""Carrying readings over to another tier that the same texts govern: drafts with what may stand there too, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from vendors.domain.carrying import Carried, Resting, carried
from vendors.domain.questions import QUESTIONS, decode_value
from vendors.domain.terms import UNDOCUMENTED, AssessmentState, CitationKind, ClauseArea
from vendors.models import Answer, AnswerCitation, Assessment, Citation, ClauseRecord, TermsVersion, Tier
from vendors.models.clause import OPEN_STATES
from vendors.services.clauses import open_record, start_draft

READ = (AssessmentState.APPROVED, AssessmentState.IN_REVIEW, AssessmentState.DRAFT)


@dataclass(frozen=True, slots=True)
class Plan:
    """What carrying one reading over would do. `blocked` says why it cannot be; `kept` are questions that the reading
    in force of the target answers already, which stay as they are."""

    reading: Assessment
    record: ClauseRecord | None
    blocked: str
    answers: dict[str, Carried]
    kept: tuple[str, ...]

    @property
    def carrying(self) -> list[str]:
        """Questions whose answers go along."""
        return [code for code, item in self.answers.items() if not item.left and code not in self.kept]

    @property
    def left(self) -> list[tuple[str, str]]:
        """(label of the question, why its answer does not go along)."""
        named = {code: QUESTIONS[code].label for code in self.answers}
        there = [(named[code], "The reading in force here answers it already.") for code in self.kept]
        return there + [(named[code], item.left) for code, item in self.answers.items() if item.left]


def tiers_to_carry_from(target: Tier) -> list[Tier]:
    """Other tiers that one of the documents of `target` governs now, and that have been read."""
    documents = target.links.open().values("document")
    rows = Tier.objects.filter(
        links__document__in=documents, links__valid_until__isnull=True, clauses__assessments__state__in=READ
    )
    return list(rows.exclude(pk=target.pk).distinct().select_related("product__vendor").order_by("product", "name"))


def plans(source: Tier, target: Tier) -> list[Plan]:
    """What carrying each reading of `source` over to `target` would do; of each clause the reading in force, else the
    one in work. A fixed number of queries."""
    rows = (
        Assessment.objects.filter(record__tier=source, state__in=READ)
        .select_related("record__tier__product")
        .prefetch_related("answers__links__citation__text", "answers__links__citation__silent_versions")
    )
    best: dict[int, Assessment] = {}
    for row in sorted(rows, key=lambda row: READ.index(AssessmentState(row.state))):
        best.setdefault(row.record_id, row)
    there = {
        (record.area, record.applicability): record
        for record in target.clauses.prefetch_related("assessments__answers")
    }
    governing = _governing(target)
    order = list(ClauseArea)
    found = sorted(best.values(), key=lambda row: (order.index(ClauseArea(row.record.area)), row.record_id))
    return [_plan(row, there.get((row.record.area, row.record.applicability)), governing) for row in found]


def _governing(tier: Tier) -> frozenset[int]:
    documents = tier.links.open().values("document")
    return frozenset(TermsVersion.objects.current().filter(document__in=documents).values_list("pk", flat=True))


def _plan(reading: Assessment, record: ClauseRecord | None, governing: frozenset[int]) -> Plan:
    answers = {
        answer.question: carried([_resting(link.citation) for link in answer.links.all()], governing)
        for answer in reading.answers.all()
        if answer.question in QUESTIONS and decode_value(answer.value) != UNDOCUMENTED
    }
    history = list(record.assessments.all()) if record else []
    blocked = ""
    if any(row.state in OPEN_STATES for row in history):
        blocked = "A reading of this clause is drafted or reviewed already."
    elif not answers:
        blocked = "Nothing is answered in it."
    approved = next((row for row in history if row.state == AssessmentState.APPROVED), None)
    given = approved.answers.all() if approved else ()
    kept = tuple(row.question for row in given if row.question in answers and decode_value(row.value) != UNDOCUMENTED)
    return Plan(reading, record, blocked, answers, kept)


def _resting(citation: Citation) -> Resting:
    if citation.text is not None:
        versions = frozenset({citation.text.version_id})
    else:
        versions = frozenset(row.version_id for row in citation.silent_versions.all())
    return Resting(citation.uid, CitationKind(citation.kind), versions)


@deed
def carry_over(*, actor: Actor, target: Tier, readings: Sequence[Assessment]) -> list[Assessment]:
    """Start a draft on `target` for each of `readings`, with the answers and citations that may stand there too; one
    act, all or none. Never more than drafts: a second counsel approves each like any other.

    Raises Invalid where nothing is chosen or one is of another source, Conflict where a clause is in work already.
    """
    require(actor, "assessment.edit")
    if not readings:
        raise Invalid("Choose what to carry over.", problems={"readings": ["Choose at least one reading."]})
    sources = {row.record.tier_id: row.record.tier for row in readings}
    if len(sources) > 1 or target.pk in sources:
        raise Invalid("Carry over from one other tier.", problems={"readings": ["Choose readings of one other tier."]})
    known = {plan.reading.pk: plan for plan in plans(next(iter(sources.values())), target)}
    chosen = [known.get(row.pk) for row in readings]
    drafts = []
    for plan in chosen:
        if plan is None:
            raise Conflict("A reading chosen is not the one in force or in work any more. Open the page again.")
        if plan.blocked:
            raise Conflict(f"{plan.reading.record.get_area_display()}: {plan.blocked}")
        drafts.append(_draft(actor, plan, target))
    return drafts


def _draft(actor: Actor, plan: Plan, target: Tier) -> Assessment:
    source = plan.reading
    where = plan.record or open_record(
        actor=actor, area=ClauseArea(source.record.area), tier=target, applicability=source.record.applicability
    )
    draft = start_draft(
        actor=actor, record_row=where, source=source.unverified_source, source_date=source.unverified_source_date
    )
    draft.carried_from = source
    fields = ["carried_from"]
    if not plan.kept:
        draft.rating, draft.plain_reading = source.rating, source.plain_reading
        draft.rationale, draft.conditions = source.rationale, source.conditions
        fields += ["rating", "plain_reading", "rationale", "conditions"]
    draft.save(update_fields=fields)
    _fill(draft, plan)
    detail = {"from": source.uid, "answers": plan.carrying, "left": sorted({*plan.answers} - {*plan.carrying})}
    record(actor, "assessment.carried", subject=draft, detail=detail)
    return draft


def _fill(draft: Assessment, plan: Plan) -> None:
    keys: dict[UUID, int] = dict(
        Citation.objects.filter(uid__in=[uid for item in plan.answers.values() for uid in item.citations]).values_list(
            "uid", "pk"
        )
    )
    there = {row.question: row for row in draft.answers.all()}
    for row in plan.reading.answers.all():
        item = plan.answers.get(row.question)
        if item is None or row.question in plan.kept or (item.left and not item.citations):
            continue
        answer = there.get(row.question) or Answer(assessment=draft, question=row.question)
        answer.value = row.value if not item.left else f'"{UNDOCUMENTED}"'
        answer.conditions = row.conditions if not item.left else "[]"
        answer.secondary_source, answer.secondary_date = row.secondary_source, row.secondary_date
        answer.save()
        AnswerCitation.objects.bulk_create(
            AnswerCitation(answer=answer, citation_id=keys[uid]) for uid in item.citations
        )
