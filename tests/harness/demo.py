"""The demo portfolio for tests: loaded once per process, copied for each test that asks.

`portfolio_database` holds everything but reports and is quick; `demo_database` holds the reports too (their PDFs take
most of a minute once); `demo_site` is the site running over it, and `demo_windows` are browser windows on that site.
Whoever asks for one of them must not ask for `db`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser

from governance.accounts.models import User
from governance.demo import logins
from governance.demo.loading import portfolio
from tests.harness.browser import Windows
from tests.harness.databases import Databases
from tests.harness.site import LiveSite, running, settings_at


@dataclass(frozen=True, slots=True)
class Template:
    """A database nobody works in, and the folder of its files; both are copied."""

    database: str
    home: Path


@contextmanager
def _making(databases: Databases, source: Template | None, home: Path) -> Iterator[Template]:
    """Work in a fresh copy (of `source`, else of the migrated template) and leave it ready to be copied."""
    if source is not None:
        shutil.copytree(source.home, home, dirs_exist_ok=True)
    made = Template(databases.copy(source.database if source else ""), home)
    databases.switch(made.database)
    try:
        with override_settings(**settings_at(home)):
            yield made
    finally:
        databases.settle(made.database)
        databases.switch(databases.work)


@pytest.fixture(scope="session")
def portfolio_template(databases: Databases, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Template]:
    """The portfolio without its reports."""
    with django_db_blocker.unblock():
        with _making(databases, None, tmp_path_factory.mktemp("portfolio")) as made:
            logins.keep(portfolio.load())
    yield made
    with django_db_blocker.unblock():
        databases.drop(made.database)


@pytest.fixture(scope="session")
def demo_template(
    databases: Databases, portfolio_template: Template, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Template]:
    """The whole demo: the command itself finishes what the portfolio began."""
    with django_db_blocker.unblock():
        with _making(databases, portfolio_template, tmp_path_factory.mktemp("demo")) as made:
            call_command("load_demo", verbosity=0, skip_checks=True)
    yield made
    with django_db_blocker.unblock():
        databases.drop(made.database)


@contextmanager
def _copied(databases: Databases, template: Template, home: Path) -> Iterator[str]:
    shutil.copytree(template.home, home, dirs_exist_ok=True)
    name = databases.copy(template.database)
    databases.switch(name)
    try:
        with override_settings(**settings_at(home)):
            yield databases.url_of(name)
    finally:
        databases.switch(databases.work)
        databases.drop(name)


@pytest.fixture
def portfolio_database(
    databases: Databases, portfolio_template: Template, django_db_blocker: Any, tmp_path: Path
) -> Iterator[str]:
    """A copy of the demo without reports that really commits; its DATABASE_URL."""
    with django_db_blocker.unblock(), _copied(databases, portfolio_template, tmp_path) as url:
        yield url


@pytest.fixture
def demo_database(
    databases: Databases, demo_template: Template, django_db_blocker: Any, tmp_path: Path
) -> Iterator[str]:
    """A copy of the whole demo that really commits; its DATABASE_URL. Its files lie in `tmp_path`."""
    with django_db_blocker.unblock(), _copied(databases, demo_template, tmp_path) as url:
        yield url


@pytest.fixture
def demo_site(demo_database: str, tmp_path: Path) -> Iterator[LiveSite]:
    """The site running over `demo_database`."""
    with running(demo_database, tmp_path) as site:
        yield site


@pytest.fixture
def demo_windows(browser: Browser, demo_site: LiveSite, signed_in: Callable[..., Client]) -> Iterator[Windows]:
    """Browser windows on the demo. None may have complained in the end."""
    opened = Windows(browser, demo_site, signed_in)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture
def demo_person() -> Callable[[str], User]:
    """demo_person("Ines Halloran") -> that account of the demo."""
    return lambda name: User.objects.get(name=name)
