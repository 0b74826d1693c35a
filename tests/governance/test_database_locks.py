"""The chain lock and the read snapshot. Real contention is shown by the proofs; here is what one process can see."""

import pytest
from django.db import DatabaseError, connection, transaction

from governance.audit.models import PersonRecord
from governance.database.locks import CHAIN_LOCK_KEY, chain_lock, skip_locked_supported
from governance.database.snapshot import read_snapshot


@pytest.mark.django_db
def test_the_chain_lock_is_held_until_the_transaction_ends():
    with transaction.atomic():
        chain_lock(connection)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() "
                    "AND (classid::bigint << 32) + objid::bigint = %s",
                    [CHAIN_LOCK_KEY],
                )
                assert cursor.fetchone() == (1,)


def test_the_chain_lock_outside_a_transaction_is_an_error():
    class Outside:
        in_atomic_block = False

    with pytest.raises(RuntimeError, match="inside a transaction"):
        chain_lock(Outside())


@pytest.mark.django_db
def test_only_postgresql_skips_locked_rows():
    assert skip_locked_supported(connection) == (connection.vendor == "postgresql")


@pytest.mark.django_db
def test_a_read_snapshot_reads_but_refuses_to_write_and_lets_go_afterwards():
    with read_snapshot():
        assert PersonRecord.objects.count() == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            _person()
    _person()
    assert PersonRecord.objects.count() == 1


@pytest.fixture
def other_connection(own_database):
    """A second connection to a database that really commits, and a table for both."""
    other = connection.copy("other")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE snapshot_papers (id integer PRIMARY KEY)")
    yield other
    other.close()


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM snapshot_papers")
        return cursor.fetchone()[0]


def test_a_read_snapshot_stays_at_its_instant_and_stops_no_writer(other_connection):
    with read_snapshot():
        assert _count() == 0
        with other_connection.cursor() as cursor:
            cursor.execute("INSERT INTO snapshot_papers VALUES (1)")
        assert _count() == 0
    assert _count() == 1


def test_a_read_snapshot_inside_another_transaction_is_an_error(other_connection):
    with pytest.raises(RuntimeError), transaction.atomic(), read_snapshot():
        pass


@pytest.mark.django_db
def test_an_error_inside_a_read_snapshot_leaves_the_connection_as_it_was():
    mode = getattr(connection, "transaction_mode", None)
    with pytest.raises(ZeroDivisionError), read_snapshot():
        raise ZeroDivisionError
    assert getattr(connection, "transaction_mode", None) == mode
    _person()


def _person() -> PersonRecord:
    return PersonRecord.objects.create(uid="9d2d1a52-6d5c-4d8e-8d0d-0d6f2f6f3a11", commitment="0" * 64)
