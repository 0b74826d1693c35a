"""What changed from one policy revision to the next, in words with old and new."""

from dataclasses import replace

from policies.domain.revision_diff import Change, ChangeKind, diff_revisions
from policies.domain.types import CodebaseKind, Destination, Mode, OnFail
from tests.domain.policies.builders import uid, use
from tests.domain.policies.test_revision_documents import (
    ENGINEERING,
    MODELS,
    PLAIN,
    RETENTION,
    Owner,
    document,
    with_facts,
)

REVIEW = use("human_review_before_merge", attested=True)


def changes(old, new):
    before = None if old is None else document(*old)
    return diff_revisions(before, document(*new))


def one(old, new) -> Change:
    (change,) = changes([old], [new])
    return change


def test_nothing_changed():
    assert changes([PLAIN, MODELS], [MODELS, PLAIN]) == []


def test_the_first_revision_adds_everything():
    kinds = [change.kind for change in changes(None, [PLAIN, MODELS])]
    assert kinds == [ChangeKind.CATEGORY_ADDED, ChangeKind.RULE_ADDED] * 2


def test_a_category_that_was_removed_is_named():
    (change,) = changes([PLAIN, MODELS], [PLAIN])
    assert change.kind is ChangeKind.CATEGORY_REMOVED
    assert change.sentence == "The category Training and models was removed."


def test_a_category_that_was_renamed_is_the_same_category():
    change = one(PLAIN, with_facts(name="Closed work", slug="closed"))
    assert change.kind is ChangeKind.CATEGORY_RENAMED
    assert change.sentence == "The category Proprietary work is now called Closed work."


def test_a_category_with_a_new_uid_and_the_same_slug_is_the_same_category():
    assert changes([PLAIN], [with_facts(uid=uid("copied"))]) == []


def test_a_new_owner_is_told_with_the_old_one():
    change = one(PLAIN, replace(PLAIN, legal_owner=Owner(uid("ada"), "Ada Lindqvist")))
    assert change.kind is ChangeKind.OWNER_CHANGED
    assert change.sentence == "Proprietary work: legal owner was “Ines Halloran”, is now “Ada Lindqvist”."


def test_an_owner_who_changed_only_their_name_is_the_same_owner():
    assert changes([PLAIN], [replace(PLAIN, engineering_owner=replace(ENGINEERING, name="M. Oyelaran"))]) == []


def test_mode_kinds_destinations_and_description_are_told():
    changed = replace(
        with_facts(
            mode=Mode.RESTRICTED,
            allowed_kinds=(CodebaseKind.MODEL,),
            allowed_destinations=(Destination.TRAINING,),
        ),
        description="",
    )
    told = changes([PLAIN], [changed])
    assert [(change.subject, change.old, change.new) for change in told] == [
        ("mode", "Attested", "Restricted"),
        ("allowed kinds", "Repository and Shipped product", "Model"),
        ("allowed destinations", "Proprietary", "Training"),
        ("description", "Ordinary work.", ""),
    ]
    assert told[-1].sentence.endswith("is now “empty”.")


def test_a_rule_that_was_added_is_told_with_its_parameters():
    change = one(PLAIN, with_facts(rules=(RETENTION, REVIEW)))
    assert change.kind is ChangeKind.RULE_ADDED
    assert change.sentence == (
        "Proprietary work: the rule “Human review before merge” was added "
        "(The review is attested in the pull request: yes); failing it means barred."
    )


def test_a_rule_that_was_removed_is_told():
    change = one(with_facts(rules=(RETENTION, REVIEW)), PLAIN)
    assert change.kind is ChangeKind.RULE_REMOVED
    assert change.old == "Human review before merge"


def test_a_parameter_is_told_in_words_with_old_and_new():
    longer = replace(RETENTION, parameters={**RETENTION.parameters, "days": 60})
    change = one(PLAIN, with_facts(rules=(longer,)))
    assert change.kind is ChangeKind.PARAMETER_CHANGED
    assert change.sentence == (
        "Proprietary work: Retention within limits, Days at most was “30 days”, is now “60 days”."
    )


def test_a_table_with_old_and_new_beside_it_does_not_say_them_twice():
    longer = replace(RETENTION, parameters={**RETENTION.parameters, "days": 60})
    assert one(PLAIN, with_facts(rules=(longer,))).about == "Proprietary work: Retention within limits, Days at most"
    added = one(PLAIN, with_facts(rules=(RETENTION, REVIEW)))
    assert added.about == added.sentence  # its parameters stand nowhere else


def test_what_failing_means_is_told():
    change = one(PLAIN, with_facts(rules=(replace(RETENTION, on_fail=OnFail.SIGN_OFF),)))
    assert change.kind is ChangeKind.ON_FAIL_CHANGED
    assert (change.old, change.new) == ("barred", "needs sign-off")


def test_a_new_version_of_a_rule_is_told_even_where_it_is_not_known_here():
    told = changes([PLAIN], [with_facts(rules=(use("retention_within", version=99, days=5),))])
    assert told[0].kind is ChangeKind.RULE_VERSION_CHANGED
    assert (told[0].old, told[0].new) == ("version 1", "version 99")
    assert {change.kind for change in told[1:]} == {ChangeKind.PARAMETER_CHANGED}


def test_a_reason_of_a_rule_that_changed_is_told_with_both():
    old, new = replace(PLAIN, reasons={"retention_within": "Customers ask."}), replace(PLAIN, reasons={})
    change = one(old, new)
    assert (change.kind, change.old, change.new) == (ChangeKind.REASON_CHANGED, "Customers ask.", "")


def test_nothing_is_said_of_reasons_against_a_revision_that_did_not_hold_them():
    assert changes([PLAIN], [replace(PLAIN, reasons={"retention_within": "Customers ask."})]) == []
