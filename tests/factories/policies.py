"""What we permit, made by the real services: a published policy, tools as held, requests, decisions, approvals."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from governance.accounts.access import Actor
from governance.accounts.models import Team
from policies.domain.types import (
    CodebaseKind,
    DeploymentKind,
    Destination,
    Lane,
    Mode,
    OnFail,
    Surface,
    Verdict,
)
from policies.models import Approval, Category, Codebase, Decision, PolicyRevision, RequestLine, Tool, ToolRequest
from policies.services import publishing, revisions
from policies.services.codebases import save_codebase
from policies.services.decisions import Answered, decide_line
from policies.services.evaluations import judge_lines
from policies.services.held_inputs import ConfigurationInput, SettingInput
from policies.services.requests import open_request, today
from policies.services.statements import write_statement
from policies.services.tools import configure_tool, save_tool
from vendors.domain.terms import Applicability
from vendors.models import Tier

_numbers = itertools.count(1)

OWNER_RULE = ("owner_of_output", {"owners": ["customer"]}, OnFail.BARRED)
REVIEW_RULE = ("human_review_before_merge", {}, OnFail.BARRED)
REGION_RULE = ("region_allowed", {"regions": ["EEA"]}, OnFail.BARRED)


@dataclass(frozen=True)
class CategoryPlan:
    """A category to draft."""

    name: str
    mode: Mode = Mode.ATTESTED
    kinds: Sequence[CodebaseKind] = (CodebaseKind.REPOSITORY, CodebaseKind.SHIPPED_PRODUCT)
    destinations: Sequence[Destination] = (Destination.PROPRIETARY, Destination.SHARED)
    rules: Sequence[tuple[str, Mapping[str, Any], OnFail]] = field(default=(REVIEW_RULE,))


OPEN = CategoryPlan("Open code", Mode.ELIGIBLE, destinations=(Destination.PUBLIC,), rules=(REVIEW_RULE,))
CLOSED = CategoryPlan("Closed code", rules=(OWNER_RULE, REVIEW_RULE))
TRAINING = CategoryPlan(
    "Training",
    Mode.RESTRICTED,
    (CodebaseKind.TRAINING_PIPELINE, CodebaseKind.DATASET, CodebaseKind.MODEL, CodebaseKind.REPOSITORY),
    (Destination.TRAINING, Destination.PROPRIETARY),
)
EASTERN = CategoryPlan("Eastern code", rules=(REGION_RULE,))
"""Bars every tool that does not say where it runs."""


def make_policy(legal: Actor, engineering: Actor, *plans: CategoryPlan) -> PolicyRevision:
    """A published revision whose categories both people own."""
    draft = draft_policy(legal, engineering, *plans)
    sign_policy(engineering, draft, Lane.ENGINEERING)
    return sign_policy(legal, draft, Lane.LEGAL)


def draft_policy(legal: Actor, engineering: Actor, *plans: CategoryPlan) -> PolicyRevision:
    """A draft revision with these categories. One called as before stays the category it was, with other rules."""
    draft = revisions.start_revision(actor=legal, title=f"Policy {next(_numbers)}")
    plans = plans or (OPEN, CLOSED, TRAINING)
    kept = {edition.name: edition for edition in draft.editions.all()}
    for name, old in kept.items():
        draft.refresh_from_db()
        if name not in {plan.name for plan in plans}:
            revisions.remove_category(actor=legal, edition=old, version=draft.version)
        else:
            for row in list(old.rules.all()):
                draft.refresh_from_db()
                revisions.remove_rule(actor=legal, rule=row, version=draft.version)
    for plan in plans:
        draft.refresh_from_db()
        entry = revisions.EditionInput(
            plan.name, "", legal.person, engineering.person, list(plan.kinds), list(plan.destinations)
        )
        edition = kept.get(plan.name) or revisions.add_category(
            actor=legal, revision=draft, version=draft.version, mode=plan.mode, entry=entry
        )
        for code, parameters, on_fail in plan.rules:
            draft.refresh_from_db()
            revisions.save_rule(
                actor=legal,
                edition=edition,
                version=draft.version,
                code=code,
                rule_version=1,
                parameters=dict(parameters),
                on_fail=on_fail,
                reason="",
            )
    draft.refresh_from_db()
    return draft


def sign_policy(actor: Actor, draft: PolicyRevision, lane: Lane) -> PolicyRevision:
    """One lane's signature on a draft as it stands; the second publishes it."""
    draft.refresh_from_db()
    publishing.sign_revision(
        actor=actor, revision=draft, lane=lane, content_hash=publishing.offer(draft).sha256, version=draft.version
    )
    draft.refresh_from_db()
    return draft


def category(name: str) -> Category:
    """The category of that name in the policy in force."""
    found: Category = Category.objects.get(editions__revision__state="published", editions__name=name)
    return found


def held(region: str = "EEA", **values: Any) -> ConfigurationInput:
    """How a tool is held, in a plain case."""
    proven = [SettingInput("model_training", "off", "Console export, page 3", dt.date(2026, 1, 5))]
    plain: dict[str, Any] = {"deployment": DeploymentKind.SHARED_INFERENCE, "settings": proven}
    return ConfigurationInput(held=Applicability(region=region), **{**plain, **values})


def make_tool(actor: Actor, tier: Tier, name: str = "", *, described: bool = True, region: str = "EEA") -> Tool:
    """A registered tool; described in a plain way unless told otherwise."""
    tool = save_tool(actor=actor, tier=tier, name=name or f"Tool {next(_numbers)}")
    if described:
        configure_tool(actor=actor, tool=tool, version=None, entry=held(region))
        tool.refresh_from_db()
    return tool


def make_statement(actor: Actor, tool: Tool, surface: Surface = Surface.CHAT) -> Any:
    """An output statement of an engineering owner."""
    return write_statement(
        actor=actor,
        tool=tool,
        surface=surface,
        sent="The question.",
        returned="An answer.",
        output="Code.",
        kept="Git.",
    )


def make_codebase(actor: Actor, team: Team, name: str = "", **values: Any) -> Codebase:
    """A registered codebase, a proprietary repository unless told otherwise."""
    values = {"kind": CodebaseKind.REPOSITORY, "destination": Destination.PROPRIETARY, **values}
    return save_codebase(actor=actor, team=team, name=name or f"codebase-{next(_numbers)}", **values)


def make_request(actor: Actor, tool: Tool, team: Team, *names: str, **values: Any) -> ToolRequest:
    """A request of a team for a tool, by default for closed code."""
    categories = [category(name) for name in names or ("Closed code",)]
    return open_request(
        actor=actor, tool=tool, team=team, categories=categories, purpose="For the services of the team.", **values
    )


def decide(actor: Actor, line: RequestLine, lane: Lane, verdict: Verdict = Verdict.APPROVE, **values: Any) -> Decision:
    """One lane's answer to a line as judged now, with what the rules demand and 90 days."""
    judged = judge_lines([line])[line.pk]
    answer: dict[str, Any] = {
        "verdict": verdict,
        "reasons": "It is in order.",
        "seen_sha256": judged.sha256,
        "conditions": judged.conditions,
        "ends_on": today() + dt.timedelta(days=90),
        **values,
    }
    return decide_line(actor=actor, line=line, lane=lane, answer=Answered(**answer))


def make_approval(legal: Actor, engineering: Actor, line: RequestLine, **values: Any) -> Approval:
    """The approval of a line, decided by both lanes."""
    decide(legal, line, Lane.LEGAL, **values)
    decide(engineering, line, Lane.ENGINEERING, **values)
    found: Approval = Approval.objects.get(line=line)
    return found
