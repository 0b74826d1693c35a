"""Several people start the same thing at the same moment: each has a number of its own, or an answer in words."""

from __future__ import annotations

import pytest
from django.test import Client

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, User
from governance.errors import Conflict
from governance.reports.models import Report
from policies.models import PolicyRevision
from policies.services.revisions import start_revision
from tests.cast import SignedIn
from tests.governance.report_world import World
from tests.policies.test_decision_race import at_once

pytestmark = pytest.mark.usefixtures("own_database")


def test_reports_started_at_once_bear_numbers_of_their_own(governed: World) -> None:
    found = at_once(*[governed.start] * 3)
    assert all(isinstance(entry, Report) for entry in found), found
    assert sorted(Report.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_of_drafts_started_at_once_one_is_there_and_the_others_are_told(
    legal: Actor, organisation: Organisation
) -> None:
    found = at_once(*[lambda: start_revision(actor=legal, title="Next policy")] * 3)
    assert sum(isinstance(entry, PolicyRevision) for entry in found) == 1, found
    assert sum(isinstance(entry, Conflict) for entry in found) == 2, found
    assert PolicyRevision.objects.count() == 1


def test_two_counsel_who_start_a_draft_at_once_see_it_started_or_read_why_not(
    counsel: User, second_counsel: User, organisation: Organisation, signed_in: SignedIn
) -> None:
    desks: list[Client] = [signed_in(counsel), signed_in(second_counsel)]
    answers = at_once(*[lambda desk=desk: desk.post("/policy/revisions/new/", {"title": "Next"}) for desk in desks])
    started, refused = sorted(answers, key=lambda answer: answer.status_code)
    assert (started.status_code, refused.status_code) == (302, 409)
    assert "There is a draft revision already." in refused.content.decode()
    assert PolicyRevision.objects.count() == 1
