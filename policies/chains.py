"""What pages show of an evaluation: each rule with its answers and the quotes they rest on. Reads only.

A quote from a contract is shown to those who may read the contract; others see that there is one, and its hash. So it
is with a document on file, which may be an order form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from governance.accounts.models import User
from policies.domain.findings import AnswerShown, Evaluation, RuleFinding
from policies.domain.types import Outcome
from policies.excepted import Departure
from vendors.cited import Cited, citations
from vendors.domain.terms import CitationFact, CitationKind
from vendors.facts import WITHHELD as CONTRACT
from vendors.facts import WITHHELD_SILENCE, Hidden, cited_fact, hidden_from, withheld_file
from vendors.models import TermsVersion
from vendors.models.scoping import reach_of

WITHHELD = "The wording stands in a contract that you are not named as a reader of. Counsel can show it."


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a person may not read: versions quoted, documents on file, and silences of which some version is a contract,
    each with what is shown in its place (None: the record knows nothing of it)."""

    versions: frozenset[UUID]
    files: frozenset[UUID]
    silences: Mapping[UUID, CitationFact | None]


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
    departures: tuple[Departure, ...] = ()
    """Exceptions from it, asked for or running."""

    @property
    def first(self) -> Rest | None:
        """What stands in the first row; the rest follows below."""
        return self.rests[0] if self.rests else None

    @property
    def bars(self) -> bool:
        """Whether it bars, with an exception or without."""
        return self.finding.outcome is Outcome.BARRED

    @property
    def others(self) -> tuple[Rest, ...]:
        """Rows below the first."""
        return self.rests[1:]


def chains(
    evaluation: Evaluation,
    conditions: Sequence[str],
    withheld: Withheld,
    departures: Mapping[str, Sequence[Departure]] = MappingProxyType({}),
) -> list[Chain]:
    """Every finding as shown, strictest first; `conditions` is the numbered list beside it, `departures` the exceptions
    by the code of their rule."""
    return [
        Chain(
            finding,
            tuple(number for number, text in enumerate(conditions, start=1) if text in finding.conditions),
            _rests(finding.answers, withheld),
            tuple(departures.get(finding.code, ())),
        )
        for finding in evaluation.findings
    ]


def _rests(answers: Iterable[AnswerShown], withheld: Withheld) -> tuple[Rest, ...]:
    groups: dict[tuple[UUID, ...], list[AnswerShown]] = {}
    for answer in answers:
        groups.setdefault(tuple(citation.uid for citation in answer.citations), []).append(answer)
    return tuple(
        Rest(tuple(group), tuple(_readable(citation, withheld) for citation in group[0].citations))
        for group in groups.values()
    )


def _readable(citation: CitationFact, withheld: Withheld) -> CitationFact:
    """A contract keeps its title and its headings too, here as in events and reports; the hash reveals no word."""
    if citation.kind == CitationKind.SILENCE:
        return _readable_silence(citation, withheld)
    if citation.uid in withheld.files:
        return withheld_file(citation)
    if citation.version_uid not in withheld.versions:
        return citation
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


def _readable_silence(citation: CitationFact, withheld: Withheld) -> CitationFact:
    """A silence names many versions in one line, and only the first by uid: who may not read all of them is shown what
    the rest of the record says of the others."""
    if citation.uid not in withheld.silences:
        return citation
    known = withheld.silences[citation.uid]
    if known is None:
        return replace(citation, document=CONTRACT, note=WITHHELD_SILENCE, version_uid=None)
    return replace(
        citation,
        document=known.document,
        note=known.note,
        version_number=known.version_number,
        version_uid=known.version_uid,
        version_sha256=known.version_sha256,
    )


def withheld_from(evaluations: Iterable[Evaluation], person: User, loaded: Iterable[Cited] = ()) -> Withheld:
    """What of the citations `person` may not read, of which some may be `loaded`. Four queries at most; none for who
    reads every contract, or where nothing is cited.

    Snapshots hold a silence as one text, so what may be shown of it is asked of the citation itself.
    """
    shown = {
        citation.uid: citation
        for evaluation in evaluations
        for finding in evaluation.findings
        for answer in finding.answers
        for citation in answer.citations
    }
    if not shown or reach_of(person).everything:
        return Withheld(frozenset(), frozenset(), {})
    known = {citation.uid: citation for citation in loaded}
    known |= {citation.uid: citation for citation in citations(uids=shown.keys() - known.keys())}
    hidden = hidden_from(person)
    quotes = [citation for citation in shown.values() if citation.kind != CitationKind.SILENCE]
    files = [uid for uid, citation in shown.items() if citation.kind == CitationKind.DOCUMENT]
    silences = [uid for uid, citation in shown.items() if citation.kind == CitationKind.SILENCE]
    told = {uid: cited_fact(known[uid], hidden) if uid in known else None for uid in silences}
    return Withheld(
        _unreadable_quotes(quotes, known, hidden, person),
        frozenset(uid for uid in files if uid not in known or known[uid].pk in hidden.files),
        {uid: fact for uid, fact in told.items() if fact is None or fact.note == WITHHELD_SILENCE},
    )


def _unreadable_quotes(
    quotes: Iterable[CitationFact], known: Mapping[UUID, Cited], hidden: Hidden, person: User
) -> frozenset[UUID]:
    """Versions quoted that the person may not read; of a citation nobody knows any more the version itself is asked."""
    found, left = set(), set()
    for quote in quotes:
        quoted = known[quote.uid].quoted if quote.uid in known else None
        if quote.version_uid is None:
            continue
        if quoted is None or quoted.uid != quote.version_uid:
            left.add(quote.version_uid)
        elif quoted.document in hidden.documents:
            found.add(quote.version_uid)
    if not left:
        return frozenset(found)
    readable = TermsVersion.objects.visible_to(person).filter(uid__in=left).values_list("uid", flat=True)
    return frozenset(found | (left - set(readable)))
