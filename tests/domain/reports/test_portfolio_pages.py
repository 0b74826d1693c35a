"""The document before it is laid out: escaped, marked as a draft, complete, and never taken in by a wrong signature."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance.reports.domain.content import content_hash, read_content
from governance.reports.rendering.grounds import tool_chapters
from governance.reports.rendering.pages import compose_pages
from governance.reports.rendering.words import instant, text_after, text_before
from policies.domain.types import Lane, Result
from tests.domain.reports.sample import AS_OF, facts, sample_content, signatures

SIGNED = (Lane.LEGAL, Lane.ENGINEERING)


def document(text: str, *lanes: Lane) -> str:
    return compose_pages(text, signatures(text, *lanes), lambda done, total, title: None).html


def test_whatever_people_wrote_is_escaped() -> None:
    evil = "<script>alert(1)</script><img src='http://evil.example/x'>\"&amp;"
    whole = facts()
    text = sample_content(
        head=replace(whole.head, title=evil, started_by=evil),
        organisation=replace(whole.organisation, name=evil),
        codebases=tuple(replace(line, name=evil, team=evil, category=evil, owner=evil) for line in whole.codebases),
        decisions=tuple(replace(line, reasons=evil, sentence=evil, conditions=(evil,)) for line in whole.decisions),
        requests=tuple(replace(line, purpose=evil, requested_by=evil) for line in whole.requests),
        approvals=tuple(replace(line, state_reason=evil, conditions=(evil,)) for line in whole.approvals),
        policy=replace(whole.policy, title=evil),
    )
    html = document(text)
    assert "<script" not in html
    assert "<img src='http" not in html
    assert html.count("&lt;script&gt;") > 20


@pytest.mark.parametrize("lanes", [(), (Lane.LEGAL,), (Lane.ENGINEERING,)])
def test_it_is_a_draft_until_both_lanes_have_signed(lanes: tuple[Lane, ...]) -> None:
    html = document(sample_content(), *lanes)
    assert "report-1-draft.css" in html
    assert "Draft, not signed" in html
    assert html.count('class="unsigned"') == 2 - len(lanes)


def test_signed_by_both_it_is_no_draft_and_carries_both_sentences() -> None:
    text = sample_content()
    html = document(text, *SIGNED)
    assert "Draft, not signed" not in html
    assert "This is a draft" not in html
    assert "report-1-draft.css" not in html
    for signature in signatures(text, *SIGNED):
        assert signature.name in html
        assert signature.sentence.split(" Content hash")[0] in html


def test_the_order_of_signing_does_not_matter_to_the_blocks_but_is_told() -> None:
    text = sample_content()
    legal, engineering = signatures(text, *SIGNED)
    one = compose_pages(text, (legal, engineering), lambda done, total, title: None)
    other = compose_pages(text, (engineering, legal), lambda done, total, title: None)
    assert one == other


def test_a_signature_over_other_content_is_refused() -> None:
    text = sample_content()
    forged = [replace(signature, content_hash="0" * 64) for signature in signatures(text, Lane.LEGAL)]
    with pytest.raises(ValueError, match="not over this content"):
        compose_pages(text, forged, lambda done, total, title: None)


def test_two_signatures_of_one_lane_are_refused() -> None:
    text = sample_content()
    with pytest.raises(ValueError, match="more than once"):
        compose_pages(text, signatures(text, Lane.LEGAL) * 2, lambda done, total, title: None)


def test_every_statement_has_a_place_in_the_document() -> None:
    text = sample_content()
    html = document(text)
    lost = [number for number in range(1, read_content(text).statements + 1) if html.count(f'id="n{number}"') != 1]
    assert lost == []


def test_every_place_that_is_referred_to_exists() -> None:
    html = document(sample_content(), *SIGNED)
    targets = {part.split('"')[0] for part in html.split('href="#')[1:]}
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_every_rule_shows_its_words_or_names_where_they_stand() -> None:
    for chapter in tool_chapters(read_content(sample_content())):
        links = [link for page in chapter.verdicts for link in (*page.full, *page.brief)]
        full = {link.finding.no for page in chapter.verdicts for link in page.full}
        told = full | {link.finding.no for link in links if link.telling}
        brief = [link for page in chapter.verdicts for link in page.brief]
        assert all(set(link.stands_at) <= (told if link.same_as else full) for link in brief)
        assert all(link.stands_at for link in brief if link.finding.result is not Result.SATISFIED)


def test_every_quote_relied_on_is_printed_whole() -> None:
    text = sample_content()
    html = document(text)
    for fact in read_content(text).citations:
        escaped = fact.exact.replace("&", "&amp;").replace("'", "&#x27;").replace('"', "&quot;")
        assert escaped in html


def test_progress_names_every_chapter() -> None:
    heard: list[tuple[int, int, str]] = []
    compose_pages(sample_content(), (), lambda *told: heard.append(told))
    assert [done for done, _, _ in heard] == list(range(1, len(heard) + 1))
    assert heard[-1] == (10, 10, "Annex: full hashes")


def test_many_categories_are_split_into_legible_tables() -> None:
    whole = facts()
    many = tuple(
        replace(owned, facts=replace(owned.facts, uid=type(owned.facts.uid)(int=number), name=f"Category {number}"))
        for number, owned in enumerate(whole.categories * 4)
    )
    evaluations = tuple(
        replace(evaluation, category=owned.facts.uid)
        for owned in many
        for evaluation in [next(e for e in whole.evaluations if e.tool == tool.uid) for tool in whole.tools]
    )
    html = document(sample_content(categories=many, evaluations=evaluations, approvals=()))
    heads = [part.split("</thead>")[0].count("<b>") for part in html.split('<table class="matrix">')[1:]]
    assert sum(heads) == 24
    assert max(heads) <= 7


def test_the_hash_printed_is_the_one_of_the_text() -> None:
    text = sample_content()
    digest = content_hash(text)
    html = document(text)
    assert " ".join(digest[start : start + 8] for start in range(0, 64, 8)) in html


def test_a_zone_the_machine_does_not_know_does_not_stop_a_report() -> None:
    assert instant(AS_OF, "Mars/Olympus") == "30 September 2026, 17:00 UTC"
    assert instant(AS_OF, "Europe/Berlin") == "30 September 2026, 19:00 CEST"
    assert instant(AS_OF, "America/Sao_Paulo") == "30 September 2026, 14:00 UTC-03"


WINDOW = "nty of any kind.\n\n## 9. Liability\n\n9.1 Neither party is liable. "
"""64 characters, as they are kept before a quote; they begin inside a word."""


def test_the_words_around_a_quote_are_whole_and_without_heading_signs() -> None:
    assert len(WINDOW) == 64
    assert text_before(WINDOW) == "of any kind.\n\n9. Liability\n\n9.1 Neither party is liable. "
    assert text_after(WINDOW.rstrip() + "xy") == WINDOW.replace("## ", "").removesuffix(" liable. ")


@pytest.mark.parametrize("short", ["", "Terms of Larch. ", "C# and F# count as code. "])
def test_a_short_surrounding_is_the_whole_text_and_is_left_as_it_is(short: str) -> None:
    assert text_before(short) == text_after(short) == short


def test_a_heading_sign_is_one_only_where_a_line_begins() -> None:
    assert text_before("# Terms\n\nWe write C# in ") == "Terms\n\nWe write C# in "
    assert text_before("ty.\n\n## Fees\n\n".ljust(64, "x")) == "Fees\n\n" + "x" * 50
    assert text_after("# and F#.\n\n## Next") == "# and F#.\n\nNext"


def test_a_surrounding_without_a_gap_is_kept() -> None:
    assert text_before("x" * 64) == text_after("x" * 64) == "x" * 64
