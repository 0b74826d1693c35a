"""A text that returns to what it said, and a reading that a change met in review."""

from __future__ import annotations

from governance.accounts.access import Actor
from governance.audit.models import Event
from tests.factories.vendors import (
    TERMS,
    make_draft,
    make_in_review,
    newest_version,
)
from tests.vendors.changes import (
    LONGER,
    TAKEN,
    THEIRS,
    capture,
    confirm,
    only,
    read_anew,
    standing,
    waiting,
)
from vendors.domain.terms import DriftKind, Rating
from vendors.models import Assessment, TermsDocument, Tier
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.citing import cite_silence
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft


def test_a_return_makes_readings_of_the_text_returned_to_apply_again(
    drafter: Actor, terms: TermsDocument, reading: Assessment, training: Assessment
) -> None:
    capture(drafter, terms, TAKEN)
    assert (standing(reading), standing(training)) == ("stale", "to be confirmed")
    capture(drafter, terms, TERMS)
    assert (standing(reading), standing(training)) == ("as it was", "as it was")
    assert only(terms).closed_at and not only(terms).confirmed_by
    assert Event.objects.filter(action="assessment.applies-again").count() == 2


def test_a_return_undoes_a_confirmed_change_and_those_that_followed_it(
    drafter: Actor, terms: TermsDocument, reading: Assessment, training: Assessment
) -> None:
    capture(drafter, terms, TAKEN)
    confirm(drafter, only(terms))
    capture(drafter, terms, TAKEN + "\n## 9 Notices\n\n9.1 Notices are sent by e-mail.\n")
    assert terms.change_reviews.count() == 2
    capture(drafter, terms, TERMS)
    assert (standing(reading), standing(training)) == ("as it was", "as it was")
    assert not terms.change_reviews.unsettled().exists()


def test_a_return_leaves_stale_what_was_read_of_the_text_now_left(
    drafter: Actor, checker: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    capture(drafter, terms, TAKEN)
    new = read_anew(drafter, checker, reading, terms, THEIRS)
    confirm(drafter, only(terms))
    capture(drafter, terms, TERMS)
    assert standing(new) == "stale"
    assert terms.change_reviews.open().get().change == DriftKind.RETURN


def test_a_return_leaves_stale_a_silence_that_was_not_stated_of_that_text(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    capture(drafter, terms, LONGER)
    draft = make_draft(drafter, business)
    save_draft(
        actor=drafter, assessment=draft, version=None, reading=ReadingInput(Rating.NOT_ACCEPTABLE),
        answers={"own_owner": AnswerInput("silent")},
    )  # fmt: skip
    cite_silence(actor=drafter, into=draft, questions=["own_owner"], versions=[newest_version(terms)])
    sent = submit_assessment(actor=drafter, assessment=draft, version=None)
    silent = approve_assessment(actor=checker, assessment=sent, version=None)
    capture(drafter, terms, TERMS)
    assert standing(silent) == "stale"


def test_a_reading_sent_before_a_change_is_marked_by_it_when_it_is_approved_after(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    sent = make_in_review(drafter, business, terms)
    capture(drafter, terms, LONGER)
    late = approve_assessment(actor=checker, assessment=sent, version=None)
    assert late.to_be_confirmed
    assert waiting(only(terms)) == [late.uid]
