"""What pages show of an evaluation: each rule with its answers and the quotes they rest on. Reads only.

A quote from a contract is shown to those who may read the contract; others see where it stands and its hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from governance.accounts.models import User
from policies.domain.types import AnswerShown, Evaluation, RuleFinding
from vendors.domain.terms import CitationFact, CitationKind
from vendors.facts import WITHHELD as CONTRACT
from vendors.models import TermsVersion

WITHHELD = "The wording stands in a contract that you are not named as a reader of. Counsel can show it."


@dataclass(frozen=True, slots=True)
class Rest:
    """Answers that rest on the same citations."""

    answers: tuple[AnswerShown, ...]
    citations: tuple[CitationFact, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One rule of a line: what it found, on which conditions (numbered as in the line), resting on what."""

    finding: RuleFinding
    numbers: tuple[int, ...]
    rests: tuple[Rest, ...]

    @property
    def first(self) -> Rest | None:
        """What stands in the first row; the rest follows below."""
        return self.rests[0] if self.rests else None

    @property
    def others(self) -> tuple[Rest, ...]:
        """Rows below the first."""
        return self.rests[1:]


def chains(evaluation: Evaluation, conditions: Sequence[str], withheld: frozenset[UUID]) -> list[Chain]:
    """Every finding as shown, strictest first; `conditions` is the numbered list beside it."""
    return [
        Chain(
            finding,
            tuple(number for number, text in enumerate(conditions, start=1) if text in finding.conditions),
            _rests(finding.answers, withheld),
        )
        for finding in evaluation.findings
    ]


def _rests(answers: Iterable[AnswerShown], withheld: frozenset[UUID]) -> tuple[Rest, ...]:
    groups: dict[tuple[UUID, ...], list[AnswerShown]] = {}
    for answer in answers:
        groups.setdefault(tuple(citation.uid for citation in answer.citations), []).append(answer)
    return tuple(
        Rest(tuple(group), tuple(_readable(citation, withheld) for citation in group[0].citations))
        for group in groups.values()
    )


def _readable(citation: CitationFact, withheld: frozenset[UUID]) -> CitationFact:
    """A contract keeps its title and its headings too, here as in events and reports; the hash reveals no word."""
    if citation.version_uid not in withheld:
        return citation
    if citation.kind == CitationKind.SILENCE:
        return replace(citation, document=CONTRACT, version_uid=None)
    return replace(
        citation,
        kind=CitationKind.DOCUMENT,
        document=CONTRACT,
        heading="",
        exact="",
        prefix="",
        suffix="",
        note=WITHHELD,
        version_uid=None,
    )


def withheld_versions(evaluations: Iterable[Evaluation], person: User) -> frozenset[UUID]:
    """Versions cited that `person` may not read. One query."""
    cited = {
        citation.version_uid
        for evaluation in evaluations
        for finding in evaluation.findings
        for answer in finding.answers
        for citation in answer.citations
        if citation.version_uid is not None
    }
    if not cited:
        return frozenset()
    readable = TermsVersion.objects.visible_to(person).filter(uid__in=cited).values_list("uid", flat=True)
    return frozenset(cited - set(readable))
