"""What proves a setting may quote the contract the tool is held under: it is shown to who may read the contract."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import User
from policies.models import Tool, ToolSetting
from policies.services.held_inputs import SettingInput
from policies.services.tools import configure_tool, save_tool
from tests.cast import SignedIn
from tests.factories.policies import held
from tests.factories.vendors import make_document
from tests.policies.pages import words
from vendors.domain.terms import DocumentKind, DocumentVisibility
from vendors.models import TermsDocument, Tier
from vendors.services.documents import save_document

PROOF = "Order form 7, clause 4: 30 days at 19 a seat"
DAY = dt.date(2026, 1, 5)


@pytest.fixture
def contract(legal: Actor, tier: Tier) -> TermsDocument:
    """A contract linked to the tier."""
    return make_document(legal, tier, title="Order form 7", visibility=DocumentVisibility.CONTRACT)


@pytest.fixture
def tool(tier: Tier, contract: TermsDocument, engineering: Actor) -> Tool:
    """A tool of the whole organisation whose setting is proven by words of the contract."""
    found = save_tool(actor=engineering, tier=tier, name="Wren")
    return described(found, engineering, PROOF)


def described(tool: Tool, actor: Actor, proof: str, value: str = "off", day: dt.date | None = DAY) -> Tool:
    entry = held(settings=[SettingInput("model_training", value, proof, day)])
    configure_tool(actor=actor, tool=tool, version=None, entry=entry)
    tool.refresh_from_db()
    return tool


def proof_now(tool: Tool) -> str:
    found: str = ToolSetting.objects.get(configuration__tool=tool, configuration__valid_until=None).proof
    return found


def doors(tool: Tool) -> list[str]:
    return [
        reverse("policies:tool_detail", args=[tool.uid]),
        f"/api/v1/tools/{tool.uid}/",
        "/api/v1/tools/",
        "/api/v1/configurations/",
    ]


def form_of(client: Client, tool: Tool) -> Any:
    return client.get(reverse("policies:tool_configure", args=[tool.uid]))


def test_a_proof_is_shown_to_readers_of_the_contract_only(
    tool: Tool, counsel: User, auditor: User, requester: User, engineering_owner: User, signed_in: SignedIn
) -> None:
    for address in doors(tool):
        for person in (counsel, auditor):
            assert "19 a seat" in words(signed_in(person).get(address)), (address, person)
        for person in (requester, engineering_owner):
            assert "19 a seat" not in words(signed_in(person).get(address)), (address, person)
    page = words(signed_in(requester).get(doors(tool)[0]))
    assert "It may quote a contract" in page and "does not count" not in page
    assert signed_in(requester).get(doors(tool)[1]).json()["configuration"]["settings"][0]["proof"] is None


def test_a_reader_named_for_the_contract_is_shown_the_proof(
    tool: Tool, contract: TermsDocument, requester: User, signed_in: SignedIn
) -> None:
    contract.readers.create(person=requester)
    assert "19 a seat" in words(signed_in(requester).get(doors(tool)[0]))
    assert "19 a seat" in form_of(signed_in(requester), tool).content.decode()


def test_without_a_contract_everybody_reads_the_proof(
    tier: Tier, asker: Actor, requester: User, outsider: User, signed_in: SignedIn
) -> None:
    tool = described(save_tool(actor=asker, tier=tier, name="Open"), asker, "Console export, page 3")
    assert "Console export, page 3" in words(signed_in(outsider).get(doors(tool)[0]))


def test_an_order_form_keeps_proofs_back_where_nothing_is_linked(
    legal: Actor, tier: Tier, engineering: Actor, requester: User, signed_in: SignedIn
) -> None:
    order = save_document(
        actor=legal,
        vendor=tier.product.vendor,
        title="Order form 8",
        kind=DocumentKind.ORDER_FORM,
        visibility=DocumentVisibility.CONTRACT,
    )
    tool = save_tool(actor=engineering, tier=tier, name="Ordered")
    configure_tool(actor=engineering, tool=tool, version=None, entry=held(order_form=order))
    assert "Console export" not in words(signed_in(requester).get(doors(tool)[0]))


def test_describing_a_tool_keeps_a_proof_that_was_not_on_the_form(
    tool: Tool, requester: User, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    page = form_of(client, tool)
    assert "19 a seat" not in page.content.decode()
    assert "Proofs on record may quote a contract" in words(page)
    posted = {
        "version": tool.version, "deployment": "shared_inference", "region": "Norway", "setting_model_training": "off",
        "checked_model_training": "2026-01-05",
    }  # fmt: skip
    assert client.post(reverse("policies:tool_configure", args=[tool.uid]), posted).status_code == 302
    assert proof_now(tool) == PROOF
    assert "19 a seat" not in words(client.get(doors(tool)[0]))


@pytest.mark.parametrize(
    ("value", "day", "proof", "kept"),
    [
        ("off", DAY, "", PROOF),
        ("on", DAY, "", ""),
        ("off", dt.date(2026, 2, 1), "", ""),
        ("off", None, "", ""),
        ("off", DAY, "Console export", "Console export"),
    ],
)
def test_a_proof_that_was_not_shown_goes_on_proving_what_it_proved_and_nothing_else(
    tool: Tool, asker: Actor, value: str, day: dt.date | None, proof: str, kept: str
) -> None:
    assert proof_now(described(tool, asker, proof, value, day)) == kept


def test_a_note_on_how_the_tool_is_held_is_kept_back_like_a_proof(
    tool: Tool, contract: TermsDocument, engineering: Actor, counsel: User, requester: User, signed_in: SignedIn
) -> None:
    entry = held(note="Clause 9 of order form 7: no audit right")
    configure_tool(actor=engineering, tool=tool, version=None, entry=entry)
    configure_tool(actor=engineering, tool=tool, version=None, entry=held())
    for address in (doors(tool)[0], doors(tool)[3], doors(tool)[1]):
        assert "no audit right" in words(signed_in(counsel).get(address)), address
        assert "no audit right" not in words(signed_in(requester).get(address)), address
    assert "Note On record. It may quote a contract" in words(signed_in(requester).get(doors(tool)[0]))
    assert signed_in(requester).get(doors(tool)[1]).json()["configuration"]["note"] is None
    assert "no audit right" not in form_of(signed_in(requester), tool).content.decode()
    contract.readers.create(person=requester)
    assert "no audit right" in form_of(signed_in(requester), tool).content.decode()


def test_who_reads_the_proof_takes_it_away_by_leaving_it_empty(
    tool: Tool, contract: TermsDocument, asker: Actor, requester: User
) -> None:
    contract.readers.create(person=requester)
    assert proof_now(described(tool, asker, "")) == ""
