"""The nouns of a report as frozen values: one dataclass per kind of statement. `content` puts them together.

A class whose name ends in Line is a numbered statement; whoever makes one leaves `no` alone, `portfolio` numbers. There
is no field for privileged text, and none may be added.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from policies.domain.ending import ExceptionStanding, ExceptionState
from policies.domain.lifecycle import Standing
from policies.domain.types import (
    ApprovalState,
    CodebaseKind,
    DeploymentKind,
    Destination,
    Lane,
    LineState,
    Mode,
    OnFail,
    Outcome,
    Result,
    Surface,
    Verdict,
)
from vendors.domain.terms import AssessmentState, ClauseArea, Rating


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as a category uses it, with its parameters in words."""

    code: str
    version: int
    title: str
    on_fail: OnFail
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category of the revision with its owners and rules."""

    uid: UUID
    name: str
    mode: Mode
    description: str
    legal_owner: str
    engineering_owner: str
    rules: tuple[RuleLine, ...]
    no: int = 0


@dataclass(frozen=True, slots=True)
class SettingLine:
    """An admin setting as held, with its proof."""

    label: str
    value: str
    proof: str
    checked_on: dt.date | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Engineering's output statement for one surface."""

    surface: Surface
    output: str
    written_by: str
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ToolLine:
    """A tool as the organisation holds it."""

    uid: UUID
    name: str
    vendor: str
    product: str
    tier: str
    contracting_entity: str
    region: str
    channel: str
    feature_status: str
    deployment: DeploymentKind | None
    hosted_by: str
    data_location: str
    settings: tuple[SettingLine, ...]
    releases: tuple[str, ...]
    statements: tuple[StatementLine, ...]
    competition: str
    no: int = 0


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """Counsel's answer as a rule looked at it; citations are uids into `Portfolio.citations`."""

    area: ClauseArea | None
    question: str
    label: str
    value: str
    citations: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What one rule found: the middle of the chain."""

    code: str
    version: int
    title: str
    result: Result
    outcome: Outcome
    reasons: tuple[str, ...]
    required: str
    conditions: tuple[str, ...]
    fixes: tuple[str, ...]
    answers: tuple[AnswerLine, ...]
    no: int = 0


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One tool for one category. `stale` when a rule looked at a reading whose words have changed since."""

    tool: UUID
    category: UUID
    outcome: Outcome
    stale: bool
    findings: tuple[FindingLine, ...]
    no: int = 0


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """Counsel's reading of one area for one tool, who drafted it and who approved it."""

    tool: UUID
    area: ClauseArea
    assessment: UUID
    number: int
    state: AssessmentState
    stale: bool
    to_be_confirmed: bool
    rating: Rating
    drafted_by: str
    approved_by: str
    approved_at: dt.datetime | None
    plain_reading: str
    no: int = 0


@dataclass(frozen=True, slots=True)
class UndocumentedLine:
    """Questions of one area that nobody has answered for one tool; `unread` when there is no reading at all."""

    tool: UUID
    area: ClauseArea
    unread: bool
    questions: tuple[str, ...]
    no: int = 0


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A line that was asked for and is not decided in both lanes; `missing` names the lanes still to answer."""

    request: int
    tool: str
    category: str
    team: str
    requested_by: str
    requested_at: dt.datetime
    purpose: str
    state: LineState
    missing: tuple[Lane, ...] = ()
    no: int = 0


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One lane's answer to a line, by a named person, with the exact sentence signed."""

    request: int
    tool: str
    category: str
    lane: Lane
    verdict: Verdict
    name: str
    job_title: str
    face_note: str
    reasons: str
    conditions: tuple[str, ...]
    ends_on: dt.date | None
    sentence: str
    decided_at: dt.datetime
    revision: int
    snapshot_sha256: str
    no: int = 0


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A line decided in both lanes. `standing` is computed from `as_of` by the builder, never taken from a row."""

    request: int
    tool: UUID
    category: UUID
    tool_name: str
    category_name: str
    state: ApprovalState
    starts_on: dt.date
    ends_on: dt.date
    conditions: tuple[str, ...]
    granted_at: dt.datetime
    snapshot_sha256: str
    state_reason: str = ""
    review_due_on: dt.date | None = None
    standing: Standing = Standing.ACTIVE
    no: int = 0


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """A departure from a rule that ran at the as-of time, agreed to in both lanes. `codebase` names the one it is bound
    to; `standing` is computed from `as_of` by the builder, never taken from a row."""

    number: int
    tool: UUID
    category: UUID
    tool_name: str
    category_name: str
    rule: str
    rule_title: str
    codebase: str
    team: str
    requested_by: str
    reason: str
    control: str
    legal: str
    engineering: str
    state: ExceptionState
    ends_on: dt.date
    review_due_on: dt.date | None = None
    standing: ExceptionStanding = ExceptionStanding.ACTIVE
    no: int = 0


@dataclass(frozen=True, slots=True)
class CodebaseLine:
    """Something AI output can land in, and the category that governs it."""

    name: str
    team: str
    kind: CodebaseKind
    destination: Destination
    category: str
    owner: str
    no: int = 0


@dataclass(frozen=True, slots=True)
class TermsLine:
    """A terms version that is cited, with both hashes: of the bytes captured and of the text that was read."""

    vendor: str
    document: str
    kind: str
    version: int | None
    version_uid: UUID | None
    sha256: str
    text_sha256: str
    canonicaliser: int | None = None
    effective_on: dt.date | None = None
    captured_at: dt.datetime | None = None
    no: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that needs somebody, in one sentence; `about` are the statements it rests on."""

    sentence: str
    owner: str
    due: dt.date | None
    about: tuple[int, ...]
