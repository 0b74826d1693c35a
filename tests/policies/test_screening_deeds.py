"""Names of vendors and owners are compared with lists; possible matches are decided by a counsel, and rules read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.domain.screening.standing import HitState, RunCause
from policies.domain.types import FlagCause, OnFail, Result
from policies.facts import tool_facts
from policies.models import ListAge, ScreeningHit, ScreeningRun, Tool
from policies.services.ownership import ShareInput, end_share, record_share
from policies.services.requests import today
from policies.services.screening import compare_names, compare_vendor
from policies.services.screening_clock import compare_waiting, note_ages
from policies.services.screening_hits import dispose_hit
from policies.services.screening_lists import import_list
from policies.services.tools import configure_tool
from tests.factories.policies import CategoryPlan, make_approval, make_policy, make_request, make_tool
from tests.factories.policies import held as described
from tests.factories.screening import PARTIES, made_list, screened
from tests.factories.vendors import make_tier, make_vendor
from vendors.domain.terms import Applicability, Channel
from vendors.models import Vendor
from vendors.services.consequences import names_handlers
from vendors.services.vendors import change_vendor

LISTED = CategoryPlan("Closed code", rules=(("vendor_not_listed", {}, OnFail.BARRED),))


@pytest.fixture
def vendor(legal: Actor) -> Vendor:
    return make_vendor(legal, "Larkspur", legal_names=["Larkspur Labs Ltd"])


@pytest.fixture
def held(legal: Actor, asker: Actor, vendor: Vendor) -> Tool:
    return make_tool(asker, make_tier(legal, vendor))


def judged(tool: Tool):
    from policies.domain.rules import rule_of
    from policies.domain.rules.parameters import default_parameters

    rule = rule_of("vendor_not_listed", 1)
    return rule.judge(tool_facts(tool), default_parameters(rule), None)  # type: ignore[arg-type] # reads no category


def renamed(actor: Actor, vendor: Vendor, *aliases: str, **values) -> None:
    vendor.refresh_from_db()
    legal = list(vendor.names.filter(kind="legal").values_list("name", flat=True))
    change_vendor(
        actor=actor, vendor=vendor, version=None, name=vendor.name, legal_names=legal, aliases=aliases, **values
    )


def dispose(actor: Actor, hit: ScreeningHit, verdict: HitState, reasons: str = "Another body.") -> ScreeningHit:
    return dispose_hit(actor=actor, hit=hit, verdict=verdict, reasons=reasons, version=None)


def share(owner: str, percent: int, **values) -> ShareInput:
    return ShareInput(owner, Decimal(percent), "Company register", today(), **values)


def test_nothing_is_known_until_somebody_compared(legal: Actor, held: Tool):
    assert judged(held).result is Result.UNDOCUMENTED
    import_list(actor=legal, brought=made_list())
    assert judged(held).result is Result.UNDOCUMENTED
    assert compare_waiting() == 1
    assert compare_waiting() == 0
    verdict = judged(held)
    assert verdict.result is Result.SATISFIED
    assert "2 names of Larkspur at 85 or above" in verdict.reasons[0]


def test_a_possible_match_waits_for_counsel_and_bars_once_it_is_true(legal: Actor, second: Actor, held: Tool, vendor):
    renamed(legal, vendor, "Zubrin Exports Ltd")
    run = screened(legal)
    assert (run.found, run.new, run.carried, run.names) == (1, 1, 0, 3)
    hit = ScreeningHit.objects.get()
    assert (hit.name, hit.entry.name, hit.entry_name) == ("Zubrin Exports Ltd", "Zubrin Trading", "Zubrin Exports")
    assert judged(held).result is Result.UNDOCUMENTED
    dispose(legal, hit, HitState.UNDECIDED, "The address is missing.")
    assert judged(held).result is Result.UNDOCUMENTED
    dispose(second, hit, HitState.FALSE_MATCH)
    assert judged(held).result is Result.SATISFIED
    dispose(legal, hit, HitState.TRUE_MATCH, "The register says so.")
    assert judged(held).result is Result.NOT_SATISFIED
    assert [row.verdict for row in hit.decisions.all()] == ["true_match", "false_match", "undecided"]
    told = [event.body for event in Event.objects.filter(action="screening.disposed")]
    assert len(told) == 3
    assert "register" not in "".join(told)


def test_a_decision_carries_over_for_the_same_entry_and_name_alone(legal: Actor, vendor: Vendor):
    renamed(legal, vendor, "Zubrin")
    screened(legal, days_ago=9)
    dispose(legal, ScreeningHit.objects.get(), HitState.FALSE_MATCH)
    again = screened(legal, [*PARTIES, {"name": "Nobody Near"}], days_ago=8)
    assert (again.found, again.new, again.carried) == (1, 0, 1)
    changed = screened(legal, [{**PARTIES[0], "programs": "OTHER"}, *PARTIES[1:]], days_ago=7)
    assert (changed.found, changed.new, changed.carried) == (1, 1, 0)
    assert ScreeningHit.objects.listed_now().get().state == HitState.OPEN
    renamed(legal, vendor, "Zubrin", "Zubrin Co")
    assert ScreeningHit.objects.listed_now().count() == 2


def test_a_name_that_is_added_is_compared_in_the_same_deed(legal: Actor, held: Tool, vendor: Vendor):
    screened(legal)
    assert judged(held).result is Result.SATISFIED
    renamed(legal, vendor, "Qaltex")
    run = ScreeningRun.objects.first()
    assert (run.why, run.names, run.new) == (RunCause.NAMES, 1, 1)
    assert judged(held).result is Result.UNDOCUMENTED
    renamed(legal, vendor)
    assert judged(held).result is Result.SATISFIED


def test_a_parents_match_reaches_what_belongs_to_it(legal: Actor, held: Tool, vendor: Vendor):
    screened(legal)
    parent = make_vendor(legal, "Veyra")
    dispose(legal, ScreeningHit.objects.get(), HitState.TRUE_MATCH)
    assert judged(held).result is Result.SATISFIED
    renamed(legal, vendor, parent=parent)
    verdict = judged(held)
    assert verdict.result is Result.NOT_SATISFIED
    assert "Veyra (parent)" in verdict.reasons[0]


def test_whom_a_tool_is_bought_from_is_compared_as_well(legal: Actor, asker: Actor, held: Tool):
    screened(legal)
    bought = replace(described(reseller="Veyra"), held=Applicability(region="EEA", channel=Channel.RESELLER))
    configure_tool(actor=asker, tool=held, version=None, entry=bought)
    assert "names of Veyra (reseller)" in judged(held).reasons[0]
    hit = ScreeningHit.objects.get(role="reseller")
    dispose(legal, hit, HitState.TRUE_MATCH)
    assert "Veyra (reseller) is on a screening list" in judged(held).reasons[0]
    configure_tool(actor=asker, tool=held, version=None, entry=described())
    assert judged(held).result is Result.SATISFIED


def test_half_owned_by_listed_owners_is_treated_as_listed(legal: Actor, held: Tool, vendor: Vendor):
    screened(legal)
    record_share(actor=legal, vendor=vendor, entry=share("Veyra Holding", 30))
    hit = ScreeningHit.objects.get()
    assert hit.role == "owner"
    dispose(legal, hit, HitState.TRUE_MATCH)
    assert judged(held).result is Result.SATISFIED
    record_share(actor=legal, vendor=vendor, entry=share("Zubrin Exports", 20))
    dispose(legal, ScreeningHit.objects.get(name="Zubrin Exports"), HitState.TRUE_MATCH)
    verdict = judged(held)
    assert verdict.result is Result.NOT_SATISFIED
    assert "50 % belong to Veyra Holding and Zubrin Exports" in verdict.reasons[0]
    end_share(actor=legal, share=vendor.shares.open().get(owner="Zubrin Exports"))
    assert judged(held).result is Result.SATISFIED
    with pytest.raises(Conflict):
        end_share(actor=legal, share=vendor.shares.get(owner="Zubrin Exports"))


def test_shares_that_cannot_be_are_refused(legal: Actor, requester, as_actor, vendor: Vendor):
    record_share(actor=legal, vendor=vendor, entry=share("One", 60))
    for entry, field in (
        (share("Two", 41), "percent"),
        (share("Two", 0), "percent"),
        (share(" ", 10), "owner"),
        (share("Two", 10, owner_vendor=vendor), "owner_vendor"),
        (ShareInput("Two", Decimal(1), " ", today()), "source"),
        (ShareInput("Two", Decimal(1), "Letter", today() + dt.timedelta(days=1)), "source_date"),
    ):
        with pytest.raises(Invalid) as refused:
            record_share(actor=legal, vendor=vendor, entry=entry)
        assert set(refused.value.problems) == {field}
    with pytest.raises(NotAllowed):
        record_share(actor=as_actor(requester), vendor=vendor, entry=share("Two", 10))
    record_share(actor=legal, vendor=vendor, entry=share("One", 70))
    assert [row.percent for row in vendor.shares.open()] == [70]


def test_what_gets_worse_flags_approvals(legal: Actor, engineering: Actor, asker: Actor, payments, vendor, held):
    make_policy(legal, engineering, LISTED)
    screened(legal)
    approval = make_approval(legal, engineering, make_request(asker, held, payments).lines.get())
    compare_names(actor=legal, version=ScreeningRun.objects.first().list_version, threshold=80)
    assert not approval.flags.exists()
    renamed(legal, vendor, "Qaltex")
    flag = approval.flags.get()
    assert flag.cause == FlagCause.PERSON
    assert flag.reason.startswith("Names or owners of Larkspur changed.")


def test_a_list_that_grows_old_flags_once(legal: Actor, engineering: Actor, asker: Actor, payments, held, monkeypatch):
    make_policy(legal, engineering, LISTED)
    screened(legal, days_ago=30)
    approval = make_approval(legal, engineering, make_request(asker, held, payments).lines.get())
    note_ages()
    assert not approval.flags.exists()
    later = today() + dt.timedelta(days=1)
    for place in ("policies.services.screening_clock.today", "policies.services.rejudging.today"):
        monkeypatch.setattr(place, lambda: later)
    monkeypatch.setattr("policies.facts.local_date", lambda now, zone: later)
    note_ages()
    note_ages()
    assert "more than 30 days old" in approval.flags.get().reason
    assert ListAge.objects.filter(days=30).count() == 1


def test_counsel_alone_decides_in_a_session_just_confirmed(legal: Actor, engineering: Actor, as_token, vendor: Vendor):
    renamed(legal, vendor, "Zubrin")
    screened(legal)
    hit = ScreeningHit.objects.get()
    for actor in (engineering, as_token(legal.person, ["read", "draft"])):
        with pytest.raises(NotAllowed):
            dispose(actor, hit, HitState.FALSE_MATCH)
    for verdict, reasons in ((HitState.OPEN, "x"), (None, "x"), (HitState.TRUE_MATCH, "  ")):
        with pytest.raises(Invalid):
            dispose_hit(actor=legal, hit=hit, verdict=verdict, reasons=reasons, version=None)
    with pytest.raises(Stale):
        dispose_hit(actor=legal, hit=hit, verdict=HitState.TRUE_MATCH, reasons="x", version=hit.version + 1)
    with pytest.raises(IntegrityError, match="with reasons"), transaction.atomic():
        ScreeningHit.objects.update(state=HitState.FALSE_MATCH, decided_by=legal.person, decided_at="2026-01-01T00:00Z")


def test_a_score_out_of_range_and_an_older_list_are_refused(legal: Actor, vendor: Vendor):
    first = screened(legal, days_ago=9).list_version
    with pytest.raises(Invalid, match="from 70 to 100"):
        compare_names(actor=legal, version=first, threshold=69)
    screened(legal, PARTIES[:2], days_ago=8)
    with pytest.raises(Conflict, match="newer list"):
        compare_names(actor=legal, version=first)


def test_the_port_downward_is_declared_once():
    assert names_handlers() == (compare_vendor,)
