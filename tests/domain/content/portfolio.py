"""Reads the demo portfolio's data files for the tests here; turns them into the facts that rules judge. No database."""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from pathlib import Path
from typing import Any

from policies.domain.releases import ReleaseFact
from policies.domain.rules import rule_of
from policies.domain.rules.parameters import clean_parameters
from policies.domain.types import (
    CategoryFacts,
    CodebaseKind,
    DeploymentKind,
    Destination,
    Mode,
    OnFail,
    RuleUse,
    SettingFact,
    StatementFact,
    Surface,
    ToolFacts,
)
from vendors.domain.terms import (
    AnswerFact,
    Applicability,
    AssessmentState,
    CitationFact,
    CitationKind,
    ClauseArea,
    Condition,
    Rating,
    ReadingFact,
)

ROOT = Path(__file__).resolve().parents[3]
DEMO = ROOT / "governance" / "demo"
TEXTS = DEMO / "texts"
MEDIA_TYPES = {".md": "text/markdown", ".html": "text/html", ".txt": "text/plain"}
TODAY = dt.date(2026, 6, 1)
VENDORS = ("larkspur", "meridian", "quillon", "fernhill")


@functools.cache
def load(name: str) -> dict[str, Any]:
    """One data file of the portfolio by its name without ending."""
    return json.loads((DEMO / "portfolio" / f"{name}.json").read_text(encoding="utf-8"))


def assessments() -> list[dict[str, Any]]:
    """All readings of all vendors."""
    return [row for vendor in VENDORS for row in load(f"assessments-{vendor}")["assessments"]]


def absent() -> list[dict[str, Any]]:
    """Tiers and areas that deliberately have no reading, with the reason."""
    return [row for vendor in VENDORS for row in load(f"assessments-{vendor}")["absent"]]


def tiers() -> dict[str, dict[str, Any]]:
    """Tier key -> tier, with its vendor and product by name."""
    return {
        tier["key"]: {**tier, "vendor": vendor["name"], "product": product["name"]}
        for vendor in load("vendors")["vendors"]
        for product in vendor["products"]
        for tier in product["tiers"]
    }


def releases() -> dict[str, dict[str, Any]]:
    """Release key -> release, with its vendor by name."""
    return {
        row["key"]: {**row, "vendor": vendor["name"]}
        for vendor in load("vendors")["vendors"]
        for row in vendor["releases"]
    }


def versions() -> dict[tuple[str, int], dict[str, Any]]:
    """(document key, version number) -> version."""
    return {
        (document["key"], version["number"]): version
        for document in load("documents")["documents"]
        for version in document["versions"]
    }


def _answer(row: dict[str, Any]) -> AnswerFact:
    value = row["value"]
    return AnswerFact(
        question=row["question"],
        value=tuple(value) if isinstance(value, list) else value,
        conditions=tuple(
            Condition(item["setting"], tuple(item["required"]), item["text"]) for item in row["conditions"]
        ),
        citations=tuple(
            CitationFact(
                uid=uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(item, sort_keys=True)),
                kind=CitationKind(item["kind"]),
                document=item.get("document") or item.get("title", ""),
                exact=item.get("exact", ""),
            )
            for item in row["citations"]
        ),
    )


def answers_of(row: dict[str, Any]) -> dict[str, AnswerFact]:
    """The answers of one reading by question."""
    return {item["question"]: _answer(item) for item in row["answers"]}


def readings_on(tier: str, days_ago: int) -> dict[ClauseArea, ReadingFact]:
    """The reading of each area that was approved `days_ago` days before loading, stale where it was stale then."""
    found: dict[ClauseArea, ReadingFact] = {}
    for row in assessments():
        after = row["after"]
        if row["tier"] != tier or row.get("approved_days_ago", -1) < days_ago:
            continue
        if after.get("superseded_days_ago", -1) >= days_ago:
            continue
        asked, confirmed = after.get("to_be_confirmed_days_ago", -1), after.get("confirmed_days_ago", -1)
        found[ClauseArea(row["area"])] = ReadingFact(
            area=ClauseArea(row["area"]),
            assessment_uid=uuid.uuid5(uuid.NAMESPACE_URL, row["key"]),
            number=row["number"],
            state=AssessmentState.APPROVED,
            rating=Rating(row["rating"]),
            stale=after.get("stale_days_ago", -1) >= days_ago,
            to_be_confirmed=asked >= days_ago and not confirmed >= days_ago,
            drafted_by=row["drafted_by"],
            approved_by=row["approved_by"],
            approved_at=None,
            answers=answers_of(row),
        )
    return found


def tool_on(key: str, days_ago: int) -> ToolFacts:
    """The tool as it was held `days_ago` days before loading, with the readings of that day."""
    tool = next(row for row in load("tools")["tools"] if row["key"] == key)
    tier = tiers()[tool["tier"]]
    held = [row for row in tool["configurations"] if row["days_ago"] >= days_ago][-1]
    return ToolFacts(
        uid=uuid.uuid5(uuid.NAMESPACE_URL, key),
        name=tool["name"],
        tier=tier["name"],
        product=tier["product"],
        vendor=tier["vendor"],
        held=Applicability(**held["held"]),
        deployment=DeploymentKind(held["deployment"]),
        hosted_by=held["hosted_by"],
        data_location=held["data_location"],
        settings={
            row["code"]: SettingFact(row["code"], row["value"], row["proof"], TODAY if row["checked_on"] else None)
            for row in held["settings"]
        },
        readings=readings_on(tool["tier"], days_ago),
        statements=tuple(
            StatementFact(uuid.uuid4(), Surface(row["surface"]), row["output"], row["by"], dt.datetime.now(dt.UTC))
            for row in tool["statements"]
            if row["days_ago"] >= days_ago
        ),
        releases=tuple(_release(code) for code in held["releases"]),
    )


def _release(key: str) -> ReleaseFact:
    row = releases()[key]
    name = " ".join(part for part in (row["family"], row["release"], row["size"]) if part)
    layers = {layer["layer"]: layer["licence"] for layer in row["layers"] if layer["verified"]}
    return ReleaseFact(uuid.uuid5(uuid.NAMESPACE_URL, key), name, row["vendor"], layers)


def category_facts(row: dict[str, Any]) -> CategoryFacts:
    """A category of a data file as rules see it."""
    return CategoryFacts(
        uid=uuid.uuid5(uuid.NAMESPACE_URL, row["slug"]),
        slug=row["slug"],
        name=row["name"],
        mode=Mode(row["mode"]),
        allowed_kinds=tuple(CodebaseKind(kind) for kind in row["allowed_kinds"]),
        allowed_destinations=tuple(Destination(place) for place in row["allowed_destinations"]),
        rules=tuple(
            RuleUse(
                rule["code"],
                rule["version"],
                clean_parameters(rule_of(rule["code"], rule["version"]), rule["parameters"]),
                OnFail(rule["on_fail"]),
            )
            for rule in row["rules"]
        ),
    )


def categories() -> dict[str, dict[str, Any]]:
    """The categories of the published revision by slug."""
    return {row["slug"]: row for row in load("policy")["revisions"][0]["categories"]}
