"""What several views of this app share. No view lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet


def in_order(rows: QuerySet[Any], asked: str, orders: Mapping[str, tuple[str, ...]]) -> QuerySet[Any]:
    """`rows` in the order `?sort=` asks for, rising or (with a minus) falling; the first of `orders` by default."""
    fields = orders.get(asked.removeprefix("-"), next(iter(orders.values())))
    if not asked.startswith("-"):
        return rows.order_by(*fields)
    return rows.order_by(*(field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields))
