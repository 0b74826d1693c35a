"""The grades of a tool: four strategies by four risks, each from answers, licence layers, screening and register.

How an answer is read is the business of rules; where a rule asks the same thing, it is asked here, with its defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from policies.domain.releases import ReleaseFact
from policies.domain.risk.types import (
    Grade,
    Graded,
    Ground,
    InstrumentSeen,
    RiskFacts,
    RiskKind,
    Strategy,
    graded,
    ground,
)
from policies.domain.rules import LATEST
from policies.domain.rules.parameters import default_parameters
from policies.domain.rules.reading import Heard, hear, listening
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, Mode, ToolFacts
from vendors.domain.terms import ClauseArea, LicenceLayerKind

OWNERSHIP, TRAINING = ClauseArea.OUTPUT_OWNERSHIP, ClauseArea.TRAINING_RESTRICTIONS
PERMISSIVE = frozenset({"apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "isc", "0bsd", "unlicense", "cc0-1.0"})
"""Licences that ask for no more than notice; SPDX, lower case. Any other is shown as a restriction to be read."""
NO_SILENCE = "The terms were read whole and say nothing, which is no permission."
Grounds = Iterator[Ground]


def grades(facts: RiskFacts) -> tuple[Graded, ...]:
    """Every strategy by every risk, in their order. Never raises for stored content."""
    heard = RiskFacts(listening(facts.tool), facts.country, facts.instruments, facts.own)
    return tuple(graded(strategy, risk, _PROBES[strategy, risk](heard)) for strategy in Strategy for risk in RiskKind)


def _rule(code: str, facts: ToolFacts) -> Ground:
    """What a rule finds with its parameters at their defaults, whatever the category."""
    rule = LATEST[code]
    nowhere = CategoryFacts(facts.uid, "", "", Mode.RESTRICTED, (), (), ())
    return ground(code, rule.judge(facts, default_parameters(rule), nowhere))


def _answer(
    facts: ToolFacts, area: ClauseArea, question: str, restricts: Callable[[Heard], str], *, silence: Grade
) -> Ground:
    """An answer of counsel's reading: `restricts` gives why it restricts, or ""."""
    heard = hear(facts, area, question)
    shown = (heard.shown,)
    if heard.problem:
        return Ground(question, Grade.UNDOCUMENTED, " ".join(heard.problem.reasons), shown, heard.problem.fixes)
    said = f"{heard.label}: {heard.words}."
    if heard.answer.is_silent:
        return Ground(
            question, silence, f"{heard.label}: {NO_SILENCE}", shown, (f"A written answer on: {heard.label}.",)
        )
    why = restricts(heard)
    if not why:
        return Ground(question, Grade.NONE_ON_RECORD, said, shown)
    return Ground(question, Grade.RESTRICTION, f"{said} {why}", shown, ("Another tier, or an order form.",))


def _owner(facts: ToolFacts) -> Ground:
    return _answer(
        facts, OWNERSHIP, "own_owner",
        lambda heard: "" if heard.value == "customer" else "Output is not ours alone.",
        silence=Grade.UNDOCUMENTED,
    )  # fmt: skip


def _yes(facts: ToolFacts, area: ClauseArea, question: str, why: str) -> Ground:
    """A question whose yes restricts."""
    return _answer(
        facts, area, question, lambda heard: why if heard.value is True else "", silence=Grade.NONE_ON_RECORD
    )


def _use_copyright(facts: RiskFacts) -> Grounds:
    yield _owner(facts.tool)
    yield _yes(facts.tool, OWNERSHIP, "own_similar_to_others", "Others may hold the same output.")
    yield _rule("indemnity_covers_output", facts.tool)


def _use_terms(facts: RiskFacts) -> Grounds:
    yield _answer(
        facts.tool, TRAINING, "train_barred_act",
        lambda heard: "Output may not be extracted automatically." if "automated_extraction" in heard.choices else "",
        silence=Grade.NONE_ON_RECORD,
    )  # fmt: skip
    yield _rule("vendor_does_not_train", facts.tool)


def _regulatory(facts: RiskFacts) -> Grounds:
    yield _rule("vendor_not_listed", facts.tool)
    yield from _instruments(facts)


def _instruments(facts: RiskFacts) -> Grounds:
    if facts.instruments is None:
        text = "There is no regulatory register to ask."
        yield Ground("register", Grade.UNDOCUMENTED, text, change=("Counsel keeps a register of instruments.",))
        return
    if not facts.country:
        text = f"The country of {facts.tool.vendor} is not on record, so no instrument can be told to reach it."
        change = (f"Put the country of {facts.tool.vendor} on record.",)
        yield Ground("register", Grade.UNDOCUMENTED, text, change=change)
        return
    for row in facts.instruments:
        yield _instrument(row, facts.country)
    if not facts.instruments:
        text = f"No instrument entered reaches {facts.country}, which does not say there is none."
        yield Ground("register", Grade.UNDOCUMENTED, text, change=("Counsel enters the instruments that apply.",))


def _instrument(row: InstrumentSeen, country: str) -> Ground:
    code = f"instrument:{row.name}"
    said = f"{row.name} ({row.jurisdiction}) is {row.stage.lower()} and reaches {country}, by {row.source}."
    if row.in_force and row.checked:
        return Ground(code, Grade.RESTRICTION, said, change=("Counsel says what it asks of us.",))
    if row.in_force:
        said += " Nobody has held that against its source."
    return Ground(code, Grade.UNDOCUMENTED, said, change=(f"Counsel checks where {row.name} stands.",))


def _use_strategic(facts: RiskFacts) -> Grounds:
    yield _answer(
        facts.tool, OWNERSHIP, "own_licence_back",
        lambda heard: "The vendor may use our content beyond the service." if "broad" in heard.choices else "",
        silence=Grade.NONE_ON_RECORD,
    )  # fmt: skip
    yield _rule("vendor_does_not_train", facts.tool)


def _distil_copyright(facts: RiskFacts) -> Grounds:
    yield _owner(facts.tool)


def _bars_distilling(facts: ToolFacts) -> Callable[[Heard], str]:
    def why(heard: Heard) -> str:
        if heard.choices & {"any_model_training", "automated_extraction"}:
            return "A model may not be trained on output."
        if heard.choices & {"competing_product", "competing_model"} and facts.competition != "no":
            return "Nothing competing may be trained on output, and that ours does not compete is not found."
        return ""

    return why


def _distil_terms(facts: RiskFacts) -> Grounds:
    why = _bars_distilling(facts.tool)
    yield _answer(facts.tool, TRAINING, "train_barred_act", why, silence=Grade.NONE_ON_RECORD)
    yield _answer(
        facts.tool, TRAINING, "train_flows_down",
        lambda heard: "" if heard.choices <= {"none"} else "What is distilled carries the bar on.",
        silence=Grade.NONE_ON_RECORD,
    )  # fmt: skip


def _distil_strategic(facts: RiskFacts) -> Grounds:
    yield _yes(facts.tool, TRAINING, "train_survives", "What was trained stays bound after the contract.")
    found = facts.tool.competition
    if found == "no":
        text = f"Counsel found that nothing of ours competes with {facts.tool.vendor}."
        yield Ground("competition", Grade.NONE_ON_RECORD, text)
    elif found == "yes":
        text = f"Counsel found that something of ours competes with {facts.tool.vendor}."
        yield Ground("competition", Grade.RESTRICTION, text, change=("A later finding of counsel.",))
    else:
        text = f"Whether something of ours competes with {facts.tool.vendor} is undetermined."
        yield Ground("competition", Grade.UNDOCUMENTED, text, change=("Counsel writes a competition note.",))


def _layers(facts: RiskFacts, *layers: LicenceLayerKind) -> Grounds:
    if not facts.tool.releases:
        text = f"Which releases {facts.tool.name} runs is not on record, nor under which licences."
        yield Ground("releases", Grade.UNDOCUMENTED, text, change=("Record the releases switched on.",))
    for release in facts.tool.releases:
        for layer in layers:
            yield _layer(release, layer)


def _layer(release: ReleaseFact, layer: LicenceLayerKind) -> Ground:
    words, code = layer.value.replace("_", " "), f"layer:{release.uid}:{layer.value}"
    licence = release.licences.get(layer.value, "")
    if not licence:
        text = f"{release.name}: no verified licence of its {words} is on record."
        change = (f"A second counsel verifies the {words} of {release.name}.",)
        return Ground(code, Grade.UNDOCUMENTED, text, change=change)
    if licence.casefold() in PERMISSIVE:
        text = f"{release.name}: its {words} are under {licence}, which asks for notice."
        return Ground(code, Grade.NONE_ON_RECORD, text)
    text = f"{release.name}: its {words} are under {licence}, whose conditions have to be kept."
    return Ground(code, Grade.RESTRICTION, text, change=("Another release, or a licence that asks for less.",))


def _tune_copyright(facts: RiskFacts) -> Grounds:
    yield from _layers(facts, LicenceLayerKind.TRAINING_DATA)


def _tune_terms(facts: RiskFacts) -> Grounds:
    yield from _layers(facts, LicenceLayerKind.WEIGHTS, LicenceLayerKind.ACCEPTABLE_USE)


def _tune_strategic(facts: RiskFacts) -> Grounds:
    yield from _layers(facts, LicenceLayerKind.BASE_ANCESTRY)


def _no_own(facts: RiskFacts) -> Grounds:
    if not any(body.kind == "Model" for body in facts.own):
        text = "No model of ours is on record."
        yield Ground("own", Grade.UNDOCUMENTED, text, change=("Register our models among the codebases.",))


def _own_fed(facts: RiskFacts, restricted: str) -> Grounds:
    yield from _no_own(facts)
    for body in facts.own:
        if body.kind != "Model":
            continue
        code = f"own:{body.name}"
        if body.reached:
            yield Ground(
                code, Grade.RESTRICTION if restricted else Grade.NONE_ON_RECORD,
                f"Output of {facts.tool.name} may have reached {body.name}. {restricted}".strip(),
                change=("A flow that is ended and cleared, or terms that allow it.",) if restricted else (),
            )  # fmt: skip
        elif not body.fed_by:
            text = f"What {body.name} was trained on is not on record: nothing feeds it."
            yield Ground(code, Grade.UNDOCUMENTED, text, change=(f"Record what feeds {body.name}.",))
        else:
            text = f"{body.name} is fed by {listing(body.fed_by)}, none of which takes output of {facts.tool.name}."
            yield Ground(code, Grade.NONE_ON_RECORD, text)


def _own_copyright(facts: RiskFacts) -> Grounds:
    owner = _owner(facts.tool)
    yield from _own_fed(facts, "" if owner.grade is Grade.NONE_ON_RECORD else owner.text)


def _own_terms(facts: RiskFacts) -> Grounds:
    why = _bars_distilling(facts.tool)
    bar = _answer(facts.tool, TRAINING, "train_barred_act", why, silence=Grade.NONE_ON_RECORD)
    yield from _own_fed(facts, "" if bar.grade is Grade.NONE_ON_RECORD else bar.text)


def _own_regulatory(facts: RiskFacts) -> Grounds:
    yield from _no_own(facts)
    yield from _instruments(facts)


def _own_strategic(facts: RiskFacts) -> Grounds:
    yield from _no_own(facts)
    for body in facts.own:
        code = f"own:{body.name}"
        if body.destination in ("Public", "Shared"):
            text = (
                f"{body.name} ({body.kind.lower()}) goes to {body.destination.lower()}: whoever gets it can distil it."
            )
            yield Ground(code, Grade.RESTRICTION, text, change=("Another destination, or terms for those who get it.",))
        elif body.kind == "Model":
            yield Ground(code, Grade.NONE_ON_RECORD, f"{body.name} stays {body.destination.lower()}.")


_PROBES: Mapping[tuple[Strategy, RiskKind], Callable[[RiskFacts], Grounds]] = {
    (Strategy.USE_API, RiskKind.COPYRIGHT): _use_copyright,
    (Strategy.USE_API, RiskKind.TERMS): _use_terms,
    (Strategy.USE_API, RiskKind.REGULATORY): _regulatory,
    (Strategy.USE_API, RiskKind.STRATEGIC): _use_strategic,
    (Strategy.DISTIL_API, RiskKind.COPYRIGHT): _distil_copyright,
    (Strategy.DISTIL_API, RiskKind.TERMS): _distil_terms,
    (Strategy.DISTIL_API, RiskKind.REGULATORY): _regulatory,
    (Strategy.DISTIL_API, RiskKind.STRATEGIC): _distil_strategic,
    (Strategy.FINE_TUNE_OPEN, RiskKind.COPYRIGHT): _tune_copyright,
    (Strategy.FINE_TUNE_OPEN, RiskKind.TERMS): _tune_terms,
    (Strategy.FINE_TUNE_OPEN, RiskKind.REGULATORY): _regulatory,
    (Strategy.FINE_TUNE_OPEN, RiskKind.STRATEGIC): _tune_strategic,
    (Strategy.DISTIL_OWN, RiskKind.COPYRIGHT): _own_copyright,
    (Strategy.DISTIL_OWN, RiskKind.TERMS): _own_terms,
    (Strategy.DISTIL_OWN, RiskKind.REGULATORY): _own_regulatory,
    (Strategy.DISTIL_OWN, RiskKind.STRATEGIC): _own_strategic,
}
