"""What loading remembers: which key of the data files became which row, what day it is, and who acts.

Keys are names inside the data files only; nothing of them is stored.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from governance.demo.clock import Clock
from governance.webhooks.models import Webhook
from policies.models import Codebase, Tool, ToolRequest
from vendors.models import (
    CanonicalText,
    Citation,
    ClauseRecord,
    ModelRelease,
    TermsDocument,
    TermsVersion,
    Tier,
    Vendor,
)

FOLDER = Path(__file__).resolve().parents[1]
TEXTS = FOLDER / "texts"
MEDIA_TYPES = {".md": "text/markdown", ".html": "text/html", ".txt": "text/plain"}
BETWEEN_DEEDS, BETWEEN_STEPS = 20, 180
"""Seconds that pass before each deed, and before each step of a day."""

Row = dict[str, Any]


def data(name: str) -> Row:
    """One data file of the portfolio by its name without ending."""
    read: Row = json.loads((FOLDER / "portfolio" / f"{name}.json").read_text(encoding="utf-8"))
    return read


@dataclass(slots=True)
class Book:
    """Rows by key, and the day of loading that relative dates count from."""

    today: dt.date
    clock: Clock
    passwords: dict[str, str] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    releases: dict[str, ModelRelease] = field(default_factory=dict)
    tiers: dict[str, Tier] = field(default_factory=dict)
    documents: dict[str, TermsDocument] = field(default_factory=dict)
    versions: dict[tuple[str, int], TermsVersion] = field(default_factory=dict)
    rank_citations: dict[tuple[str, int, str], Citation] = field(default_factory=dict)
    records: dict[tuple[str, str], ClauseRecord] = field(default_factory=dict)
    citations: dict[tuple[int, str], Citation] = field(default_factory=dict)
    codebases: dict[str, Codebase] = field(default_factory=dict)
    tools: dict[str, Tool] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    requests: dict[str, ToolRequest] = field(default_factory=dict)

    def act(self, key: str) -> Actor:
        """The person at their desk, password just confirmed; a moment after whatever was done before."""
        self.clock.pass_by(BETWEEN_DEEDS)
        return Actor(user=self.people[key], via="session", stepped_up_at=timezone.now())

    def date(self, said: Row | None) -> dt.date | None:
        """A date as the files say it: {"days_ago": 12}, {"days_ahead": 90} or nothing."""
        if said is None:
            return None
        return self.today + dt.timedelta(days=said.get("days_ahead", 0) - said.get("days_ago", 0))

    def text(self, document: str, version: int) -> CanonicalText:
        """The canonical text of a version."""
        found: CanonicalText = self.versions[document, version].texts.get()
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on one day."""

    days_ago: int
    do: Callable[[Book], None]


def bytes_of(file: str) -> tuple[bytes, str]:
    """The bytes of a text file of the demo and their media type by its ending."""
    path = TEXTS / file
    return path.read_bytes(), MEDIA_TYPES[path.suffix]
