"""Deeds on delegations: an owner lets somebody decide their lane in their place until a day, and ends that again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.accounts.models import User
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import locked
from policies.domain.sentences import listing
from policies.domain.separation import delegation_problems
from policies.domain.types import Lane, RevisionState
from policies.models import Category, CategoryEdition, Delegation
from policies.services.deciders import LANE_ROLE, holders
from policies.services.requests import today

OWNER_FIELD = {Lane.LEGAL: "legal_owner", Lane.ENGINEERING: "engineering_owner"}
"""Field of a category's edition that names the owner of a lane."""


def lanes_owned(person: User) -> dict[Lane, list[CategoryEdition]]:
    """Categories of the policy in force by lane in which `person` owns them; lanes without any are left out."""
    rows = CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED).select_related("category")
    found = {lane: list(rows.filter(**{field: person}).order_by("position")) for lane, field in OWNER_FIELD.items()}
    return {lane: editions for lane, editions in found.items() if editions}


@deed
def delegate_lane(
    *,
    actor: Actor,
    lane: Lane,
    delegate: User,
    categories: Sequence[Category],
    ends_on: dt.date | None,
    reason: str,
) -> list[Delegation]:
    """Let `delegate` decide the lane in the actor's place until `ends_on`: for these categories, or for all with none.

    Whether separation leaves the delegate free is asked line by line, when they decide. Raises NotAllowed (no owner of
    the lane), Invalid (no end or a distant one, delegate without the role, no reason), Conflict (delegated already).
    """
    require(actor, "lane.delegate")
    owner = locked(actor.person)  # two delegations at once of one owner follow each other
    owned = lanes_owned(owner).get(lane, [])
    if not owned:
        raise NotAllowed(f"You own the {lane.value} lane of no category in force.", code="not-the-owner")
    until = _checked(lane, owner, delegate, owned, categories, ends_on, reason)
    named: list[Category | None] = [*dict.fromkeys(categories)] or [None]
    _refuse_double(owner, lane, delegate, named)
    rows = [
        Delegation(
            owner=owner,
            lane=lane,
            category=category,
            delegate=delegate,
            reason=reason.strip(),
            given_at=timezone.now(),
            ends_on=until,
        )
        for category in named
    ]
    for row in Delegation.objects.bulk_create(rows):
        slug = row.category.slug if row.category else "all"
        detail = {"lane": lane, "category": slug, "delegate": delegate.uid, "ends_on": until, "reason": row.reason}
        record(actor, "delegation.given", subject=row, detail=detail)
    return rows


def _checked(
    lane: Lane,
    owner: User,
    delegate: User,
    owned: Sequence[CategoryEdition],
    categories: Sequence[Category],
    ends_on: dt.date | None,
    reason: str,
) -> dt.date:
    """The last day, when all of it is in order. Raises Invalid."""
    problems: dict[str, list[str]] = {}
    strange = [category for category in categories if category.pk not in {edition.category_id for edition in owned}]
    if strange:
        problems["categories"] = [f"You do not own the {lane.value} lane of {listing([str(row) for row in strange])}."]
    if delegate == owner:
        problems["delegate"] = ["Choose somebody else: you decide as owner anyway."]
    elif not holders(lane, today()).filter(pk=delegate.pk).exists():
        role = LANE_ROLE[lane].value.replace("_", " ")
        problems["delegate"] = [f"{delegate.name} does not hold the role {role}, which this lane needs."]
    if sentences := delegation_problems(today(), ends_on):
        problems["ends_on"] = sentences
    if not reason.strip():
        problems["reason"] = ["Say why, in a few words: everybody who reads the decisions will see it."]
    if problems or ends_on is None:
        raise Invalid("The lane could not be delegated.", problems=problems)
    return ends_on


def _refuse_double(owner: User, lane: Lane, delegate: User, named: Sequence[Category | None]) -> None:
    running = Delegation.objects.running(today()).filter(owner=owner, lane=lane, delegate=delegate)
    known = {row.category_id: row for row in running}
    for category in named:
        row = known.get(category.pk if category else None)
        if row is not None:
            raise Conflict(
                f"{delegate.name} decides this in your place until {row.ends_on:%d %B %Y} already. "
                "End that delegation first to give another.",
                code="delegated-already",
            )


@deed
def end_delegation(*, actor: Actor, delegation: Delegation) -> Delegation:
    """End a delegation before its day: the owner takes it back, or the delegate lays it down. Decisions stay."""
    delegation = locked(delegation)
    require(actor, "lane.delegate")
    if actor.person.pk not in (delegation.owner_id, delegation.delegate_id):
        raise NotAllowed("Only the owner or the delegate ends a delegation.", code="not-yours")
    if delegation.ended_at is not None or delegation.ends_on < today():
        raise Conflict("This delegation has ended already.", code="illegal-transition")
    delegation.ended_at, delegation.ended_by = timezone.now(), actor.person
    delegation.save(update_fields=["ended_at", "ended_by"])
    record(actor, "delegation.ended", subject=delegation, detail={"lane": delegation.lane})
    return delegation
