"""List and detail pages against minimal Django pages of the same rows and columns, as a web server asks them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from governance.accounts.models import User
from governance.web import pagination
from policies.models import ToolRequest
from tests.benchmarks import plain
from tests.benchmarks.doors import FILLED, VENDORS, doors, fill
from tests.benchmarks.harness import Table, race
from tests.cast import SignedIn

ROUNDS = 20


@override_settings(ROOT_URLCONF="tests.benchmarks.plain")
def test_pages(
    own_database: str, world: Any, counsel: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination.paginate, "__defaults__", (plain.ROWS,))
    tool = fill(world)
    minimal, ours = doors(signed_in(counsel))
    request, tier = ToolRequest.objects.filter(lines__state="open").latest("number"), tool.tier
    pages = {
        "list": (reverse("policies:tool_list"), "/plain/tools/"),
        "tool": (reverse("policies:tool_detail", args=[tool.uid]), f"/plain/tools/{tool.uid}/"),
        "tier": (reverse("vendors:tier_detail", args=[tier.uid]), f"/plain/tools/{tool.uid}/"),
        "vendor": (reverse("vendors:vendor_detail", args=[tier.product.vendor.uid]), f"/plain/tools/{tool.uid}/"),
        "request": (reverse("policies:request_detail", args=[request.uid]), f"/plain/tools/{tool.uid}/"),
    }
    shown = [body.count(b"<tr") for body in (minimal.ask("/plain/tools/"), ours.ask(pages["list"][0]))]
    assert shown == [plain.ROWS + 1] * 2
    for name, (address, peer) in pages.items():
        listed = name == "list"
        found = race({"minimal": lambda p=peer: minimal.ask(p), "ours": lambda a=address: ours.ask(a)}, rounds=ROUNDS)
        sample = f"{ROUNDS} rounds, {plain.ROWS} of {FILLED} tools by {VENDORS} vendors, {connection.vendor}"
        table = Table(f"Page: {'list of tools' if listed else name}", sample, ("django",))
        table.add("minimal", found["minimal"], note=f"{minimal.queries(peer)} queries")
        limit = "<= 1.5 x, <= 8 queries" if listed else "<= 12 queries"
        table.add("ours", found["ours"], limit=limit, note=f"{ours.queries(address)} queries")
        table.show()
