"""Which database this process tests on, and which tests belong to it. One run has three legs, side by side.

`make test` starts pytest with one xdist worker per leg (`--dist each`): one per database, and one for the browser,
whose tests wait more than they compute and would hold up the others. A bare `pytest` has no leg: all it collects runs
on one database, SQLite unless `--db postgresql` or DATABASE_URL says otherwise.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SQLITE, POSTGRESQL, BROWSER = "sqlite", "postgresql", "browser"
LEG = "COUNTERSIGN_TEST_LEG"
NO_DATABASE = ("domain", "architecture")
BROWSER_FIXTURES = frozenset({"browser"})
TESTS = Path(__file__).resolve().parent.parent


def worker_input(config: pytest.Config) -> dict[str, str]:
    """What the controller told this xdist worker; empty when this is not one."""
    told: dict[str, str] = getattr(config, "workerinput", {})
    return told


def leg_of(config: pytest.Config) -> str:
    """sqlite, postgresql or browser in the run of `make test`, "" otherwise."""
    return worker_input(config).get("leg", "")


def is_controller(config: pytest.Config) -> bool:
    """Whether this process only hands tests to workers."""
    return bool(config.getoption("tx", None)) and not worker_input(config)


def wants_postgres(config: pytest.Config) -> bool:
    """Whether a PostgreSQL is needed by this process or its workers."""
    legged = any(POSTGRESQL in spec for spec in config.getoption("tx", None) or [])
    return legged or config.getoption("db") == POSTGRESQL


def uses_browser(item: pytest.Item) -> bool:
    """Whether a test drives Chromium."""
    return bool(BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())))


def belongs(item: pytest.Item, leg: str) -> bool:
    """Whether a test runs on this leg: domain and architecture once, browser tests on the browser's leg (which is on
    PostgreSQL) and on SQLite only where they say so, the rest on both databases."""
    part = item.path.relative_to(TESTS).parts[0]
    if not leg:
        return True
    if part in NO_DATABASE:
        return leg == SQLITE
    if uses_browser(item):
        return leg == BROWSER or (leg == SQLITE and item.get_closest_marker("both_databases") is not None)
    return leg != BROWSER


def select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this leg and was asked for: slow proofs only with --prove, no browser with BROWSER=off.

    Slow proofs run on one database after the other, those with a browser with PostgreSQL's.
    """
    proof = config.getoption("prove")
    database = config.getoption("db") or "" if proof else ""
    legs = {leg_of(config) or database} | ({BROWSER} if database == POSTGRESQL else set())
    browser_off = os.environ.get("BROWSER", "").lower() == "off"
    parts = {part for item in items for mark in item.iter_markers("prove") for part in mark.args}
    if proof not in (None, "all", *parts):
        raise pytest.UsageError(f"No slow proof is called {proof!r}; there are: {', '.join(sorted(parts))}.")
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        mark = item.get_closest_marker("prove")
        asked = (mark is not None) == (proof is not None) and (
            proof in (None, "all") or (mark is not None and proof in mark.args)
        )
        wanted = asked and any(belongs(item, leg) for leg in legs) and not (browser_off and uses_browser(item))
        (kept if wanted else dropped).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
