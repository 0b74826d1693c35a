"""Hooks and fixtures of every test. Who the people are is said in tests/cast.py, the machinery is in tests/harness."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.harness import environment, legs
from tests.harness.postgres import Server

if TYPE_CHECKING:
    from tests.harness.databases import Databases

PLUGINS = (
    "tests.cast",
    "tests.harness.site",
    "tests.harness.browser",
    "tests.harness.demo",
    "tests.flows.counting",
    "tests.governance.report_fixtures",
    "tests.governance.api_fixtures",
    "tests.governance.webhook_fixtures",
    "tests.governance.trail_tampering",
)
OWN_DATABASES = ("live_site", "own_database", "demo_site", "demo_database", "portfolio_database")
"""Fixtures that bring a database of their own, in place of `db`."""
SERVER = pytest.StashKey[Server]()
HOME = pytest.StashKey[Path]()

hypothesis.settings.register_profile("house", deadline=None, database=None)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=[legs.SQLITE, legs.POSTGRESQL], help="database of a run with one leg")
    parser.addoption("--prove", metavar="PART", help="run the slow proofs instead: 'all' or one part")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: a browser test that runs on both databases")
    config.addinivalue_line(
        "markers", "prove(part): a slow proof, run by `make prove P=part`; governance/README.md lists the parts"
    )
    if config.getoption("help") or config.getoption("version"):
        return
    url = legs.worker_input(config).get("postgres_url") or _postgres_url(config)
    if legs.is_controller(config):
        config.stash[HOME] = Path()
        config.option.postgres_url = url
        return
    if legs.SQLITE in (legs.leg_of(config), config.getoption("db")):
        url = ""
    config.stash[HOME] = environment.prepare(config, url)
    for plugin in PLUGINS:  # imported only now: they import models
        config.pluginmanager.import_plugin(plugin)


def _postgres_url(config: pytest.Config) -> str:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    if not legs.wants_postgres(config):
        return ""
    server = Server()
    config.stash[SERVER] = server
    server.start()
    return server.url("postgres")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each xdist worker its leg and where PostgreSQL is."""
    node.workerinput["leg"] = node.gateway.spec.env.get(legs.LEG, "")
    node.workerinput["postgres_url"] = node.config.option.postgres_url


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()
    home = config.stash.get(HOME, Path())
    if home != Path():
        shutil.rmtree(home, ignore_errors=True)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Benchmarks are run by name only: nothing in the suite asserts a time."""
    asked = any("benchmarks" in argument for argument in config.args)
    return True if collection_path.name == "benchmarks" and not asked else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    legs.select(config, items)


@pytest.fixture(scope="session")
def databases(django_db_blocker: Any) -> Iterator[Databases]:
    """Template and work database of this process."""
    from tests.harness.databases import Databases

    with django_db_blocker.unblock():
        made = Databases()
        made.prepare()
    yield made
    with django_db_blocker.unblock():
        made.discard()


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases) -> None:
    """pytest-django asks for this before the first test with a database."""


@pytest.fixture
def own_database(databases: Databases, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """A copy of the migrated template that really commits; its DATABASE_URL. Never together with `db`."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        raise pytest.UsageError("own_database replaces django_db; ask for one of them")
    with django_db_blocker.unblock():
        name = databases.copy()
        databases.switch(name)
        try:
            yield databases.url_of(name)
        finally:
            databases.switch(databases.work)
            databases.drop(name)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """Whichever database the test runs on: its own copy if it asked for one, else a transaction that is rolled back."""
    own = [name for name in OWN_DATABASES if name in request.fixturenames]
    request.getfixturevalue(own[0] if own else "db")


@pytest.fixture(autouse=True)
def _no_flush(request: pytest.FixtureRequest) -> None:
    mark = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (mark and mark.kwargs.get("transaction")):
        raise pytest.UsageError("append-only triggers refuse flush: use the own_database fixture instead")
