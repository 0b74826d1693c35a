"""Filters of lists, in the query string. What is asked for in a wrong shape is 422, never an empty list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django_filters import rest_framework as filters
from django_filters.rest_framework import DjangoFilterBackend

EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


class FilterBackend(DjangoFilterBackend):  # type: ignore[misc] # django-filter comes without types
    """django-filter's own; named here so that settings and types have one place to look."""


class Filters(filters.FilterSet):  # type: ignore[misc] # django-filter comes without types
    """Base of every set of filters."""


def by_uid(field: str, label: str) -> Any:
    """Rows whose relation `field` leads to the row of this uid."""
    return filters.UUIDFilter(field_name=f"{field}__uid" if field else "uid", help_text=label)


def by_choice(field: str, enum: Any, label: str) -> Any:
    """Rows whose `field` has this value of `enum`."""
    return filters.ChoiceFilter(
        field_name=field, choices=[(member.value, member.value) for member in enum], help_text=label
    )


def instant(field: str, lookup: str, label: str) -> Any:
    """An instant in ISO 8601. Years no clock shows are refused: conversions between zones would overflow there."""
    limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return filters.IsoDateTimeFilter(field_name=field, lookup_expr=lookup, validators=limits, help_text=label)
