"""Every tool for every category by every rule, against a bare loop of the same length; and the rows it is judged on."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from policies.domain.evaluation import evaluate, evaluate_many
from policies.domain.rules import RULES
from policies.domain.rules.parameters import Parameter, default_parameters
from policies.domain.types import (
    CategoryFacts,
    CodebaseKind,
    Destination,
    Mode,
    OnFail,
    ParameterValue,
    RuleUse,
    ToolFacts,
)
from policies.facts import category_facts, editions_in_force, tools_with_facts
from policies.models import Tool, ToolConfiguration
from tests.benchmarks.doors import fill
from tests.benchmarks.harness import Table, race
from tests.domain.reports.sample_readings import uid
from tests.domain.reports.sample_tools import tools
from tests.governance.desk_rows import reading
from vendors.models import Answer, Assessment, Tier

TOOLS, CATEGORIES, RULES_EACH = 200, 12, 50
LIMIT = "<= 40 x"


def portfolio() -> list[ToolFacts]:
    """The tools of the report's sample over and over, each as a tool of its own."""
    several = itertools.islice(itertools.cycle(tools()), TOOLS)
    return [
        replace(tool, uid=uid(f"tool {number}"), name=f"{tool.name} {number}") for number, tool in enumerate(several)
    ]


def parameter(asked: Parameter, turn: int) -> ParameterValue:
    """The default at first, then something else a revision could say."""
    if turn and isinstance(asked.default, bool):
        return asked.default is (turn % 2 == 0)
    return (
        asked.default + 30 * turn
        if isinstance(asked.default, int) and not isinstance(asked.default, bool)
        else asked.default
    )


def rules() -> tuple[RuleUse, ...]:
    """Every rule there is, several times with parameters or consequences of its own."""
    uses = []
    for number in range(RULES_EACH):
        rule, turn = RULES[number % len(RULES)], number // len(RULES)
        given = {**default_parameters(rule), **{asked.name: parameter(asked, turn) for asked in rule.parameters}}
        uses.append(RuleUse(rule.code, rule.version, given, OnFail.BARRED if turn % 2 else OnFail.SIGN_OFF))
    return tuple(uses)


def categories(*, alike: bool) -> list[CategoryFacts]:
    """Categories that use the same rules; unless `alike`, each allows other kinds of code, which some rules read."""
    kinds = list(itertools.combinations(CodebaseKind, 2))
    return [
        CategoryFacts(
            uid=uid(f"category {number}"),
            slug=f"category-{number}",
            name=f"Category {number}",
            mode=list(Mode)[number % len(Mode)],
            allowed_kinds=kinds[0 if alike else number],
            allowed_destinations=(Destination.PROPRIETARY,),
            rules=rules(),
        )
        for number in range(CATEGORIES)
    ]


def bare(held: Sequence[ToolFacts], owned: Sequence[CategoryFacts]) -> int:
    """The loop and nothing in it but a count."""
    count = 0
    for _ in held:
        for category in owned:
            for _ in category.rules:
                count += 1
    return count


def test_every_tool_for_every_category_by_every_rule() -> None:
    held, alike, different = portfolio(), categories(alike=True), categories(alike=False)
    assert bare(held, alike) == TOOLS * CATEGORIES * RULES_EACH
    distinct = {repr((use.code, sorted(use.parameters.items()), use.on_fail)) for use in rules()}
    several, one = evaluate_many(held[:9], different), [evaluate(t, c) for t in held[:9] for c in different]
    assert several == one  # the fast way and the plain one agree
    found = race(
        {
            "bare loop": lambda: bare(held, alike),
            "categories of one kind": lambda: evaluate_many(held, alike),
            "categories each of its own": lambda: evaluate_many(held, different),
        },
        rounds=9,
        warm=1,
        clock=time.process_time,
    )
    sample = (
        f"{TOOLS} tools x {CATEGORIES} categories x {RULES_EACH} rules, {len(distinct)} of them distinct; CPU, 9 rounds"
    )
    table = Table("Policy: facts to outcomes with reasons", sample)
    table.add("bare loop", found["bare loop"])
    table.add(
        "categories of one kind", found["categories of one kind"], limit=LIMIT, note="judged once for all of a kind"
    )
    table.add(
        "categories each of its own",
        found["categories each of its own"],
        limit=LIMIT,
        note="other kinds of code allowed in each",
    )
    table.show()


def test_rows_that_are_judged(db: None, world: Any, counsel: User, second_counsel: User) -> None:
    fill(world, TOOLS)
    for tier in Tier.objects.all():
        for area, question in (("retention", "keep_zero"), ("output_ownership", "own_owner")):
            reading(tier, area, {question: "undocumented"}, by=counsel, approved_by=second_counsel)

    def load() -> int:
        held = [facts for _, facts in tools_with_facts(Tool.objects.all())]
        owned = [category_facts(edition) for edition in editions_in_force()]
        return len(evaluate_many(held, owned))

    with CaptureQueriesContext(connection) as counted:
        assert load() == TOOLS * 3
    tables = [model.objects.values_list() for model in (Tool, ToolConfiguration, Assessment, Answer)]
    found = race({"bare rows": lambda: [list(rows.all()) for rows in tables], "ours": load}, rounds=7)
    table = Table("Policy: rows to outcomes", f"{TOOLS} tools x 3 categories, 2 readings each, {connection.vendor}")
    table.add("bare rows", found["bare rows"], note="tools, configurations, readings and answers as tuples")
    table.add(
        "ours", found["ours"], limit="<= 10 queries", note=f"{len(counted)} queries, whatever the number of tools"
    )
    table.show()
