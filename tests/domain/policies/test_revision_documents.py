"""The content of a policy revision, and why it cannot be published."""

from dataclasses import replace

import pytest

from governance.canonical import canonical_json
from policies.domain.codec import encode
from policies.domain.revision import (
    OwnedCategory,
    Owner,
    UnreadableRevision,
    category_problems,
    publishing_problems,
    read_revision,
    revision_document,
)
from policies.domain.rules import rule_of
from policies.domain.types import CodebaseKind, Mode
from tests.domain.policies.builders import TRAINING, category, parameters_of, uid, use

LEGAL = Owner(uid("ines"), "Ines Halloran")
ENGINEERING = Owner(uid("marek"), "Marek Oyelaran")
RETENTION = use("retention_within", **parameters_of(rule_of("retention_within", 1)))
PLAIN = OwnedCategory(category(RETENTION), LEGAL, ENGINEERING, "Ordinary work.")
MODELS = OwnedCategory(replace(TRAINING, uid=uid("training"), rules=(RETENTION,)), LEGAL, ENGINEERING)


def document(*categories, title="First policy", summary="To begin with.", draft_version=3):
    return revision_document(categories, title=title, summary=summary, draft_version=draft_version)


def with_facts(**changes):
    return replace(PLAIN, facts=replace(PLAIN.facts, **changes))


def test_a_revision_reads_back_as_it_was_written():
    assert read_revision(document(MODELS, PLAIN)) == (PLAIN, MODELS)


def test_the_order_in_which_categories_are_given_does_not_change_the_content():
    assert canonical_json(document(MODELS, PLAIN)) == canonical_json(document(PLAIN, MODELS))


def test_an_edit_changes_the_content_that_is_signed():
    edited = with_facts(rules=(replace(RETENTION, parameters={**RETENTION.parameters, "days": 31}),))
    assert canonical_json(document(edited)) != canonical_json(document(PLAIN))


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Second policy"},
        {"summary": "To end with."},
        {"draft_version": 5},  # an edit and its undoing are two edits
    ],
)
def test_all_that_a_page_of_the_revision_shows_is_in_what_is_signed(other):
    assert canonical_json(document(PLAIN, **other)) != canonical_json(document(PLAIN))


def test_the_reason_of_a_rule_is_in_what_is_signed():
    reasoned = replace(PLAIN, reasons={"retention_within": "Customers ask."})
    assert canonical_json(document(reasoned)) != canonical_json(document(replace(PLAIN, reasons={})))


def test_a_revision_signed_before_its_title_was_part_of_it_is_still_read():
    first = encode(PLAIN)
    del first["reasons"]
    assert read_revision({"schema": 1, "kind": "policy_revision", "categories": [first]}) == (PLAIN,)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({}, "not a policy revision"),
        ({"kind": "policy_revision", "schema": 9}, "schema 9"),
        ({"kind": "policy_revision", "schema": 1, "categories": [{}]}, "lacks 'facts'"),
    ],
)
def test_what_is_no_revision_is_refused_with_the_reason(found, words):
    with pytest.raises(UnreadableRevision, match=words):
        read_revision(found)


def test_a_policy_in_order_can_be_published():
    assert publishing_problems([PLAIN, MODELS]) == []


def test_a_policy_needs_a_category():
    assert publishing_problems([]) == ["There is no category; a policy needs at least one."]


@pytest.mark.parametrize(
    ("faulty", "words"),
    [
        (replace(PLAIN, engineering_owner=LEGAL), "One person cannot own both lanes"),
        (with_facts(rules=()), "It has no rules"),
        (with_facts(rules=(RETENTION, RETENTION)), "retention_within is used twice"),
        (with_facts(rules=(use("vanished"),)), "vanished, version 1, is not known"),
        (with_facts(rules=(use("retention_within", days=3),)), "Content it is asked of: Give a value"),
        (with_facts(allowed_kinds=(CodebaseKind.MODEL,)), "Only a restricted category may hold a model"),
    ],
)
def test_what_keeps_a_category_from_being_published_is_said(faulty, words):
    assert any(words in problem for problem in category_problems(faulty))
    assert all(problem.startswith("Proprietary work: ") for problem in publishing_problems([faulty]))


def test_two_categories_may_not_share_a_slug():
    assert publishing_problems([PLAIN, with_facts(uid=uid("twin"))]) == ["Two categories are called proprietary."]


@pytest.mark.parametrize("mode", [Mode.ELIGIBLE, Mode.ATTESTED])
@pytest.mark.parametrize("kind", [CodebaseKind.MODEL, CodebaseKind.DATASET, CodebaseKind.TRAINING_PIPELINE])
def test_what_trains_may_only_be_in_a_restricted_category(mode, kind):
    assert category_problems(with_facts(mode=mode, allowed_kinds=(kind,)))
    assert category_problems(with_facts(mode=Mode.RESTRICTED, allowed_kinds=(kind,))) == []
