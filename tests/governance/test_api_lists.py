"""Lists: filters, cursors, and queries that do not grow with the rows."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts.models import AuditorScope, User
from governance.accounts.roles import Role
from governance.api.urls import router
from policies.models import Codebase, Tool
from tests.governance.test_api_nouns import READABLE
from vendors.models import Product, Tier, Vendor

MOST_QUERIES = 5
"""Who asks, the rows, and what is shown of them (performance.md): for every list, role, and way of signing in."""


def queries(ask, path: str) -> int:
    ask.get(path)  # the token notes its use once a minute: not counted
    with CaptureQueriesContext(connection) as counted:
        assert ask.get(path).status_code == 200
    return len(counted)


def test_pages_go_forth_and_back_and_show_every_row_once(program, counsel):
    Vendor.objects.bulk_create(Vendor(name=f"Vendor {number:03}") for number in range(25))
    ask = program(counsel)
    found, address = [], "vendors/?limit=10"
    while address:
        page = ask.get(address).json()
        found += [row["name"] for row in page["results"]]
        address = (page["next"] or "").replace("http://testserver", "")
        last = page
    assert found == [f"Vendor {number:03}" for number in reversed(range(25))]
    back = ask.get(last["previous"].replace("http://testserver", "")).json()
    assert [row["name"] for row in back["results"]] == found[10:20]
    assert "Vendor" not in last["previous"]


def test_a_row_added_meanwhile_shifts_nothing(program, counsel):
    Vendor.objects.bulk_create(Vendor(name=f"Vendor {number:03}") for number in range(6))
    ask = program(counsel)
    first = ask.get("vendors/?limit=3").json()
    Vendor.objects.create(name="Newcomer")
    second = ask.get(first["next"].replace("http://testserver", "")).json()
    assert [row["name"] for row in second["results"]] == ["Vendor 002", "Vendor 001", "Vendor 000"]


def test_filters_narrow_a_list(shore, program, counsel):
    ask, world = program(counsel), shore.world
    vendor, tool = world.tier.product.vendor.uid, world.tool.uid
    asked = {
        f"documents/?vendor={vendor}&visibility=contract": ["Order form 7"],
        f"documents/?tier={world.tier.uid}": ["Commercial terms"],
        "documents/?visibility=posted&kind=order_form": [],
        "vendors/?q=bramb": ["Bramble Works"],
        "vendors/?q=nothing": [],
        "people/?role=auditor": ["Alma Auditor"],
        "revisions/?state=draft": ["Second policy"],
    }
    for path, names in asked.items():
        rows = ask.get(path).json()["results"]
        assert [row.get("title", row.get("name")) for row in rows] == names, path
    assert len(ask.get("assessments/?state=approved&area=output_ownership").json()["results"]) == 1
    assert len(ask.get(f"approvals/?tool={tool}").json()["results"]) == 1
    assert len(ask.get("lines/?state=open").json()["results"]) == 1
    assert {row["lane"] for row in ask.get("decisions/?lane=legal").json()["results"]} == {"legal"}
    started = ask.get(f"events/?action=report.started&subject={shore.report.uid}").json()["results"]
    assert [row["subject_name"] for row in started] == [str(shore.report)]
    assert ask.get("links/?open=true").json()["results"]
    assert ask.get("links/?open=false").json()["results"] == []


def grow(model, rows: int) -> None:
    """`rows` more copies of a row of `model`, under other names."""
    row = model.objects.first()
    for _ in range(rows):
        row.pk, row.uid, row._state.adding = None, uuid.uuid4(), True
        row.name = f"{model.__name__} {row.uid}"
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("noun", "model"),
    [("vendors", Vendor), ("products", Product), ("tiers", Tier), ("codebases", Codebase), ("tools", Tool)],
)
def test_a_list_of_a_hundred_rows_asks_no_more_than_one_of_ten(noun, model, world, program, counsel):
    ask = program(counsel)
    grow(model, 10 - model.objects.count())
    few = queries(ask, f"{noun}/?limit=200")
    grow(model, 90)
    assert len(ask.get(f"{noun}/?limit=200").json()["results"]) == 100
    assert queries(ask, f"{noun}/?limit=200") == few


ONE_AT_MOST = {
    "revisions", "reports", "capture-rules", "organisations", "renewals", "decommissions", "ownership-shares",
}  # fmt: skip
"""What the demo without its reports has one of, or none."""


@pytest.mark.parametrize("noun", READABLE)
def test_a_list_asks_the_same_for_one_row_and_for_all(noun, portfolio_database, program):
    counsel = User.objects.holding(Role.COUNSEL, timezone.now()).first()
    ask = program(counsel)
    rows = ask.get(f"{noun}/?limit=200").json()["results"]
    assert len(rows) > 1 or noun in ONE_AT_MOST
    assert queries(ask, f"{noun}/?limit=200") <= queries(ask, f"{noun}/?limit=2") + 1


SCREENED = {"risk-confirmations", "screening-lists", "screening-runs", "screening-hits", "ownership-shares"}
REFUSED = {"requester": {"events", "reports", *SCREENED}, "limited": {"events"}}


@pytest.mark.parametrize("who", ["counsel", "requester", "auditor", "limited"])
def test_no_list_asks_more_than_five_times_whoever_asks(who, shore, program, browser_of, request, auditor):
    person = request.getfixturevalue("auditor" if who == "limited" else who)
    if who == "limited":
        AuditorScope.objects.create(person=auditor, team=shore.world.team, valid_from=timezone.now())
    nouns = [noun for noun in READABLE if noun not in REFUSED.get(who, ())]
    asked = {f"{noun} by token": queries(program(person), f"{noun}/") for noun in nouns}
    asked |= {f"{noun} by session": queries(browser_of(person), f"{noun}/") for noun in [*nouns, "tokens"]}
    assert {noun: count for noun, count in asked.items() if count > MOST_QUERIES} == {}


def test_every_list_has_its_filters_and_pages():
    for noun, endpoint, _ in router.registry:
        assert endpoint.filterset_class is not None, noun
        assert endpoint.pagination_class is not None, noun
