"""Rows that belong to a row, read with it: a correlated subquery that gives them as one JSON array.

A list that shows three kinds of parts of each row would ask three queries more with `prefetch_related`; so it asks one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.db.models.sql.compiler import SQLCompiler


class JsonArray(Func):
    """Every row of a query as one JSON array. A plain function to the ORM, so that it groups by nothing."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        """SQLite's name of it."""
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def rows_within(rows: QuerySet[Any], **fields: str) -> Subquery:
    """`rows` (narrowed to the outer row with OuterRef) as a list of {name: value}; None or empty where there are none.

    Their order is the database's own: whoever shows them sorts them. Values are those of JSON: a uid is text (with
    hyphens or without, `uuid.UUID` reads both), a day is ISO text.
    """
    found = rows.order_by().annotate(found=JsonArray(JSONObject(**fields)))
    return Subquery(found.values("found"), output_field=JSONField())


def day_of(text: str | None) -> dt.date | None:
    """A day that came within another row."""
    return dt.date.fromisoformat(text) if text else None


def instant_of(text: str) -> dt.datetime:
    """An instant that came within another row."""
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)  # SQLite keeps UTC and does not say so
