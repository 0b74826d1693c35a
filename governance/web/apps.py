"""App configuration of the plumbing. It connects the one signal the product allows itself: triggers, at a migrate."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class WebConfig(AppConfig):
    name = "governance.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect once; `dispatch_uid` keeps a second `setup()` from connecting again."""
        from governance.web import checks  # noqa: F401 - registers the system check

        pre_migrate.connect(before_migrate, dispatch_uid="countersign.before-migrate")
        post_migrate.connect(after_migrate, dispatch_uid="countersign.after-migrate")


def before_migrate(sender: AppConfig, *, using: str, plan: Any = (), **_: Any) -> None:
    """Take away what would stop SQLite from rebuilding tables, once, and only if something is to be migrated."""
    from governance.database.triggers import make_way

    if plan and sender is _with_models()[0]:
        make_way(connections[using])


def after_migrate(sender: AppConfig, *, using: str, **_: Any) -> None:
    """Put all triggers in place and make the cache table, once, after the last app."""
    from governance.database.triggers import synchronise

    if sender is _with_models()[-1]:
        synchronise(connections[using])
        call_command("createcachetable", database=using, verbosity=0)


def _with_models() -> list[AppConfig]:
    """The apps Django sends its migrate signals for, in their order."""
    return [config for config in apps.get_app_configs() if config.models_module is not None]
