"""Files that would do harm are read as their words or refused in words; all of them run in `make prove P=capture`."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from governance.accounts.models import User
from governance.blobs import store
from tests.cast import SignedIn
from tests.factories.vendors import TERMS, newest_version
from tests.harness import hostile_pages, hostile_papers, hostile_words
from vendors.capture.reading import ReadingLimits, read
from vendors.domain.text import DOCX, HTML, PDF, Damaged, TextRefused, TooHeavy
from vendors.models import TermsDocument

BODY = "".join(f"<p>{line}</p>" for line in TERMS.splitlines() if line)
HARMLESS = f"<!doctype html><html><body>{BODY}<p>Harmless.</p></body></html>"


def upload(client, document: TermsDocument, name: str, data: bytes, **more: str):
    file = SimpleUploadedFile(name, data, content_type="application/octet-stream")
    return client.post(f"/documents/{document.uid}/capture/", {"text": "", "file": file, **more})


@pytest.mark.parametrize(
    ("limits", "page", "words"),
    [
        (ReadingLimits(memory=190 * 1024**2), b"<p>abcdefgh" * 440_000, "memory"),
        (ReadingLimits(seconds=1), b"<p>ab" * 900_000, "longer than 1 seconds"),
        (ReadingLimits(clock=1, seconds=60), b"<p>ab" * 900_000, "longer than"),
        (ReadingLimits(output=1_000), b"<p>words " * 1_000, "more text"),
    ],
    ids=["memory", "processor", "clock", "output"],
)
def test_a_child_that_breaks_a_limit_is_ended_and_says_which(limits: ReadingLimits, page: bytes, words: str) -> None:
    with pytest.raises(TooHeavy, match=words) as refused:
        read(page, "text/html", limits=limits)
    assert str(refused.value).endswith("bring that.")


def test_no_text_is_taken_from_a_parser_that_may_have_lost_words_for_want_of_memory() -> None:
    for megabytes in (20, 40, 60, 80):
        with pytest.raises(TextRefused, match=r"memory|breaks the program"):
            read(b"<p>abcdefgh" * 150_000, "text/html", limits=ReadingLimits(memory=megabytes * 1024**2))


def test_a_child_that_cannot_even_start_is_answered_in_words() -> None:
    with pytest.raises(TextRefused, match=r"bring that\.$"):
        read(b"<p>word", "text/html", limits=ReadingLimits(memory=1024**2))


def test_text_that_grows_out_of_nothing_is_refused() -> None:
    paper = hostile_papers.paper({4: hostile_papers.packed(hostile_papers.said(b"word " * 100_000))})
    with pytest.raises(TooHeavy, match="beyond all measure"):
        read(paper, "application/pdf")


@pytest.mark.parametrize(
    "name", ["a billion laughs", "blanks that grow", "locked", "a spreadsheet", "the same part twice"]
)
def test_a_hostile_word_file_is_refused_before_it_is_parsed(name: str) -> None:
    with pytest.raises(TextRefused) as refused:
        read(hostile_words.WORDS[name](), "", "terms.docx")
    assert isinstance(refused.value, Damaged) == (name == "the same part twice")


@pytest.mark.parametrize("name", ["a page of HTML", "locked", "pages in a ring", "pictures of pages only"])
def test_a_hostile_paper_is_refused_in_words(name: str) -> None:
    with pytest.raises(TextRefused, match=r"^This PDF .*\.$"):
        read(hostile_papers.PAPERS[name](), "application/pdf")


def test_what_a_paper_or_a_word_file_would_run_or_fetch_is_not_in_its_text() -> None:
    for made, form, words in (
        (hostile_papers.READ_AS_WORDS["a script on opening"], PDF, "The customer owns the output."),
        (hostile_papers.READ_AS_WORDS["locked against changes only"], PDF, "The customer owns the output."),
        (hostile_words.READ_AS_WORDS["a link that runs"], DOCX, "word"),
        (hostile_words.READ_AS_WORDS["a picture of ours"], DOCX, "word"),
        (hostile_words.READ_AS_WORDS["a style map of its own"], DOCX, "word"),
    ):
        result = read(made(), "application/octet-stream", "terms")
        assert (result.text, result.media_type) == (words, form)


def active_parts(page: bytes) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Everything in a page that may run, load, lead or submit, and every attribute that could."""
    telling = {"src", "href", "action", "formaction", "style", "srcset", "data", "poster", "ping", "background"}
    found = []
    for element in html.fromstring(page).iter("*"):
        held = {
            name: value
            for name, value in element.attrib.items()
            if name in telling or name.startswith(("on", "hx-", "x-"))
        }
        if held or element.tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "meta",
            "base",
            "svg",
            "math",
        }:
            found.append((str(element.tag), tuple(sorted(held.items()))))
    return found


def test_a_captured_page_when_shown_cannot_run_load_or_submit(
    counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    upload(client, terms, "harmless.html", HARMLESS.encode())
    plain = client.get(f"/versions/{newest_version(terms).uid}/")
    hostile = hostile_pages.WORD.join(hostile_pages.ACTIVE.values())
    page = f"<!doctype html><html><body>{BODY}{hostile}</body></html>"
    assert upload(client, terms, "hostile.html", page.encode()).status_code == 302
    version = newest_version(terms)
    shown = client.get(f"/versions/{version.uid}/")
    assert shown.status_code == 200 and "The customer owns the output." in shown.content.decode()
    extra = [part for part in active_parts(shown.content) if part not in active_parts(plain.content)]
    own = (str(version.uid), "#b", "/versions/")
    assert [part for part in extra if not any(sign in value for _, value in part[1] for sign in own)] == []
    assert "script-src" in shown["Content-Security-Policy"] and "unsafe-inline" not in shown["Content-Security-Policy"]
    assert store.get(version.blob) == page.encode() and version.media_type == HTML
    raw = client.get(f"/versions/{version.uid}/raw/")
    assert raw["Content-Disposition"].startswith("attachment") and raw["X-Content-Type-Options"] == "nosniff"


def test_a_refused_file_leaves_the_rest_of_the_form_as_it_was(
    counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    answer = upload(client, terms, "terms.pdf", b"%PDF-1.7 and no more", effective_on="2026-03-15")
    assert answer.status_code == 422
    assert (
        "This PDF cannot be read: it is damaged" in answer.content.decode() and b'value="2026-03-15"' in answer.content
    )
    late = upload(client, terms, "terms.pdf", hostile_papers.GOOD, effective_on="no date")
    assert late.status_code == 422 and "Choose terms.pdf again" in late.content.decode()
    assert b'value="no date"' in late.content and terms.captures.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [("terms.pdf", hostile_papers.GOOD, PDF), ("terms.docx", hostile_words.GOOD, DOCX)],
    ids=["pdf", "docx"],
)
def test_a_paper_and_a_word_file_are_kept_as_they_came_and_read(
    name: str, data: bytes, form: str, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    for _ in range(2):
        assert upload(client, terms, name, data).status_code == 302
    version = newest_version(terms)
    assert (version.number, terms.captures.count(), version.media_type) == (2, 3, form)
    assert version.texts.get().text == "The customer owns the output."
    assert store.get(version.blob) == data
    raw = client.get(f"/versions/{version.uid}/raw/")
    assert raw.content == data
    assert raw["Content-Disposition"].endswith(f'{name.removeprefix("terms")}"')
