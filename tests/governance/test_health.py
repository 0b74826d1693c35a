"""Health says whether the process is up; readiness names what is missing, and no secrets."""

import json

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import Client, RequestFactory

from governance.database.triggers import declared, guards_of, install, remove
from governance.web import health

pytestmark = pytest.mark.urls("tests.governance.web_urls")


@pytest.fixture(autouse=True)
def neighbours(settings, tmp_path, monkeypatch):
    """Storage and broker of the test, both in a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "blobs")},
        },
    }
    monkeypatch.setattr(health, "broker_problem", lambda: "")
    return tmp_path


def ask() -> tuple[int, dict]:
    answer = health.readyz(RequestFactory().get("/readyz"))
    return answer.status_code, json.loads(answer.content)["missing"]


def test_the_process_answers_without_a_database():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_everything_there_is_ready(db, neighbours):
    assert ask() == (200, {})
    assert list((neighbours / "blobs").iterdir()) == []


def test_a_missing_trigger_is_named(db):
    guards = guards_of(connection, declared())
    name = min(guards)
    remove(connection, [name])
    try:
        status, missing = ask()
    finally:
        install(connection, declared())
    assert (status, missing) == (503, {"triggers": f"not in place: {name}"})


def test_unapplied_migrations_are_counted(db, monkeypatch):
    monkeypatch.setattr(health, "migrations_problem", lambda: "2 not applied")
    assert ask() == (503, {"migrations": "2 not applied"})


def test_an_unreachable_database_is_said_without_its_address(monkeypatch):
    def unreachable() -> str:
        raise OSError("connection to postgresql://owner:secret@db.internal failed")

    monkeypatch.setattr(health, "database_problem", unreachable)
    status, missing = ask()
    assert (status, missing) == (503, {"database": "cannot be reached"})


def test_storage_that_cannot_be_written_is_named(db, neighbours):
    (neighbours / "blobs").write_text("a file where a folder should be")
    assert ask() == (503, {"storage": "cannot be reached"})


def test_an_object_store_is_only_asked(db, monkeypatch):
    class Store:
        asked = 0

        def exists(self, name: str) -> bool:
            Store.asked += 1
            return False

    monkeypatch.setattr(health, "storages", {**dict.fromkeys(storages.backends), "blobs": Store()})
    assert health.storage_problem() == ""
    assert Store.asked == 1
