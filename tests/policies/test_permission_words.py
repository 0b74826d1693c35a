"""May I use this: the plain answer for every standing and mode. No database."""

from __future__ import annotations

import datetime as dt

import pytest

from policies.domain.lifecycle import Standing
from policies.domain.permission import Use, permission
from policies.domain.types import Mode

TODAY = dt.date(2026, 3, 18)
END = dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("mode", "standing", "use", "words"),
    [
        (Mode.ELIGIBLE, None, Use.NO, "No. It is not approved"),
        (
            Mode.ELIGIBLE,
            Standing.ACTIVE,
            Use.YES,
            "Yes. Until 30 September 2026, on 2 conditions. What it writes may be",
        ),
        (Mode.ATTESTED, Standing.EXPIRING, Use.YES, "reviewed by a person and attested"),
        (Mode.RESTRICTED, Standing.ACTIVE, Use.ASK_FIRST, "Ask first. Until 30 September 2026"),
        (Mode.ATTESTED, Standing.FLAGGED, Use.YES, "the review is due on 20 March 2026"),
        (Mode.ATTESTED, Standing.SUSPENDED, Use.NO, "suspended"),
        (Mode.ATTESTED, Standing.EXPIRED, Use.NO, "expired"),
        (Mode.ATTESTED, Standing.REVOKED, Use.NO, "revoked"),
        (Mode.ATTESTED, Standing.NOT_STARTED, Use.NO, "Not yet"),
    ],
)
def test_every_standing_has_its_plain_answer(mode: Mode, standing: Standing | None, use: Use, words: str) -> None:
    answer = permission(mode, standing, ends_on=END, review_due_on=dt.date(2026, 3, 20), today=TODAY, conditions=2)
    assert answer.use == use
    assert words in answer.sentence


def test_an_overdue_review_needs_a_sign_off() -> None:
    late = permission(Mode.ELIGIBLE, Standing.FLAGGED, ends_on=END, review_due_on=dt.date(2026, 3, 17), today=TODAY)
    on_the_day = permission(Mode.ELIGIBLE, Standing.FLAGGED, ends_on=END, review_due_on=TODAY, today=TODAY)
    assert (late.use, on_the_day.use) == (Use.ASK_FIRST, Use.YES)
