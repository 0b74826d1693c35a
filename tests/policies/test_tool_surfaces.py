"""Where a tool is in use, where alone a setting is so, and whom it is bought from: parts of how it is held."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts.access import Actor, today
from governance.accounts.models import User
from governance.errors import Invalid
from policies.domain.types import Surface
from policies.facts import tool_facts
from policies.models import Tool, ToolConfiguration
from policies.services.held_inputs import SettingInput
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import held
from tests.policies.pages import words
from vendors.domain.terms import Applicability

LIMITED = SettingInput("output_filter", "on", "Console export, page 4", surfaces=[Surface.COMPLETION])


def describe(actor: Actor, tool: Tool, **values: Any) -> ToolConfiguration:
    return configure_tool(actor=actor, tool=tool, version=None, entry=replace(held(), **values))


def test_facts_name_the_surfaces_of_the_tool_and_of_its_settings(tool: Tool, asker: Actor) -> None:
    assert tool_facts(tool).surfaces == ()
    limited = replace(LIMITED, checked_on=today())
    describe(asker, tool, surfaces=[Surface.AGENT, Surface.COMPLETION], settings=[limited])
    facts = tool_facts(tool)
    assert facts.surfaces == (Surface.COMPLETION, Surface.AGENT)
    assert facts.settings["output_filter"].surfaces == (Surface.COMPLETION,)


def test_what_is_bought_from_the_vendor_has_no_reseller(tool: Tool, asker: Actor) -> None:
    with pytest.raises(Invalid) as told:
        describe(asker, tool, reseller="Tern Trading")
    assert list(told.value.problems) == ["reseller"]
    row = describe(asker, tool, held=Applicability(region="EEA", channel="reseller"), reseller=" Tern  Trading ")
    assert row.reseller == "Tern Trading"
    with pytest.raises(IntegrityError), transaction.atomic():
        ToolConfiguration.objects.filter(pk=row.pk).update(reseller="Another")


def test_the_form_keeps_surfaces_and_the_page_says_where_a_setting_holds(
    tool: Tool, requester: User, signed_in: SignedIn
) -> None:
    page = reverse("policies:tool_configure", args=[tool.uid])
    form = {
        "version": tool.version, "deployment": "dedicated", "region": "EEA", "channel": "marketplace",
        "reseller": "Tern Trading", "surfaces": ["chat", "agent"], "setting_output_filter": "on",
        "proof_output_filter": "Console", "checked_output_filter": "2026-01-05", "on_output_filter": ["chat"],
    }  # fmt: skip
    desk = signed_in(requester)
    assert desk.post(page, form).status_code == 302
    shown = words(desk.get(reverse("policies:tool_detail", args=[tool.uid])))
    assert "Bought from Tern Trading" in shown
    assert "Surfaces in use Chat and agent" in shown
    assert "On for chat alone" in shown
    again = desk.get(page).content.decode()
    assert again.count(" checked") >= 4, "what was ticked is ticked again"


def test_programs_read_and_write_them(tool: Tool, requester: User, program: Any) -> None:
    ask = program(requester, "draft")
    body = {
        "region": "EEA", "deployment": "dedicated", "surfaces": ["agent", "chat"],
        "settings": [{"code": "output_filter", "value": "on", "surfaces": ["chat"]}],
    }  # fmt: skip
    answer = ask.change("post", f"tools/{tool.uid}/configure/", body, of=f"tools/{tool.uid}/")
    assert answer.status_code == 200, answer.content
    told = answer.json()["configuration"]
    assert told["surfaces"] == ["chat", "agent"]
    assert told["settings"][0]["surfaces"] == ["chat"]
