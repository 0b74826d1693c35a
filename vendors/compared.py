"""A reading beside another: what changed since the last approved one, or against the one it was carried over from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from governance.accounts.access import Actor
from vendors.domain.differences import Difference, differences, governed_otherwise
from vendors.domain.labels import label
from vendors.domain.terms import AnswerFact, AssessmentState, CitationKind, ClauseArea, Rating
from vendors.facts import ANSWERS, answer_facts, hidden_from
from vendors.governing import link_fact
from vendors.models import Assessment, GoverningLink, TermsVersion
from vendors.models.clause import OPEN_STATES

PROSE = {"plain_reading": "In plain language", "rationale": "Why rated so", "conditions": "Conditions"}


@dataclass(frozen=True, slots=True)
class ProseChange:
    """Words about the reading as a whole, then and now."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Compared:
    """`before` beside the reading shown: answers, prose, and how the texts differ, in sentences."""

    before: Assessment
    carried: bool
    answers: tuple[Difference, ...]
    prose: tuple[ProseChange, ...]
    texts: tuple[str, ...]
    same: int

    @property
    def questions(self) -> frozenset[str]:
        """The questions answered otherwise."""
        return frozenset(item.question for item in self.answers)

    @property
    def nothing(self) -> bool:
        return not (self.answers or self.prose or self.texts)


def compared(
    assessment: Assessment,
    now: Mapping[str, AnswerFact],
    versions: Sequence[TermsVersion],
    actor: Actor,
) -> list[Compared]:
    """What the reading, while it is in work, is compared with: the reading in force, and the one it was carried over
    from. `versions` are the newest ones governing it, as far as the person may read them."""
    if assessment.state not in OPEN_STATES:
        return []
    rows = Assessment.objects.select_related("record__tier__product", "approved_by").prefetch_related(ANSWERS)
    in_force = rows.filter(record=assessment.record_id, state=AssessmentState.APPROVED).first()
    source = rows.filter(pk=assessment.carried_from_id).first() if assessment.carried_from_id else None
    return [
        _compared(before, assessment, now, versions, actor, carried=before is source)
        for before in (in_force, source)
        if before is not None
    ]


def _compared(
    before: Assessment,
    assessment: Assessment,
    now: Mapping[str, AnswerFact],
    versions: Sequence[TermsVersion],
    actor: Actor,
    *,
    carried: bool,
) -> Compared:
    hidden = hidden_from(actor.person)
    then = answer_facts(before.answers.all(), hidden)
    found = differences(ClauseArea(assessment.record.area), then, now)
    links = [_links(row, carried=carried) for row in (before, assessment)]
    old, new = ([link_fact(row, hidden) for row in side] for side in links)
    return Compared(
        before=before,
        carried=carried,
        answers=found,
        prose=tuple(_prose(before, assessment)),
        texts=(*governed_otherwise(old, new), *_moved(then, versions)),
        same=len({*then, *now} - {item.question for item in found}),
    )


def _links(row: Assessment, *, carried: bool) -> list[GoverningLink]:
    """What governs the tier of a reading: now, where tiers are compared, and for a reading in force when it was
    approved."""
    links = row.record.tier.links.select_related("document")
    moment = row.approved_at if row.approved_at and not carried else timezone.now()
    return list(links.as_of(moment))


def _prose(before: Assessment, assessment: Assessment) -> list[ProseChange]:
    found = []
    if before.rating != assessment.rating:
        found.append(ProseChange("Rating", label(Rating(before.rating)), label(Rating(assessment.rating))))
    for name, words in PROSE.items():
        was, now = getattr(before, name), getattr(assessment, name)
        if was.split() != now.split():
            found.append(ProseChange(words, was, now))
    return found


def _moved(then: Mapping[str, AnswerFact], versions: Sequence[TermsVersion]) -> list[str]:
    """Texts the former reading quotes in another version than the newest."""
    cited: dict[str, int] = {}
    for answer in then.values():
        for fact in answer.citations:
            if fact.kind is CitationKind.QUOTE and fact.version_number is not None:
                cited[fact.document] = max(cited.get(fact.document, 0), fact.version_number)
    return [
        f"{version.document.title}: version {cited[version.document.title]} was read then, "
        f"version {version.number} is the newest."
        for version in versions
        if cited.get(version.document.title, version.number) != version.number
    ]
