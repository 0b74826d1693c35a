"""What approvals are worth today: the stored state seen through the clock. Reads only, decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from governance.accounts.access import today
from policies.domain.lifecycle import Standing, approval_standing
from policies.domain.types import ApprovalState, LineState
from policies.facts import category_names
from policies.models import Approval, Category, Tool


@dataclass(frozen=True, slots=True)
class ApprovalShown:
    """An approval with its standing on the day."""

    approval: Approval
    category: str
    standing: Standing
    superseded: bool

    @property
    def state(self) -> str:
        """The one word a list shows: superseded where a newer approval took its place, else the standing."""
        return "superseded" if self.superseded and self.standing != Standing.REVOKED else self.standing.value

    @property
    def in_use(self) -> bool:
        """Whether the tool may be used on it today."""
        standing = {Standing.ACTIVE, Standing.EXPIRING, Standing.FLAGGED}
        return not self.superseded and self.standing in standing


def shown(approval: Approval, names: dict[int, str], day: dt.date) -> ApprovalShown:
    """One approval as it stands on `day`; reads its line."""
    standing = approval_standing(ApprovalState(approval.state), approval.starts_on, approval.ends_on, day)
    name = names.get(approval.category_id, approval.category.slug)
    return ApprovalShown(approval, name, standing, approval.line.state == LineState.SUPERSEDED)


def all_shown(rows: Iterable[Approval]) -> list[ApprovalShown]:
    """Approvals as they stand today. One query besides that of `rows`."""
    names, day = category_names(), today()
    return [shown(row, names, day) for row in rows]


def approvals_shown(*, category: Category | None = None, tool: Tool | None = None) -> list[ApprovalShown]:
    """Approvals of a category or a tool, those in use first, then newest first."""
    rows = Approval.objects.select_related("tool__tier__product__vendor", "category", "line__request")
    if category is not None:
        rows = rows.filter(category=category)
    if tool is not None:
        rows = rows.filter(tool=tool)
    return sorted(all_shown(rows), key=lambda entry: not entry.in_use)
