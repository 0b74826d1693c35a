"""The redline as page, Word file and data: which words changed, what moved, which quotes that touches, who reads it."""

from __future__ import annotations

import re

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import TERMS, make_approved, make_document
from tests.vendors.redline_texts import NEW, OLD
from tests.vendors.test_capture_deeds import HOSTILE, capture
from tests.vendors.tracked_changes import settle
from vendors.domain.terms import ClauseArea, DocumentVisibility
from vendors.models import TermsDocument, TermsVersion, Tier

V1 = "/api/v1"


@pytest.fixture
def history(drafter: Actor, business: Tier) -> TermsDocument:
    """A document of three versions."""
    document = make_document(drafter, business, OLD, title="Bramble terms")
    capture(drafter, document, NEW)
    capture(drafter, document, NEW.replace("“", '"') + "\n\nAnd an end.")
    return document


def version(document: TermsDocument, number: int) -> TermsVersion:
    return document.versions.get(number=number)


def redline(document: TermsDocument, number: int) -> str:
    return f"/versions/{version(document, number).uid}/redline/"


def article(page: str) -> str:
    return page[page.index("<article") : page.index("</article>")]


def test_words_that_went_and_came_are_marked_and_each_change_has_a_number(
    counsel: User, history: TermsDocument, signed_in: SignedIn
) -> None:
    page = signed_in(counsel).get(redline(history, 2)).content.decode()
    assert "<del>30</del><ins>90</ins>" in page
    numbers = re.findall(r'<div class="chg" id="chg-(\d+)">', page)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert f"{len(numbers)} changes" in page and f'aria-label="Change 1 of {len(numbers)}"' in page
    assert "1 paragraph unchanged" in page


def test_what_moved_is_linked_at_both_ends(counsel: User, history: TermsDocument, signed_in: SignedIn) -> None:
    text = article(signed_in(counsel).get(redline(history, 2)).content.decode())
    gone, come = '<del class="mv" id="move-1-from">', '<ins class="mv" id="move-1-to">'
    assert text.count(gone) == text.count(come) == 1
    assert re.search(r'href="#move-1-to">.*?moved to 6.2 \(change \d+\)</a>', text)
    assert re.search(r'href="#move-1-from">.*?moved from 13.4 \(change \d+\)</a>', text)


def test_formatting_changes_are_folded_with_a_count_and_can_be_opened(
    drafter: Actor, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    capture(drafter, terms, TERMS.replace("“Output”", '"Output"').replace("if any", "where any"))
    client = signed_in(counsel)
    page = client.get(redline(terms, 2)).content.decode()
    assert "2 formatting changes folded" in page and '<del class="fmt">“</del>' in page
    assert page.count('class="chg"') == 1
    shown = client.get(f"{redline(terms, 2)}?formatting=shown").content.decode()
    assert shown.count('class="chg"') == 2 and "2 formatting changes shown" in " ".join(shown.split())


def test_texts_that_differ_in_form_alone_are_said_to(
    drafter: Actor, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    capture(drafter, terms, TERMS.replace("“Output”", '"Output"'))
    page = signed_in(counsel).get(redline(terms, 2)).content.decode()
    assert "No word differs" in page and "they differ in form alone" in page and "data-jump=" not in page


def test_the_first_version_has_no_redline(counsel: User, terms: TermsDocument, signed_in: SignedIn) -> None:
    assert signed_in(counsel).get(redline(terms, 1)).status_code == 404
    assert signed_in(counsel).get(redline(terms, 1).replace("redline/", "redline.docx")).status_code == 404


def test_any_two_versions_can_be_compared_from_older_to_newer(
    counsel: User, history: TermsDocument, signed_in: SignedIn
) -> None:
    client, uids = signed_in(counsel), {number: str(version(history, number).uid) for number in (1, 2, 3)}
    chosen = client.get(redline(history, 2), {"with": uids[1], "to": uids[3]})
    assert chosen["Location"] == f"{redline(history, 3)}?with={uids[1]}"
    page = client.get(chosen["Location"]).content.decode()
    assert "version 1 to version 3" in page and "<del>30</del>" in page and "And an end" in page
    backward = client.get(redline(history, 1), {"with": uids[3]}).content.decode()
    assert article(backward) == article(page)
    assert "version 2 to version 3" in client.get(redline(history, 3)).content.decode()


def test_a_version_held_against_itself_is_answered_in_words(
    counsel: User, history: TermsDocument, signed_in: SignedIn
) -> None:
    client, uid = signed_in(counsel), str(version(history, 2).uid)
    page = client.get(redline(history, 2), {"with": uid, "to": uid}, follow=True).content.decode()
    assert "Choose two different versions" in page and "version 1 to version 2" in page


@pytest.mark.parametrize("asked", ["nonsense", "", "7"])
def test_a_version_nobody_knows_is_the_one_before(
    asked: str, counsel: User, history: TermsDocument, signed_in: SignedIn
) -> None:
    page = signed_in(counsel).get(f"{redline(history, 3)}?with={asked}").content.decode()
    assert "version 2 to version 3" in page


def test_quotes_say_what_became_of_them_and_in_which_change(
    drafter: Actor, checker: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    make_approved(drafter, checker, business, terms)
    make_approved(
        drafter, checker, business, terms, area=ClauseArea.TRAINING_RESTRICTIONS, answers={"train_vendor_use": "never"},
        exact="Larkspur will not train on Customer Content unless the administrator has agreed in the console.",
    )  # fmt: skip
    capture(drafter, terms, TERMS.replace("if any", "<subject> to payment"))
    page = signed_in(counsel).get(redline(terms, 2)).content.decode()
    aside = page[page.index("<aside") :]
    assert aside.index("Rewritten") < aside.index("Still there, word for word")
    assert aside.count('<a href="#chg-1">Change 1</a>') == 1
    assert "&lt;subject&gt;" in page and "<subject>" not in page


def test_nothing_of_a_hostile_text_runs(
    drafter: Actor, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    capture(drafter, terms, f"{TERMS}\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n{HOSTILE}")
    text = article(signed_in(counsel).get(redline(terms, 2)).content.decode())
    assert "<script" not in text and "<img" not in text


def test_the_word_file_gives_both_texts_back(counsel: User, history: TermsDocument, signed_in: SignedIn) -> None:
    answer = signed_in(counsel).get(redline(history, 2).replace("redline/", "redline.docx"))
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert 'filename="Bramble terms version 1 to 2.docx"' in answer["Content-Disposition"]
    for accept, text in ((True, NEW), (False, OLD)):
        words = [block.text for block in settle(answer.content, accept=accept)]
        assert words == [line.lstrip("# ") for line in text.split("\n\n")]


def test_the_same_redline_is_in_the_api(counsel: User, history: TermsDocument, signed_in: SignedIn) -> None:
    client, uid = signed_in(counsel), version(history, 1).uid
    address = f"{V1}/versions/{version(history, 2).uid}/redline/"
    body = client.get(address, {"with": str(uid)}).json()
    assert body == client.get(address).json()
    assert (body["old"]["number"], body["new"]["number"], body["old"]["uid"]) == (1, 2, str(uid))
    sides = {
        kind: "".join(run["text"] for run in body["changes"] if run["kind"] != kind) for kind in ("inserted", "deleted")
    }
    texts = [client.get(f"{V1}/versions/{body[side]['uid']}/text/").json() for side in ("old", "new")]
    assert [sides["inserted"], sides["deleted"]] == [text["text"] for text in texts]
    assert [body["old"]["text_sha256"], body["new"]["text_sha256"]] == [text["sha256"] for text in texts]
    assert sorted(run["kind"] for run in body["changes"] if run["move"] == 1) == ["deleted", "inserted"]
    assert client.get(address, headers={"if-none-match": client.get(address)["ETag"]}).status_code == 304


def test_what_cannot_be_compared_is_refused_in_words(
    counsel: User, history: TermsDocument, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client, address = signed_in(counsel), f"{V1}/versions/{version(history, 1).uid}/redline/"
    for asked in ("", "nonsense", "00000000-0000-4000-8000-000000000000", str(version(terms, 1).uid),
                  str(version(history, 1).uid)):  # fmt: skip
        answer = client.get(address, {"with": asked})
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), asked


@pytest.mark.parametrize("who", ["engineering_owner", "outsider", "administrator"])
def test_the_redline_of_a_contract_is_nobody_elses_in_any_form(
    who: str, request: pytest.FixtureRequest, drafter: Actor, business: Tier, counsel: User, signed_in: SignedIn
) -> None:
    contract = make_document(drafter, business, OLD, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    capture(drafter, contract, NEW)
    page = redline(contract, 2)
    addresses = (page, page.replace("redline/", "redline.docx"), f"{V1}{page}")
    assert [signed_in(counsel).get(address).status_code for address in addresses] == [200, 200, 200]
    client = signed_in(request.getfixturevalue(who))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_nobody_reads_a_redline_without_signing_in(history: TermsDocument, client) -> None:
    page = redline(history, 2)
    assert client.get(page).status_code == client.get(page.replace("redline/", "redline.docx")).status_code == 302
    assert client.get(f"{V1}{page}").status_code in (401, 403)
