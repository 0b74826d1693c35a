"""The nouns of what vendors say, as plain values. No database, no Django; see `vendors.facts` for the bridge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

UNDOCUMENTED = "undocumented"
"""Nobody has established it. Where every answer starts; never "no", never "safe"."""

SILENT = "silent"
"""The text was read whole and says nothing on the question; needs a silence citation."""


class Code(StrEnum):
    """A code that rules look up a great many times: hashed as the text it is, where `Enum` would call Python for it."""

    __hash__ = str.__hash__


class ClauseArea(Code):
    OUTPUT_OWNERSHIP = "output_ownership"
    TRAINING_RESTRICTIONS = "training_restrictions"
    RETENTION = "retention"
    INDEMNITY = "indemnity"


AREA_LABELS: Mapping[ClauseArea, str] = {
    ClauseArea.OUTPUT_OWNERSHIP: "Output ownership",
    ClauseArea.TRAINING_RESTRICTIONS: "Training restrictions",
    ClauseArea.RETENTION: "Retention",
    ClauseArea.INDEMNITY: "Indemnity",
}


class Rating(StrEnum):
    ACCEPTABLE = "acceptable"
    ON_CONDITIONS = "on_conditions"
    NOT_ACCEPTABLE = "not_acceptable"
    UNDOCUMENTED = "undocumented"


class AssessmentState(Code):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class CitationKind(StrEnum):
    QUOTE = "quote"
    SILENCE = "silence"
    DOCUMENT = "document"


class DocumentKind(StrEnum):
    CONSUMER_TERMS = "consumer_terms"
    COMMERCIAL_TERMS = "commercial_terms"
    USAGE_POLICY = "usage_policy"
    SERVICE_TERMS = "service_terms"
    DATA_PROCESSING = "data_processing"
    PRIVACY_POLICY = "privacy_policy"
    MODEL_LICENCE = "model_licence"
    ORDER_FORM = "order_form"


class DocumentVisibility(StrEnum):
    POSTED = "posted"
    CONTRACT = "contract"


class CaptureState(StrEnum):
    TERMS = "terms"
    CAPTURE_PROBLEM = "capture_problem"


class Effect(StrEnum):
    """What a change of a text makes of a reading."""

    STALE = "stale"
    TO_BE_CONFIRMED = "to_be_confirmed"


class Settlement(StrEnum):
    """How a reading that a change touched came to stand again, or gave its place to another."""

    CONFIRMED = "confirmed"
    READ_ANEW = "read_anew"
    RETURNED = "returned"


class DriftKind(StrEnum):
    """What a capture is to the last good text of its document, from nothing to a page that holds no terms."""

    IDENTICAL = "identical"
    FORMATTING = "formatting"
    RETURN = "return"
    DATE_LINE = "date_line"
    SMALL = "small"
    CONTENT = "content"
    CAPTURE_PROBLEM = "capture_problem"


class ProblemKind(StrEnum):
    """Why a capture is held to be no terms."""

    ERROR_PAGE = "error_page"
    REDIRECT = "redirect"
    GATE = "gate"
    EMPTY_SHELL = "empty_shell"
    MOSTLY_GONE = "mostly_gone"
    OTHER_LANGUAGE = "other_language"
    WRONG_PAGE = "wrong_page"


class CaptureSource(StrEnum):
    PASTE = "paste"
    UPLOAD = "upload"
    ARCHIVE = "archive"
    WEB = "web"


class Rhythm(StrEnum):
    """How often a document is fetched from its web address."""

    BY_HAND = "by_hand"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def interval(self) -> dt.timedelta | None:
        """From one look to the next; None where only people ask."""
        return {Rhythm.DAILY: dt.timedelta(days=1), Rhythm.WEEKLY: dt.timedelta(days=7)}.get(self)


class LinkMode(StrEnum):
    GOVERNS = "governs"
    INCORPORATED = "incorporated"
    OVERRIDES = "overrides"


class ProductKind(StrEnum):
    ASSISTANT = "assistant"
    AGENT = "agent"
    CHAT = "chat"
    API = "api"
    MODEL_FAMILY = "model_family"


class TierKind(StrEnum):
    FREE = "free"
    PRO = "pro"
    BUSINESS = "business"
    ENTERPRISE = "enterprise"
    API = "api"
    OPEN_WEIGHTS = "open_weights"


class LicenceLayerKind(StrEnum):
    SOFTWARE = "software"
    HOSTED_API = "hosted_api"
    WEIGHTS = "weights"
    ACCEPTABLE_USE = "acceptable_use"
    TRAINING_DATA = "training_data"
    BASE_ANCESTRY = "base_ancestry"


TIER_LAYERS = (LicenceLayerKind.SOFTWARE, LicenceLayerKind.HOSTED_API, LicenceLayerKind.ACCEPTABLE_USE)
"""Layers a tool has itself; the others belong to the releases it serves."""
INHERITED_LAYERS = frozenset(
    {
        LicenceLayerKind.WEIGHTS,
        LicenceLayerKind.ACCEPTABLE_USE,
        LicenceLayerKind.TRAINING_DATA,
        LicenceLayerKind.BASE_ANCESTRY,
    }
)
"""Layers whose duties reach a release made from another: neither its program nor its hosting is derived from that."""


class Channel(StrEnum):
    """How a tool is bought. An empty applicability means every channel."""

    DIRECT = "direct"
    MARKETPLACE = "marketplace"
    RESELLER = "reseller"


class FeatureStatus(StrEnum):
    GENERAL = "general"
    BETA = "beta"


@dataclass(frozen=True, slots=True)
class Applicability:
    """Where a text or a reading applies. An empty field means: everywhere."""

    contracting_entity: str = ""
    region: str = ""
    channel: str = ""
    feature_status: str = ""

    def covers(self, held: Applicability) -> bool:
        """Whether something that applies like this reaches a tool held like `held`."""
        pairs = (
            (self.contracting_entity, held.contracting_entity),
            (self.region, held.region),
            (self.channel, held.channel),
            (self.feature_status, held.feature_status),
        )
        return all(not own or own == other for own, other in pairs)

    @property
    def narrowness(self) -> int:
        """How many fields are set: the narrower of two that cover the same tool is the one that speaks."""
        return sum(bool(part) for part in (self.contracting_entity, self.region, self.channel, self.feature_status))


AnswerValue = str | int | bool | tuple[str, ...]
"""A choice or text, a number of days, yes/no, or several choices; or one of UNDOCUMENTED, SILENT."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An answer holds only while a tool setting has one of `required` values (a *void if* or *only by setting*)."""

    setting: str
    required: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class CitationFact:
    """What an answer rests on, whole enough to stand in a snapshot by itself."""

    uid: UUID
    kind: CitationKind
    document: str
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    heading: str = ""
    start: int | None = None
    version_number: int | None = None
    version_uid: UUID | None = None
    version_sha256: str = ""
    text_sha256: str = ""
    note: str = ""
    page: str = ""
    dated_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """One structured answer. `secondary_source` is set where a draft names a source other than the terms."""

    question: str
    value: AnswerValue
    conditions: tuple[Condition, ...] = ()
    citations: tuple[CitationFact, ...] = ()
    secondary_source: str = ""

    @property
    def is_undocumented(self) -> bool:
        return self.value == UNDOCUMENTED

    @property
    def is_silent(self) -> bool:
        return self.value == SILENT


@dataclass(frozen=True, slots=True)
class ReadingFact:
    """Counsel's reading of one clause area for one tier, as rules and reports see it."""

    area: ClauseArea
    assessment_uid: UUID
    number: int
    state: AssessmentState
    rating: Rating
    stale: bool
    to_be_confirmed: bool
    drafted_by: str
    approved_by: str
    approved_at: dt.datetime | None
    plain_reading: str = ""
    answers: Mapping[str, AnswerFact] = field(default_factory=dict)
    applicability: Applicability = Applicability()

    def answer(self, question: str) -> AnswerFact:
        """The answer to `question`; a question nobody answered is undocumented."""
        return self.answers.get(question) or AnswerFact(question=question, value=UNDOCUMENTED)
