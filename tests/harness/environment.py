"""The environment of one test process, settled before Django reads it: its own home, its own database, no proxies."""

from __future__ import annotations

import os
import tempfile
import uuid
from pathlib import Path

import pytest

from tests.harness import legs

LOOPBACK = "127.0.0.1,localhost,::1"


def prepare(config: pytest.Config, postgres_url: str) -> Path:
    """Set the variables, load Django, and return the temporary home. `postgres_url` is "" for SQLite."""
    home = Path(tempfile.mkdtemp(prefix="cs-test-"))
    for name in [name for name in os.environ if name.startswith("COUNTERSIGN_") and name != legs.LEG]:
        del os.environ[name]
    os.environ.pop(legs.LEG, None)  # settings refuse COUNTERSIGN_ variables they do not know
    for name in ("CELERY_BROKER_URL", "STRICT_SEPARATION"):
        os.environ.pop(name, None)
    os.environ |= {
        "COUNTERSIGN_HOME": str(home),
        "COUNTERSIGN_LOG_LEVEL": "WARNING",
        "DATABASE_URL": work_url(home, postgres_url),
        "DJANGO_SETTINGS_MODULE": "governance.settings",
        "NO_PROXY": LOOPBACK,
        "no_proxy": LOOPBACK,
    }
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.harness.hashing.QuickArgon2"]
    django.setup()
    return home


def work_url(home: Path, postgres_url: str) -> str:
    """Address of the database ordinary tests share: a file in `home`, or a fresh name on the server."""
    if not postgres_url:
        return f"sqlite://{home}/work.sqlite3"
    return renamed(postgres_url, f"cs_{uuid.uuid4().hex[:10]}")


def renamed(url: str, name: str) -> str:
    """`url` with another database name."""
    address, mark, options = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{mark}{options}"
