"""Keeping stored outcomes in line with what the rules find: only what changed is written.

A deed that can change an outcome says so (`owe_outcomes`, or through the ports at the end); the outermost deed then
judges the tools concerned anew as its last act. What the clock changes, a task finds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts.access import Actor
from governance.audit.deeds import owe
from governance.database.locks import outcomes_lock
from policies.domain.evaluation import evaluate_many
from policies.domain.found import content_hash, failing
from policies.facts import category_facts, editions_in_force, tools_with_facts
from policies.models import StoredOutcome, Tool, ToolConfiguration
from vendors.models import Assessment, LicenceLayer, TermsVersion
from vendors.readings import resting_on

EVERY = 0
"""Owed about every tool; no row has this key."""

Found = tuple[str, str, str]
"""What is stored of an evaluation: outcome, rules that fail, content hash."""


@transaction.atomic
def reevaluate(tools: Collection[int] | None = None) -> int:
    """Judge `tools` (primary keys; None: all) for every category in force, and store what differs from what is stored.
    Returns how many rows were begun or ended. A tool that nobody has described yet has no outcome.

    The lock is taken before anything is read, so that of two deeds at once the later one sees what the earlier did.
    """
    outcomes_lock(connection)
    held = Tool.objects.filter(pk__in=ToolConfiguration.objects.open().values("tool"))
    stored = StoredOutcome.objects.open()
    if tools is not None:
        held, stored = held.filter(pk__in=tools), stored.filter(tool__in=tools)
    wanted = found_now(held)
    now = timezone.now()
    ended = []
    for row in stored.values_list("pk", "tool_id", "category_id", "outcome", "failing", "content_hash"):
        key, was = (row[1], row[2]), row[3:]
        if wanted.get(key) == was:
            del wanted[key]
        else:
            ended.append(row[0])
    StoredOutcome.objects.filter(pk__in=ended).update(valid_until=now)
    StoredOutcome.objects.bulk_create(
        StoredOutcome(
            tool_id=tool, category_id=category, outcome=outcome, failing=codes, content_hash=sha256, valid_from=now
        )
        for (tool, category), (outcome, codes, sha256) in wanted.items()
    )
    return len(ended) + len(wanted)


def found_now(held: QuerySet[Tool]) -> dict[tuple[int, int], Found]:
    """By tool and category (primary keys) what the policy in force makes of them."""
    tools = tools_with_facts(held)
    editions = editions_in_force()
    keys = {tool.uid: tool.pk for tool, _ in tools}
    categories = {row.category.uid: row.category_id for row in editions}
    judged = evaluate_many([facts for _, facts in tools], [category_facts(row) for row in editions])
    return {
        (keys[one.tool], categories[one.category]): (one.outcome.value, failing(one), content_hash(one))
        for one in judged
    }


def owe_outcomes(tools: Iterable[int] | None = None) -> None:
    """Have the deed under way judge these tools (primary keys; None: all) anew as its last act."""
    owe(_settle, *([EVERY] if tools is None else tools))


def _settle(tools: frozenset[int]) -> None:
    reevaluate(None if EVERY in tools else tools)


def reconsider_vendors(vendors: Collection[int]) -> None:
    """Tools of these vendors (primary keys), and those that run a release of one: what is found of them changed."""
    running = ToolConfiguration.objects.open().filter(deployment__releases__vendor__in=vendors)
    owe_outcomes(Tool.objects.filter(tier__product__vendor__in=vendors).values_list("pk", flat=True))
    owe_outcomes(running.values_list("tool", flat=True))


def reconsider_readings(*, tiers: Collection[int], releases: Collection[int]) -> None:
    """Tools of these tiers, and with one of `releases` those that run any: what binds a release may flow down to others
    made from it."""
    if tiers:
        owe_outcomes(Tool.objects.filter(tier__in=tiers).values_list("pk", flat=True))
    if releases:
        running = ToolConfiguration.objects.open().filter(deployment__releases__isnull=False)
        owe_outcomes(running.values_list("tool", flat=True))


def reconsider_text(*, actor: Actor, version: TermsVersion, layers: Sequence[LicenceLayer]) -> None:
    """Tools that a document with a new text binds, and those judged on a reading that rests on it."""
    document = [version.document_id]
    resting = Assessment.objects.filter(resting_on(document)).values("record__tier")
    owe_outcomes(Tool.objects.under(document).values_list("pk", flat=True))
    owe_outcomes(Tool.objects.filter(tier__in=resting).values_list("pk", flat=True))
