"""Filters of lists, in the query string. What nobody knows is 400, a value in a wrong shape 422; never another list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django_filters import rest_framework as filters
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from governance.web.api.problems import BadQuery
from governance.web.pagination import OF_PAGES

EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


class FilterBackend(DjangoFilterBackend):  # type: ignore[misc] # django-filter comes without types
    """django-filter's own, and a list answers only what it was asked: a parameter it does not know is refused."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        """The rows asked for. Raises BadQuery for a parameter nobody knows, and for one that is named twice."""
        chosen = self.get_filterset_class(view, queryset)
        known = [*(chosen.base_filters if chosen is not None else ()), *OF_PAGES]
        check_names(request.query_params, known)
        return super().filter_queryset(request, queryset, view)


def check_names(asked: MultiValueDict[str, str], known: Sequence[str]) -> None:
    """Raises BadQuery where the query names what is not in `known`, or anything twice."""
    problems = {name: ["Name it once: only one value can hold."] for name in asked if len(asked.getlist(name)) > 1}
    for name in asked:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            problems[name] = [f"Did you mean {near[0]}?" if near else "There is no such filter here."]
    if problems:
        raise BadQuery(
            f"This list does not understand {', '.join(sorted(problems))}. It knows {', '.join(sorted(known))}.",
            problems=problems,
        )


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
