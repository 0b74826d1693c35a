"""Citations of a reading that the texts in force do not carry any more. Reads only, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import carried
from vendors.domain.in_force import Look, was_read
from vendors.looks import looks_of
from vendors.models import AnswerCitation, Assessment, CanonicalText, Citation, TermsVersion

ON_PURPOSE = "If you read the older text on purpose, for tools that it still binds, say so when you send it."


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A citation of one answer, and what became of its text, in words that say what to do."""

    question: str
    citation: UUID
    sentence: str


def overtaken(assessment: Assessment) -> list[Overtaken]:
    """Quotes that the version captured last does not carry on, silences that do not name it; in the order cited."""
    links = list(
        AnswerCitation.objects.filter(answer__assessment=assessment)
        .select_related("answer", "citation__text__version")
        .prefetch_related("citation__silent_versions__version")
    )
    documents = {version.document_id for link in links for version in _versions(link.citation)}
    looks = looks_of(documents)
    current = TermsVersion.objects.filter(pk__in=[found[-1].version for found in looks.values()])
    newest = {version.document_id: version for version in current.select_related("document")}
    rows = CanonicalText.objects.filter(version__in=newest.values()).order_by("canonicaliser")
    texts = dict(rows.values_list("version_id", "text"))
    found = []
    for link in links:
        sentence = _sentence(link.citation, newest, texts, looks)
        if sentence:
            found.append(Overtaken(link.answer.question, link.citation.uid, f"{sentence} {ON_PURPOSE}"))
    return found


def _sentence(
    citation: Citation,
    newest: Mapping[int, TermsVersion],
    texts: Mapping[int, str],
    looks: Mapping[int, Sequence[Look]],
) -> str:
    if citation.text is not None:
        version = newest[citation.text.version.document_id]
        selector = Selector(citation.exact, citation.prefix, citation.suffix, citation.start)
        if version == citation.text.version or carried(citation.text.text, texts.get(version.pk, ""), selector):
            return ""
        quote = citation.exact if len(citation.exact) <= 120 else f"{citation.exact[:119]}…"
        return (
            f"“{quote}” is not in the newest text of {version.document.title}, version {version.number}. "
            "Cite what it says now, or take this citation off."
        )
    read = _versions(citation)
    for document in sorted({version.document_id for version in read}):
        version = newest[document]
        if not was_read(looks[document], {row.pk for row in read}):
            return (
                f"The silence does not name the newest text of {version.document.title}, version {version.number}. "
                "Read that one whole too and state the silence again, or take this one off."
            )
    return ""


def _versions(citation: Citation) -> list[TermsVersion]:
    if citation.text is not None:
        return [citation.text.version]
    return [row.version for row in citation.silent_versions.all()]
