"""What deeds on lower floors do to what we permit: new terms versions to approvals, the end of a role to categories."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.accounts.roles import Role
from policies.domain.sentences import listing
from policies.domain.types import BindingMode, RevisionState
from policies.models import Approval, Binding, CategoryEdition, ToolConfiguration
from policies.services.approvals import flag_approval
from policies.services.requests import today
from vendors.domain.terms import Applicability, DocumentVisibility
from vendors.models import Assessment, TermsVersion


def flag_for_version(*, actor: Actor, version: TermsVersion, touched: Sequence[Assessment]) -> None:
    """Flag every approval in force of a tool whose held tier a touched reading speaks for. Suspends nothing.

    A tool pinned to another version of the document is left alone: the new text does not bind it.
    """
    tiers = {assessment.record.tier_id for assessment in touched}
    approvals = (
        Approval.objects.filter(tool__tier_id__in=tiers).in_force_on(today()).select_related("tool").order_by("pk")
    )
    held = _held({approval.tool_id for approval in approvals}, version)
    for approval in approvals:
        place = held.get(approval.tool_id)
        if place is None or not _speaks(touched, approval.tool.tier_id, place):
            continue
        flag_approval(
            actor=actor,
            approval=approval,
            reason=f"{_named(version)} has a new version {version.number}; readings this rests on need review.",
        )


def _named(version: TermsVersion) -> str:
    """Approvals are open to everyone signed in, the title of a contract is not."""
    return version.document.title if version.document.visibility == DocumentVisibility.POSTED else "A contract"


def _held(tools: set[int], version: TermsVersion) -> dict[int, Applicability]:
    """How each tool is held, without those pinned to another version of the document."""
    pinned = Binding.objects.filter(document=version.document_id, mode=BindingMode.PINNED).exclude(version=version)
    rows = ToolConfiguration.objects.open().filter(tool_id__in=tools).exclude(pk__in=pinned.values("configuration"))
    return {row.tool_id: row.held for row in rows}


def _speaks(touched: Sequence[Assessment], tier_id: int, held: Applicability) -> bool:
    own = (assessment.record for assessment in touched if assessment.record.tier_id == tier_id)
    return any(record.applicability.covers(held) for record in own)


def undecided_without(*, person: User, roles: Collection[Role]) -> list[str]:
    """Which categories in force nobody decides in a lane any more once `person` is without `roles`, in a sentence."""
    found = []
    for role, lane, field in (
        (Role.COUNSEL, "legal", "legal_owner"),
        (Role.ENGINEERING_OWNER, "engineering", "engineering_owner"),
    ):
        owned = CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED, **{field: person})
        names = list(owned.order_by("position").values_list("name", flat=True)) if role in roles else []
        if names:
            found.append(
                f"{person.name} is the {lane} owner of {listing(names)}: until a policy revision names somebody else, "
                "nobody can decide requests for that in this lane."
            )
    return found
