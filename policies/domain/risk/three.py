"""Counsel's page: three risks that no single tool carries, from what is on record. Nothing is made up to fill a gap.

Extraction of our own models and data; enforcement that reaches some and not others; places where no regime applies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.domain.risk.types import Grade, Ground, InstrumentSeen, OwnBody, RiskFacts, ground
from policies.domain.rules import LATEST
from policies.domain.rules.base import RuleVerdict
from policies.domain.rules.parameters import default_parameters
from policies.domain.rules.reading import hear
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, Mode, ToolFacts
from vendors.domain.terms import ClauseArea


@dataclass(frozen=True, slots=True)
class Section:
    """One of the three: what it is, points with what would change them, and what is missing to say more."""

    title: str
    question: str
    points: tuple[Ground, ...]
    missing: tuple[str, ...]


Register = Sequence[InstrumentSeen] | None
"""Every instrument of the register; None where there is no register."""


def sections(tools: Sequence[RiskFacts], own: Sequence[OwnBody], instruments: Register) -> tuple[Section, ...]:
    """The three sections. `tools`: each with the instruments that reach its vendor's country."""
    return (
        Section(
            "Extraction of our own models and data",
            "Who could take out of our models and data what we put in?",
            tuple(_extraction(tools, own)),
            tuple(_nothing_of_ours(own)),
        ),
        Section(
            "Enforcement that differs by jurisdiction",
            "Whom do the same acts cost something, and whom not?",
            tuple(_asymmetry(tools)),
            tuple(_unplaced(tools, instruments)),
        ),
        Section(
            "Gaps where no regime applies",
            "Where do neither terms nor an instrument say anything?",
            tuple(_gaps(tools)),
            tuple(_unplaced(tools, instruments)),
        ),
    )


def _nothing_of_ours(own: Sequence[OwnBody]) -> Iterator[str]:
    for kind, named in (("Model", "No model"), ("Dataset", "No dataset")):
        if not any(body.kind == kind for body in own):
            yield f"{named} of ours is on record. Register them among the codebases, with destination and flows."


def _extraction(tools: Sequence[RiskFacts], own: Sequence[OwnBody]) -> Iterator[Ground]:
    for body in own:
        code, named = f"own:{body.name}", f"{body.name} ({body.kind.lower()})"
        if body.destination in ("Public", "Shared"):
            text = f"{named} goes to {body.destination.lower()}: whoever gets it can query and copy it."
            yield Ground(code, Grade.RESTRICTION, text, change=("Another destination, or terms for those who get it.",))
        if body.feeds:
            text = f"{named} feeds {listing(body.feeds)}, and is only as closed as those."
            yield Ground(f"{code}:feeds", Grade.UNDOCUMENTED, text, change=("Look at the destination of each.",))
    for facts in tools:
        found = ground(f"trains:{facts.tool.uid}", _does_not_train(facts.tool))
        if found.grade is not Grade.NONE_ON_RECORD:
            text = f"{facts.tool.name}: {found.text}"
            yield Ground(found.code, found.grade, text, found.answers, found.change)


def _does_not_train(tool: ToolFacts) -> RuleVerdict:
    rule = LATEST["vendor_does_not_train"]
    return rule.judge(tool, default_parameters(rule), CategoryFacts(tool.uid, "", "", Mode.RESTRICTED, (), (), ()))


def _asymmetry(tools: Sequence[RiskFacts]) -> Iterator[Ground]:
    by_country: dict[str, list[RiskFacts]] = defaultdict(list)
    for facts in tools:
        if facts.country and facts.instruments is not None:
            by_country[facts.country].append(facts)
    reached = {country for country, rows in by_country.items() if any(_binding(row) for row in rows)}
    for country, rows in sorted(by_country.items()):
        vendors = listing(sorted({row.tool.vendor for row in rows}))
        binding = sorted({found.name for row in rows for found in _binding(row)})
        seen = [one for row in rows for one in row.instruments or () if one.name not in binding]
        others = sorted({f"{one.name} ({one.stage.lower()})" for one in seen})
        said = f"{country}, home of {vendors}: "
        said += f"in force {listing(binding)}" if binding else "no instrument in force is on record"
        said += f"; not in force or not checked: {listing(others)}." if others else "."
        differs = Grade.RESTRICTION if len(reached) < len(by_country) else Grade.NONE_ON_RECORD
        yield Ground(
            f"country:{country}",
            differs if binding else Grade.UNDOCUMENTED,
            said,
            change=("A change in the regulatory register.",),
        )
    yield from _bound_by_terms_alone(tools)


def _binding(facts: RiskFacts) -> list[InstrumentSeen]:
    return [row for row in facts.instruments or () if row.in_force and row.checked]


def _bound_by_terms_alone(tools: Sequence[RiskFacts]) -> Iterator[Ground]:
    """Terms that bind us where no instrument on record binds whoever copies from us or from the vendor."""
    for facts in tools:
        heard = hear(facts.tool, ClauseArea.TRAINING_RESTRICTIONS, "train_barred_act")
        if heard.problem or heard.answer.is_silent or heard.choices <= {"none"} or _binding(facts):
            continue
        text = (
            f"{facts.tool.name}: its terms bar us ({heard.words.lower()}), and no instrument in force on record holds "
            "anybody to the same who has not agreed to them."
        )
        change = ("An instrument that reaches the vendor’s country comes into force.",)
        yield Ground(f"terms:{facts.tool.uid}", Grade.RESTRICTION, text, (heard.shown,), change)


def _unplaced(tools: Sequence[RiskFacts], instruments: Register) -> Iterator[str]:
    if not tools:
        yield "No tool is in use on record."
    if instruments is None:
        yield "There is no regulatory register to ask."
    elif not instruments:
        yield "The regulatory register is empty. That no instrument is entered does not say there is none."
    unplaced = sorted({facts.tool.vendor for facts in tools if not facts.country})
    if unplaced:
        yield f"The country is not on record of {listing(unplaced)}."


def _gaps(tools: Sequence[RiskFacts]) -> Iterator[Ground]:
    for facts in tools:
        if _binding(facts):
            continue
        heard = hear(facts.tool, ClauseArea.TRAINING_RESTRICTIONS, "train_barred_act")
        vendor = hear(facts.tool, ClauseArea.TRAINING_RESTRICTIONS, "train_vendor_use")
        open_ = [row for row in (heard, vendor) if row.problem or row.answer.is_silent]
        if not open_:
            continue
        where = f"for {facts.country}" if facts.country else "for a vendor whose country is not on record"
        text = (
            f"{facts.tool.name}: nothing established on {listing([row.label.lower() for row in open_])}, and no "
            f"instrument in force is on record {where}."
        )
        change = ("Counsel reads the terms on it, or an instrument is entered and checked.",)
        yield Ground(f"gap:{facts.tool.uid}", Grade.UNDOCUMENTED, text, tuple(row.shown for row in open_), change)
