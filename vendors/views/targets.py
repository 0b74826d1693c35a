"""Where a citation may go: drafts that are open, and clause areas of governed tiers where one may be started. No view
lives here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict

from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea
from vendors.models import Assessment, TermsVersion, Tier
from vendors.services.citing import Clause


@dataclass(frozen=True, slots=True)
class Aim:
    """The clause chosen: an open draft, or an area of a tier. `code` is how the form carries it."""

    code: str
    into: Assessment | Clause
    area: ClauseArea
    title: str


@dataclass(frozen=True, slots=True)
class Target:
    """One choice offered."""

    code: str
    title: str
    remark: str
    chosen: bool


def aim_of(sent: QueryDict) -> Aim | None:
    """The clause that `into` (or `for`, an assessment's uid) names; None when there is none that fits."""
    code = sent.get("into") or ""
    if not code and sent.get("for"):
        code = f"draft:{sent['for']}"
    kind, _, rest = code.partition(":")
    if kind == "draft":
        return _draft(rest)
    if kind == "clause":
        tier_uid, _, area = rest.partition(":")
        return _clause(tier_uid, area)
    return None


def _draft(text: str) -> Aim | None:
    uid = _uid(text)
    rows = Assessment.objects.filter(state=AssessmentState.DRAFT).select_related("record__tier__product")
    found = rows.filter(uid=uid).first() if uid else None
    if found is None:
        return None
    area = ClauseArea(found.record.area)
    return Aim(f"draft:{found.uid}", found, area, f"{AREA_LABELS[area]} of {found.record.tier}")


def _clause(tier_uid: str, area_code: str) -> Aim | None:
    uid = _uid(tier_uid)
    tier = Tier.objects.filter(uid=uid).select_related("product").first() if uid else None
    if tier is None or area_code not in set(ClauseArea):
        return None
    area = ClauseArea(area_code)
    return Aim(f"clause:{tier.uid}:{area.value}", Clause(tier, area), area, f"{AREA_LABELS[area]} of {tier}")


def targets_of(version: TermsVersion, aim: Aim | None) -> list[Target]:
    """The choices for a version: the four areas of each tier it governs, with the draft where one is open; and the
    clause aimed at, whatever it is."""
    tiers = list(Tier.objects.filter(links__in=version.document.links.open()).select_related("product").distinct())
    live = Assessment.objects.filter(
        Q(state=AssessmentState.DRAFT) | Q(state=AssessmentState.IN_REVIEW), record__tier__in=tiers
    ).select_related("record")
    working = {(row.record.tier_id, row.record.area): row for row in live if not row.record.applicability.narrowness}
    found = [_target(tier, area, working.get((tier.pk, area.value)), aim) for tier in tiers for area in ClauseArea]
    targets = [target for target in found if target is not None]
    if aim is not None and not any(target.chosen for target in targets):
        targets.insert(0, Target(aim.code, aim.title, "", True))
    return targets


def _target(tier: Tier, area: ClauseArea, working: Assessment | None, aim: Aim | None) -> Target | None:
    title = f"{AREA_LABELS[area]} of {tier}"
    if working is None:
        code, remark = f"clause:{tier.uid}:{area.value}", "starts a draft"
    elif working.state == AssessmentState.IN_REVIEW:
        return None
    else:
        code, remark = f"draft:{working.uid}", f"draft {working.number}"
    return Target(code, title, remark, aim is not None and aim.code == code)


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
