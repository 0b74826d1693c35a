"""What each duty of a licence layer means for a category (domain.md, "Rules": field of use, share-alike, naming,
attribution, threshold, flow-down). One function per kind of duty; the rule that asks them is `licence_layers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policies.domain.rules.base import RuleVerdict, conditional, not_satisfied, satisfied, undocumented
from policies.domain.types import RESTRICTED_KINDS, CategoryFacts, CodebaseKind, Destination, ToolFacts
from vendors.domain.duties import DutyFact, DutyKind, duty_in_words

KINDS_READ = frozenset({*RESTRICTED_KINDS, CodebaseKind.SHIPPED_PRODUCT, CodebaseKind.REPOSITORY})
DESTINATIONS_READ = frozenset(
    {Destination.SHARED, Destination.PROPRIETARY, Destination.AIR_GAPPED, Destination.TRAINING}
)


@dataclass(frozen=True, slots=True)
class Use:
    """What a category does with what it lets in, as far as licences ask."""

    trains: bool
    """Models, datasets or pipelines may be in it, or its code goes into training."""
    commercial: bool
    """Products, or code that is kept or sold: whatever an enterprise does with those is commercial."""
    codes: bool
    """Ordinary repositories or products: work that is no research."""
    region: str
    """Where the tool is held; empty while nobody has said."""


def use_of(category: CategoryFacts, facts: ToolFacts) -> Use:
    """How `category` uses what it lets in."""
    kinds, lands = set(category.allowed_kinds), set(category.allowed_destinations)
    product = CodebaseKind.SHIPPED_PRODUCT in kinds
    return Use(
        trains=bool(kinds & RESTRICTED_KINDS) or Destination.TRAINING in lands,
        commercial=product or bool(lands & {Destination.SHARED, Destination.PROPRIETARY, Destination.AIR_GAPPED}),
        codes=product or CodebaseKind.REPOSITORY in kinds,
        region=facts.held.region,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A duty as it reaches somebody: of whom (a release or tool by name), under which licence, and by which way.

    `whose` opens a reason; `work` is what the duty is about.
    """

    duty: DutyFact
    licence: str
    whose: str
    work: str

    @property
    def said(self) -> str:
        """The duty with its licence, to begin a reason with."""
        words = duty_in_words(self.duty.kind, self.duty.detail, self.duty.users)
        return f"{self.whose}: {self.licence}, {words[0].lower()}{words[1:]}"


def _non_commercial(asked: Asked, use: Use) -> RuleVerdict:
    if use.commercial:
        reason = f"{asked.said}; what this category lets in is shipped, shared or kept by the enterprise."
        return not_satisfied(reason, f"Another release than {asked.work}, or a commercial licence of it.")
    return conditional(f"{asked.said}.", f"Nothing commercial is done with {asked.work} or what is made with it.")


def _research_only(asked: Asked, use: Use) -> RuleVerdict:
    if use.commercial or use.codes:
        reason = f"{asked.said}; this category is for more than research."
        return not_satisfied(reason, f"Another release than {asked.work}, or a licence of it for more than research.")
    return conditional(f"{asked.said}.", f"{asked.work} and what is made with it are used for research alone.")


def _no_improving(asked: Asked, use: Use) -> RuleVerdict:
    if use.trains:
        reason = f"{asked.said}; models, datasets or training are in this category."
        return not_satisfied(reason, f"Another release than {asked.work} for what is trained on.")
    return conditional(f"{asked.said}.", f"Neither {asked.work} nor its output is used to train or improve a model.")


def _use_limits(asked: Asked, use: Use) -> RuleVerdict:
    which = f": {asked.duty.detail}" if asked.duty.detail else ""
    return conditional(f"{asked.said}.", f"What {asked.licence} rules out is not done with {asked.work}{which}.")


def _share_alike(asked: Asked, use: Use) -> RuleVerdict:
    if use.trains and use.commercial:
        reason = f"{asked.said}; models may be made in this category that are kept or shipped."
        return not_satisfied(reason, f"Another release than {asked.work} to make models from.")
    return conditional(f"{asked.said}.", f"Whatever is derived from {asked.work} is given on under {asked.licence}.")


def _passed_on(asked: Asked, use: Use) -> RuleVerdict:
    return conditional(
        f"{asked.said}.", f"Whoever is given {asked.work}, or what is derived from it, is bound by {asked.licence}."
    )


def _acceptable_use(asked: Asked, use: Use) -> RuleVerdict:
    policy = asked.duty.detail or f"The acceptable-use policy of {asked.work}"
    return conditional(f"{asked.said}.", f"{policy} is kept to, and passed on with {asked.work}.")


def _naming(asked: Asked, use: Use) -> RuleVerdict:
    named = asked.duty.detail
    condition = f"A distributed model made from {asked.work} has a name that begins with “{named}”."
    return conditional(f"{asked.said}.", condition)


def _attribution(asked: Asked, use: Use) -> RuleVerdict:
    if asked.duty.detail:
        return conditional(f"{asked.said}.", f"“{asked.duty.detail}” is shown with what is made from {asked.work}.")
    return conditional(f"{asked.said}.", f"Notices of {asked.work} are kept with every copy.")


def _user_threshold(asked: Asked, use: Use) -> RuleVerdict:
    above = asked.duty.detail or "a separate licence is obtained first"
    return conditional(
        f"{asked.said}.", f"What uses {asked.work} has at most {asked.duty.users or 0:,} monthly users; above: {above}."
    )


def _territory(asked: Asked, use: Use) -> RuleVerdict:
    regions = [region.strip() for region in asked.duty.detail.split(",") if region.strip()]
    if not regions:
        return undocumented(
            f"{asked.whose}: {asked.licence} grants a licence in some regions only; which ones is not on record.",
            f"Counsel names the territory of {asked.licence} in the licence layer of {asked.work}.",
        )
    if not use.region:
        return undocumented(
            f"{asked.said}; where the tool is held is not on record.", "Say in which region the tool is held."
        )
    if use.region.strip().casefold() not in {region.casefold() for region in regions}:
        return not_satisfied(
            f"{asked.said}; the tool is held in {use.region}, where there is no licence.",
            f"Another release than {asked.work}, or a licence of its maker for {use.region}.",
        )
    return conditional(f"{asked.said}.", f"{asked.work} is used nowhere but in: {', '.join(regions)}.")


def _output_is_derivative(asked: Asked, use: Use) -> RuleVerdict:
    if not use.trains:
        return satisfied(f"{asked.said}; nothing is trained in this category.")
    condition = f"A model trained on output of {asked.work} is treated as made from it, under {asked.licence}."
    return conditional(f"{asked.said}.", condition)


_JUDGED: Mapping[DutyKind, Callable[[Asked, Use], RuleVerdict]] = {
    DutyKind.NON_COMMERCIAL: _non_commercial,
    DutyKind.RESEARCH_ONLY: _research_only,
    DutyKind.NO_IMPROVING_MODELS: _no_improving,
    DutyKind.USE_LIMITS: _use_limits,
    DutyKind.SHARE_ALIKE: _share_alike,
    DutyKind.TERMS_PASSED_ON: _passed_on,
    DutyKind.ACCEPTABLE_USE: _acceptable_use,
    DutyKind.NAMING: _naming,
    DutyKind.ATTRIBUTION: _attribution,
    DutyKind.USER_THRESHOLD: _user_threshold,
    DutyKind.TERRITORY: _territory,
    DutyKind.OUTPUT_IS_DERIVATIVE: _output_is_derivative,
}


def judge_duty(asked: Asked, use: Use) -> RuleVerdict:
    """What a duty means for a category that uses so."""
    return _JUDGED[asked.duty.kind](asked, use)
