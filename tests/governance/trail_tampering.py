"""A trail to tamper with, the means to do it behind the triggers' back, and the command that should notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.accounts.services.teams import add_team
from governance.database.triggers import catalogue, declared, install, remove


@pytest.fixture
def trail(administrator: User) -> User:
    for number in range(1, 6):
        add_team(actor=Actor(user=administrator, via="session"), name=f"Team {number}")
    return administrator


@contextmanager
def behind_the_triggers() -> Iterator[None]:
    """As somebody with the keys of the database would: take the guards away, do it, put them back."""
    remove(connection, {name for name in catalogue(connection) if name.startswith("cs_audit_")})
    yield
    install(connection, declared())


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    try:
        call_command("verify_audit_trail", *arguments)
        code = 0
    except SystemExit as error:
        code = int(error.code or 0)
    said = capsys.readouterr()
    return code, said.out + said.err
