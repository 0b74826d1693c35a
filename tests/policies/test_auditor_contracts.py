"""An auditor whose scope is some teams reads the contracts of what these teams hold, and no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import AuditorScope, Team, User
from policies.domain.types import BindingMode
from policies.models import PolicyRevision, Tool
from policies.services.held_inputs import BindingInput
from policies.services.tools import configure_tool, save_tool
from tests.cast import SignedIn
from tests.factories.policies import held, make_request
from tests.factories.vendors import OWNERSHIP_SENTENCE, make_approved, make_document, newest_version
from vendors.domain.terms import Applicability, DocumentKind, DocumentVisibility
from vendors.models import TermsDocument, Tier
from vendors.services.documents import add_link, end_link, save_document

CONTRACT = DocumentVisibility.CONTRACT
Hold = Callable[..., Tool]


@pytest.fixture
def scoped(auditor: User, payments: Team) -> User:
    """The auditor, whose account is for Payments since an hour ago."""
    AuditorScope.objects.create(person=auditor, team=payments, valid_from=timezone.now() - dt.timedelta(hours=1))
    return auditor


@pytest.fixture
def hold(engineering: Actor, tier: Tier) -> Hold:
    """hold(team, order_form=...) -> a tool of that team on the tier."""

    def make(team: Team | None, name: str = "Ours", **values: Any) -> Tool:
        tool = save_tool(actor=engineering, tier=tier, name=name, team=team)
        configure_tool(actor=engineering, tool=tool, version=None, entry=held(**values))
        tool.refresh_from_db()
        return tool

    return make


def contract(legal: Actor, tier: Tier, title: str = "Order form 9", *, linked: bool = True) -> TermsDocument:
    if linked:
        return make_document(legal, tier, title=title, visibility=CONTRACT)
    return save_document(
        actor=legal, vendor=tier.product.vendor, title=title, kind=DocumentKind.ORDER_FORM, visibility=CONTRACT
    )


def reads(user: User, document: TermsDocument) -> bool:
    return document in TermsDocument.objects.visible_to(user)


def test_an_auditor_without_a_scope_reads_every_contract(legal: Actor, tier: Tier, auditor: User) -> None:
    assert reads(auditor, contract(legal, tier))


def test_a_contract_of_what_another_team_holds_is_closed_at_every_door(
    legal: Actor, tier: Tier, hold: Hold, scoped: User, search_team: Team, signed_in: SignedIn, program: Any
) -> None:
    order = contract(legal, tier)
    hold(search_team, order_form=order)
    version = newest_version(order)
    page, ask = signed_in(scoped), program(scoped)
    for address in (f"/documents/{order.uid}/", f"/versions/{version.uid}/"):
        assert page.get(address).status_code == 404
    assert "Order form 9" not in page.get("/documents/").content.decode()
    assert ask.get(f"documents/{order.uid}/").status_code == 404
    assert "Order form 9" not in ask.get("documents/").content.decode()
    assert "Order form 9" not in page.get("/search/?q=Order+form").content.decode()


def test_words_of_a_contract_out_of_scope_are_kept_back_from_the_reading_that_quotes_them(
    legal: Actor, second: Actor, tier: Tier, scoped: User, search_team: Team, payments: Team, hold: Hold,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    order = contract(legal, tier)
    reading = make_approved(legal, second, tier, order)
    hold(search_team)
    address = f"/assessments/{reading.uid}/"
    assert OWNERSHIP_SENTENCE not in signed_in(scoped).get(address).content.decode()
    hold(payments, "Payments' own")
    assert OWNERSHIP_SENTENCE in signed_in(scoped).get(address).content.decode()


def test_the_order_form_of_a_team_is_read_whether_it_is_linked_or_not(
    legal: Actor, tier: Tier, hold: Hold, scoped: User, payments: Team, search_team: Team
) -> None:
    ours, theirs = contract(legal, tier, linked=False), contract(legal, tier, "Order form 10")
    hold(payments, order_form=ours)
    hold(search_team, "Theirs", order_form=theirs)
    assert reads(scoped, ours)
    assert not reads(scoped, theirs)


def test_a_contract_is_read_that_binds_a_tool_now_or_did(
    legal: Actor, asker: Actor, tier: Tier, hold: Hold, scoped: User, payments: Team
) -> None:
    named, linked = contract(legal, tier, linked=False), contract(legal, tier, "Side letter")
    tool = hold(payments, bindings=[BindingInput(named, BindingMode.ROLLING)])
    configure_tool(actor=asker, tool=tool, version=None, entry=held())
    end_link(actor=legal, link=linked.links.get())
    assert reads(scoped, named)
    assert reads(scoped, linked)


def test_a_link_counts_where_the_tool_is_held(
    legal: Actor, tier: Tier, hold: Hold, scoped: User, payments: Team
) -> None:
    orders = {region: contract(legal, tier, region, linked=False) for region in ("EEA", "Norway")}
    for region, document in orders.items():
        add_link(actor=legal, document=document, tier=tier, applicability=Applicability(region=region))
    hold(payments, region="EEA")
    assert {region: reads(scoped, document) for region, document in orders.items()} == {"EEA": True, "Norway": False}


def test_a_tool_that_the_team_asked_for_is_in_its_scope(
    legal: Actor, asker: Actor, tool: Tool, policy: PolicyRevision, payments: Team, scoped: User
) -> None:
    order = contract(legal, tool.tier)
    assert not reads(scoped, order)
    make_request(asker, tool, payments)
    assert reads(scoped, order)


def test_being_named_as_a_reader_opens_a_contract_to_an_auditor_of_other_teams(
    legal: Actor, tier: Tier, scoped: User
) -> None:
    assert reads(scoped, make_document(legal, tier, visibility=CONTRACT, readers=[scoped]))
