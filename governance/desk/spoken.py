"""Which reading of a clause record a page of the desk shows: the approved one, else the newest open one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from governance.modelling import choices_of
from vendors.domain.terms import Applicability, AssessmentState, Channel, CitationFact, ClauseArea, FeatureStatus
from vendors.readings import ReadingRow

OPEN_STATES = (AssessmentState.DRAFT, AssessmentState.IN_REVIEW)
RELIED_ON = ("approved", "stale", "to_be_confirmed")
CHANNELS = dict(choices_of(Channel))
FEATURE_STATUSES = dict(choices_of(FeatureStatus))


@dataclass(frozen=True, slots=True)
class Spoken:
    """One clause record by the reading that is shown of it, and the state of an open one beside an approved."""

    row: ReadingRow
    pending: str

    @property
    def state(self) -> str:
        """approved, in_review, draft, stale, to_be_confirmed."""
        fact = self.row.fact
        return "stale" if fact.stale else "to_be_confirmed" if fact.to_be_confirmed else fact.state.value

    @property
    def applies(self) -> str:
        """Where it holds, in words; "" for everywhere."""
        return applies_in_words(self.row.fact.applicability)

    def kept_back(self, citation: CitationFact, hidden: frozenset[int]) -> bool:
        """Whether `citation` quotes one of the documents (primary keys) that are `hidden` from the reader."""
        quoted = next((cited.quoted for cited in self.row.cited if cited.uid == citation.uid), None)
        return quoted is not None and quoted.document in hidden


def spoken(readings: Iterable[ReadingRow]) -> dict[tuple[int, ClauseArea], list[Spoken]]:
    """By tier (primary key) and area, the reading that holds everywhere first. `readings` of a record come with falling
    numbers, as `reading_rows` gives them."""
    by_record: dict[int, list[ReadingRow]] = {}
    for row in readings:
        by_record.setdefault(row.record, []).append(row)
    found: dict[tuple[int, ClauseArea], list[Spoken]] = {}
    for _, rows in sorted(by_record.items(), key=lambda item: (item[1][0].fact.applicability.narrowness, item[0])):
        approved = next((row for row in rows if row.fact.state == AssessmentState.APPROVED), None)
        pending = next((row for row in rows if row.fact.state in OPEN_STATES), None)
        shown = approved or pending
        if shown is not None:
            beside = pending.fact.state.value if pending is not None and approved is not None else ""
            found.setdefault((shown.tier, shown.fact.area), []).append(Spoken(shown, beside))
    return found


def applies_in_words(where: Applicability) -> str:
    """Where something applies; "" for everywhere."""
    parts = (
        where.contracting_entity,
        where.region,
        CHANNELS.get(where.channel, ""),
        FEATURE_STATUSES.get(where.feature_status, ""),
    )
    return ", ".join(part for part in parts if part)
