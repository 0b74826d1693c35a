"""Abstract bases that rows of every app share. No tables live here.

`uid` is what the outside sees (integer keys never leave the database), `version` is what a stale edit is told by,
and an interval row is how anything that may be asked "as of" a date is kept: never overwritten, only ended.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from governance.errors import Stale


class UidModel(models.Model):
    """A row that is named outside by a random uid."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class VersionedModel(UidModel):
    """A row people edit: `version` rises by one with every change."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class IntervalQuerySet(models.QuerySet[Any]):
    """Questions about rows that hold from one instant until another."""

    def as_of(self, moment: dt.datetime) -> Self:
        """Rows that held at `moment` (start included, end excluded)."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=moment), valid_from__lte=moment)

    def open(self) -> Self:
        """Rows that have not been ended."""
        return self.filter(valid_until__isnull=True)


class IntervalModel(models.Model):
    """A fact that held from `valid_from` until `valid_until` (null: holds still)."""

    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def interval_check(cls, name: str) -> models.CheckConstraint:
        """The constraint every interval table carries: an interval does not end before it starts."""
        return models.CheckConstraint(
            name=name, condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
        )


RowT = TypeVar("RowT", bound=models.Model)


def locked(row: RowT) -> RowT:
    """Read `row` again under a row lock (a no-op on SQLite, where every transaction is a writer)."""
    manager = type(row)._base_manager
    fresh: RowT = manager.select_for_update().get(pk=row.pk)
    return fresh


def check_version(row: VersionedModel, expected: int | None) -> None:
    """Refuse an edit that started from another version of `row`. None means the caller holds no version on purpose."""
    if expected is not None and row.version != expected:
        raise Stale(
            "Somebody else changed this while you were editing. Nothing you entered is lost: compare the two and "
            "save again.",
            current=row,
        )


def choices_of(enum: type[Any]) -> list[tuple[str, str]]:
    """Model choices from a domain StrEnum, labels from the member names in sentence case."""
    return [(member.value, member.name.replace("_", " ").capitalize()) for member in enum]
