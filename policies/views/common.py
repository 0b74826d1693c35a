"""What several views of this app share. No view lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from governance.accounts.access import today
from governance.web.forms import Form
from policies.forms.approvals import ConditionForm, MetForm, ReasonForm
from policies.running import ConditionShown


def in_order(rows: QuerySet[Any], asked: str, orders: Mapping[str, tuple[str, ...]]) -> QuerySet[Any]:
    """`rows` in the order `?sort=` asks for, rising or (with a minus) falling; the first of `orders` by default."""
    fields = orders.get(asked.removeprefix("-"), next(iter(orders.values())))
    if not asked.startswith("-"):
        return rows.order_by(*fields)
    return rows.order_by(*(field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields))


def condition_forms(item: ConditionShown, event: str, refused: Form | None) -> dict[str, Form]:
    """The forms of a condition the reader may use, by verb; the one of `event` (verb and uid) as it was refused."""
    row = item.row
    begun = {"version": row.version}
    owned = {**begun, "owner": row.owner and row.owner.uid, "due_on": row.due_on}
    forms: dict[str, tuple[bool, type[Form], dict[str, Any]]] = {
        "assign": (item.may_assign, ConditionForm, owned),
        "meet": (item.may_settle and not item.met, MetForm, {**begun, "on": today()}),
        "reopen": (item.may_settle and item.met, ReasonForm, begun),
    }
    return {
        verb: refused
        if refused is not None and event == f"{verb}_{row.uid}"
        else kind(initial=initial, auto_id=f"id_{verb}_{row.uid}_%s")
        for verb, (offered, kind, initial) in forms.items()
        if offered
    }
