"""What differs between two readings of one clause area, answer by answer: value, settings it hangs on, citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vendors.domain.precedence import LinkFact
from vendors.domain.questions import questions_of, value_in_words
from vendors.domain.terms import UNDOCUMENTED, AnswerFact, CitationFact, ClauseArea, Condition


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer then and now. `gone` and `come` are citations, `dropped` and `added` conditions."""

    question: str
    label: str
    was: str
    now: str
    gone: tuple[CitationFact, ...] = ()
    come: tuple[CitationFact, ...] = ()
    dropped: tuple[Condition, ...] = ()
    added: tuple[Condition, ...] = ()

    @property
    def value_changed(self) -> bool:
        return self.was != self.now


def differences(
    area: ClauseArea, before: Mapping[str, AnswerFact], now: Mapping[str, AnswerFact]
) -> tuple[Difference, ...]:
    """The answers of `area` that differ, in the order asked. An answer that is missing is undocumented; the same
    citations in another order are the same."""
    found = []
    for question in questions_of(area):
        old, new = (side.get(question.code) or AnswerFact(question.code, UNDOCUMENTED) for side in (before, now))
        difference = Difference(
            question=question.code,
            label=question.label,
            was=value_in_words(question, old.value),
            now=value_in_words(question, new.value),
            gone=_without(old.citations, new.citations),
            come=_without(new.citations, old.citations),
            dropped=tuple(item for item in old.conditions if item not in new.conditions),
            added=tuple(item for item in new.conditions if item not in old.conditions),
        )
        if difference.value_changed or any((difference.gone, difference.come, difference.dropped, difference.added)):
            found.append(difference)
    return tuple(found)


def _without(these: Sequence[CitationFact], those: Sequence[CitationFact]) -> tuple[CitationFact, ...]:
    known = {fact.uid for fact in those}
    return tuple(fact for fact in these if fact.uid not in known)


def governed_otherwise(before: Iterable[LinkFact], now: Iterable[LinkFact]) -> tuple[str, ...]:
    """How the texts that govern differ, in sentences: what governs only one side, or with another rank, mode or reach.

    Of several links of one document all that is compared is whether there are the same ones.
    """
    old, new = _by_document(before), _by_document(now)
    found = [f"Not governed by {_title(links)}." for document, links in old.items() if document not in new]
    found += [f"Also governed by {_title(links)}." for document, links in new.items() if document not in old]
    for document, links in new.items():
        there = old.get(document)
        if there is not None and {_terms_of(link) for link in links} != {_terms_of(link) for link in there}:
            found.append(f"{_title(links)} governs with another rank, in another way or elsewhere.")
    return tuple(found)


def _by_document(links: Iterable[LinkFact]) -> dict[str, list[LinkFact]]:
    found: dict[str, list[LinkFact]] = {}
    for link in links:
        found.setdefault(link.document, []).append(link)
    return found


def _title(links: Sequence[LinkFact]) -> str:
    return links[0].title


def _terms_of(link: LinkFact) -> tuple[object, ...]:
    return (link.mode, link.rank, link.applicability)
