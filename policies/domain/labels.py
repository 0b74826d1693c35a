"""Words for people, one per value of the enums of this app. What vendors say is worded in `vendors.domain`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policies.domain.conditions import ConditionDeed, ConditionStanding
from policies.domain.decommissioning import DecommissionState, StopKind
from policies.domain.ending import ExceptionStanding, ExceptionState
from policies.domain.lifecycle import Standing
from policies.domain.register import InstrumentKind, ReviewCause, Stage
from policies.domain.types import (
    ApprovalState,
    BindingMode,
    CodebaseKind,
    CompetitionFinding,
    DeploymentKind,
    Destination,
    Effect,
    FlowKind,
    Lane,
    LineState,
    Mode,
    OnFail,
    Outcome,
    RequestState,
    Result,
    RevisionState,
    Surface,
    Verdict,
)

_BY_ENUM: Mapping[type[StrEnum], Mapping[str, str]] = {
    Lane: {"legal": "Legal", "engineering": "Engineering"},
    Mode: {"eligible": "Eligible", "attested": "Attested", "restricted": "Restricted"},
    CodebaseKind: {
        "repository": "Repository",
        "dataset": "Dataset",
        "training_pipeline": "Training pipeline",
        "evaluation_pipeline": "Evaluation pipeline",
        "model": "Model",
        "shipped_product": "Shipped product",
    },
    Destination: {
        "public": "Public",
        "shared": "Shared",
        "proprietary": "Proprietary",
        "air_gapped": "Air-gapped",
        "training": "Training",
    },
    FlowKind: {
        "build": "Build",
        "data": "Data",
        "training": "Training",
        "fine_tuning": "Fine-tuning",
        "evaluation": "Evaluation",
        "distribution": "Distribution",
    },
    DeploymentKind: {
        "shared_inference": "Shared inference",
        "dedicated": "Dedicated",
        "own_cloud": "Own cloud",
        "own_premises": "Own premises",
        "air_gapped": "Air-gapped",
    },
    BindingMode: {"rolling": "Rolling", "on_notice": "On notice", "pinned": "Pinned"},
    Surface: {
        "completion": "Completion",
        "chat": "Chat",
        "agent": "Agent",
        "command_line": "Command line",
        "review": "Review",
        "cloud_agent": "Cloud agent",
    },
    Result: {
        "satisfied": "Satisfied",
        "conditional": "On conditions",
        "not_satisfied": "Not satisfied",
        "undocumented": "Undocumented",
    },
    OnFail: {"needs_sign_off": "Needs sign-off", "barred": "Barred"},
    Outcome: {
        "permitted": "Permitted",
        "permitted_on_conditions": "Permitted on conditions",
        "needs_sign_off": "Needs sign-off",
        "barred": "Barred",
    },
    RequestState: {"open": "Open", "decided": "Decided", "withdrawn": "Withdrawn"},
    LineState: {
        "open": "Open",
        "changes_requested": "Changes requested",
        "approved": "Approved",
        "declined": "Declined",
        "withdrawn": "Withdrawn",
        "superseded": "Superseded",
    },
    Verdict: {"approve": "Approve", "decline": "Decline"},
    ApprovalState: {"active": "Active", "flagged": "Flagged", "suspended": "Suspended", "revoked": "Revoked"},
    Standing: {
        "not_started": "Not started",
        "active": "Active",
        "flagged": "Flagged",
        "suspended": "Suspended",
        "revoked": "Revoked",
        "expiring": "Expiring",
        "expired": "Expired",
    },
    CompetitionFinding: {"no": "No", "undetermined": "Undetermined", "yes": "Yes"},
    Effect: {
        "stricter": "Stricter",
        "left": "Leaves the policy",
        "added": "New to the policy",
        "other_rules": "Same outcome, other rules",
        "looser": "Looser",
        "same": "Nothing changes",
    },
    DecommissionState: {"open": "Open", "done": "Done", "called_off": "Called off"},
    StopKind: {
        "surface": "Surface",
        "licence": "Licence or seat",
        "key": "Token or key",
        "integration": "Integration",
        "codebase": "Codebase",
        "other": "Other",
    },
    ConditionStanding: {"unassigned": "Nobody yet", "to_be_met": "To be met", "overdue": "Overdue", "met": "Met"},
    ConditionDeed: {"assigned": "Assigned", "met": "Met", "reopened": "Reopened"},
    ExceptionState: {
        "requested": "Requested",
        "active": "Active",
        "flagged": "Flagged",
        "declined": "Declined",
        "withdrawn": "Withdrawn",
        "ended": "Ended",
    },
    ExceptionStanding: {
        "requested": "Requested",
        "active": "Active",
        "flagged": "Flagged",
        "expiring": "Expiring",
        "expired": "Expired",
        "declined": "Declined",
        "withdrawn": "Withdrawn",
        "ended": "Ended",
    },
    InstrumentKind: {
        "statute": "Statute",
        "bill": "Bill",
        "directive": "Directive",
        "regulation": "Regulation",
        "export_rule": "Export rule",
        "memorandum": "Memorandum",
        "framework": "Framework",
    },
    Stage: {
        "proposed": "Proposed",
        "introduced": "Introduced",
        "in_committee": "In committee",
        "passed": "Passed",
        "issued": "Issued",
        "in_force": "In force",
        "paused": "Paused",
        "repealed": "Repealed",
        "abandoned": "Abandoned",
    },
    ReviewCause: {"stage": "Another stage", "date": "Another date", "source": "Another source"},
    RevisionState: {"draft": "Draft", "published": "Published", "superseded": "Superseded", "discarded": "Discarded"},
}

ENUMS: tuple[type[StrEnum], ...] = tuple(_BY_ENUM)


def label(value: StrEnum) -> str:
    """The words for `value`; raises LookupError for an enum that is not of this app."""
    return _BY_ENUM[type(value)][value.value]


def label_of(enum: type[StrEnum], value: str) -> str:
    """The words for the stored `value` of `enum`; a value the enum does not know stands for itself."""
    return _BY_ENUM[enum].get(value, value)
