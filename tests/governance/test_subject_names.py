"""What events are about goes by the name its own row has, on the page that shows it."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts.backend import AccountBackend
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.desk.subjects import KINDS, subjects_of


def about(kind: str, uid: uuid.UUID) -> Event:
    return Event(subject_kind=kind, subject_uid=uid)


@pytest.fixture
def reader(portfolio_database: None) -> User:
    """A counsel as a request has them."""
    found = AccountBackend().get_user(User.objects.holding(Role.COUNSEL, timezone.now()).first().pk)
    assert found is not None
    return found


def test_every_subject_has_the_name_of_its_row_and_all_are_found_at_once(reader: User) -> None:
    # All kinds but those the portfolio has none of; their names are one column and a number.
    rows = {(kind, row.uid): str(row) for kind, entry in KINDS.items() for row in entry.rows(reader)[:20]}
    events = [about(*key) for key in rows]
    with CaptureQueriesContext(connection) as queries:
        found = subjects_of(events, reader)
    assert {key: subject.name for key, subject in found.items()} == rows
    assert len(queries) == 1
    assert set(KINDS) - {kind for kind, _ in rows} == {"accounts.apitoken", "reports.report"}


def test_every_subject_leads_to_a_page_that_is_there(reader: User, signed_in) -> None:
    client = signed_in(reader)
    for kind, entry in KINDS.items():
        row = apps.get_model(kind).objects.first()
        if entry.page and row is not None:
            subject = subjects_of([about(kind, row.uid)], reader)[(kind, row.uid)]
            assert client.get(subject.url, follow=True).status_code == 200, kind


def test_a_subject_that_is_gone_or_of_no_kind_is_left_out(reader: User) -> None:
    assert subjects_of([about("vendors.vendor", uuid.uuid4()), about("product", uuid.uuid4())], reader) == {}
    assert subjects_of([], reader) == {}
