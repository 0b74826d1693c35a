"""Plain tools, categories and readings for the tests here: everything in order unless a test says otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from policies.domain.releases import ReleaseFact
from policies.domain.rules.base import Rule
from policies.domain.rules.parameters import default_parameters
from policies.domain.types import (
    CategoryFacts,
    CodebaseKind,
    DeploymentKind,
    Destination,
    Mode,
    OnFail,
    ParameterValue,
    RuleUse,
    SettingFact,
    StatementFact,
    Surface,
    ToolFacts,
)
from vendors.domain.terms import (
    UNDOCUMENTED,
    AnswerFact,
    AnswerValue,
    Applicability,
    AssessmentState,
    CitationFact,
    CitationKind,
    ClauseArea,
    Condition,
    Rating,
    ReadingFact,
)

SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
WHEN = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)


def uid(name: str) -> UUID:
    """The same uid for the same name, so that failures read the same twice."""
    return uuid5(SPACE, name)


def quote(exact: str = "Customer owns the Output, if any.") -> CitationFact:
    return CitationFact(
        uid=uid(exact),
        kind=CitationKind.QUOTE,
        document="Commercial terms",
        exact=exact,
        heading="5.2",
        start=1204,
        version_number=7,
        version_uid=uid("version 7"),
        version_sha256="9c" * 32,
        text_sha256="41" * 32,
    )


def answer(question: str, value: AnswerValue, *conditions: Condition, **changes: Any) -> AnswerFact:
    """An answer with a quote, as every answer but undocumented has one."""
    cited = () if value == UNDOCUMENTED else (quote(),)
    return replace(AnswerFact(question, value, conditions, cited), **changes)


def reading(area: ClauseArea, *answers: AnswerFact, **changes: Any) -> ReadingFact:
    """An approved, current, acceptable reading that gives `answers`."""
    whole = ReadingFact(
        area=area,
        assessment_uid=uid(f"assessment of {area}"),
        number=3,
        state=AssessmentState.APPROVED,
        rating=Rating.ACCEPTABLE,
        stale=False,
        to_be_confirmed=False,
        drafted_by="Ines Halloran",
        approved_by="Ada Lindqvist",
        approved_at=WHEN,
        plain_reading="The customer owns what comes out.",
        answers={given.question: given for given in answers},
    )
    return replace(whole, **changes)


def setting(code: str, value: str, *, proven: bool = True) -> SettingFact:
    return SettingFact(code, value, "screenshot", WHEN.date()) if proven else SettingFact(code, value)


def release(name: str = "Larkspur 3", **licences: str) -> ReleaseFact:
    return ReleaseFact(uid(name), name, "Larkspur Systems", licences)


def statement(surface: Surface = Surface.CHAT, output: str = "Code in the reply.") -> StatementFact:
    return StatementFact(uid(surface), surface, output, "Marek Oyelaran", WHEN)


def tool(*readings: ReadingFact, settings: tuple[SettingFact, ...] = (), **changes: Any) -> ToolFacts:
    whole = ToolFacts(
        uid=uid("tool"),
        name="Larkspur Code Business",
        tier="Business",
        product="Larkspur Code",
        vendor="Larkspur Systems",
        held=Applicability(region="EU", channel="direct"),
        deployment=DeploymentKind.SHARED_INFERENCE,
        hosted_by="Larkspur Systems",
        data_location="EU",
        settings={held.code: held for held in settings},
        readings={given.area: given for given in readings},
        statements=(statement(),),
        competition="no",
    )
    return replace(whole, **changes)


def use(code: str, on_fail: OnFail = OnFail.BARRED, version: int = 1, **parameters: Any) -> RuleUse:
    return RuleUse(code, version, parameters, on_fail)


def category(*rules: RuleUse, **changes: Any) -> CategoryFacts:
    whole = CategoryFacts(
        uid=uid("category"),
        slug="proprietary",
        name="Proprietary work",
        mode=Mode.ATTESTED,
        allowed_kinds=(CodebaseKind.REPOSITORY, CodebaseKind.SHIPPED_PRODUCT),
        allowed_destinations=(Destination.PROPRIETARY,),
        rules=rules,
    )
    return replace(whole, **changes)


TRAINING = category(
    slug="training",
    name="Training and models",
    mode=Mode.RESTRICTED,
    allowed_kinds=(CodebaseKind.TRAINING_PIPELINE, CodebaseKind.MODEL),
    allowed_destinations=(Destination.TRAINING,),
)


def parameters_of(rule: Rule, **changes: ParameterValue) -> dict[str, ParameterValue]:
    """The defaults of a rule with `changes`; what is changed has to exist."""
    values = default_parameters(rule)
    assert changes.keys() <= values.keys()
    return {**values, **changes}
