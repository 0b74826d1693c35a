"""Registering tools, saying how they are held, writing output statements."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.access import Actor
from governance.accounts.models import Team
from governance.audit.models import Event
from governance.errors import Invalid, NotAllowed, Stale
from policies.domain.types import BindingMode, Surface
from policies.facts import tool_facts
from policies.models import OutputStatement, Tool, ToolConfiguration, ToolContributor
from policies.services.held_inputs import BindingInput, SettingInput
from policies.services.statements import write_statement
from policies.services.tools import configure_tool, save_tool
from tests.cast import AsActor
from tests.factories.policies import held, make_statement, make_tool
from tests.factories.vendors import make_document, newest_version
from vendors.domain.terms import DocumentVisibility
from vendors.models import TermsDocument, Tier


def test_a_tool_is_registered_and_changed(asker: Actor, tier: Tier, payments: Team) -> None:
    tool = save_tool(actor=asker, tier=tier, name=" Larkspur  Business ", team=payments)
    changed = save_tool(actor=asker, tier=tier, name="Larkspur", tool=tool, version=1)
    assert (changed.name, changed.version, changed.team) == ("Larkspur", 2, None)
    assert ToolContributor.objects.get().person == asker.person
    assert list(
        Event.objects.filter(action__startswith="tool.").order_by("sequence").values_list("action", flat=True)
    ) == [
        "tool.added",
        "tool.changed",
    ]


@pytest.mark.parametrize("name", ["", "  ", "LARKSPUR"])
def test_a_tool_needs_a_name_of_its_own(name: str, asker: Actor, tier: Tier) -> None:
    make_tool(asker, tier, "Larkspur", described=False)
    with pytest.raises(Invalid) as refused:
        save_tool(actor=asker, tier=tier, name=name)
    assert "name" in refused.value.problems


def test_stale_edits_are_refused(asker: Actor, tier: Tier) -> None:
    tool = make_tool(asker, tier)
    with pytest.raises(Stale):
        save_tool(actor=asker, tier=tier, name="Other", tool=tool, version=1)
    with pytest.raises(Stale):
        configure_tool(actor=asker, tool=tool, version=1, entry=held())


@pytest.mark.parametrize("who", ["counsel", "auditor", "administrator"])
def test_others_describe_no_tool(
    who: str, request: pytest.FixtureRequest, asker: Actor, tier: Tier, as_actor: AsActor
) -> None:
    actor, tool = as_actor(request.getfixturevalue(who)), make_tool(asker, tier)
    for act in (
        lambda: save_tool(actor=actor, tier=tier, name="New"),
        lambda: configure_tool(actor=actor, tool=tool, version=None, entry=held()),
        lambda: make_statement(actor, tool),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (Tool.objects.count(), ToolConfiguration.objects.count()) == (1, 1)


def test_a_new_configuration_follows_the_old_one(asker: Actor, tier: Tier) -> None:
    tool = make_tool(asker, tier, region="EEA")
    configure_tool(actor=asker, tool=tool, version=tool.version, entry=held("Switzerland"))
    first, second = ToolConfiguration.objects.order_by("valid_from")
    assert (first.region, first.valid_until) == ("EEA", second.valid_from)
    assert tool_facts(tool).held.region == "Switzerland"
    assert Event.objects.filter(action="tool.configured").count() == 2


def bound(document: TermsDocument, mode: BindingMode, **values: Any) -> BindingInput:
    return BindingInput(document, mode, **values)


def test_a_bad_configuration_names_its_fields_and_leaves_nothing(
    asker: Actor, tier: Tier, terms: TermsDocument, legal: Actor
) -> None:
    tool = make_tool(asker, tier, described=False)
    other = make_document(legal, tier)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"settings": [SettingInput("output_filter", "maybe")]}, "setting_output_filter"),
        ({"settings": [SettingInput("nonsense", "on")]}, "settings"),
        ({"settings": [SettingInput("output_filter", "on", "x", dt.date(2099, 1, 1))]}, "checked_output_filter"),
        ({"bindings": [bound(terms, BindingMode.PINNED)]}, f"binding_{terms.uid.hex}"),
        ({"bindings": [bound(terms, BindingMode.ON_NOTICE)]}, f"binding_{terms.uid.hex}"),
        (
            {"bindings": [bound(terms, BindingMode.PINNED, version=newest_version(other))]},
            f"binding_{terms.uid.hex}",
        ),
        *(
            (
                {
                    "bindings": [
                        bound(terms, BindingMode.PINNED, version=newest_version(terms), renews_on=dt.date(year, 1, 1))
                    ]
                },
                f"binding_{terms.uid.hex}",
            )
            for year in (1, 202, 9999)
        ),
    ]
    for values, field in bad:
        with pytest.raises(Invalid) as refused:
            configure_tool(actor=asker, tool=tool, version=None, entry=replace(held(), **values))
        assert field in refused.value.problems
    assert not ToolConfiguration.objects.exists()


def test_a_contract_one_may_not_read_goes_on_binding(
    asker: Actor, legal: Actor, engineering: Actor, tier: Tier
) -> None:
    contract = make_document(legal, tier, visibility=DocumentVisibility.CONTRACT, readers=[engineering.person])
    tool = make_tool(asker, tier, described=False)
    entry = held(bindings=[bound(contract, BindingMode.PINNED, version=newest_version(contract))], order_form=contract)
    configure_tool(actor=engineering, tool=tool, version=None, entry=entry)
    after = configure_tool(actor=asker, tool=tool, version=None, entry=held("Switzerland"))
    assert [row.document for row in after.bindings.all()] == [contract]
    assert after.order_form == contract


def test_an_unproven_setting_is_kept_and_does_not_count(asker: Actor, tier: Tier) -> None:
    tool = make_tool(asker, tier, described=False)
    entry = replace(held(), settings=[SettingInput("telemetry", "off")])
    configure_tool(actor=asker, tool=tool, version=None, entry=entry)
    assert not tool_facts(tool).settings["telemetry"].proven


def test_statements_follow_each_other_and_never_change(engineering: Actor, asker: Actor, tier: Tier) -> None:
    tool = make_tool(asker, tier)
    first = make_statement(engineering, tool)
    second = make_statement(engineering, tool)
    other = make_statement(engineering, tool, Surface.AGENT)
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert len(tool_facts(tool).statements) == 2
    assert not ToolContributor.objects.filter(person=engineering.person).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutputStatement.objects.update(output="Nothing")
    assert Event.objects.filter(action="tool.statement-written").count() == 3


def test_an_incomplete_statement_names_what_is_missing(engineering: Actor, asker: Actor, tier: Tier) -> None:
    tool = make_tool(asker, tier)
    with pytest.raises(Invalid) as refused:
        write_statement(actor=engineering, tool=tool, surface=Surface.CHAT, sent="x", returned=" ", output="", kept="x")
    assert set(refused.value.problems) == {"returned", "output"}
