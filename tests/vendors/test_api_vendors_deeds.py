"""What counsel's programs write about vendors and their terms: over the same services, with the same words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.audit.models import Event
from tests.governance.report_world import QUOTE
from vendors.models import Assessment, Citation, TermsVersion

UNREADABLE = SimpleUploadedFile("terms.pdf", b"%PDF-1.7 not a text", content_type="application/pdf")

PROSE = {"plain_reading": "", "rationale": "", "conditions": ""}


@pytest.fixture
def ask(program, counsel):
    return program(counsel, "draft")


def made(answer) -> dict:
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert answer["Location"].endswith(f"/{body['uid']}/")
    assert answer["ETag"]
    return body


def test_a_vendor_comes_with_products_tiers_and_releases(ask, organisation):
    parent = made(ask.post("vendors/", {"name": "Heron Group"}))
    names = {"legal_names": ["Larkspur Systems Ltd"], "aliases": ["Larkspur", " Larkspur "]}
    vendor = made(ask.post("vendors/", {"name": "Larkspur", "country": "IE", "parent": parent["uid"], **names}))
    assert (vendor["parent"]["name"], vendor["aliases"]) == ("Heron Group", ["Larkspur"])
    product = made(ask.post("products/", {"vendor": vendor["uid"], "name": "Code", "kind": "assistant"}))
    layer = {"layer": "weights", "licence": "Apache-2.0"}
    base = made(ask.post("releases/", {"vendor": vendor["uid"], "family": "Wren"}))
    entry = {"vendor": vendor["uid"], "family": "Wren", "release": "2", "bases": [base["uid"]], "layers": [layer]}
    release = made(ask.post("releases/", entry))
    assert [row["licence"] for row in release["layers"]] == ["Apache-2.0"]
    tier = {"product": product["uid"], "name": "Pro", "kind": "pro", "releases": [release["uid"]]}
    assert made(ask.post("tiers/", tier))["releases"] == [{"uid": release["uid"], "name": "Wren 2"}]
    changed = ask.change("put", f"products/{product['uid']}/", {"name": "Codes", "kind": "agent"})
    assert (changed.json()["name"], changed.json()["version"]) == ("Codes", 2)
    assert {"vendor.added", "tier.added", "product.changed"} <= set(Event.objects.values_list("action", flat=True))
    assert set(Event.objects.filter(action="vendor.added").values_list("via", flat=True)) == {"token"}


def test_a_text_or_a_file_is_captured_and_read_back(ask, world):
    document = str(world.text.version.document.uid)
    text = "# Terms\n\nNew words, said plainly.\n"
    first = made(ask.post("captures/", {"document": document, "text": text, "effective_on": "2026-10-01"}))
    read = ask.get(f"versions/{first['terms_version']}/text/").json()
    assert "New words, said plainly." in read["text"]
    again = made(ask.post("captures/", {"document": document, "text": text}))
    assert again["terms_version"] == first["terms_version"]
    words = b"<h1>Terms</h1><p>The parties agree that you must not disclose what is confidential under these terms.</p>"
    upload = SimpleUploadedFile("terms.html", words, content_type="text/html")
    sent = ask.client.post("/api/v1/captures/", {"document": document, "file": upload}, headers=ask.headers)
    body = made(sent)
    assert (body["source"], body["source_name"]) == ("upload", "terms.html")
    assert TermsVersion.objects.filter(document=world.text.version.document).count() == 3


def test_a_capture_that_is_no_text_is_refused_in_words(ask, world):
    document = str(world.text.version.document.uid)
    sent = ask.client.post("/api/v1/captures/", {"document": document, "file": UNREADABLE}, headers=ask.headers)
    assert (sent.status_code, list(sent.json()["problems"])) == (422, ["file"])
    for body in ({}, {"text": ""}, {"text": " "}):
        assert ask.post("captures/", {"document": document, **body}).status_code == 422
    assert TermsVersion.objects.count() == 1


def test_a_change_that_says_nothing_of_it_opens_no_contract(ask, shore):
    path = f"documents/{shore.contract.uid}/"
    rest = {"title": "Order form 8", "kind": "order_form", "source_url": "", "readers": []}
    answer = ask.change("put", path, rest)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["visibility"])
    kept = ask.change("put", path, {**rest, "visibility": "contract"})
    assert (kept.json()["title"], kept.json()["visibility"]) == ("Order form 8", "contract")


def test_a_document_is_linked_and_the_link_is_ended(ask, world):
    vendor = str(world.tier.product.vendor.uid)
    body = {"vendor": vendor, "title": "Usage policy", "kind": "usage_policy", "visibility": "posted"}
    document = made(ask.post("documents/", body))
    entry = {"document": document["uid"], "tier": str(world.tier.uid), "mode": "incorporated", "region": "EU"}
    link = made(ask.post("links/", entry))
    assert ask.post("links/", entry).json()["existing"].endswith(f"/{link['uid']}/")
    ended = ask.post(f"links/{link['uid']}/end/")
    assert ended.json()["valid_until"]
    assert ask.post(f"links/{link['uid']}/end/").status_code == 409
    ranked = {"document": str(world.text.version.document.uid), "tier": str(world.tier.uid), "region": "US", "rank": 2}
    assert "rank" in ask.post("links/", ranked).json()["problems"]
    cited = made(ask.post("links/", {**ranked, "rank_quote": QUOTE}))
    assert cited["rank_citation"]["exact"] == QUOTE


def test_a_reading_is_drafted_cited_and_submitted(ask, world):
    clause = {"area": "indemnity", "tier": str(world.tier.uid)}
    record = made(ask.post("clauses/", clause))
    assert ask.post("clauses/", clause).json()["existing"].endswith(f"/{record['uid']}/")
    draft = made(ask.post("assessments/", {"clause": record["uid"]}))
    path = f"assessments/{draft['uid']}/"
    body = {**PROSE, "rating": "acceptable", "answers": [{"question": "ind_covers", "value": ["output"]}]}
    saved = ask.change("put", path, body)
    assert saved.json()["answers"][0]["value"] == ["output"]
    quote = {"questions": ["ind_covers"], "text": str(world.text.uid), "exact": QUOTE}
    cited = ask.change("post", f"{path}cite/quote/", quote, of=path)
    citation = cited.json()["answers"][0]["citations"][0]
    assert (citation["exact"], citation["version_sha256"]) == (QUOTE, world.text.version.sha256)
    silence = {"questions": ["ind_rights"], "versions": [str(world.text.version.uid)]}
    assert ask.change("post", f"{path}cite/silence/", silence, of=path).status_code == 200
    off = {"question": "ind_covers", "citation": citation["uid"]}
    assert ask.change("post", f"{path}uncite/", off, of=path).status_code == 200
    refused = ask.change("post", f"{path}submit/", of=path)
    assert refused.status_code == 422
    assert "ind_covers" in refused.json()["problems"]
    assert ask.change("post", f"{path}discard/", of=path).json()["state"] == "discarded"
    assert ask.change("put", path, body).status_code == 409


def test_a_document_outside_the_terms_is_cited_with_its_file(ask, shore):
    path = shore.address("assessments")
    tag = ask.get(path)["ETag"]
    file = SimpleUploadedFile("mail.txt", b"We agree.", content_type="text/plain")
    sent = {
        "questions": ["ind_covers", "ind_rights"],
        "title": "E-mail of 3 May",
        "file": file,
        "dated_on": "2026-05-03",
    }
    answer = ask.client.post(f"/api/v1/{path}cite/document/", sent, headers={**ask.headers, "If-Match": tag})
    assert answer.status_code == 200, answer.content
    assert Citation.objects.get(kind="document").links.count() == 2


@pytest.mark.parametrize(
    "answer",
    [
        {"question": "nothing", "value": "x"},
        {"question": "own_owner", "value": "customer"},
        {"question": "ind_covers", "value": 7},
        {"question": "ind_covers", "value": ["nothing", "output"]},
        {"question": "ind_covers", "value": {"a": 1}},
        {"question": "ind_covers", "value": [[]]},
        {"question": "ind_covers", "value": 1.5},
        {"question": "ind_covers", "conditions": [{"setting": "no-such", "required": ["on"]}]},
        {"value": "x"},
    ],
)
def test_an_answer_that_can_be_none_changes_nothing(answer, ask, shore):
    path = shore.address("assessments")
    refused = ask.change("put", path, {**PROSE, "rating": "acceptable", "answers": [answer]})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert Assessment.objects.get(uid=shore.draft.uid).version == shore.draft.version


def test_words_that_are_not_in_the_text_are_no_quote(ask, shore):
    path = shore.address("assessments")
    quote = {"questions": ["ind_covers"], "text": str(shore.world.text.uid), "exact": "We own everything."}
    answer = ask.change("post", f"{path}cite/quote/", quote, of=path)
    assert (answer.status_code, answer.json()["code"]) == (422, "quote-not-found")


def test_an_approved_reading_is_returned_approved_and_confirmed_by_people(shore, program, browser_of, second_counsel):
    path = f"assessments/{shore.world.reading.uid}/"
    answer = browser_of(second_counsel).change("post", f"{path}confirm/", of=path)
    assert answer.status_code == 409
    back = browser_of(second_counsel).change("post", f"{path}return/", {"note": "Cite the cap."}, of=path)
    assert (back.status_code, back.json()["code"]) == (409, "illegal-transition")


def test_whoever_edited_a_draft_cannot_approve_it(shore, browser_of, counsel, second_counsel):
    Assessment.objects.filter(pk=shore.draft.pk).update(state="in_review", submitted_by=counsel)
    path = shore.address("assessments")
    answer = browser_of(counsel).change("post", f"{path}approve/", of=path)
    assert (answer.status_code, answer.json()["code"]) == (403, "separation")
    approved = browser_of(second_counsel).change("post", f"{path}approve/", of=path)
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
