"""Counsel reads grades of risk with their grounds, and confirms them with a date; what changes lets that lapse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts.access import Actor
from governance.errors import Invalid, NotAllowed, Stale
from policies.domain.risk.types import Strategy
from policies.domain.types import CodebaseKind, Destination
from policies.models import RiskConfirmation, Tool
from policies.risks import basis_of, risks_of, tool_grades
from policies.services.requests import today
from policies.services.risk import Confirming, confirm_risk
from tests.factories.policies import make_codebase
from tests.factories.screening import screened
from tests.policies.pages import words

USE = Strategy.USE_API


def entry(tool: Tool, days: int = 90, **values) -> Confirming:
    said = {"strategy": USE, "basis": basis_of(tool_grades(tool), USE), "review_on": today() + dt.timedelta(days=days)}
    return Confirming(**{**said, **values})


def lapsed(tool: Tool) -> str | None:
    (found,) = risks_of(Tool.objects.filter(pk=tool.pk))
    said = {row.strategy: row.confirmed for row in found.strategies}[USE]
    return said.lapsed if said else None


def test_a_confirmation_holds_until_what_it_rests_on_changes(legal: Actor, tool: Tool):
    assert lapsed(tool) is None
    row = confirm_risk(actor=legal, tool=tool, entry=entry(tool))
    assert '"own_owner"' in row.body
    assert lapsed(tool) == ""
    screened(legal)
    assert lapsed(tool) == "What it rests on changed since."
    with pytest.raises(Stale):
        confirm_risk(actor=legal, tool=tool, entry=entry(tool, basis=row.basis))
    confirm_risk(actor=legal, tool=tool, entry=entry(tool))
    assert lapsed(tool) == ""
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        RiskConfirmation.objects.update(body="{}")


def test_a_confirmation_ends_on_its_review_date(legal: Actor, tool: Tool, monkeypatch):
    confirm_risk(actor=legal, tool=tool, entry=entry(tool, days=0))
    assert lapsed(tool) == ""
    monkeypatch.setattr("policies.risks.today", lambda: today() + dt.timedelta(days=1))
    assert lapsed(tool) == "Its review date has come."


def test_counsel_alone_confirms_within_a_year(legal: Actor, engineering: Actor, as_token, tool: Tool):
    for days in (-1, 400):
        with pytest.raises(Invalid):
            confirm_risk(actor=legal, tool=tool, entry=entry(tool, days))
    for actor in (engineering, as_token(legal.person, ["read", "draft"])):
        with pytest.raises(NotAllowed):
            confirm_risk(actor=actor, tool=tool, entry=entry(tool))


def test_counsel_confirms_on_the_page_and_others_never_see_the_note(
    legal: Actor, tool: Tool, signed_in, engineering_owner, requester
):
    page, deed = reverse("policies:tool_risk", args=[tool.uid]), reverse("policies:risk_confirm", args=[tool.uid, USE])
    client = signed_in(legal.person)
    said = {"basis": entry(tool).basis, "review_on": "2020-01-01", "note": "Advice of Harrow & Pine."}
    assert client.post(deed, said).status_code == 422
    answered = client.post(deed, {**said, "review_on": str(today())}, follow=True)
    assert "Harrow" in words(answered)
    shown = words(signed_in(engineering_owner).get(page))
    assert "Clara Counsel" in shown
    assert "Harrow" not in shown
    assert signed_in(requester).get(page).status_code == 403
    assert client.post(reverse("policies:risk_confirm", args=[tool.uid, "none-such"]), said).status_code == 404
    assert signed_in(legal.person, stepped_up=False).post(deed, said).status_code == 403


def test_the_pages_of_risk_say_what_is_missing_and_what_is_there(legal: Actor, asker, payments, tool: Tool, signed_in):
    client = signed_in(legal.person)
    empty = words(client.get(reverse("policies:risk")))
    assert "No model of ours is on record" in empty
    make_codebase(asker, payments, "ranker", kind=CodebaseKind.MODEL, destination=Destination.PUBLIC)
    assert "ranker (model) goes to public" in words(client.get(reverse("policies:risk")))
    assert tool.name in words(client.get(reverse("policies:strategies")))


def test_the_matrix_of_strategies_asks_as_much_for_many_tools_as_for_one(
    legal: Actor, asker, tool: Tool, django_assert_max_num_queries
):
    from tests.factories.policies import make_tool

    for number in range(4):
        make_tool(asker, tool.tier, f"Further {number}")
    with django_assert_max_num_queries(16):
        assert len(risks_of(Tool.objects.all())) == 5
