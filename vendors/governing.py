"""Which of the texts that govern a tier speaks: rows to what `domain.precedence` orders and decides. Reads only.

Judging is left as it is: it rests on the answer counsel gave. What is worked out here shows counsel, and who reads the
reading, whether the texts on record bear that answer out in the order of precedence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from vendors.domain.precedence import (
    Decision,
    DocumentAnswer,
    LinkFact,
    Settled,
    by_precedence,
    decide,
    speaking_links,
    standing,
)
from vendors.domain.questions import QUESTIONS, decode_value
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerFact, AnswerValue, Applicability, CitationKind, LinkMode
from vendors.facts import WITHHELD, Hidden, citation_fact
from vendors.models import Answer, Citation, GoverningLink, Tier

_QUOTES = Citation.objects.select_related("text__version__document", "blob").defer("text__text")
RANKED = Prefetch("rank_citation", queryset=_QUOTES)
"""The quote that a link's rank rests on."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Which text answers a question, in a sentence; `open` while the texts on record do not settle it."""

    reason: str
    open: bool


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A governing link as shown: how its text stands to the others, and the words its rank rests on."""

    row: GoverningLink
    standing: str
    rank_words: str


def links_shown(rows: Iterable[GoverningLink], links: Sequence[LinkFact], hidden: Hidden) -> list[LinkShown]:
    """`rows` in order of precedence among `links`; their documents and rank citations are loaded (`RANKED`)."""
    facts = {row: link_fact(row, hidden) for row in rows}
    order = by_precedence(facts.values())
    return [
        LinkShown(row, standing(fact, links), rank_words(row, hidden))
        for row, fact in sorted(facts.items(), key=lambda pair: order.index(pair[1]))
    ]


def rank_words(row: GoverningLink, hidden: Hidden) -> str:
    """The sentence a rank rests on; "" for words of a contract in `hidden`."""
    return citation_fact(row.rank_citation, hidden).exact if row.rank_citation is not None else ""


def links_of(tier: Tier, hidden: Hidden) -> tuple[LinkFact, ...]:
    """The links that hold now. A contract in `hidden` governs without its title. One query."""
    return tuple(link_fact(row, hidden) for row in tier.links.open().select_related("document"))


def link_fact(row: GoverningLink, hidden: Hidden) -> LinkFact:
    """One link as a value, its document named by primary key; `row.document` is loaded."""
    return LinkFact(
        document=str(row.document_id),
        title=WITHHELD if row.document_id in hidden.documents else row.document.title,
        mode=LinkMode(row.mode),
        rank=row.rank,
        applicability=row.applicability,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def rulings(
    answers: Iterable[Answer], links: Sequence[LinkFact], where: Applicability, at: dt.datetime
) -> dict[str, Ruling]:
    """Question -> which of `links` answers it, for answers with citations where more than one text speaks.

    A text that is quoted gives the answer; one named in a silence is silent; any other nobody has read on it. What
    rests on a document on file is left out, for that has no rank.
    """
    speaking = speaking_links(links, where, at)
    found: dict[str, Ruling] = {}
    for answer in answers if len(speaking) > 1 else ():
        cited = [link.citation for link in answer.links.all()]
        filed = any(citation.kind == CitationKind.DOCUMENT for citation in cited)
        read = cited and not filed and answer.question in QUESTIONS
        if read and decode_value(answer.value) != UNDOCUMENTED:
            found[answer.question] = _ruling(decide(answer.question, _given(answer, cited, speaking)))
    return found


def _given(answer: Answer, cited: Iterable[Citation], links: Iterable[LinkFact]) -> list[DocumentAnswer]:
    says: dict[str, AnswerValue] = {}
    for citation in cited:
        if citation.text is not None:
            says[str(citation.text.version.document_id)] = decode_value(answer.value)
        for row in citation.silent_versions.all():
            says.setdefault(str(row.version.document_id), SILENT)
    return [DocumentAnswer(link, AnswerFact(answer.question, says.get(link.document, UNDOCUMENTED))) for link in links]


def _ruling(decision: Decision) -> Ruling:
    return Ruling(decision.reason, decision.outcome in (Settled.UNDOCUMENTED, Settled.COUNSEL_CHOOSES))
