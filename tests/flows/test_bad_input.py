"""Bad input gets a clear answer and loses nothing: the cases in one place, each asked of the page a person would use.

Every answer is in words that say what to do, none is a 500, and none leaves half a change: no row, no event.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.accounts.roles import Scope
from governance.accounts.services.tokens import create_token
from governance.reports.models import Report
from governance.reports.pdf import RenderingFailed
from governance.reports.services import working
from policies.domain.types import DeploymentKind
from policies.models import RequestLine
from policies.services.held_inputs import ConfigurationInput
from policies.services.requests import open_request, withdraw_request
from policies.services.tools import configure_tool, save_tool
from tests.cast import SignedIn
from tests.governance.report_world import QUOTE, World, acting
from vendors.domain.terms import Applicability, DocumentKind
from vendors.domain.text import MAX_RAW
from vendors.models import TermsDocument, Vendor
from vendors.services.clauses import start_draft
from vendors.services.documents import save_document

CLAUSES = "".join(
    f"<h2>{number}. {title}</h2><p>The Provider keeps prompts for thirty days and deletes them. Customer may use "
    "the service for its own business and shall not resell it. Neither party is liable for loss of profit. These Terms "
    "are governed by the law of the Provider, and either party may end them on notice of thirty days.</p>"
    for number, title in enumerate(("Retention", "Use", "Liability", "Governing law", "Term"), start=2)
)
HOSTILE = f"""<!doctype html><html><head><script>steal()</script><style>body{{background:url(//elsewhere.example/a)}}
</style></head><body><h1>Terms</h1><p onclick="steal()">{QUOTE}</p><form action="//elsewhere.example"><input name="p">
</form><img src="https://elsewhere.example/pixel.png"><iframe src="//elsewhere.example"></iframe>
<a href="javascript:steal()">more</a><svg onload="steal()"></svg></body></html>"""


def stored() -> dict[str, int]:
    """How many rows there are of everything that can be changed by a deed, events included."""
    ours = [model for model in apps.get_models() if model.__module__.startswith(("governance", "policies", "vendors"))]
    return {model._meta.label: model._default_manager.count() for model in ours}


def words(answer: Any) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def refused(client: Client, address: str, entry: dict[str, Any], status: int, *said: str) -> Any:
    """The answer to a POST that changes nothing and says these words."""
    before = stored()
    answer = client.post(address, entry)
    assert answer.status_code == status, words(answer)[:800]
    for sentence in said:
        assert sentence in words(answer)
    assert stored() == before
    return answer


@pytest.fixture
def desk(world: World, signed_in: SignedIn) -> Client:
    """Counsel at work in a world that has a policy, terms, a reading, a tool and its approval."""
    return signed_in(world.counsel)


def text_entry(**changes: Any) -> dict[str, Any]:
    vendor = Vendor.objects.get()
    return {"vendor": vendor.uid, "title": "New terms", "kind": "commercial_terms", "visibility": "posted", **changes}


def upload(name: str, data: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"file": upload("terms.docx", b"PK\x03\x04" + b"\x00" * 200)}, "Word"),
        ({"file": upload("terms.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")}, "PDF"),
        ({"file": upload("photo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image/png")}, ""),
        ({"file": upload("empty.txt", b"", "text/plain")}, ""),
        ({"file": upload("nul.txt", b"You own\x00 the output.", "text/plain")}, "NUL"),
        ({"file": upload("huge.txt", b"word " * (MAX_RAW // 5 + 1), "text/plain")}, "larger than 5 MB"),
        ({"file": upload("latin.txt", b"\x80\x81\xfe\xff" * 20, "text/plain")}, ""),
        ({"text": "   \n\n "}, ""),
        ({"text": ""}, ""),
        ({"text": "One text", "file": upload("two.txt", b"Another text", "text/plain")}, "not both"),
    ],
)
def test_a_text_that_is_none_is_refused_with_what_to_do_and_the_form_kept(
    desk: Client, entry: dict[str, Any], said: str
) -> None:
    answer = refused(desk, reverse("vendors:document_add"), text_entry(**entry), 422, said)
    assert 'value="New terms"' in answer.content.decode()


def test_a_text_that_is_too_long_to_paste_is_refused(desk: Client) -> None:
    refused(desk, reverse("vendors:document_add"), text_entry(text="word " * 450_000), 422, "longer than")


def test_a_request_larger_than_any_form_is_refused(desk: Client) -> None:
    refused(desk, reverse("vendors:document_add"), text_entry(text="word " * 2_700_000), 413)


def test_html_with_scripts_forms_and_remote_images_is_kept_as_it_is_and_shown_as_text(desk: Client) -> None:
    page = HOSTILE.replace("</body>", f"{CLAUSES}</body>")  # with so little text alone it would be taken for no terms
    entry = text_entry(file=upload("terms.html", page.encode(), "text/html"))
    assert desk.post(reverse("vendors:document_add"), entry).status_code == 302
    version = TermsDocument.objects.get(title="New terms").versions.get()
    text = version.texts.get().text
    assert QUOTE in text
    page = desk.get(reverse("vendors:version_detail", args=[version.uid])).content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    for hostile in ("steal", "elsewhere.example", "javascript:", "<form", "<img", "<iframe", "onclick"):
        assert hostile not in article
        assert hostile not in text
    raw = desk.get(reverse("vendors:version_raw", args=[version.uid]))
    assert "attachment" in raw["Content-Disposition"]
    assert raw["X-Content-Type-Options"] == "nosniff"


def test_a_quote_that_is_not_in_the_text_is_not_cited(desk: Client, world: World) -> None:
    draft = start_draft(actor=acting(world.counsel), record_row=world.reading.record)
    entry = {
        "exact": "You own nothing at all.",
        "into": f"draft:{draft.uid}",
        "questions": ["own_owner"],
        "questions_shown": "1",
    }
    refused(desk, reverse("vendors:version_cite", args=[world.text.version.uid]), entry, 422, "not in this version")


def test_a_stale_form_is_answered_with_both_texts(desk: Client, world: World) -> None:
    document = TermsDocument.objects.get()
    former = document.version
    save_document(
        actor=acting(world.second_counsel),
        vendor=document.vendor,
        title="Renamed meanwhile",
        kind=DocumentKind.COMMERCIAL_TERMS,
        document=document,
        version=former,
    )
    entry = {"version": former, "title": "My long title", "kind": "commercial_terms", "visibility": "posted"}
    address = reverse("vendors:document_edit", args=[document.uid])
    refused(desk, address, entry, 412, "My long title", "Renamed meanwhile")


def drafted(world: World) -> Report:
    report = world.start()
    working.work(report.draft_job.uid)
    return Report.objects.get(pk=report.pk)


def test_a_double_click_on_sign_signs_once(desk: Client, world: World, quick_pen: None) -> None:
    report = drafted(world)
    address, entry = reverse("reports:report_sign", args=[report.uid]), {"content_hash": report.content.sha256}
    assert desk.post(address, entry).status_code == 302
    refused(desk, address, entry, 409, "Nothing was signed twice")


def another_request(world: World) -> RequestLine:
    """A request for a second tool, waiting for both lanes."""
    asking = acting(world.requester)
    tool = save_tool(actor=asking, tier=world.tier, name="Bramble for Search", team=world.team)
    held = ConfigurationInput(held=Applicability(region="EU"), deployment=DeploymentKind.SHARED_INFERENCE)
    configure_tool(actor=asking, tool=tool, version=None, entry=held)
    request = open_request(actor=asking, tool=tool, team=world.team, categories=[world.category], purpose="Search")
    return request.lines.get()


def deciding(line: RequestLine) -> tuple[str, dict[str, Any]]:
    address = reverse("policies:request_decide", args=[line.request.uid, line.uid])
    return address, {"lane": "legal", "verdict": "decline", "reasons": "My careful reasons", "seen": "0" * 64}


def test_a_request_that_was_withdrawn_meanwhile_is_not_decided(desk: Client, world: World) -> None:
    line = another_request(world)
    withdraw_request(actor=acting(world.requester), request=line.request, version=None)
    refused(desk, *deciding(line), 409, "withdrawn already", "Nothing was decided")


def test_a_request_that_was_decided_meanwhile_is_not_decided_again(desk: Client, world: World) -> None:
    refused(desk, *deciding(world.approval.line), 409, "Nothing was decided twice")


def test_a_decision_on_a_state_that_changed_meanwhile_is_refused(desk: Client, world: World) -> None:
    refused(desk, *deciding(another_request(world)), 409, "Read the new state")


def test_a_decision_without_reasons_comes_back(desk: Client, world: World) -> None:
    address, entry = deciding(another_request(world))
    refused(desk, address, {**entry, "reasons": "  "}, 422, "Say why")


def test_a_token_does_nothing_that_needs_a_person(world: World, quick_pen: None) -> None:
    report, line = drafted(world), another_request(world)
    ends_on = dt.date.today() + dt.timedelta(days=30)
    _, secret = create_token(actor=acting(world.counsel), name="CI", scopes=list(Scope), ends_on=ends_on)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    program.get("/api/v1/me/")
    before = stored()
    for address, entry in (
        (f"/api/v1/reports/{report.uid}/sign/", {"content_hash": report.content.sha256}),
        (
            f"/api/v1/lines/{line.uid}/decide/",
            {"lane": "legal", "verdict": "decline", "reasons": "No", "seen": "0" * 64},
        ),
    ):
        answer = program.post(address, entry, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "human-session-required"), answer.content
    assert stored() == before


def test_a_token_opens_no_page(world: World) -> None:
    ends_on = dt.date.today() + dt.timedelta(days=30)
    _, secret = create_token(actor=acting(world.counsel), name="CI", scopes=list(Scope), ends_on=ends_on)
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).get("/vendors/")
    assert answer.status_code == 302


def test_a_rendering_that_crashes_is_said_on_the_reports_page_and_can_be_tried_again(
    desk: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(content: str, signatures: Any, tell: Any) -> Any:
        raise RenderingFailed("Drawing the document needed more than 2048 MB of memory and was ended.")

    monkeypatch.setattr(working, "compose", crash)
    report = world.start()
    for _ in range(report.draft_job.max_attempts):
        working.work(report.draft_job.uid)
    page = desk.get(reverse("reports:report_detail", args=[report.uid]))
    assert "needed more than 2048 MB of memory" in words(page)
    assert "Try again" in words(page)


@pytest.mark.parametrize(
    "address", ["/vendors/", "/requests/", "/reports/", "/audit/", "/search/", "/matrix/", "/tools/"]
)
@pytest.mark.parametrize(
    "query",
    ["page=nonsense&sort=;drop", "q=%00&state=%00", "page=99999999999999999999", "q=" + "x" * 3000, "since=32/13/1"],
)
def test_nonsense_in_the_address_breaks_no_list(desk: Client, address: str, query: str) -> None:
    answer = desk.get(f"{address}?{query}")
    assert answer.status_code < 500
    assert words(answer)


@pytest.mark.parametrize("uid", ["1", "nonsense", "00000000-0000-4000-8000-000000000000", "%00"])
def test_an_address_of_nothing_is_not_found(desk: Client, uid: str) -> None:
    for path in ("vendors", "tools", "requests", "reports", "approvals", "versions", "assessments", "audit"):
        assert desk.get(f"/{path}/{uid}/").status_code in {400, 404}


def test_a_field_with_a_nul_is_refused_before_any_view_and_the_browser_still_has_the_form(desk: Client) -> None:
    for address, entry in (
        (reverse("vendors:vendor_add"), {"name": "Null\x00 Works"}),
        (reverse("vendors:document_add"), text_entry(text="You own\x00 the output.")),
        (reverse("policies:revision_add"), {"title": "A\x00B"}),
    ):
        refused(desk, address, entry, 422, "NUL character", "Go back in your browser")
