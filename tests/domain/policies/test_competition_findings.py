"""What competition notes on one vendor come to on a day."""

import datetime as dt

import pytest

from policies.domain.competition import NoteFact, finding_on
from policies.domain.types import CompetitionFinding as Found

DAY = dt.date(2026, 6, 10)
LATER, OVER = DAY + dt.timedelta(days=30), DAY - dt.timedelta(days=1)
WHOLE, RANKER = None, 7


def on_day(*notes):
    """Notes as (subject, finding, last day), in the order of writing."""
    facts = [NoteFact(subject, order, found, ends) for order, (subject, found, ends) in enumerate(notes, 1)]
    return finding_on(reversed(facts), DAY)


def test_without_a_note_it_is_undetermined():
    assert on_day() is Found.UNDETERMINED


@pytest.mark.parametrize("found", Found)
def test_a_note_on_everything_of_ours_says_it(found):
    assert on_day((WHOLE, found, LATER)) is found


def test_a_note_counts_on_its_last_day_and_not_on_the_day_after():
    assert on_day((WHOLE, Found.NO, DAY)) is Found.NO
    assert on_day((WHOLE, Found.NO, OVER)) is Found.UNDETERMINED


def test_a_yes_that_is_over_is_undetermined_too():
    assert on_day((WHOLE, Found.YES, OVER)) is Found.UNDETERMINED


def test_a_new_note_follows_the_old_one_of_its_subject_whichever_ends_later():
    assert on_day((WHOLE, Found.YES, LATER), (WHOLE, Found.NO, DAY)) is Found.NO


def test_no_for_one_product_leaves_the_rest_undetermined():
    assert on_day((RANKER, Found.NO, LATER)) is Found.UNDETERMINED


@pytest.mark.parametrize("found", [Found.YES, Found.UNDETERMINED])
def test_the_strictest_subject_decides_whichever_was_written_first(found):
    whole, ranker = (WHOLE, Found.NO, LATER), (RANKER, found, LATER)
    assert on_day(whole, ranker) is on_day(ranker, whole) is found


def test_a_subject_whose_note_is_over_is_undetermined_until_everything_of_ours_is_found_on_anew():
    whole, over = (WHOLE, Found.NO, LATER), (RANKER, Found.NO, OVER)
    assert on_day(whole, over) is Found.UNDETERMINED
    assert on_day(over, whole) is Found.NO
