"""What a portfolio audit holds, how it is numbered, and that the same facts give the same text."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields, is_dataclass, replace

import pytest

from governance.canonical import canonical_json
from governance.reports.domain import content as content_module
from governance.reports.domain import head as head_module
from governance.reports.domain import lines as lines_module
from governance.reports.domain.content import UnreadableContent, content_hash, content_text, read_content
from governance.reports.domain.portfolio import build_content
from governance.reports.domain.sentences import report_reference, signed_sentence
from policies.domain.ending import ExceptionState
from policies.domain.lifecycle import Standing
from policies.domain.types import ApprovalState, Lane, Outcome
from tests.domain.reports.sample import AS_OF, facts, sample_content


def test_every_tool_has_one_verdict_for_every_category_row_by_row() -> None:
    content = read_content(sample_content())
    pairs = [(line.tool, line.category) for line in content.verdicts]
    assert pairs == [(tool.uid, category.uid) for tool in content.tools for category in content.categories]
    assert [line.no for line in content.verdicts] == list(range(1, 37))


def test_every_statement_has_its_own_number_and_none_is_left_out() -> None:
    content = read_content(sample_content())
    groups = (
        content.verdicts, content.tools, content.categories, content.readings, content.undocumented, content.requests,
        content.decisions, content.approvals, content.codebases, content.terms,
    )  # fmt: skip
    numbers = [line.no for group in groups for line in group]
    numbers += [finding.no for verdict in content.verdicts for finding in verdict.findings]
    assert sorted(numbers) == list(range(1, content.statements + 1))


def test_the_order_of_rows_does_not_change_the_text() -> None:
    whole = facts()
    turned = replace(
        whole,
        tools=whole.tools[::-1],
        evaluations=whole.evaluations[::-1],
        requests=whole.requests[::-1],
        decisions=whole.decisions[::-1],
        approvals=whole.approvals[::-1],
        codebases=whole.codebases[::-1],
        terms=whole.terms[::-1],
        signatories=whole.signatories[::-1],
    )
    assert build_content(turned) == build_content(whole)


def test_the_text_is_canonical_and_read_back_as_it_was() -> None:
    text = sample_content()
    assert canonical_json(json.loads(text)) == text
    assert content_text(read_content(text)) == text


def test_another_word_is_another_hash() -> None:
    other = replace(facts().head, title="Portfolio audit.")
    assert content_hash(sample_content()) != content_hash(sample_content(head=other))


def test_a_missing_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly one evaluation"):
        sample_content(evaluations=facts().evaluations[:-1])


def test_a_doubled_verdict_is_refused() -> None:
    twice = facts().evaluations
    with pytest.raises(ValueError, match="exactly one evaluation"):
        sample_content(evaluations=(*twice, twice[0]))


def test_a_nul_in_any_text_is_refused() -> None:
    with pytest.raises(TypeError, match="NUL"):
        sample_content(head=replace(facts().head, title="Port\x00folio"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not the content"),
        ('{"kind":"portfolio","schema":99}', "schema 99"),
        ('{"kind":"portfolio","schema":1}', "lacks"),
        ('{"kind":"other"}', "not the content"),
    ],
)
def test_what_is_not_content_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableContent, match=reason):
        read_content(text)


def test_every_text_that_is_quoted_stands_in_the_annex_with_both_hashes() -> None:
    content = read_content(sample_content())
    cited = {(fact.version_sha256, fact.text_sha256) for fact in content.citations if fact.version_sha256}
    assert cited == {(line.sha256, line.text_sha256) for line in content.terms}


def test_every_citation_of_an_answer_is_in_the_content() -> None:
    content = read_content(sample_content())
    known = {fact.uid for fact in content.citations}
    asked = {
        uid
        for verdict in content.verdicts
        for finding in verdict.findings
        for answer in finding.answers
        for uid in answer.citations
    }
    assert asked == known


def test_the_standing_of_an_approval_is_read_from_the_as_of_time() -> None:
    standings = {
        (line.tool_name, line.category_name): line.standing for line in read_content(sample_content()).approvals
    }
    assert standings["Corvane Pilot Business", "Internal tooling"] is Standing.EXPIRING
    later = replace(facts().head, as_of=AS_OF.replace(year=2027, month=1))
    then = {
        (line.tool_name, line.category_name): line.standing
        for line in read_content(sample_content(head=later)).approvals
    }
    assert then["Corvane Pilot Business", "Internal tooling"] is Standing.EXPIRED


def test_an_approval_against_the_present_reading_comes_first() -> None:
    content = read_content(sample_content())
    first = content.matters[0]
    assert first.sentence == "Basalt Code Team is approved for Customer services, and today its rules would bar it."
    barred = {line.no for line in content.verdicts if line.outcome is Outcome.BARRED}
    assert barred & set(first.about)


def test_a_verdict_that_looked_at_a_stale_reading_says_so() -> None:
    content = read_content(sample_content())
    basalt = next(tool.uid for tool in content.tools if tool.name == "Basalt Code Team")
    assert any(line.stale for line in content.verdicts if line.tool == basalt)
    assert not any(line.stale for line in content.verdicts if line.tool != basalt)


def test_an_area_nobody_read_is_reported_whole() -> None:
    content = read_content(sample_content())
    wren = next(tool.uid for tool in content.tools if tool.name.startswith("Wren"))
    unread = [line for line in content.undocumented if line.tool == wren and line.unread]
    assert [line.area.value for line in unread] == ["indemnity"]


def test_nothing_in_scope_is_a_report_all_the_same() -> None:
    text = sample_content(
        tools=(), evaluations=(), categories=(), requests=(), decisions=(), approvals=(), codebases=(), terms=()
    )
    content = read_content(text)
    assert content.statements == 0
    assert content.matters == ()


def test_no_field_of_a_report_can_hold_privileged_text() -> None:
    names = {
        item.name
        for module in (content_module, head_module, lines_module)
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind)
        for item in fields(kind)
    }
    assert not [
        name for name in names if any(word in name for word in ("privileged", "internal", "advice", "screening"))
    ]


def test_the_sentence_signed_names_person_lane_report_time_and_the_whole_hash() -> None:
    digest = "ab" * 32
    sentence = signed_sentence(
        lane=Lane.LEGAL,
        name="Ingrid Solheim",
        job_title="Deputy General Counsel",
        title="Portfolio audit",
        content_hash=digest,
        as_of=AS_OF,
    )
    assert sentence == (
        "I, Ingrid Solheim, Deputy General Counsel, have read the report “Portfolio audit” and sign for Legal: it sets "
        "out, fully and fairly, what was on record on 30 September 2026 at 17:00:00 UTC. "
        f"Content hash {digest}."
    )


def test_a_report_is_called_by_year_and_number() -> None:
    assert report_reference(14, AS_OF) == "PA-2026-014"
    assert report_reference(1203, AS_OF) == "PA-2026-1203"


def test_a_barred_tool_in_use_is_a_matter_unless_an_exception_runs_for_every_rule_that_bars() -> None:
    plain = read_content(sample_content())
    verdict = next(line for line in plain.verdicts if line.outcome is Outcome.BARRED)
    approval = replace(facts().approvals[0], tool=verdict.tool, category=verdict.category, state=ApprovalState.ACTIVE)
    rules = [finding.code for finding in verdict.findings if finding.outcome is Outcome.BARRED]
    agreed = tuple(_exception(number, verdict, rule) for number, rule in enumerate(rules, start=1))
    for lines, told in ((agreed, False), (agreed[1:], True), ((), True)):
        content = read_content(sample_content(approvals=(approval,), exceptions=lines))
        assert any("its rules would bar it" in matter.sentence for matter in content.matters) is told
        assert [line.number for line in content.exceptions] == [line.number for line in lines]
        about = {
            no for matter in content.matters if "ends within ninety days" in matter.sentence for no in matter.about
        }
        assert about >= {line.no for line in content.exceptions}


def _exception(number: int, verdict: lines_module.VerdictLine, rule: str) -> lines_module.ExceptionLine:
    return lines_module.ExceptionLine(
        number=number, tool=verdict.tool, category=verdict.category, tool_name="Larkspur", category_name="Open source",
        rule=rule, rule_title=rule, codebase="", team="Payments", requested_by="Tom", reason="Needed.",
        control="Read twice.", legal="Ines", engineering="Marek", state=ExceptionState.ACTIVE,
        ends_on=AS_OF.date() + dt.timedelta(days=20),
    )  # fmt: skip
