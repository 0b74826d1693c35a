"""What other tiers of a vendor would buy: the tool as held, judged on each as it would be held there. Reads only.

The number of queries is the same for one other tier and for fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from governance.accounts.models import User
from governance.database.within import rows_within
from policies.chains import Chain, Withheld, chains, withheld_from
from policies.domain.evaluation import evaluate_many
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.types import ToolFacts
from policies.domain.upgrade import CategoryMove, Move, category_move, each_once, would_be_held
from policies.facts import category_facts, editions_in_force, judgeable
from policies.held import notes_within, part_names, with_parts
from policies.licensed import layers_within
from policies.models import CategoryEdition, Tool
from vendors.models import ModelRelease, Tier


@dataclass(frozen=True, slots=True)
class Ground:
    """Rules as they find on the other tier, each with its chain, and the categories that ask them so."""

    categories: tuple[str, ...]
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One other tier: what becomes of each category (in the order of the policy), and why."""

    tier: Tier
    moves: tuple[tuple[CategoryEdition, CategoryMove], ...]
    gained: tuple[Ground, ...]
    lost: tuple[Ground, ...]
    failing: tuple[Ground, ...]
    unknown: tuple[Ground, ...]
    unread: bool
    """Whether nobody has read any of its terms."""

    def count(self, *moves: Move) -> int:
        return sum(found.move in moves for _, found in self.moves)

    @property
    def opened(self) -> int:
        """Categories that fare better."""
        return self.count(Move.OPENS, Move.EASES)

    @property
    def closed(self) -> int:
        """Categories that fare worse."""
        return self.count(Move.CLOSES, Move.WORSENS)


def offers(start: Tool | Tier, person: User) -> list[Offer]:
    """The other tiers of the vendor, those that open most first; none while no policy is in force.

    From a tool every other tier is judged as if this tool were held there: same entity, region, channel, deployment and
    statements; the same settings and releases where the tier has them; bound by the newest texts. From a tier: as if
    nobody had said anything of how either is held.
    """
    editions = editions_in_force()
    tool = _start(start)
    others = list(_others(tool.tier))
    if not editions or not others:
        return []
    rows = [tool, *(_moved(tool, tier) for tier in others)]
    loaded = judgeable(rows)
    facts = [loaded.tools[0][1], *map(_would_be, loaded.tools[1:], others)]
    judged = _judged(facts, editions)
    cited = [citation for reading in loaded.readings for citation in reading.cited]
    withheld = withheld_from([evaluation for found in judged for evaluation in found], person, cited)
    found = [
        _offer(tier, there, editions, judged[0], evaluations, withheld)
        for tier, there, evaluations in zip(others, facts[1:], judged[1:], strict=True)
    ]
    return sorted(found, key=lambda offer: (-offer.opened, offer.closed, offer.tier.product_id != tool.tier.product_id))


def _start(start: Tool | Tier) -> Any:
    """A tool with its parts; a tier as a tool about which nobody has said anything."""
    if isinstance(start, Tool):
        return with_parts(Tool.objects.filter(pk=start.pk)).get()
    known: Any = Tool()
    tiers = Tier.objects.select_related("product__vendor").annotate(notes_held=notes_within("product__vendor"))
    tier: Any = tiers.annotate(**_licensed()).get(pk=start.pk)
    known.notes_held = tier.notes_held
    return _moved(known, tier)


def _licensed() -> dict[str, Any]:
    """The licence layers that a tool on a tier would have itself, under the names of a tool's parts."""
    return layers_within("tool", tier=OuterRef("pk"))


def _others(tier: Tier) -> QuerySet[Any]:
    rows = Tier.objects.filter(product__vendor=tier.product.vendor_id).exclude(pk=tier.pk)
    served = rows_within(ModelRelease.objects.filter(tiers=OuterRef("pk")), uid="uid")
    found: QuerySet[Any] = rows.select_related("product__vendor").annotate(served_uids=served, **_licensed())
    return found.order_by("product__name", "pk")


def _moved(tool: Any, tier: Tier) -> Any:
    """A tool that is nobody's row, held on `tier` as `tool` is held, and pinned to no text: whoever moves to another
    tier accepts the newest."""
    moved: Any = Tool(pk=-tier.pk, uid=tier.uid, name=tool.name or str(tier), tier=tier)
    for part in part_names():
        setattr(moved, part, getattr(tool, part, None))
    for part in _licensed():
        setattr(moved, part, getattr(tier, part))
    moved.bindings_held = None
    return moved


def _would_be(judged: tuple[Tool, ToolFacts], tier: Any) -> ToolFacts:
    return would_be_held(judged[1], frozenset(str(UUID(row["uid"])) for row in tier.served_uids or ()))


def _judged(facts: Sequence[ToolFacts], editions: Sequence[CategoryEdition]) -> list[list[Evaluation]]:
    """For each tool its evaluations, in the order of the categories."""
    categories = [category_facts(edition) for edition in editions]
    found = evaluate_many(facts, categories)
    return [found[at : at + len(categories)] for at in range(0, len(found), len(categories))]


def _offer(
    tier: Tier,
    facts: ToolFacts,
    editions: Sequence[CategoryEdition],
    now: Sequence[Evaluation],
    then: Sequence[Evaluation],
    withheld: Withheld,
) -> Offer:
    moves = tuple(map(category_move, now, then))
    names = {edition.category.uid: edition.name for edition in editions}

    def grounds(part: str) -> tuple[Ground, ...]:
        alike: dict[tuple[str, ...], list[RuleFinding]] = {}
        for finding, owners in each_once(moves, part):
            alike.setdefault(tuple(names[owner.then.category] for owner in owners), []).append(finding)
        return tuple(Ground(asking, _chains(findings, then[0], withheld)) for asking, findings in alike.items())

    return Offer(
        tier=tier,
        moves=tuple(zip(editions, moves, strict=True)),
        gained=grounds("gained"),
        lost=grounds("lost"),
        failing=grounds("failing"),
        unknown=grounds("unknown"),
        unread=not facts.readings,
    )


def _chains(findings: Iterable[RuleFinding], judged: Evaluation, withheld: Withheld) -> tuple[Chain, ...]:
    return tuple(chains(replace(judged, findings=tuple(findings)), (), withheld))
