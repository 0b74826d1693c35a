"""A snapshot holds all that was judged, reads back as it was, and is the same for the same state."""

from dataclasses import MISSING, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.canonical import canonical_json, sha256_text
from policies.domain.codec import encode
from policies.domain.evaluation import evaluate
from policies.domain.exceptions import ExceptionFact
from policies.domain.findings import AnswerShown, Evaluation, RuleFinding
from policies.domain.releases import ReleaseFact
from policies.domain.rules import LATEST
from policies.domain.rules.parameters import default_parameters
from policies.domain.snapshot import (
    READABLE,
    SNAPSHOT_SCHEMA,
    Asked,
    EvaluationRecord,
    RevisionRef,
    UnreadableSnapshot,
    evaluation_document,
    read_document,
    read_findings,
)
from policies.domain.types import CategoryFacts, RuleUse, SettingFact, StatementFact, ToolFacts
from tests.domain.policies.builders import WHEN, answer, category, reading, release, setting, tool, uid
from vendors.domain.terms import AnswerFact, Applicability, CitationFact, ClauseArea, Condition, ReadingFact

TOOL = tool(
    reading(ClauseArea.OUTPUT_OWNERSHIP, answer("own_owner", "customer"), answer("own_qualified", True)),
    reading(
        ClauseArea.RETENTION,
        answer("keep_prompts_days", 30, Condition("retention_days", ("30",), "By setting.")),
        answer("keep_zero_carve_outs", ("feedback", "caching")),
    ),
    settings=(setting("retention_days", "30"), setting("model_training", "off", proven=False)),
    releases=(release(weights="MIT"),),
)
CATEGORY = category(
    *(RuleUse(rule.code, rule.version, default_parameters(rule)) for rule in LATEST.values() if rule.parameters)
)
REVISION = RevisionRef(7, "ab" * 32)
ASKED = Asked(uid("request"), uid("line"), "Tom Achterberg", WHEN, "Reviews in Payments")


def document(**changes):
    parts = {"tool": TOOL, "category": CATEGORY, "revision": REVISION, "asked": ASKED, **changes}
    return evaluation_document(evaluation=evaluate(parts["tool"], parts["category"]), **parts)


def test_a_snapshot_reads_back_exactly_as_it_was_judged():
    evaluation = evaluate(TOOL, CATEGORY)
    assert read_document(document()) == EvaluationRecord(TOOL, CATEGORY, REVISION, evaluation, ASKED)


def test_a_snapshot_reads_back_from_the_canonical_text_that_is_kept():
    text = canonical_json(document())
    assert canonical_json({"schema": SNAPSHOT_SCHEMA, "kind": "evaluation", **encode(read_document(text))}) == text


def test_the_same_state_has_the_same_hash_whenever_it_is_judged():
    assert sha256_text(canonical_json(document())) == sha256_text(canonical_json(document()))


def test_another_proof_is_another_hash():
    other = replace(TOOL, settings={**TOOL.settings, "model_training": setting("model_training", "off")})
    assert canonical_json(document(tool=other)) != canonical_json(document())


def test_a_snapshot_stands_by_itself_with_quotes_versions_and_who_read_them():
    text = canonical_json(document())
    for part in (
        "Customer owns the Output, if any.",
        "9c" * 32,
        "Ines Halloran",
        "Ada Lindqvist",
        "Tom Achterberg",
        "ab" * 32,
    ):
        assert part in text


def test_a_snapshot_need_not_come_from_a_request():
    assert read_document(document(asked=None)).asked is None


def test_an_evaluation_of_something_else_is_refused():
    with pytest.raises(ValueError, match="not of this tool"):
        evaluation_document(
            tool=tool(uid=uid("other")),
            category=CATEGORY,
            evaluation=evaluate(TOOL, CATEGORY),
            revision=REVISION,
        )


def broken(**changes):
    return {**document(), **changes}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", "not JSON"),
        ("[1, 2]", "not the snapshot"),
        (broken(kind="report"), "not the snapshot"),
        (broken(schema=3), "schema 3"),
        (broken(schema=None), "schema None"),
        (broken(revision={"number": "7", "sha256": ""}), "'7' is not int"),
        (broken(surprise=1), "has no 'surprise'"),
        ({key: value for key, value in document().items() if key != "tool"}, "lacks 'tool'"),
        (broken(revision=None), "is not dict"),
        (broken(category={**document()["category"], "mode": "open"}), "not a Mode"),
    ],
)
def test_what_is_no_snapshot_is_refused_with_the_reason(content, words):
    with pytest.raises(UnreadableSnapshot, match=words):
        read_document(content)


def test_the_findings_alone_are_those_of_the_whole_record():
    text = canonical_json(document())
    whole = {finding.code: (finding.result, finding.outcome) for finding in read_document(text).evaluation.findings}
    assert read_findings(text) == whole
    assert whole


@pytest.mark.parametrize(
    "content", ["not json", "{}", broken(schema=9), broken(evaluation={}), broken(evaluation={"findings": [{}]})]
)
def test_findings_of_what_is_no_snapshot_are_refused(content):
    with pytest.raises(UnreadableSnapshot):
        read_findings(content if isinstance(content, str) else canonical_json(content))


VALUES = (
    st.booleans() | st.integers(0, 400) | st.text(max_size=8) | st.lists(st.text(max_size=5), max_size=3).map(tuple)
)


@given(value=VALUES.filter(lambda value: "\x00" not in str(value) and "\\x00" not in repr(value)))
def test_every_kind_of_answer_keeps_its_value_and_its_type(value):
    held = tool(reading(ClauseArea.RETENTION, answer("keep_prompts_days", 1)))
    held = replace(
        held,
        readings={
            ClauseArea.RETENTION: reading(ClauseArea.RETENTION, replace(answer("keep_prompts_days", 1), value=value))
        },
    )
    plain = category()
    record = read_document(
        canonical_json(
            evaluation_document(tool=held, category=plain, evaluation=evaluate(held, plain), revision=REVISION)
        )
    )
    kept = record.tool.readings[ClauseArea.RETENTION].answer("keep_prompts_days").value
    assert (kept, type(kept)) == (value, type(value))


# Schema 1 as it was first written. A field that goes, or comes without a default, makes stored snapshots unreadable:
# then raise SNAPSHOT_SCHEMA and keep a reader of the old one.
SCHEMA_1 = {
    EvaluationRecord: "tool category revision evaluation asked",
    RevisionRef: "number sha256",
    Asked: "request line requested_by requested_at purpose",
    ToolFacts: "uid name tier product vendor held deployment hosted_by data_location settings readings statements "
    "releases competition",
    SettingFact: "code value proof checked_on",
    StatementFact: "uid surface output written_by written_at",
    ReleaseFact: "uid name vendor licences",
    CategoryFacts: "uid slug name mode allowed_kinds allowed_destinations rules",
    RuleUse: "code version parameters on_fail",
    Evaluation: "tool category outcome findings",
    RuleFinding: "code version title result outcome reasons required conditions answers fixes",
    AnswerShown: "area question label value citations",
    ReadingFact: "area assessment_uid number state rating stale to_be_confirmed drafted_by approved_by approved_at "
    "plain_reading answers applicability",
    AnswerFact: "question value conditions citations secondary_source",
    Applicability: "contracting_entity region channel feature_status",
    Condition: "setting required text",
    CitationFact: "uid kind document exact prefix suffix heading start version_number version_uid version_sha256 "
    "text_sha256 note page dated_on",
}


def test_a_snapshot_of_schema_1_reads_as_holding_nothing_of_what_came_later():
    old = document()
    old["schema"] = 1
    del old["tool"]["layers"], old["tool"]["surfaces"]
    for row in old["tool"]["releases"]:
        del row["layers"], row["ancestors"]
    for row in old["tool"]["settings"].values():
        del row["surfaces"]
    assert read_document(old).tool == TOOL


@pytest.mark.parametrize("kind", SCHEMA_1, ids=lambda kind: kind.__name__)
def test_snapshots_of_schema_1_stay_readable(kind):
    assert 1 in READABLE and max(READABLE) == SNAPSHOT_SCHEMA
    first = set(SCHEMA_1[kind].split())
    now = {field.name: field for field in fields(kind)}
    assert first <= now.keys()
    added = [field for name, field in now.items() if name not in first]
    assert all(field.default is not MISSING or field.default_factory is not MISSING for field in added)


def test_a_snapshot_of_schema_1_reads_as_one_without_exceptions():
    old = {name: value for name, value in document().items() if name != "exceptions"} | {"schema": 1}
    assert read_document(old) == read_document(document())


def test_a_snapshot_names_the_exceptions_a_barred_line_rests_on():
    granted = ExceptionFact(uid("e"), 3, "owner_of_output", WHEN.date(), "Needed.", "Read twice.", "Ines", "Marek", "x")
    assert read_document(canonical_json(document(exceptions=(granted,)))).exceptions == (granted,)
    assert canonical_json(document(exceptions=(granted,))) != canonical_json(document())
