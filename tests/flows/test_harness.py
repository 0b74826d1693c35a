"""The harness keeps its promises: a real site, a real browser, a database that really commits."""

import pytest
from django.db import connection

from governance.accounts.models import Team
from tests.harness.browser import axe


@pytest.mark.both_databases
def test_a_browser_reaches_the_running_site_and_sees_what_the_test_wrote(live_site, browse_as, counsel):
    page = browse_as(counsel)
    answer = page.goto("/healthz")
    assert answer is not None and answer.status == 200
    assert page.inner_text("body").strip() == "ok"
    assert axe(page) is not None


def test_a_row_in_the_own_database_is_committed_and_gone_afterwards(own_database):
    Team.objects.create(name="Kept")
    assert not connection.in_atomic_block
    assert Team.objects.count() == 1
