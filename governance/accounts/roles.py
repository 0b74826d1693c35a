"""Who may do what, as one pure table. A role is asked here and nowhere else; superuser status gives nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    COUNSEL = "counsel"
    ENGINEERING_MANAGER = "engineering_manager"
    ENGINEERING_OWNER = "engineering_owner"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_SENTENCES: Mapping[Role, str] = {
    Role.COUNSEL: (
        "Captures terms, drafts and approves assessments, drafts policy, decides the legal lane, signs reports."
    ),
    Role.ENGINEERING_MANAGER: "Registers codebases and tools, makes requests, answers attestation findings.",
    Role.ENGINEERING_OWNER: "Drafts policy, writes output statements, decides the engineering lane, signs reports.",
    Role.AUDITOR: "Reads, starts reports and verifies them. Changes no record.",
    Role.ADMINISTRATOR: "Looks after people, roles and settings. Decides nothing.",
}


INCOMPATIBLE: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.ADMINISTRATOR, Role.COUNSEL}),
        frozenset({Role.ADMINISTRATOR, Role.ENGINEERING_OWNER}),
        *(frozenset({Role.AUDITOR, other}) for other in Role if other is not Role.AUDITOR),
    }
)
"""Pairs one person never holds at once: whoever hands out roles decides nothing, and an auditor changes no record."""


def clashes(held: frozenset[Role], wanted: Role) -> list[Role]:
    """Roles in `held` that keep a person from being given `wanted`, in the order of the enum."""
    return [role for role in Role if role in held and frozenset({role, wanted}) in INCOMPATIBLE]


class Scope(StrEnum):
    """What an API token may be used for. No scope reaches a deed of judgement."""

    READ = "read"
    DRAFT = "draft"
    REQUEST = "request"
    ATTEST = "attest"
    ASK = "ask"


NOTHING_YET: Final = "It permits nothing yet: no address of this version asks for it."
"""Said of a scope that no permission is reached by; a test holds the two together."""
SCOPE_SENTENCES: Mapping[Scope, str] = {
    Scope.READ: "Read what you may read yourself.",
    Scope.DRAFT: "Write drafts and records: terms, readings, policy drafts, codebases, tools.",
    Scope.REQUEST: "Make requests for tools, and for exceptions.",
    Scope.ATTEST: f"Say what of a change came from an AI tool. {NOTHING_YET}",
    Scope.ASK: f"Ask whether something is permitted. {NOTHING_YET}",
}

_C, _M, _O, _A, _X = (
    Role.COUNSEL,
    Role.ENGINEERING_MANAGER,
    Role.ENGINEERING_OWNER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
EVERYONE = frozenset(Role)

PERMISSIONS: Mapping[str, frozenset[Role]] = {
    # people and settings
    "person.manage": frozenset({_X}),
    "role.manage": frozenset({_X}),
    "team.manage": frozenset({_X}),
    "organisation.manage": frozenset({_X}),
    "self.manage": EVERYONE,
    "webhook.manage": frozenset({_X}),
    "webhook.read": frozenset({_X}),
    # what vendors say
    "vendor.edit": frozenset({_C}),
    "release.edit": frozenset({_C}),
    "layer.verify": frozenset({_C}),
    "document.edit": frozenset({_C}),
    "document.capture": frozenset({_C}),
    "capture.accept": frozenset({_C}),
    "link.edit": frozenset({_C}),
    "assessment.edit": frozenset({_C}),
    "assessment.submit": frozenset({_C}),
    "assessment.approve": frozenset({_C}),
    "assessment.return": frozenset({_C}),
    "assessment.confirm": frozenset({_C}),
    "assessment.note": frozenset({_C}),
    "assessment.assign": frozenset({_C}),
    "rhythm.set": frozenset({_C, _X}),
    "privileged.read": frozenset({_C}),
    "citation.file": frozenset({_C, _A}),
    # what we permit
    "policy.edit": frozenset({_C, _O}),
    "policy.sign.legal": frozenset({_C}),
    "policy.sign.engineering": frozenset({_O}),
    "codebase.edit": frozenset({_M, _O}),
    "tool.edit": frozenset({_M, _O}),
    "statement.write": frozenset({_O}),
    "renewal.set-aside": frozenset({_C}),
    "request.make": frozenset({_M}),
    "line.decide.legal": frozenset({_C}),
    "line.decide.engineering": frozenset({_O}),
    "lane.delegate": frozenset({_C, _O}),
    "lane.nominate": frozenset({_C, _O}),
    "approval.flag": frozenset({_C, _O}),
    "approval.suspend": frozenset({_C, _O}),
    "approval.resume": frozenset({_C, _O}),
    "approval.revoke": frozenset({_C, _O}),
    "competition.find": frozenset({_C}),
    "condition.assign": frozenset({_C, _O}),
    "condition.settle": frozenset({_C, _M, _O}),
    "decommission.work": frozenset({_C, _M, _O}),
    "tool.retire": frozenset({_C, _M, _O}),
    "exception.request": frozenset({_M}),
    "exception.decide.legal": frozenset({_C}),
    "exception.decide.engineering": frozenset({_O}),
    "exception.review": frozenset({_C, _O}),
    "exception.end": frozenset({_C, _O}),
    "screening.read": frozenset({_C, _O, _A}),
    "screening.import": frozenset({_C}),
    "screening.run": frozenset({_C}),
    "screening.dispose": frozenset({_C}),
    "ownership.record": frozenset({_C}),
    "risk.read": frozenset({_C, _O, _A}),
    "risk.grade": frozenset({_C}),
    "register.edit": frozenset({_C}),
    "register.review": frozenset({_C}),
    # evidence
    "report.start": frozenset({_A, _C, _O}),
    "report.read": frozenset({_A, _C, _O}),
    "report.sign.legal": frozenset({_C}),
    "report.sign.engineering": frozenset({_O}),
    "report.verify": frozenset({_A, _C, _O}),
    "report.cancel": frozenset({_A, _C, _O}),
    "trail.read": frozenset({_A, _C, _O, _X}),
    "trail.verify": frozenset({_A, _C, _O, _X}),
    # views of lists
    "view.save": EVERYONE,
    # reading
    "read": EVERYONE,
}
"""Permission code -> roles that hold it. Ownership, separation and visibility are asked besides, by the deed."""

JUDGEMENTS: frozenset[str] = frozenset(
    {
        "layer.verify",
        "assessment.approve",
        "assessment.confirm",
        "policy.sign.legal",
        "policy.sign.engineering",
        "line.decide.legal",
        "line.decide.engineering",
        "lane.delegate",
        "lane.nominate",
        "approval.suspend",
        "approval.resume",
        "approval.revoke",
        "approval.flag",
        "exception.decide.legal",
        "exception.decide.engineering",
        "exception.review",
        "exception.end",
        "screening.dispose",
        "risk.grade",
        "report.sign.legal",
        "report.sign.engineering",
        "competition.find",
    }
)
"""Deeds of judgement: a session and a fresh step-up; a token never."""

SCOPE_OF: Mapping[str, Scope] = {
    "read": Scope.READ,
    "report.read": Scope.READ,
    "report.verify": Scope.READ,
    "trail.read": Scope.READ,
    "trail.verify": Scope.READ,
    "webhook.read": Scope.READ,
    "vendor.edit": Scope.DRAFT,
    "release.edit": Scope.DRAFT,
    "document.edit": Scope.DRAFT,
    "document.capture": Scope.DRAFT,
    "link.edit": Scope.DRAFT,
    "assessment.edit": Scope.DRAFT,
    "assessment.submit": Scope.DRAFT,
    "policy.edit": Scope.DRAFT,
    "codebase.edit": Scope.DRAFT,
    "tool.edit": Scope.DRAFT,
    "statement.write": Scope.DRAFT,
    "screening.read": Scope.READ,
    "risk.read": Scope.READ,
    "register.edit": Scope.DRAFT,
    "view.save": Scope.DRAFT,
    "request.make": Scope.REQUEST,
    "exception.request": Scope.REQUEST,
    "report.start": Scope.DRAFT,
}
"""Permission code -> scope a token needs for it. What is absent here no token may do."""
