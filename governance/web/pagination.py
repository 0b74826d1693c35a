"""Pages of lists: numbered ones for people, cursors for programs."""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from governance.web.api.problems import BadQuery

PER_PAGE: Final = 50
OF_PAGES: Final = ("cursor", "limit")
"""What every list of the API knows besides its filters."""
CURSOR_BYTES: Final = 17
"""One for the direction, sixteen of the uid."""


def paginate(request: HttpRequest, queryset: QuerySet[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """The page that `?page=` asks for: nonsense gives the first, too large a number the last. An unordered queryset is
    ordered newest first, so that no row is on two pages."""
    if not queryset.ordered:
        queryset = queryset.order_by("-pk")
    return Paginator(queryset, per_page).get_page(request.GET.get("page"))


class CursorPage(BasePagination):
    """Keyset pages for the API, newest first: rows added meanwhile shift nothing, and page 1000 costs what page 1 does.

    The cursor holds the uid of the row it stands at, never its integer key. `?limit=` goes from 1 to 200, anything else
    is 400 in words. A cursor that is nonsense, or whose row the caller does not see, answers 404 in words.
    """

    max_limit = 200
    _next: str | None
    _previous: str | None

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        limit = self._limit(request)
        backwards, rows = self._from_cursor(queryset, request.query_params.get("cursor", ""))
        # One row more than asked for tells whether there is another page.
        page: list[Any] = list(rows.order_by("pk" if backwards else "-pk")[: limit + 1])
        more, page = len(page) > limit, page[:limit]
        if backwards:
            page.reverse()
        moved = bool(request.query_params.get("cursor"))
        address = request.build_absolute_uri()
        has_next, has_previous = (True, more) if backwards else (more, moved)
        self._next = self._link(address, "a", page[-1]) if page and has_next else None
        self._previous = self._link(address, "b", page[0]) if page and has_previous else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where to go on: take it from `next` or `previous`.",
                "schema": {"type": "string"},
            },
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "description": f"Rows per page, {PER_PAGE} unless told; 400 beyond its bounds.",
                "schema": {"type": "integer", "minimum": 1, "maximum": self.max_limit},
            },
        ]

    def _limit(self, request: Request) -> int:
        asked = request.query_params.get("limit")
        if asked is None:
            return PER_PAGE
        if not re.fullmatch(r"[0-9]{1,3}", asked) or not 1 <= int(asked) <= self.max_limit:
            raise BadQuery(
                f"limit is a whole number from 1 to {self.max_limit}; without it a page has {PER_PAGE} rows.",
                problems={"limit": [f"Send a whole number from 1 to {self.max_limit}."]},
            )
        return int(asked)

    def _from_cursor(self, queryset: QuerySet[Any], cursor: str) -> tuple[bool, QuerySet[Any]]:
        if not cursor:
            return False, queryset
        backwards, uid = _read(cursor)
        key = queryset.order_by().filter(uid=uid).values_list("pk", flat=True).first()
        if key is None:
            raise NotFound("The row this cursor stood at is not there for you any more. Start again without a cursor.")
        return backwards, queryset.filter(pk__gt=key) if backwards else queryset.filter(pk__lt=key)

    @staticmethod
    def _link(address: str, direction: str, row: Model) -> str:
        uid: uuid.UUID = row.uid  # type: ignore[attr-defined] # every row named outside has one
        cursor = base64.urlsafe_b64encode(direction.encode() + uid.bytes).decode().rstrip("=")
        return replace_query_param(iri_to_uri(address), "cursor", cursor)


def _read(cursor: str) -> tuple[bool, uuid.UUID]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != CURSOR_BYTES or raw[:1] not in (b"a", b"b"):
        raise NotFound("This cursor is none of ours. Start again without a cursor.")
    return raw[:1] == b"b", uuid.UUID(bytes=raw[1:])
