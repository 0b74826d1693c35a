"""Domain facts of tools, categories and readings turned into lines of a report, not yet numbered."""

from __future__ import annotations

from collections.abc import Sequence

from governance.reports.domain.lines import (
    CategoryLine,
    ReadingLine,
    RuleLine,
    SettingLine,
    StatementLine,
    TermsLine,
    ToolLine,
    UndocumentedLine,
)
from policies.domain.revision import OwnedCategory
from policies.domain.rules import REGISTRY
from policies.domain.rules.parameters import parameter_in_words
from policies.domain.types import RuleUse, ToolFacts
from vendors.domain.questions import questions_of
from vendors.domain.settings_catalogue import SETTINGS, setting_value_in_words
from vendors.domain.terms import CitationFact, ClauseArea


def tool_line(tool: ToolFacts) -> ToolLine:
    """The tool as held, with settings, releases and statements in a fixed order."""
    return ToolLine(
        uid=tool.uid,
        name=tool.name,
        vendor=tool.vendor,
        product=tool.product,
        tier=tool.tier,
        contracting_entity=tool.held.contracting_entity,
        region=tool.held.region,
        channel=tool.held.channel,
        feature_status=tool.held.feature_status,
        deployment=tool.deployment,
        hosted_by=tool.hosted_by,
        data_location=tool.data_location,
        settings=tuple(
            SettingLine(
                SETTINGS[code].label if code in SETTINGS else code,
                setting_value_in_words(code, held.value) if code in SETTINGS else held.value,
                held.proof,
                held.checked_on,
            )
            for code, held in sorted(tool.settings.items())
        ),
        releases=tuple(sorted(release.name for release in tool.releases)),
        statements=tuple(
            StatementLine(said.surface, said.output, said.written_by, said.written_at)
            for said in sorted(tool.statements, key=lambda said: said.surface)
        ),
        competition=tool.competition,
    )


def category_line(category: OwnedCategory) -> CategoryLine:
    """The category with its owners and rules."""
    return CategoryLine(
        uid=category.facts.uid,
        name=category.facts.name,
        mode=category.facts.mode,
        description=category.description,
        legal_owner=category.legal_owner.name,
        engineering_owner=category.engineering_owner.name,
        rules=tuple(_rule(use) for use in category.facts.rules),
    )


def _rule(use: RuleUse) -> RuleLine:
    rule = REGISTRY.get((use.code, use.version))
    if rule is None:
        return RuleLine(use.code, use.version, use.code, use.on_fail)
    words = tuple(
        f"{parameter.label}: {parameter_in_words(parameter, use.parameters[parameter.name])}"
        for parameter in rule.parameters
        if parameter.name in use.parameters
    )
    return RuleLine(use.code, use.version, rule.title, use.on_fail, words)


def reading_lines(tool: ToolFacts) -> list[ReadingLine]:
    """One line for every area that has a reading."""
    return [
        ReadingLine(
            tool=tool.uid,
            area=area,
            assessment=reading.assessment_uid,
            number=reading.number,
            state=reading.state,
            stale=reading.stale,
            to_be_confirmed=reading.to_be_confirmed,
            rating=reading.rating,
            drafted_by=reading.drafted_by,
            approved_by=reading.approved_by,
            approved_at=reading.approved_at,
            plain_reading=reading.plain_reading,
        )
        for area in ClauseArea
        if (reading := tool.readings.get(area)) is not None
    ]


def undocumented_lines(tool: ToolFacts) -> list[UndocumentedLine]:
    """One line for every area in which questions are open; nobody asked counts as nobody answered."""
    lines = []
    for area in ClauseArea:
        reading = tool.readings.get(area)
        open_questions = tuple(
            question.label
            for question in questions_of(area)
            if reading is None or reading.answer(question.code).is_undocumented
        )
        if open_questions:
            lines.append(UndocumentedLine(tool.uid, area, reading is None, open_questions))
    return lines


def terms_lines(known: Sequence[TermsLine], citations: Sequence[CitationFact]) -> list[TermsLine]:
    """The versions cited, each text once; one that the caller did not describe is taken from its citation."""
    cited = {(fact.version_sha256, fact.text_sha256): fact for fact in citations if fact.version_sha256}
    described = {(line.sha256, line.text_sha256): line for line in known}
    lines = [
        described.get(key) or TermsLine("", fact.document, "", fact.version_number, fact.version_uid, *key)
        for key, fact in cited.items()
    ]
    return sorted(
        lines, key=lambda line: (line.vendor, line.document, line.version or 0, line.sha256, line.text_sha256)
    )
