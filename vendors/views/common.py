"""What several views of this app share. No view lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from governance.accounts.access import Actor, actor_of, allowed, require
from vendors.models import TermsDocument
from vendors.models.document import DocumentQuerySet

EDITS = (
    "vendor.edit",
    "release.edit",
    "document.edit",
    "document.capture",
    "capture.accept",
    "link.edit",
    "assessment.edit",
)


def editor(request: HttpRequest, permission: str) -> Actor:
    """Whoever asks, who must hold `permission`. Raises NotAllowed."""
    actor = actor_of(request)
    require(actor, permission)
    return actor


def may(actor: Actor) -> dict[str, bool]:
    """Which buttons to show: `may.vendor_edit` and so on."""
    return {code.replace(".", "_"): allowed(actor, code) for code in EDITS}


def documents_of(actor: Actor) -> DocumentQuerySet:
    """The documents the person may read."""
    found: DocumentQuerySet = TermsDocument.objects.visible_to(actor.person)
    return found


def in_order(rows: QuerySet[Any], asked: str, orders: Mapping[str, tuple[str, ...]]) -> QuerySet[Any]:
    """`rows` in the order `?sort=` asks for, rising or (with a minus) falling; the first of `orders` by default."""
    fields = orders.get(asked.removeprefix("-"), next(iter(orders.values())))
    return rows.order_by(*(f"-{field}" if asked.startswith("-") else field for field in fields))
