"""Who is there in a benchmark of pages, lists and rows. Loaded before Django is set up: no model is imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from governance.accounts.models import Organisation, Team, User


@pytest.fixture
def world(counsel: User, engineering_owner: User, requester: User, payments: Team, organisation: Organisation) -> Any:
    """The people and the team that `doors.fill` fills a portfolio for."""
    return counsel, engineering_owner, requester, payments
