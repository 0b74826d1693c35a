"""What stands at the head of a report as frozen values: which report, whose, for what scope, by which policy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from policies.domain.types import Lane


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Which report it is. `as_of` is the instant it speaks of, not the one it was made at."""

    uid: UUID
    reference: str
    title: str
    as_of: dt.datetime
    started_by: str


@dataclass(frozen=True, slots=True)
class OrganisationFact:
    """The organisation and its named owners; an empty name means that nobody is named."""

    name: str
    legal_owner: str
    engineering_owner: str
    escalation_contact: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who is to sign in one lane, as named when the report was started."""

    lane: Lane
    name: str
    job_title: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Names of what the report is limited to; empty means all."""

    teams: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicySignature:
    """One owner's signature under the policy revision."""

    lane: Lane
    name: str
    job_title: str
    signed_at: dt.datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class PolicyFact:
    """The policy revision every verdict was judged by."""

    number: int
    title: str
    sha256: str
    published_at: dt.datetime | None
    signatures: tuple[PolicySignature, ...] = ()
