"""Each kind of trigger refuses what it declares, on a table made for the test, on either database."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from governance.database import dialects
from governance.database.triggers import (
    AppendOnly,
    FrozenColumns,
    FrozenWhen,
    NoDelete,
    Refuse,
    Trigger,
    catalogue,
    declared,
    guards_of,
    install,
    make_way,
    missing,
    remove,
    synchronise,
)

pytestmark = pytest.mark.django_db


def sql(statement: str) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def refused(statement: str, message: str = "") -> None:
    with pytest.raises(IntegrityError, match=f"^countersign: .*{message}"):
        sql(statement)


@pytest.fixture
def papers() -> Iterator[None]:
    sql("CREATE TABLE papers (id integer PRIMARY KEY, title varchar(80), state varchar(20), kind varchar(20))")
    sql("CREATE TABLE writers (paper_id integer, person integer)")
    sql("CREATE TABLE verdicts (id integer PRIMARY KEY, paper_id integer, person integer)")
    sql("INSERT INTO papers VALUES (1, 'Terms', 'draft', ''), (2, 'Policy', 'final', 'code')")
    sql("INSERT INTO writers VALUES (1, 7)")
    yield
    for table in ("papers", "writers", "verdicts"):
        sql(f"DROP TABLE {table}")


def test_rows_of_an_append_only_table_are_added_but_never_changed_or_removed(papers):
    install(connection, [AppendOnly("papers")])
    sql("INSERT INTO papers VALUES (3, 'New', 'draft', '')")
    refused("UPDATE papers SET title = 'Other' WHERE id = 1", "never changed")
    refused("DELETE FROM papers", "never removed")
    assert sql("SELECT count(*) FROM papers") == [(3,)]


def test_an_append_only_table_cannot_be_truncated(papers):
    install(connection, [AppendOnly("papers")])
    refused("TRUNCATE papers" if connection.vendor == "postgresql" else "DELETE FROM papers")


def test_a_row_of_an_append_only_table_cannot_be_replaced_by_an_insert(papers):
    install(connection, [AppendOnly("papers")])
    columns = "(id, title, state, kind) VALUES (1, 'Other', 'draft', '')"
    refused(f"INSERT INTO papers {columns} ON CONFLICT (id) DO UPDATE SET title = 'Other'")
    if connection.vendor == "sqlite":
        refused(f"REPLACE INTO papers {columns}")


def test_rows_that_are_kept_may_still_change(papers):
    install(connection, [NoDelete("papers")])
    sql("UPDATE papers SET title = 'Other' WHERE id = 1")
    refused("DELETE FROM papers WHERE id = 1")


def test_a_frozen_column_may_be_set_once(papers):
    install(connection, [FrozenColumns("papers", ("kind",))])
    sql("UPDATE papers SET kind = 'text' WHERE id = 1")
    sql("UPDATE papers SET title = 'Other', kind = 'text' WHERE id = 1")
    refused("UPDATE papers SET kind = 'code' WHERE id = 1", "kind of papers")
    refused("UPDATE papers SET kind = NULL WHERE id = 1")


def test_columns_may_change_only_while_the_exception_holds(papers):
    install(connection, [FrozenColumns("papers", ("title", "kind"), unless="OLD.state = 'draft'")])
    sql("UPDATE papers SET title = 'Other' WHERE id = 1")
    refused("UPDATE papers SET title = 'Other' WHERE id = 2")
    sql("UPDATE papers SET state = NULL WHERE id = 2")
    refused("UPDATE papers SET kind = NULL WHERE id = 2")


def test_columns_are_frozen_once_a_condition_holds(papers):
    install(connection, [FrozenColumns("papers", ("title",), once="OLD.state = 'final'")])
    sql("UPDATE papers SET title = 'Other' WHERE id = 1")
    refused("UPDATE papers SET title = 'Other' WHERE id = 2")


def test_a_row_in_a_closed_state_is_frozen_whole(papers):
    install(connection, [FrozenWhen("papers", "OLD.state = 'final'")])
    sql("UPDATE papers SET state = 'final' WHERE id = 1")
    refused("UPDATE papers SET state = 'draft' WHERE id = 1", "closed")
    refused("DELETE FROM papers WHERE id = 2")


def test_who_wrote_a_paper_cannot_judge_it(papers):
    condition = "EXISTS (SELECT 1 FROM writers w WHERE w.paper_id = NEW.paper_id AND w.person = NEW.person)"
    install(connection, [Refuse("verdicts", ("INSERT", "UPDATE"), condition, "who wrote it can't judge it")])
    sql("INSERT INTO verdicts VALUES (1, 1, 8)")
    refused("INSERT INTO verdicts VALUES (2, 1, 7)", "who wrote it can't judge it")
    refused("UPDATE verdicts SET person = 7 WHERE id = 1")


def test_rows_of_a_closed_parent_can_be_neither_added_nor_moved_nor_removed(papers):
    condition = "EXISTS (SELECT 1 FROM papers p WHERE p.id = {row}.paper_id AND p.state = 'final')"
    sql("INSERT INTO verdicts VALUES (1, 1, 8), (2, 2, 8)")
    install(connection, [Refuse("verdicts", ("INSERT", "UPDATE", "DELETE"), condition, "the paper is closed")])
    sql("UPDATE verdicts SET person = 9 WHERE id = 1")
    refused("INSERT INTO verdicts VALUES (3, 2, 8)")
    refused("UPDATE verdicts SET paper_id = 2 WHERE id = 1")
    refused("UPDATE verdicts SET paper_id = 1 WHERE id = 2")
    refused("DELETE FROM verdicts WHERE id = 2")
    sql("DELETE FROM verdicts WHERE id = 1")


def test_conditions_may_compare_null_safely(papers):
    rule = Refuse("papers", ("UPDATE",), "NEW.kind IS DISTINCT FROM OLD.kind", "kind stays")
    same = Refuse("papers", ("INSERT",), "NEW.kind IS NOT DISTINCT FROM NEW.title", "kind is no title")
    install(connection, [rule, same])
    refused("UPDATE papers SET kind = NULL WHERE id = 1")
    refused("INSERT INTO papers VALUES (3, NULL, 'draft', NULL)")
    sql("UPDATE papers SET title = 'Other' WHERE id = 1")


def test_a_message_may_hold_quotes_and_percent_signs(papers):
    install(connection, [Refuse("papers", ("DELETE",), "OLD.id = 1", "it's 100 % kept")])
    refused("DELETE FROM papers WHERE id = 1", "it's 100 % kept")


def test_installing_twice_changes_nothing(papers):
    triggers: list[Trigger] = [AppendOnly("papers"), NoDelete("verdicts")]
    install(connection, triggers)
    before = catalogue(connection)
    install(connection, triggers)
    assert catalogue(connection) == before
    assert missing(connection, triggers) == set()


def test_an_absent_table_is_passed_over_and_reported(papers):
    install(connection, [AppendOnly("papers_to_come")])
    assert "cs_papers_to_come_kept_update" in missing(connection, [AppendOnly("papers_to_come")])


def test_a_removed_trigger_is_reported(papers):
    install(connection, [AppendOnly("papers")])
    remove(connection, ["cs_papers_kept_delete"])
    assert missing(connection, [AppendOnly("papers")]) == {"cs_papers_kept_delete"}
    assert "cs_papers_kept_update" in catalogue(connection)


def test_a_trigger_that_was_hollowed_out_is_reported(papers):
    trigger = NoDelete("papers")
    install(connection, [trigger])
    guard = next(guard for guard in trigger.guards() if guard.event == "DELETE")
    hollow = dialects.Guard(guard.name, guard.table, guard.event, guard.message, "1 = 0")
    for statement in (
        *dialects.drop(connection.vendor, guard.name, guard.table),
        *dialects.create(connection.vendor, hollow),
    ):
        sql(statement)
    assert missing(connection, [trigger]) == {guard.name}


def test_a_disabled_trigger_is_reported(papers):
    install(connection, [NoDelete("papers")])
    if connection.vendor == "postgresql":
        sql("ALTER TABLE papers DISABLE TRIGGER cs_papers_kept_delete")
    else:  # SQLite knows no disabled triggers; dropping is how one is switched off
        sql("DROP TRIGGER cs_papers_kept_delete")
    assert missing(connection, [NoDelete("papers")]) == {"cs_papers_kept_delete"}


def test_a_session_that_plays_replica_passes_no_trigger_by(papers):
    install(connection, [AppendOnly("papers")])
    if connection.vendor == "postgresql":
        sql("SET LOCAL session_replication_role = replica")
    refused("UPDATE papers SET title = 'Other' WHERE id = 1", "never changed")
    refused("DELETE FROM papers WHERE id = 1", "never removed")


def test_a_trigger_that_can_be_passed_by_is_put_right_by_the_next_migrate():
    name = "cs_audit_event_kept_update"
    if connection.vendor == "postgresql":
        sql(f"ALTER TABLE audit_event ENABLE TRIGGER {name}")  # as installed before it was made to fire always
        sql("CREATE TRIGGER cs_left_over BEFORE UPDATE ON audit_event FOR EACH ROW"
            f" EXECUTE FUNCTION {name}()")  # fmt: skip
    else:
        sql(f"DROP TRIGGER {name}")
        sql("CREATE TRIGGER cs_left_over BEFORE UPDATE ON audit_event BEGIN SELECT 1; END")
    assert missing(connection, declared()) == {name}
    synchronise(connection)
    assert missing(connection, declared()) == set()
    assert "cs_left_over" not in dialects.stored(connection)


def test_two_rules_that_claim_one_name_are_an_error():
    one = Refuse("papers", ("INSERT",), "NEW.id = 1", "no")
    assert len(guards_of(connection, [one, one])) == 1
    two = FrozenColumns("papers", ("title",))
    three = Refuse("papers", ("UPDATE",), "NEW.id = 2", "no")
    assert len(guards_of(connection, [one, two, three])) == 3
    with pytest.raises(ValueError, match="two triggers"):
        guards_of(connection, [NoDelete("papers"), _Impostor("papers")])


class _Impostor(NoDelete):
    def guards(self):
        return (self._guard("kept", "DELETE", "something else"),)


def test_long_names_stay_apart_within_what_postgresql_keeps():
    table = "a_table_whose_name_alone_is_nearly_as_long_as_names_can_be_here"[:58]
    names = {guard.name for guard in AppendOnly(table).guards()}
    assert len(names) == 3
    assert all(len(name) <= 63 for name in names)


def test_a_table_that_another_tables_trigger_looks_into_can_still_be_rebuilt(papers):
    condition = "EXISTS (SELECT 1 FROM writers w WHERE w.paper_id = NEW.paper_id)"
    triggers = [Refuse("verdicts", ("INSERT",), condition, "no"), NoDelete("papers")]
    install(connection, triggers)
    make_way(connection)
    sql("CREATE TABLE new__writers (paper_id integer, person integer, added integer)")
    sql("DROP TABLE writers")
    sql("ALTER TABLE new__writers RENAME TO writers")
    if connection.vendor == "sqlite":
        assert len(missing(connection, triggers)) == 1
    install(connection, triggers)
    assert missing(connection, triggers) == set()


def test_after_migrations_the_database_holds_every_declared_trigger():
    triggers = declared()
    assert triggers
    assert missing(connection, triggers) == set()
    assert catalogue(connection) == set(guards_of(connection, triggers))


@pytest.mark.parametrize("name", ["Papers", "papers; DROP TABLE x", "", 'pa"pers'])
def test_a_name_that_is_no_plain_identifier_is_refused(name):
    with pytest.raises(ValueError, match="cannot name"):
        NoDelete(name).guards()
