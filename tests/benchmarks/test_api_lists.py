"""Lists of the API with 100 rows against plain REST framework views of the same fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from governance.accounts.models import User
from governance.web.api.limits import PerPerson
from tests.benchmarks import plain
from tests.benchmarks.doors import FILLED, VENDORS, doors, fill
from tests.benchmarks.harness import Table, race
from tests.cast import SignedIn

ROUNDS = 20


@override_settings(ROOT_URLCONF="tests.benchmarks.plain")
def test_lists_of_the_api(
    own_database: str, world: Any, counsel: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PerPerson, "rate", "100000/min")
    fill(world)
    minimal, ours = doors(signed_in(counsel))
    for noun in ("vendors", "tools"):
        peer, address = f"/plain/api/{noun}/?limit={plain.ROWS}", f"/api/v1/{noun}/?limit={plain.ROWS}"
        shown = [len(json.loads(body)["results"]) for body in (minimal.ask(peer), ours.ask(address))]
        assert shown == [plain.ROWS] * 2
        found = race({"plain": lambda p=peer: minimal.ask(p), "ours": lambda a=address: ours.ask(a)}, rounds=ROUNDS)
        sample = f"{ROUNDS} rounds, {plain.ROWS} rows of {FILLED} tools and {VENDORS} vendors, {connection.vendor}"
        table = Table(f"API: list of {noun}", sample, ("django", "djangorestframework"))
        table.add("plain", found["plain"], note=f"{minimal.queries(peer)} queries")
        limit = "<= 1.3 x, <= 5 queries"
        table.add("ours", found["ours"], limit=limit, note=f"{ours.queries(address)} queries")
        table.show()
