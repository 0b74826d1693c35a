"""A migrate ends with every trigger in place and the table of the cache there, whatever was before."""

from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from governance.database.triggers import NoDelete, Refuse, catalogue, declared, install, missing, remove
from governance.web.apps import after_migrate, before_migrate

LOOKING = Refuse("jobs_job", ("INSERT",), "EXISTS (SELECT 1 FROM blobs_blob b WHERE b.size = NEW.attempt)", "no")


def with_models() -> list:
    return [config for config in apps.get_app_configs() if config.models_module is not None]


def test_migrating_puts_back_what_is_gone_and_takes_away_what_is_not_declared(own_database):
    remove(connection, ["cs_audit_event_kept_delete"])
    install(connection, [NoDelete("jobs_job")])
    assert missing(connection, declared()) == {"cs_audit_event_kept_delete"}
    call_command("migrate", verbosity=0)
    assert missing(connection, declared()) == set()
    assert "cs_jobs_job_kept_delete" not in catalogue(connection)


def test_migrating_makes_the_table_of_the_cache(own_database):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE countersign_cache")
    call_command("migrate", verbosity=0)
    assert cache.add("a", 1)


def test_triggers_that_look_elsewhere_make_way_only_when_there_is_something_to_migrate(db):
    first = with_models()[0]
    install(connection, [LOOKING])
    before_migrate(first, using="default", plan=[])
    assert missing(connection, [LOOKING]) == set()
    before_migrate(first, using="default", plan=["something"])
    assert bool(missing(connection, [LOOKING])) == (connection.vendor == "sqlite")
    after_migrate(with_models()[-1], using="default")
    assert missing(connection, declared()) == set()


def test_the_signals_of_all_other_apps_do_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        before_migrate(with_models()[-1], using="default", plan=["something"])
        after_migrate(with_models()[0], using="default")
