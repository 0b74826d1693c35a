"""Fixtures of tests about reports: the world they speak of, and a pen that draws at once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

from governance import neighbours
from governance.accounts.models import Organisation, Team, User
from governance.reports.pdf import Drawn, Progress, SignatureFact
from governance.reports.services import working
from tests.governance.report_world import World


@pytest.fixture
def own_files(tmp_path: Path, settings: Any) -> Path:
    """Stored bytes and sealed files of this test lie in a folder of its own; returns it."""
    store = neighbours.file_store(tmp_path / "blobs")
    settings.STORAGES = {**settings.STORAGES, "default": store, "blobs": store}
    settings.HOME, settings.REPORTS_DIR = tmp_path, tmp_path / "reports"
    return tmp_path


@pytest.fixture
def people(
    organisation: Organisation,
    counsel: User,
    second_counsel: User,
    engineering_owner: User,
    requester: User,
    auditor: User,
    payments: Team,
    own_files: Path,
) -> World:
    """The people of a report and nothing else: no policy, no vendor."""
    return World(counsel, second_counsel, engineering_owner, requester, auditor, payments)


@pytest.fixture
def world(people: World) -> World:
    """A policy with one category, one tool, and its approval in both lanes."""
    return people.build()


@pytest.fixture
def governed(people: World) -> World:
    """A published policy, which is all that a report needs to be started."""
    people.publish()
    return people


def sketch(content: str, signatures: Sequence[SignatureFact], tell: Any) -> Drawn:
    """A PDF with what makes it a report for the ledger: the content attached, and who signed. The same every time."""
    tell(Progress(1, 1, "Laid out page 1"))
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("content.json", content.encode())
    writer.add_metadata({"/Signed": ", ".join(fact.name for fact in signatures)})
    sink = io.BytesIO()
    writer.write(sink)
    return Drawn(sink.getvalue(), 1, ())


@pytest.fixture
def quick_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of deeds: reports are sketched, not laid out (tests of the real pen are in test_report_pdf*)."""
    monkeypatch.setattr(working, "compose", sketch)
