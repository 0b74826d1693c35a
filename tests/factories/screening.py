"""Lists of parties that exist nowhere, and what is done with them, by the real services."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import Any

from governance.accounts.access import Actor
from policies.domain.screening.lists import ListKind
from policies.models import ListVersion, ScreeningRun
from policies.screening_files import brought
from policies.services.requests import today
from policies.services.screening import compare_names
from policies.services.screening_lists import Brought, import_list

COLUMNS = ("_id", "source", "entity_number", "type", "programs", "name", "addresses", "remarks", "alt_names")
PARTIES: tuple[Mapping[str, str], ...] = (
    {"name": "Zubrin Trading", "alt_names": "Zubrin Exports; ZTC", "programs": "MADEUP", "entity_number": "1"},
    {"name": "Qaltex Research Institute", "type": "Entity", "entity_number": "2", "addresses": "1 Quay, Nowhere"},
    {"name": "Veyra Holding", "entity_number": "3"},
)


def list_file(parties: Iterable[Mapping[str, str]] = PARTIES) -> bytes:
    """The CSV of a list of these parties."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows({"source": "Made-up List (MUL)", **party} for party in parties)
    return text.getvalue().encode()


def made_list(parties: Iterable[Mapping[str, str]] = PARTIES, days_ago: int = 5, **values: Any) -> Brought:
    """A list of these parties as somebody brings it."""
    dated = today() - dt.timedelta(days=days_ago)
    return brought(
        ListKind.CONSOLIDATED,
        {"main": io.BytesIO(list_file(parties))},
        **{"dated_on": dated, "source": "made up for a test", **values},
    )


def screened(actor: Actor, parties: Iterable[Mapping[str, str]] = PARTIES, days_ago: int = 5) -> ScreeningRun:
    """The run that compares all names with a new list of these parties."""
    version: ListVersion = import_list(actor=actor, brought=made_list(parties, days_ago), knowing=True)
    return compare_names(actor=actor, version=version)
