"""Files that prove a setting: brought with the description of a tool, kept, downloaded, never lost on the way."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.blobs import store
from governance.blobs.models import Blob
from governance.blobs.store import blob_storage
from policies.domain.types import BindingMode
from policies.facts import tool_facts
from policies.models import Tool, ToolConfiguration, ToolSetting
from policies.services.held_inputs import BindingInput, SettingInput
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import held, make_tool
from tests.factories.vendors import make_document, newest_version
from tests.policies.pages import words
from vendors.domain.terms import DocumentVisibility
from vendors.models import TermsDocument, Tier

PDF = b"%PDF-1.7 console export"
PNG = b"\x89PNG\r\n\x1a\n picture"


def page_of(tool: Tool) -> str:
    return reverse("policies:tool_configure", args=[tool.uid])


def entry(tool: Tool, **values: Any) -> dict[str, Any]:
    tool.refresh_from_db()
    checked = {"setting_model_training": "off", "checked_model_training": "2026-01-05"}
    return {"version": tool.version, "deployment": "dedicated", "region": "EEA", **checked, **values}


def brought(data: bytes = PDF, name: str = "export.pdf") -> dict[str, Any]:
    return {"file_model_training": SimpleUploadedFile(name, data)}


def kept_in(page: str, code: str = "model_training") -> str:
    """The token of the file that the form names as kept for a setting; "" where it names none."""
    select = re.search(rf'<select[^>]* name="kept_{code}".*?</select>', page, re.DOTALL)
    found = re.search(r'value="([^"]+)" selected', select[0]) if select else None
    return found[1] if found else ""


def proof_page(configuration: ToolConfiguration, code: str = "model_training") -> str:
    return reverse("policies:setting_proof", args=[configuration.uid, code])


@pytest.fixture
def client(requester: User, signed_in: SignedIn) -> Client:
    return signed_in(requester)


@pytest.fixture
def bare(asker: Actor, tier: Tier) -> Tool:
    """A tool nobody described yet."""
    return make_tool(asker, tier, "Larkspur", described=False)


def test_a_file_proves_a_setting_and_whoever_sees_the_tool_downloads_it(
    bare: Tool, client: Client, auditor: User, signed_in: SignedIn
) -> None:
    assert client.post(page_of(bare), entry(bare, **brought())).status_code == 302
    row = ToolSetting.objects.get()
    assert (row.proof, row.proof_blob.media_type) == ("The file on record", "application/pdf")
    assert tool_facts(bare).settings["model_training"].proof
    address = proof_page(row.configuration)
    assert address in client.get(reverse("policies:tool_detail", args=[bare.uid])).content.decode()
    for reader in (client, signed_in(auditor)):
        answer = reader.get(address)
        assert answer.content == PDF
        assert "Larkspur model_training" in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    event = json.loads(Event.objects.get(action="tool.configured").body)
    assert event["detail"]["proofs"] == {"model_training": row.proof_blob.sha256}
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"x" * 5_000_001, "This file is larger than 5 MB."),
        (b"MZ\x90\x00\x03", "This is no PDF, PNG or JPEG picture, or plain text."),
        (b"GIF89a\xff\xfe", "This is no PDF, PNG or JPEG picture, or plain text."),
    ],
    ids=["empty", "huge", "a program", "another picture"],
)
def test_a_file_that_is_not_taken_is_refused_in_words_and_the_rest_stays(
    data: bytes, sentence: str, bare: Tool, client: Client
) -> None:
    answer = client.post(page_of(bare), entry(bare, note="An hour of work.", **brought(data, "proof.pdf")))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "An hour of work." in answer.content.decode()
    assert not ToolConfiguration.objects.exists()
    assert not Blob.objects.filter(media_type__in=["application/pdf", "text/plain"]).filter(size=len(data)).exists()


@pytest.mark.parametrize("data", [PDF, PNG, b"\xff\xd8\xff picture", "Schalter: aus, geprüft".encode()])
def test_pdf_pictures_and_plain_text_are_taken(data: bytes, bare: Tool, client: Client) -> None:
    assert client.post(page_of(bare), entry(bare, **brought(data))).status_code == 302
    assert client.get(proof_page(ToolConfiguration.objects.get())).content == data


def test_a_form_refused_for_another_reason_still_has_the_file(bare: Tool, client: Client) -> None:
    refused = client.post(page_of(bare), entry(bare, checked_model_training="2999-01-01", **brought()))
    assert refused.status_code == 422
    assert "PDF, 23" in words(refused)
    token = kept_in(refused.content.decode())
    assert client.post(page_of(bare), entry(bare, kept_model_training=token)).status_code == 302
    assert client.get(proof_page(ToolConfiguration.objects.get())).content == PDF


def test_a_file_without_a_value_is_not_dropped_silently(bare: Tool, client: Client) -> None:
    refused = client.post(page_of(bare), entry(bare, setting_model_training="", **brought()))
    assert refused.status_code == 422
    assert "Say what it is set to: the file alone proves nothing." in words(refused)
    assert kept_in(refused.content.decode())


def test_a_file_stays_with_the_next_description_until_it_is_taken_off_or_replaced(bare: Tool, client: Client) -> None:
    client.post(page_of(bare), entry(bare, **brought()))
    token = kept_in(client.get(page_of(bare)).content.decode())
    client.post(page_of(bare), entry(bare, kept_model_training=token))
    client.post(page_of(bare), entry(bare, kept_model_training=token, **brought(PNG, "shot.png")))
    client.post(page_of(bare), entry(bare, kept_model_training=""))
    found = []
    for configuration in ToolConfiguration.objects.order_by("valid_from", "pk"):
        answer = client.get(proof_page(configuration))
        found.append(answer.content if answer.status_code == 200 else answer.status_code)
    assert found == [PDF, PDF, PNG, 404]


def test_a_form_names_no_file_it_was_not_shown(bare: Tool, asker: Actor, tier: Tier, client: Client) -> None:
    other = make_tool(asker, tier, "Other", described=False)
    client.post(page_of(other), entry(other, **brought()))
    token = kept_in(client.get(page_of(other)).content.decode())
    sha256 = Blob.objects.get(media_type="application/pdf").sha256
    for forged in (token, f"{bare.uid}/{sha256}", f"{bare.uid}/{sha256}:forged", "\x01"):
        refused = client.post(page_of(bare), entry(bare, kept_model_training=forged))
        assert refused.status_code == 422
        assert "This file is not kept for this tool." in words(refused)


def test_a_file_survives_the_merge_with_what_somebody_saved_meanwhile(bare: Tool, asker: Actor, client: Client) -> None:
    mine = entry(bare, **brought())
    configure_tool(actor=asker, tool=bare, version=None, entry=held())
    merge = client.post(page_of(bare), mine)
    assert merge.status_code == 412
    page = merge.content.decode()
    assert "PDF, 23" in words(merge)
    token = re.search(rf'name="kept_model_training"[^>]*value="({bare.uid}/[^"]+)"', page)
    assert token is not None
    assert client.post(page_of(bare), entry(bare, kept_model_training=token[1])).status_code == 302
    assert client.get(proof_page(ToolConfiguration.objects.open().get())).content == PDF


def test_who_may_not_describe_the_tool_brings_no_file(bare: Tool, counsel: User, signed_in: SignedIn) -> None:
    answer = signed_in(counsel).post(page_of(bare), entry(bare, **brought()))
    assert answer.status_code == 403
    assert not Blob.objects.filter(media_type="application/pdf").exists()


def test_a_damaged_file_is_not_handed_out_and_words_say_so(bare: Tool, client: Client) -> None:
    client.post(page_of(bare), entry(bare, **brought()))
    blob = ToolSetting.objects.get().proof_blob
    blob_storage().delete(blob.path)
    answer = client.get(proof_page(ToolConfiguration.objects.get()))
    assert answer.status_code == 409
    assert "The stored file is damaged" in words(answer)


def test_programs_see_the_hash_and_keep_the_file(bare: Tool, client: Client, requester: User, program: Any) -> None:
    client.post(page_of(bare), entry(bare, **brought()))
    ask, path = program(requester, "draft"), f"tools/{bare.uid}/"
    (shown,) = ask.get(path).json()["configuration"]["settings"]
    blob = ToolSetting.objects.get().proof_blob
    assert shown["proof_sha256"] == blob.sha256
    setting = {name: shown[name] for name in ("code", "value", "proof", "checked_on", "proof_sha256")}
    body = {"deployment": "dedicated", "settings": [setting]}
    assert ask.change("post", f"{path}configure/", body, of=path).status_code == 200
    assert ToolSetting.objects.order_by("pk").last().proof_blob == blob
    body["settings"] = [{**setting, "proof_sha256": "0" * 64}]
    refused = ask.change("post", f"{path}configure/", body, of=path)
    assert refused.status_code == 422
    assert "Bring the file on the tool's page." in refused.content.decode()


@pytest.fixture
def contract(bare: Tool, legal: Actor, asker: Actor) -> TermsDocument:
    """A contract that binds the tool, which its manager may not read; counsel described the tool with a file."""
    document = make_document(legal, bare.tier, visibility=DocumentVisibility.CONTRACT)
    bound = BindingInput(document, BindingMode.PINNED, version=newest_version(document))
    setting = SettingInput("model_training", "off", "Clause 4", dt.date(2026, 1, 5), store.put(PDF, "application/pdf"))
    system = Actor(user=None, via="system", system_name="test")
    configure_tool(actor=system, tool=bare, version=None, entry=replace(held(bindings=[bound]), settings=[setting]))
    return document


def test_a_file_that_may_quote_a_contract_is_kept_from_who_may_not_read_it(
    bare: Tool, contract: TermsDocument, client: Client, counsel: User, signed_in: SignedIn, program: Any,
    requester: User,
) -> None:  # fmt: skip
    address = proof_page(ToolConfiguration.objects.get())
    detail = reverse("policies:tool_detail", args=[bare.uid])
    assert client.get(address).status_code == 404
    assert address not in client.get(detail).content.decode()
    assert not kept_in(client.get(page_of(bare)).content.decode())
    (shown,) = program(requester, "read").get(f"tools/{bare.uid}/").json()["configuration"]["settings"]
    assert (shown["proof"], shown["proof_sha256"]) == (None, None)
    reader = signed_in(counsel)
    assert reader.get(address).content == PDF
    assert address in reader.get(detail).content.decode()


def test_a_file_nobody_was_shown_goes_on_proving_what_it_proved_unless_another_is_brought(
    bare: Tool, contract: TermsDocument, client: Client
) -> None:
    assert client.post(page_of(bare), entry(bare)).status_code == 302
    kept = ToolSetting.objects.order_by("pk").last()
    assert (kept.proof, kept.proof_blob) == ("Clause 4", ToolSetting.objects.order_by("pk").first().proof_blob)
    assert client.post(page_of(bare), entry(bare, **brought(PNG, "shot.png"))).status_code == 302
    assert ToolSetting.objects.order_by("pk").last().proof_blob.media_type == "image/png"
    assert client.post(page_of(bare), entry(bare, setting_model_training="on")).status_code == 302
    assert ToolSetting.objects.order_by("pk").last().proof_blob is None
