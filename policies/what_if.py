"""What publishing the draft revision would change, before anybody signs it: approvals, requests, exceptions, codebases.

Reads only. Which approvals would be flagged is told by the same comparison that publishing makes (`rejudging`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q

from governance.accounts.access import today
from governance.accounts.models import User
from policies.domain.ending import RUNNING, ExceptionState
from policies.domain.evaluation import outcome_rank
from policies.domain.types import Effect, LineState, Outcome
from policies.domain.what_if import Comparison, Judged, compared, judged_under_both, says_the_same
from policies.facts import category_facts, editions_beside, tools_with_facts
from policies.models import (
    Approval,
    CategoryEdition,
    Codebase,
    CodebaseCategory,
    PolicyRevision,
    RequestLine,
    RuleException,
    Tool,
    ToolConfiguration,
    ToolRequest,
)
from policies.services.rejudging import judged_rows, losses_under
from vendors.facts import hidden_from

Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class ApprovalAhead:
    """An approval in force whose tool would be judged differently, and what it would lose; nothing: it stays."""

    approval: Approval
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One tool in one category: the outcome now and under the draft, and who is concerned by the difference."""

    tool: Tool
    slug: str
    category: str
    comparison: Comparison
    approvals: tuple[ApprovalAhead, ...]
    line: RequestLine | None
    exceptions: tuple[RuleException, ...]
    codebases: int

    @property
    def effect(self) -> Effect:
        """What the draft does here. An approval can lose something where a new one would be judged as before."""
        return self.comparison.effect

    @property
    def now(self) -> Outcome | None:
        """The outcome in force; None where the category is new."""
        return self.comparison.outcomes[0]

    @property
    def then(self) -> Outcome | None:
        """The outcome under the draft; None where the category is left out."""
        return self.comparison.outcomes[1]

    @property
    def sentences(self) -> list[str]:
        """The rules that make the difference, in words."""
        return [shift.sentence for shift in self.comparison.shifts]

    @property
    def flagged(self) -> tuple[ApprovalAhead, ...]:
        """Approvals that publishing would flag."""
        return tuple(entry for entry in self.approvals if entry.losses)

    @property
    def changes(self) -> bool:
        """Whether anybody would notice."""
        return self.effect is not Effect.SAME or bool(self.flagged)

    @property
    def weight(self) -> tuple[int, int, str, str]:
        """For sorting: what people should read first."""
        strictest = -outcome_rank(self.then) if self.then else 0
        return list(Effect).index(self.effect), strictest, self.tool.name.casefold(), self.category


@dataclass(frozen=True)
class WhatIf:
    """Every tool held, in every category of the policy in force and of the draft. `placed`: codebases by category, as
    far as the reader sees them."""

    rows: Sequence[Row]
    placed: Mapping[str, int]

    @cached_property
    def changed(self) -> list[Row]:
        """Where somebody would notice."""
        return [row for row in self.rows if row.changes]

    @cached_property
    def effects(self) -> Mapping[Effect, int]:
        """How many pairs of tool and category each effect has."""
        return Counter(row.effect for row in self.rows)

    @cached_property
    def flagged(self) -> list[ApprovalAhead]:
        """Approvals that publishing would flag."""
        return [entry for row in self.changed for entry in row.flagged]

    @cached_property
    def lines(self) -> list[RequestLine]:
        """Open lines that would be judged differently, as far as the reader sees them."""
        return [row.line for row in self.changed if row.line]

    @cached_property
    def exceptions(self) -> list[RuleException]:
        """Exceptions, asked for or running, from rules that would find something else, as far as the reader sees
        them."""
        return [entry for row in self.changed for entry in row.exceptions]

    @cached_property
    def codebases(self) -> int:
        """Codebases in a category in which something changes; they inherit it."""
        return sum(self.placed.get(slug, 0) for slug in {row.slug for row in self.changed})


def what_if(draft: PolicyRevision, person: User) -> WhatIf:
    """What publishing `draft` now would change, as far as `person` may read it. A fixed number of queries."""
    held = Tool.objects.filter(pk__in=ToolConfiguration.objects.open().values("tool"))
    tools = tools_with_facts(held, hidden_from(person))
    facts = [found for _, found in tools]
    former, drafted = editions_beside(draft)
    categories = {row.category.uid: row for row in (*former, *drafted)}
    sides = [category_facts(row) for row in former], [category_facts(row) for row in drafted]
    strict = judged_under_both(facts, *sides)
    lenient = judged_under_both(facts, *sides, new_approval=False)
    found = compared(*strict)
    differing = {(row.tool, row.category) for row in found if row.effect is not Effect.SAME} | _differing(*lenient)
    rows = {tool.uid: tool for tool, _ in tools}
    approvals = _approvals(differing, rows, categories, strict, lenient)
    lines = _lines(differing, rows, person)
    exceptions = _exceptions(rows, person)
    placed = _placed(person)
    return WhatIf(
        [
            Row(
                tool=rows[row.tool],
                slug=categories[row.category].category.slug,
                category=categories[row.category].name,
                comparison=row,
                approvals=tuple(approvals.get((row.tool, row.category), ())),
                line=lines.get((row.tool, row.category)),
                exceptions=tuple(_departing(row, exceptions.get((row.tool, row.category), ()))),
                codebases=placed.get(categories[row.category].category.slug, 0),
            )
            for row in found
        ],
        placed,
    )


def _differing(before: Judged, after: Judged) -> set[Pair]:
    return {pair for pair in before.keys() & after.keys() if not says_the_same(before[pair], after[pair])}


def _approvals(
    differing: Collection[Pair],
    tools: Mapping[UUID, Tool],
    categories: Mapping[UUID, CategoryEdition],
    strict: tuple[Judged, Judged],
    lenient: tuple[Judged, Judged],
) -> dict[Pair, list[ApprovalAhead]]:
    """Approvals in force of these pairs, with what each would lose that it has not lost already."""
    keys = [tools[tool].pk for tool, _ in differing], [categories[uid].category_id for _, uid in differing]
    concerned = Approval.objects.in_force_on(today()).filter(tool__in=keys[0], category__in=keys[1])
    rows = [row for row in judged_rows(concerned) if (row.tool.uid, row.category.uid) in differing]
    before, after = losses_under(rows, *zip(lenient, strict, strict=True))
    found: dict[Pair, list[ApprovalAhead]] = {}
    for row in rows:
        new = tuple(text for fall, text in after[row.pk].items() if fall not in before[row.pk])
        found.setdefault((row.tool.uid, row.category.uid), []).append(ApprovalAhead(row, new))
    return found


def _lines(differing: Collection[Pair], tools: Mapping[UUID, Tool], person: User) -> dict[Pair, RequestLine]:
    seen = ToolRequest.objects.visible_to(person)
    rows = RequestLine.objects.filter(
        state=LineState.OPEN, request__in=seen, tool__in=[row.pk for row in tools.values()]
    )
    pairs = {(row.tool.uid, row.category.uid): row for row in rows.select_related("request", "tool", "category")}
    return {pair: row for pair, row in pairs.items() if pair in differing}


def _exceptions(tools: Mapping[UUID, Tool], person: User) -> dict[Pair, list[RuleException]]:
    live = Q(state__in=RUNNING) | Q(state=ExceptionState.REQUESTED)
    seen = RuleException.objects.visible_to(person).filter(live, ends_on__gte=today())
    rows = seen.filter(tool__in=[row.pk for row in tools.values()]).select_related("tool", "category")
    found: dict[Pair, list[RuleException]] = {}
    for row in rows.order_by("number"):
        found.setdefault((row.tool.uid, row.category.uid), []).append(row)
    return found


def _departing(row: Comparison, exceptions: Iterable[RuleException]) -> Iterator[RuleException]:
    """Those that depart from a rule of which something else would be found; all, where the category is left out."""
    if row.effect is not Effect.SAME:
        codes = {shift.code for shift in row.shifts}
        yield from (entry for entry in exceptions if entry.rule_code in codes)


def _placed(person: User) -> dict[str, int]:
    seen = Codebase.objects.visible_to(person)
    rows = CodebaseCategory.objects.open().filter(codebase__in=seen).order_by().values("category__slug")
    return {row["category__slug"]: row["found"] for row in rows.annotate(found=Count("pk"))}
