"""The nouns of what we permit, as plain values that rules, evaluation and snapshots share. No database, no Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from policies.domain.releases import ReleaseFact
from policies.domain.screening.standing import PartyScreening
from vendors.domain.duties import LayerFact
from vendors.domain.terms import Applicability, ClauseArea, Code, ReadingFact


class Lane(StrEnum):
    LEGAL = "legal"
    ENGINEERING = "engineering"


class Capacity(StrEnum):
    """As what somebody fills a lane."""

    OWNER = "owner"
    DELEGATE = "delegate"
    NOMINEE = "nominee"


class Mode(Code):
    """How AI output may enter the codebases of a category."""

    ELIGIBLE = "eligible"
    ATTESTED = "attested"
    RESTRICTED = "restricted"


class CodebaseKind(Code):
    REPOSITORY = "repository"
    DATASET = "dataset"
    TRAINING_PIPELINE = "training_pipeline"
    EVALUATION_PIPELINE = "evaluation_pipeline"
    MODEL = "model"
    SHIPPED_PRODUCT = "shipped_product"


RESTRICTED_KINDS = frozenset({CodebaseKind.TRAINING_PIPELINE, CodebaseKind.DATASET, CodebaseKind.MODEL})
"""Kinds that may only be in a category of mode restricted."""


class Destination(Code):
    PUBLIC = "public"
    SHARED = "shared"
    PROPRIETARY = "proprietary"
    AIR_GAPPED = "air_gapped"
    TRAINING = "training"


class FlowKind(StrEnum):
    BUILD = "build"
    DATA = "data"
    TRAINING = "training"
    FINE_TUNING = "fine_tuning"
    EVALUATION = "evaluation"
    DISTRIBUTION = "distribution"


class DeploymentKind(StrEnum):
    SHARED_INFERENCE = "shared_inference"
    DEDICATED = "dedicated"
    OWN_CLOUD = "own_cloud"
    OWN_PREMISES = "own_premises"
    AIR_GAPPED = "air_gapped"


class BindingMode(StrEnum):
    ROLLING = "rolling"
    ON_NOTICE = "on_notice"
    PINNED = "pinned"


class Surface(StrEnum):
    """Where a tool meets an engineer."""

    COMPLETION = "completion"
    CHAT = "chat"
    AGENT = "agent"
    COMMAND_LINE = "command_line"
    REVIEW = "review"
    CLOUD_AGENT = "cloud_agent"


class Result(Code):
    """What one rule finds."""

    SATISFIED = "satisfied"
    CONDITIONAL = "conditional"
    NOT_SATISFIED = "not_satisfied"
    UNDOCUMENTED = "undocumented"


class OnFail(Code):
    """What failing a rule means; barred is the default."""

    SIGN_OFF = "needs_sign_off"
    BARRED = "barred"


class Outcome(Code):
    """Outcome of a line: the strictest of its rules, in this order."""

    PERMITTED = "permitted"
    ON_CONDITIONS = "permitted_on_conditions"
    NEEDS_SIGN_OFF = "needs_sign_off"
    BARRED = "barred"


class CompetitionFinding(StrEnum):
    """Whether something of ours competes with a vendor; undetermined counts as yes."""

    NO = "no"
    UNDETERMINED = "undetermined"
    YES = "yes"


class Effect(Code):
    """What another policy does to a tool in a category; in the order in which people should read it."""

    STRICTER = "stricter"
    LEFT = "left"
    ADDED = "added"
    OTHER_RULES = "other_rules"
    LOOSER = "looser"
    SAME = "same"


class RequestState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class LineState(StrEnum):
    OPEN = "open"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


UNDECIDED = (LineState.OPEN, LineState.CHANGES_REQUESTED)
"""States of a line in which something is still to come."""


class AskOutcome(StrEnum):
    """What became of changes a lane asked for."""

    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


class Verdict(StrEnum):
    """What one lane answers to a line."""

    APPROVE = "approve"
    DECLINE = "decline"


class ApprovalState(StrEnum):
    """Stored states. Expiring and expired are computed from the clock, never stored."""

    ACTIVE = "active"
    FLAGGED = "flagged"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class FlagCause(StrEnum):
    """What an approval was flagged for. Each is settled by itself."""

    CHANGE = "change"
    CONFIGURATION = "configuration"
    PUBLICATION = "publication"
    LICENCE = "licence"
    CLOCK = "clock"
    PERSON = "person"
    EXCEPTION = "exception"


class RevisionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


ParameterValue = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingFact:
    """An admin setting of a tool as held. It counts only when it is set and proven."""

    code: str
    value: str
    proof: str = ""
    checked_on: dt.date | None = None
    surfaces: tuple[Surface, ...] = ()
    """Where it is so; none named: wherever the tool is in use."""

    @property
    def proven(self) -> bool:
        return bool(self.proof) and self.checked_on is not None


@dataclass(frozen=True, slots=True)
class StatementFact:
    """Engineering's output statement for one surface."""

    uid: UUID
    surface: Surface
    output: str
    written_by: str
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """A tool as this organisation holds it, with the readings that bind it. What every rule judges."""

    uid: UUID
    name: str
    tier: str
    product: str
    vendor: str
    held: Applicability
    deployment: DeploymentKind | None
    hosted_by: str
    data_location: str
    settings: Mapping[str, SettingFact] = field(default_factory=dict)
    readings: Mapping[ClauseArea, ReadingFact] = field(default_factory=dict)
    statements: tuple[StatementFact, ...] = ()
    releases: tuple[ReleaseFact, ...] = ()
    competition: str = CompetitionFinding.UNDETERMINED
    screening: tuple[PartyScreening, ...] = ()
    layers: tuple[LayerFact, ...] = ()
    """Verified licence layers of the tool itself: its software, its hosted API, its use."""
    surfaces: tuple[Surface, ...] = ()
    """Where it is in use; none named: on any surface."""


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule as one category uses it: which code and version, with which parameters, what failing means."""

    code: str
    version: int
    parameters: Mapping[str, ParameterValue]
    on_fail: OnFail = OnFail.BARRED


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category of one policy revision."""

    uid: UUID
    slug: str
    name: str
    mode: Mode
    allowed_kinds: tuple[CodebaseKind, ...]
    allowed_destinations: tuple[Destination, ...]
    rules: tuple[RuleUse, ...]
