"""Which text applied from when until when: texts in force, cut to when they governed, with the gaps named."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.in_force import Look, Span, in_force, spans
from vendors.domain.timeline import Gap, Stretch, covered, cut, on, stretches

START = dt.date(2027, 1, 1)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def look(version: int, since: int, effective: int | None = None) -> Look:
    moment = dt.datetime.combine(day(since), dt.time(12), dt.UTC)
    return Look(version, version, moment, day(effective) if effective is not None else None)


def said(found: tuple[Stretch, ...]) -> list[tuple[int, int | None, object]]:
    return [
        (
            (one.start - START).days,
            (one.end - START).days if one.end else None,
            one.look.version if one.look else one.gap,
        )
        for one in found
    ]


TWO = (look(1, 10), look(2, 40, effective=50))


def test_texts_follow_each_other_on_the_day_the_next_takes_effect() -> None:
    found = spans(TWO, "UTC")
    assert [(span.look.version, span.start, span.end) for span in found] == [(1, day(10), day(50)), (2, day(50), None)]
    assert [span.by_the_clock("UTC") for span in found] == [False, True]
    assert spans((), "UTC") == ()


def test_gaps_are_named_where_nothing_was_captured_and_where_nothing_governed() -> None:
    found = stretches(spans(TWO, "UTC"), [(day(0), day(60)), (day(80), None)])
    assert said(found) == [
        (0, 10, Gap.NOT_CAPTURED),
        (10, 50, 1),
        (50, 60, 2),
        (60, 80, Gap.NOT_GOVERNING),
        (80, None, 2),
    ]


def test_a_text_nobody_could_see_is_told_from_one_that_was_seen() -> None:
    found = stretches(spans(TWO[:1], "UTC"), [(day(0), None)], unseen=[(day(20), day(30))])
    assert [(one.unseen, (one.start - START).days) for one in found] == [
        (False, 0),
        (False, 10),
        (True, 20),
        (False, 30),
    ]


def test_nothing_is_said_of_days_that_are_not_asked_about() -> None:
    found = stretches(spans(TWO, "UTC"), [(day(0), None)], within=[(day(20), day(30)), (day(55), None)])
    assert said(found) == [(20, 30, 1), (55, None, 2)]
    assert on(found, day(40)) is None and on(found, day(25)) == found[0]


def test_neighbours_that_say_the_same_are_one() -> None:
    found = stretches(spans(TWO[:1], "UTC"), [(day(0), day(20)), (day(20), None)])
    assert said(found) == [(0, 10, Gap.NOT_CAPTURED), (10, None, 1)]


def test_a_span_is_cut_to_a_period_and_dropped_outside() -> None:
    one = Span(TWO[0], day(10), day(50))
    assert cut([one], (day(0), day(20))) == [Span(TWO[0], day(10), day(20))]
    assert cut([one], (day(50), None)) == [] and cut([one], (day(0), day(10))) == []


OFFSETS = st.integers(min_value=0, max_value=40)
LOOKS = st.lists(st.tuples(OFFSETS, st.none() | OFFSETS), min_size=1, max_size=6).map(
    lambda rows: tuple(
        look(number, since, effective)
        for number, (since, effective) in enumerate(sorted(rows, key=lambda row: row[0]), start=1)
    )
)
PERIODS = st.lists(st.tuples(OFFSETS, OFFSETS), max_size=4).map(
    lambda rows: [(day(min(row)), day(max(row) + 1)) for row in rows]
)


@given(LOOKS, PERIODS, OFFSETS, st.integers(min_value=0, max_value=20))
def test_every_day_is_answered_as_asking_for_that_day_alone_answers_it(
    looks: tuple[Look, ...], governed: list[tuple[dt.date, dt.date | None]], asked: int, notice: int
) -> None:
    found = stretches(spans(looks, "UTC", notice), governed)
    at = on(found, day(asked))
    captured = day(asked) >= looks[0].since.date()
    governs = covered(governed, day(asked))
    if captured and governs:
        assert at is not None and at.look == in_force(looks, day(asked), "UTC", notice)
    elif captured or governs:
        assert at is not None and at.gap == (Gap.NOT_CAPTURED if governs else Gap.NOT_GOVERNING)
    else:
        assert at is None
    assert all(one.end == two.start or one.end < two.start for one, two in pairwise(found))
