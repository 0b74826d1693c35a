"""What every endpoint is built from: it knows who acts, asks permission once, and hands the rest to a service.

An endpoint of rows declares its deeds in one table (`deeds`): permission and body of each. From the table come the
access check, the body, the precondition and the schema. No noun lives here; each endpoint says in `rows` which rows
there are for the person, narrowed with `visible_to`.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import MethodNotAllowed, UnsupportedMediaType
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from governance.accounts import api_schema as _schemes  # noqa: F401 - tells the schema how one signs in
from governance.accounts.access import Actor, actor_of, require
from governance.accounts.api_once import made_once
from governance.accounts.roles import PERMISSIONS
from governance.modelling import VersionedModel
from governance.web.api.fields import Entry
from governance.web.api.preconditions import check_match, etag_of, unchanged
from governance.web.api.problems import Exists

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed of an endpoint. Several permissions: whichever the person's role holds (the lanes of a decision)."""

    permission: str | tuple[str, ...]
    entry: type[Entry] | None = None


def require_any(actor: Actor, permission: str | tuple[str, ...]) -> None:
    """Refuse unless the actor may by one of the permissions; the refusal is that of the one their role holds."""
    codes = (permission,) if isinstance(permission, str) else permission
    held = next((code for code in codes if actor.roles & PERMISSIONS[code]), codes[0])
    require(actor, held)


class Acting(APIView):
    """An endpoint that knows who acts. Reading asks `reading`; each deed asks its own permission."""

    reading: ClassVar[str] = "read"
    deeds: ClassVar[Mapping[str, Deed]] = {}

    @property
    def deed_name(self) -> str:
        """The name under which the table knows the method at hand."""
        return getattr(self, "action", None) or ""

    @property
    def actor(self) -> Actor:
        """Whoever asks, by session or token."""
        return actor_of(self.request._request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After authentication and limits: is this person allowed, with this token, to do this at all?"""
        super().initial(request, *args, **kwargs)
        self.check_access(request)

    def check_access(self, request: Request) -> None:
        """Permission for this method. Raises NotAllowed; MethodNotAllowed for a method without a deed."""
        if request.method in SAFE:
            require(self.actor, self.reading)
            return
        deed = self.deeds.get(self.deed_name)
        if deed is None:
            raise MethodNotAllowed(str(request.method))
        require_any(self.actor, deed.permission)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Answers are the person's own: caches ask again, and never for somebody else."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response


class Rows(Acting, GenericViewSet[Any], abc.ABC):
    """Rows of one noun: list, one, and the deeds of the table. Subclasses give `rows` and call services."""

    lookup_field = "uid"
    lookup_value_converter = "uuid"
    list_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    versioned: ClassVar[bool] = True
    row: Any
    """The row a deed is about, its precondition checked."""

    @property
    def demands_match(self) -> bool:
        """Whether the method at hand changes an existing versioned row."""
        return self.versioned and bool(self.detail)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.detail and request.method not in SAFE:
            self.row = self.get_object()
            if self.demands_match:
                check_match(request._request, self.tag_of(self.row))
        if self.deed_name == "create":
            make = self.post  # type: ignore[has-type] # the router's: `create`, with whatever the address names
            self.post = lambda *args, **kwargs: self._made_once(request, lambda: make(*args, **kwargs))

    @abc.abstractmethod
    def rows(self) -> QuerySet[Any]:
        """The rows this person sees, with all that is shown of them."""

    def get_queryset(self) -> QuerySet[Any]:
        """`rows`; none of them while the schema is written, when nobody asks."""
        if getattr(self, "swagger_fake_view", False):
            model: type[Model] = super().get_serializer_class().Meta.model  # type: ignore[attr-defined]
            return model._default_manager.none()
        return self.rows()

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """The short form in lists where there is one."""
        if self.action == "list" and self.list_serializer_class is not None:
            return self.list_serializer_class
        return super().get_serializer_class()

    def get_object(self) -> Any:
        """The row addressed, if the person sees it. Filters are for lists."""
        return get_object_or_404(self.get_queryset(), uid=self.kwargs["uid"])

    def list(self, request: Request) -> Response:
        """Rows you may see, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, uid: Any) -> Response:
        """One row."""
        return self.shown(self.get_object())

    @property
    def entry(self) -> dict[str, Any]:
        """The body of the deed at hand, in the shape its table demands. Raises ValidationError."""
        deed = self.deeds[self.deed_name]
        if deed.entry is None:
            return {}
        self._check_media_type()
        context = {**self.get_serializer_context(), "whole": self.request.method == "PUT"}
        body = deed.entry(data=self.request.data, context=context)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def _check_media_type(self) -> None:
        """Refuse a body of a type this address does not take: a form read by our middleware would pass for empty."""
        sent = self.request.content_type
        if sent and DefaultContentNegotiation().select_parser(self.request, self.get_parsers()) is None:
            raise UnsupportedMediaType(sent)

    def tag_of(self, row: Any) -> str:
        """The ETag of a row as this person sees it."""
        return self._tag(row, self._data(row))

    def shown(self, row: Any, *, status: int = 200) -> Response:
        """A row with its ETag; 304 for a reader who has it."""
        data = self._data(row)
        tag = self._tag(row, data)
        if self.request.method in SAFE and unchanged(self.request._request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(data, status=status, headers={"ETag": tag})

    def again(self, row: Model) -> Response:
        """A row after a deed, read anew."""
        return self.shown(self.get_queryset().get(pk=row.pk))

    def created(self, row: Model) -> Response:
        """A new row, with its address."""
        response = self.shown(self.get_queryset().get(pk=row.pk), status=201)
        response["Location"] = self.address(row)
        return response

    def _made_once(self, request: Request, make: Callable[[], Response]) -> Response:
        return made_once(request, self.actor.person, make, self._made_before)

    def _made_before(self, address: str) -> Response:
        """What a post made that is sent again, as it is now."""
        row = get_object_or_404(self.get_queryset(), uid=address.rstrip("/").rpartition("/")[2])
        response = self.created(row)
        response["Idempotency-Replayed"] = "true"
        return response

    def refuse_existing(self, noun: str, **key: Any) -> None:
        """Refuse a post of what is on record already, and say where. Raises Exists. `key` are lookups."""
        found = self.get_queryset().filter(**key).first()
        if found is not None:
            raise Exists(
                f"{noun} is on record already. Read it there, and change it if need be.", address=self.address(found)
            )

    def address(self, row: Any) -> str:
        """Where the row is read."""
        return reverse(f"api:{self.basename}-detail", args=[row.uid])

    def _data(self, row: Any) -> Any:
        return super().get_serializer_class()(row, context=self.get_serializer_context()).data

    @staticmethod
    def _tag(row: Any, data: Any) -> str:
        return etag_of(data, row.version if isinstance(row, VersionedModel) else None)


def plain(request: Request) -> HttpRequest:
    """Django's request under the framework's, for helpers of the pages."""
    return request._request
