"""What the clause desk shows: questions in groups, each with its answer, what it rests on and what it was before. No
view lives here."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.utils import timezone

from governance.accounts.access import Actor, allowed
from vendors.compared import Compared
from vendors.domain.precedence import LinkFact, by_precedence, speaking_links, standing
from vendors.domain.questions import Question, questions_of, value_in_words
from vendors.domain.questions.read_first import READ_FIRST
from vendors.domain.settings_catalogue import SETTINGS, setting_value_in_words
from vendors.domain.terms import UNDOCUMENTED, AnswerFact, AssessmentState, CitationFact, ClauseArea
from vendors.facts import ANSWERS, CITATIONS, answer_facts, hidden_from
from vendors.forms.desk import ENTRY, PROSE, DeskForm, digest_of, initial_answers
from vendors.governing import Ruling, links_of, rulings
from vendors.models import Answer, Assessment, ClauseRecord, TermsVersion, Tier
from vendors.views.common import documents_of


@dataclass(frozen=True, slots=True)
class Held:
    """A condition of an answer in words, with the name of the setting it hangs on."""

    setting: str
    values: str
    text: str


@dataclass(slots=True)
class Card:
    """One question on the desk."""

    question: Question
    value: str
    undocumented: bool
    was: str
    citations: list[CitationFact]
    held: list[Held]
    secondary: str
    problems: list[str] = field(default_factory=list)
    ruling: Ruling | None = None
    main: BoundField | None = None
    entry: BoundField | None = None
    settings: list[BoundField] = field(default_factory=list)
    folded: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The questions under one sub-heading."""

    title: str
    cards: list[Card]

    @property
    def folded(self) -> bool:
        """Whether nothing of it is shown."""
        return all(card.folded for card in self.cards)


@dataclass(frozen=True, slots=True)
class GoverningText:
    """The newest version of a governing document, with how it stands to the others."""

    version: TermsVersion
    standing: str


@dataclass(frozen=True, slots=True)
class Read:
    """A reading as the actor may read it: answers with what they rest on, and which text speaks on each."""

    answers: Mapping[str, AnswerFact]
    rulings: Mapping[str, Ruling]
    links: Sequence[LinkFact]


def loaded(assessment: Assessment, actor: Actor) -> Mapping[str, AnswerFact]:
    """The answers of an assessment as the actor may read them, with what they rest on; a fixed number of queries."""
    return answer_facts(_rows(assessment), hidden_from(actor.person))


def read(assessment: Assessment, actor: Actor) -> Read:
    """The answers, and which of the governing texts speaks on each; a fixed number of queries."""
    rows, hidden, record = _rows(assessment), hidden_from(actor.person), assessment.record
    links = links_of(record.tier, hidden)
    return Read(answer_facts(rows, hidden), rulings(rows, links, record.applicability, timezone.now()), links)


def _rows(assessment: Assessment) -> list[Answer]:
    return list(Assessment.objects.prefetch_related(ANSWERS).get(pk=assessment.pk).answers.all())


def desk_values(assessment: Assessment, answers: Mapping[str, AnswerFact]) -> dict[str, Any]:
    """The values of the desk form for an assessment as it is stored."""
    initial: dict[str, Any] = {name: getattr(assessment, name) for name in PROSE}
    initial |= initial_answers(ClauseArea(assessment.record.area), answers)
    return {**initial, "opened": digest_of(initial), "version": assessment.version}


def groups_of(
    assessment: Assessment,
    answers: Mapping[str, AnswerFact],
    *,
    form: DeskForm | None = None,
    problems: Mapping[str, list[str]] | None = None,
    rulings: Mapping[str, Ruling] | None = None,
) -> list[CardGroup]:
    """The questions of the assessment's area as they are shown to the actor."""
    area = ClauseArea(assessment.record.area)
    before = _approved_before(assessment)
    cards = []
    for question in questions_of(area):
        card = _card(question, answers.get(question.code), before, (problems or {}).get(question.code, []))
        card.ruling = (rulings or {}).get(question.code)
        if form is not None:
            _bind(card, form)
        cards.append(card)
    grouped = itertools.groupby(cards, key=lambda card: card.question.group)
    return [CardGroup(title, list(group)) for title, group in grouped]


def fold(groups: Sequence[CardGroup], beside: Sequence[Compared]) -> bool:
    """Fold away the answers that are as in every reading compared with; whether there was any to compare with. What is
    folded stays in the form and is posted with the rest."""
    differing = frozenset[str]().union(*(item.questions for item in beside))
    for card in (card for group in groups if beside for card in group.cards):
        card.folded = card.question.code not in differing and not card.problems
    return bool(beside)


def _approved_before(assessment: Assessment) -> Mapping[str, AnswerFact] | None:
    """The answers of the approved reading this one would replace; None when there is none to compare with."""
    if assessment.state not in (AssessmentState.DRAFT, AssessmentState.IN_REVIEW):
        return None
    approved = assessment.record.assessments.filter(state=AssessmentState.APPROVED).first()
    return answer_facts(approved.answers.prefetch_related(CITATIONS)) if approved else None


def _card(
    question: Question, fact: AnswerFact | None, before: Mapping[str, AnswerFact] | None, problems: list[str]
) -> Card:
    words = value_in_words(question, fact.value if fact else UNDOCUMENTED)
    was = ""
    if before is not None:
        old = before.get(question.code)
        old_words = value_in_words(question, old.value if old else UNDOCUMENTED)
        was = old_words if old_words != words else ""
    return Card(
        question=question,
        value=words,
        undocumented=fact is None or fact.is_undocumented,
        was=was,
        citations=list(fact.citations) if fact else [],
        held=[_held(item.setting, item.required, item.text) for item in (fact.conditions if fact else ())],
        secondary=fact.secondary_source if fact else "",
        problems=problems,
        first=question.code in READ_FIRST,
    )


def _held(code: str, required: tuple[str, ...], text: str) -> Held:
    setting = SETTINGS.get(code)
    values = " or ".join(setting_value_in_words(code, value) for value in required)
    return Held(setting.label if setting else code, values, text)


def _bind(card: Card, form: DeskForm) -> None:
    code = card.question.code
    card.main = form[code]
    card.entry = form[f"{code}__{ENTRY}"] if f"{code}__{ENTRY}" in form.fields else None
    card.settings = [form[f"{code}__if_{setting}"] for setting in card.question.settings]
    card.problems = card.problems + [str(text) for text in form.errors.get(code, [])]


def governing_texts(record: ClauseRecord, links: Sequence[LinkFact], actor: Actor) -> list[GoverningText]:
    """The newest version of every document that governs the tier now and that the person may read, in the order in
    which they speak where the clause applies."""
    speaking = by_precedence(speaking_links(links, record.applicability, timezone.now()))
    elsewhere = by_precedence(link for link in links if link.document not in {one.document for one in speaking})
    known = {row.document_id: row for row in governing_versions(record.tier, actor)}
    texts: dict[str, GoverningText] = {}
    for link in (*speaking, *elsewhere):
        version = known.get(int(link.document))
        if version is not None and link.document not in texts:
            words = standing(link, speaking) if link in speaking else "Does not reach where this clause applies."
            texts[link.document] = GoverningText(version, words)
    return list(texts.values())


def governing_versions(tier: Tier, actor: Actor) -> list[TermsVersion]:
    """The newest version of every document that governs the tier now, as far as the person may read them."""
    documents = tier.links.open().filter(document__in=documents_of(actor).values("pk")).values("document")
    rows = TermsVersion.objects.current().filter(document__in=documents).select_related("document")
    return list(rows.order_by("document__title", "pk"))


def desk_form(actor: Actor, assessment: Assessment, answers: Mapping[str, AnswerFact], data: Any = None) -> DeskForm:
    """The desk form of a draft, bound to `data` when there is any."""
    return DeskForm(
        data,
        area=ClauseArea(assessment.record.area),
        privileged=allowed(actor, "privileged.read"),
        initial=desk_values(assessment, answers),
    )
