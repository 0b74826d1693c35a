"""Rows of what we permit: one module per noun."""

from policies.models.approval import Approval, ApprovalCondition, ApprovalEvent, ApprovalFlag, ConditionEvent
from policies.models.category import (
    Category,
    CategoryEdition,
    CategoryOwner,
    PolicyRevision,
    RevisionSignature,
    RuleSetting,
)
from policies.models.codebase import Codebase, CodebaseCategory, Flow
from policies.models.competition import CompetitionNote
from policies.models.deciding import ChangesAsked, Delegation, Nomination
from policies.models.decommission import Decommission, StopItem
from policies.models.exception import (
    DecisionException,
    ExceptionDecision,
    ExceptionEvent,
    ExceptionFlag,
    RuleException,
)
from policies.models.instrument import Allegation, Instrument, InstrumentReview, InstrumentStage
from policies.models.outcome import StoredOutcome
from policies.models.renewal import BindingTurn, RenewalNote
from policies.models.request import Decision, RequestContributor, RequestLine, Snapshot, ToolRequest
from policies.models.risk import RiskConfirmation
from policies.models.screening import (
    EntryPresence,
    HitDecision,
    ListAge,
    ListedParty,
    ListVersion,
    OwnershipShare,
    ScreenedName,
    ScreeningHit,
    ScreeningRun,
    ScreeningStanding,
)
from policies.models.tool import (
    Binding,
    Deployment,
    OutputStatement,
    Tool,
    ToolConfiguration,
    ToolContributor,
    ToolSetting,
)

__all__ = [
    "Allegation",
    "Approval",
    "ApprovalCondition",
    "ApprovalEvent",
    "ApprovalFlag",
    "Binding",
    "BindingTurn",
    "Category",
    "CategoryEdition",
    "CategoryOwner",
    "ChangesAsked",
    "Codebase",
    "CodebaseCategory",
    "CompetitionNote",
    "ConditionEvent",
    "Decision",
    "DecisionException",
    "Decommission",
    "Delegation",
    "Deployment",
    "EntryPresence",
    "ExceptionDecision",
    "ExceptionEvent",
    "ExceptionFlag",
    "Flow",
    "HitDecision",
    "Instrument",
    "InstrumentReview",
    "InstrumentStage",
    "ListAge",
    "ListVersion",
    "ListedParty",
    "Nomination",
    "OutputStatement",
    "OwnershipShare",
    "PolicyRevision",
    "RenewalNote",
    "RequestContributor",
    "RequestLine",
    "RevisionSignature",
    "RiskConfirmation",
    "RuleException",
    "RuleSetting",
    "ScreenedName",
    "ScreeningHit",
    "ScreeningRun",
    "ScreeningStanding",
    "Snapshot",
    "StopItem",
    "StoredOutcome",
    "Tool",
    "ToolConfiguration",
    "ToolContributor",
    "ToolRequest",
    "ToolSetting",
]
