"""The log-ins of the demo: random passwords in a file that only its owner reads, in the folder of run-time state.

The finished file is the sign that the demo is whole; until then the passwords wait in a file of another name.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from governance.demo.loading.book import Book, data


def finished_file() -> Path:
    """Where the log-ins lie once the demo is whole."""
    return Path(settings.HOME) / "demo-logins.txt"


def waiting_file() -> Path:
    """Where they lie while reports are still being made."""
    return Path(settings.HOME) / "demo-logins.part"


def keep(book: Book) -> None:
    """Write one line per person, "role: address password", for whoever may read the folder and nobody else."""
    lines = [
        f"{', '.join(row['roles']).replace('_', ' ')}: {row['email']} {book.passwords[row['key']]}\n"
        for row in data("organisation")["people"]
    ]
    waiting_file().unlink(missing_ok=True)  # mode 600 holds for a new file only
    with os.fdopen(os.open(waiting_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.writelines(lines)


def finish() -> None:
    """Say that the demo is whole. A file that waited elsewhere (another home) is not missed."""
    if waiting_file().exists():
        waiting_file().replace(finished_file())
