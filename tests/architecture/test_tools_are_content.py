"""The linter and the type checker have nothing to say, and no migration is missing."""

import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.architecture.sources import PACKAGES, ROOT


def tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_linter_is_content():
    found = tool("ruff", "check", "--output-format", "concise", ".")
    assert found.returncode == 0, found.stdout


def test_the_code_is_formatted():
    found = tool("ruff", "format", "--check", ".")
    assert found.returncode == 0, found.stdout


def test_the_types_hold():
    found = tool("mypy", "--no-error-summary", *PACKAGES, "manage.py")
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
