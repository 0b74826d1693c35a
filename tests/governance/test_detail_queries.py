"""Pages of one row, in the demo portfolio: how many queries each may ask, whoever opens it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accounts.models import RoleGrant, User
from governance.accounts.roles import Role
from policies.models import Approval, Category, Codebase, PolicyRevision, Tool, ToolRequest
from tests.cast import SignedIn
from vendors.models import ClauseRecord, ModelRelease, TermsDocument, TermsVersion, Tier, Vendor

MOST = 12
"""Queries of one page (performance.md)."""
MORE = {
    "policies:tool_detail": 14,
    "policies:request_detail": 18,
    "policies:revision_detail": 13,
    "policies:approval_detail": 25,
}
"""Pages that ask more as yet: what is judged rests on a text that moved on, or on contracts the reader may not read;
an approval shows besides its conditions, exceptions, renewals and what must stop, each read for itself."""

pytestmark = pytest.mark.usefixtures("portfolio_database")


def pages() -> Iterator[tuple[str, str]]:
    """Name and address of the pages of every row of these nouns."""
    nouns = (Tool, ToolRequest, Approval, PolicyRevision, Codebase)
    for model in nouns:
        name = "request" if model is ToolRequest else "revision" if model is PolicyRevision else model.__name__.lower()
        for row in model.objects.all():
            yield f"policies:{name}_detail", reverse(f"policies:{name}_detail", args=[row.uid])
    for category in Category.objects.all():
        yield "policies:category_detail", reverse("policies:category_detail", args=[category.slug])
    of_terms = {"vendor": Vendor, "tier": Tier, "document": TermsDocument, "version": TermsVersion}
    for name, model in {**of_terms, "clause": ClauseRecord, "release": ModelRelease}.items():
        for row in model.objects.all()[:6]:
            yield f"vendors:{name}_detail", reverse(f"vendors:{name}_detail", args=[row.uid])


def cost(client: Client, address: str) -> int:
    """Queries of a page once caches are warm; 0 for a page the reader does not see."""
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(address)
    return len(counted) if answer.status_code == 200 else 0


@pytest.mark.parametrize("role", [Role.COUNSEL, Role.ENGINEERING_OWNER, Role.AUDITOR])
def test_no_page_of_one_row_asks_more_than_its_ceiling(role: Role, signed_in: SignedIn) -> None:
    person: User = RoleGrant.objects.filter(role=role, valid_until=None).earliest("pk").person
    client = signed_in(person)
    most: dict[str, int] = {}
    for name, address in pages():
        most[name] = max(most.get(name, 0), cost(client, address))
    assert {name: count for name, count in most.items() if count > MORE.get(name, MOST)} == {}
    assert min(most.values()) > 0
