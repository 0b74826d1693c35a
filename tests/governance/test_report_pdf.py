"""The drawn report, read back from its bytes: draft marks, signatures, quotes, hashes, attachment, sameness."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from governance.reports.domain.content import content_hash, read_content
from governance.reports.pdf import Drawn, Progress, compose, render
from policies.domain.types import Lane
from tests.domain.reports.sample import facts, sample_content, signatures

BOTH = (Lane.LEGAL, Lane.ENGINEERING)
ROOT = Path(__file__).resolve().parents[2]


def small_content(**changes: object) -> str:
    """Two tools in two categories: enough of everything, quick to draw."""
    whole = facts()
    tools, categories = whole.tools[2:4], whole.categories[1:3]
    pairs = {(tool.uid, owned.facts.uid) for tool in tools for owned in categories}
    evaluations = tuple(item for item in whole.evaluations if (item.tool, item.category) in pairs)
    return sample_content(**{"tools": tools, "categories": categories, "evaluations": evaluations, **changes})


@pytest.fixture(scope="module")
def content() -> str:
    return small_content()


@pytest.fixture(scope="module")
def draft(content: str) -> Drawn:
    return compose(content, signatures(content, Lane.LEGAL))


@pytest.fixture(scope="module")
def signed(content: str) -> Drawn:
    return compose(content, signatures(content, *BOTH))


def text_of(drawn: Drawn) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(drawn.pdf)).pages]


def squeezed(text: str) -> str:
    """Without any space: a line break on paper is not part of what is said."""
    return "".join(text.split())


def test_the_library_complains_of_nothing(draft: Drawn, signed: Drawn) -> None:
    assert draft.warnings == ()
    assert signed.warnings == ()


def test_a_draft_says_so_on_every_page_even_when_one_has_signed(draft: Drawn) -> None:
    pages = text_of(draft)
    assert len(pages) == draft.pages
    assert [number for number, page in enumerate(pages, start=1) if "Draft, not signed" not in page] == []


def test_a_signed_report_says_it_nowhere_and_carries_both_sentences(signed: Drawn, content: str) -> None:
    whole = "\n".join(text_of(signed))
    assert "Draft, not signed" not in whole
    for signature in signatures(content, *BOTH):
        assert squeezed(signature.sentence) in squeezed(whole)
        assert signature.name in whole
        assert signature.job_title in whole
    assert "6 October 2026, 08:31:07 UTC" in whole
    assert "6 October 2026, 08:44:07 UTC" in whole


def test_hashes_and_quotes_can_be_read_back_from_the_file(signed: Drawn, content: str) -> None:
    whole = squeezed("\n".join(text_of(signed)))
    assert content_hash(content) in whole
    for line in read_content(content).terms:
        assert line.sha256 in whole
        assert line.text_sha256 in whole
    for fact in read_content(content).citations:
        assert squeezed(fact.exact) in whole


def test_the_record_is_attached_byte_for_byte(signed: Drawn, content: str) -> None:
    attached = pypdf.PdfReader(io.BytesIO(signed.pdf)).attachments
    assert list(attached) == ["content.json"]
    assert attached["content.json"] == [content.encode()]


def test_the_file_says_what_it_is(signed: Drawn, content: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(signed.pdf))
    head = read_content(content).head
    assert reader.metadata.title == f"{head.title}, {head.reference}"
    assert reader.metadata.author == "Aldermoor Instruments plc"
    assert str(head.uid) in reader.metadata["/Keywords"]
    assert content_hash(content) in reader.metadata["/Keywords"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.creation_date.isoformat() == "2026-10-06T08:44:07+00:00"
    record = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in record
    assert 'pdfaid:conformance="A"' in record


def test_the_file_is_tagged_and_every_picture_has_words(signed: Drawn) -> None:
    reader = pypdf.PdfReader(io.BytesIO(signed.pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    figures = [item.get_object() for item in reader.resolved_objects.values() if isinstance(item, dict)]
    drawn = [item for item in figures if item.get("/S") == "/Figure"]
    assert all(item.get("/Alt") for item in drawn)


def test_every_font_is_in_the_file(signed: Drawn) -> None:
    reader = pypdf.PdfReader(io.BytesIO(signed.pdf))
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]


def test_the_same_content_and_signatures_give_the_same_bytes(signed: Drawn, content: str) -> None:
    assert render(content, signatures(content, *BOTH)[::-1]) == signed.pdf


def test_another_process_draws_the_same_bytes(signed: Drawn, tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from tests.governance.test_report_pdf import small_content, signatures, BOTH, render;"
        "text = small_content(); sys.stdout.buffer.write(render(text, signatures(text, *BOTH)))"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, str(ROOT)],
        cwd=tmp_path,
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert other.stdout == signed.pdf


def test_other_content_gives_another_file(signed: Drawn) -> None:
    other = small_content(head=replace(facts().head, title="Another audit"))
    assert render(other, signatures(other, *BOTH)) != signed.pdf


def test_progress_counts_chapters_then_pages_up_to_the_last(content: str) -> None:
    heard: list[Progress] = []
    drawn = compose(content, (), heard.append)
    chapters = [item for item in heard if item.label.startswith("Set the chapter")]
    assert [item.done for item in chapters] == list(range(1, chapters[0].total + 1))
    pages = [item.done for item in heard if item.label.startswith("Laid out page")]
    assert pages == list(range(1, len(pages) + 1))
    assert heard[-1] == Progress(drawn.pages, drawn.pages, "Wrote the document")


def test_a_report_on_nothing_is_drawn_and_says_so() -> None:
    empty = sample_content(
        tools=(), evaluations=(), categories=(), requests=(), decisions=(), approvals=(), codebases=(), terms=()
    )
    drawn = compose(empty, ())
    assert drawn.warnings == ()
    assert "No tool is held in this scope" in "\n".join(text_of(drawn))


def test_awkward_texts_are_held_without_loss() -> None:
    whole = facts()
    endless = "x" * 4000
    long_reasons = "A reason that takes its time. " * 400
    text = small_content(
        head=replace(
            whole.head, title="An audit whose title is far longer than any title ought to be, all things told"
        ),
        decisions=(replace(whole.decisions[0], reasons=long_reasons), replace(whole.decisions[1], reasons=endless)),
        codebases=(
            replace(whole.codebases[0], name=endless[:300], team="Größe, Ώρα, Слово, Ελλάδα", owner="\u2028\x0b"),
        ),
        organisation=replace(whole.organisation, name="Society for the Careful Reading of Terms and Conditions " * 2),
    )
    drawn = compose(text, ())
    whole_text = squeezed("\n".join(text_of(drawn)))
    assert whole_text.count(squeezed("A reason that takes its time.")) == 400
    assert "x" * 300 in whole_text


def test_a_script_without_a_font_is_reported_but_does_not_stop_the_report() -> None:
    whole = facts()
    text = small_content(organisation=replace(whole.organisation, name="株式会社 計器"))
    drawn = compose(text, ())
    assert drawn.pages > 5
    assert all("notdef" in warning for warning in drawn.warnings)
