"""What approvals are worth today: the stored state seen through the clock. Reads only, decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from governance.accounts.access import today
from policies.domain.lifecycle import Standing, approval_standing
from policies.domain.types import ApprovalState, LineState
from policies.facts import category_named
from policies.models import Approval, ApprovalCondition, Category, Tool


@dataclass(frozen=True, slots=True)
class ApprovalShown:
    """An approval with its standing on the day."""

    approval: Approval
    category: str
    standing: Standing
    superseded: bool
    conditions: int
    """How many it was granted on."""

    @property
    def state(self) -> str:
        """The one word a list shows: superseded where a newer approval took its place, else the standing."""
        return _word(self.standing, superseded=self.superseded)

    @property
    def over(self) -> bool:
        """Whether it ended: nothing is done about its conditions any more."""
        return self.superseded or self.standing in {Standing.EXPIRED, Standing.REVOKED}

    @property
    def in_use(self) -> bool:
        """Whether the tool may be used on it today."""
        standing = {Standing.ACTIVE, Standing.EXPIRING, Standing.FLAGGED}
        return not self.superseded and self.standing in standing


def with_names(rows: QuerySet[Approval]) -> QuerySet[Any]:
    """`rows`, each with all that `shown` reads and how many conditions it has, in the same query."""
    counted = ApprovalCondition.objects.filter(approval=OuterRef("pk")).order_by().values("approval")
    number = counted.annotate(found=Count("pk")).values("found")
    whole: QuerySet[Any] = rows.select_related("tool", "category", "line").annotate(
        category_name=category_named(), condition_count=Coalesce(Subquery(number), 0)
    )
    return whole


def state_on(day: dt.date, approval: Approval) -> str:
    """The one word for an approval on `day`; reads its line."""
    return _word(_standing(approval, day), superseded=approval.line.state == LineState.SUPERSEDED)


def _standing(approval: Approval, day: dt.date) -> Standing:
    return approval_standing(ApprovalState(approval.state), approval.starts_on, approval.ends_on, day)


def _word(standing: Standing, *, superseded: bool) -> str:
    return "superseded" if superseded and standing != Standing.REVOKED else standing.value


def shown(approval: Any, day: dt.date) -> ApprovalShown:
    """One approval, read `with_names`, as it stands on `day`."""
    name = approval.category_name or approval.category.slug
    superseded = approval.line.state == LineState.SUPERSEDED
    return ApprovalShown(approval, name, _standing(approval, day), superseded, approval.condition_count)


def all_shown(rows: Iterable[Any]) -> list[ApprovalShown]:
    """Approvals, read `with_names`, as they stand today."""
    day = today()
    return [shown(row, day) for row in rows]


def approvals_shown(*, category: Category | None = None, tool: Tool | None = None) -> list[ApprovalShown]:
    """Approvals of a category or a tool, those in use first, then newest first. One query."""
    rows = with_names(Approval.objects.select_related("tool__tier__product__vendor", "line__request"))
    if category is not None:
        rows = rows.filter(category=category)
    if tool is not None:
        rows = rows.filter(tool=tool)
    return sorted(all_shown(rows), key=lambda entry: not entry.in_use)
