"""The six tools of the sample portfolio, two of them at the edges: a name without end, and markup in a name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from policies.domain.releases import ReleaseFact
from policies.domain.types import DeploymentKind, SettingFact, ToolFacts
from tests.domain.reports.sample_readings import COVER, GOOD, reading, tool, uid
from vendors.domain.terms import (
    SILENT,
    UNDOCUMENTED,
    Applicability,
    AssessmentState,
    ClauseArea,
    Rating,
    ReadingFact,
)

BARRED = {"train_barred_act": ("competing_model", "any_model_training")}
FILTERS_OFF = {"output_filter": SettingFact("output_filter", "off", "Admin export", dt.date(2026, 9, 22))}


def read(vendor: str, name: str, **by_area: dict[str, Any]) -> list[ReadingFact]:
    return [
        reading(vendor, name, area, given.get("answers", {}), **given.get("facts", {}))
        for area in ClauseArea
        if (given := by_area.get(area.value, {})) is not None
    ]


def tools() -> tuple[ToolFacts, ...]:
    return (*_closed(), *_unread(), *_edges())


def _closed() -> tuple[ToolFacts, ...]:
    return (
        tool(
            "Corvane Pilot Business",
            "Corvane Labs",
            "Business",
            read("Corvane Labs", "Corvane", training_restrictions={"answers": BARRED}),
            settings=FILTERS_OFF,
        ),
        tool("Runa Agent Enterprise", "Runa", "Enterprise", read("Runa", "Runa")),
        tool(
            "Merrow API Commercial",
            "Merrow Systems",
            "Commercial",
            read(
                "Merrow Systems",
                "Merrow",
                training_restrictions={"answers": BARRED},
                retention={"answers": {"keep_prompts_days": 90, "keep_zero": SILENT}},
            ),
        ),
    )


def _unread() -> tuple[ToolFacts, ...]:
    return (
        tool(
            "Basalt Code Team",
            "Basalt Werke",
            "Team",
            read(
                "Basalt Werke",
                "Basalt",
                retention={"facts": {"stale": True}},
                indemnity={
                    "answers": dict.fromkeys(GOOD[COVER], UNDOCUMENTED),
                    "facts": {
                        "state": AssessmentState.DRAFT,
                        "approved_by": "",
                        "approved_at": None,
                        "rating": Rating.UNDOCUMENTED,
                        "plain_reading": "",
                    },
                },
            ),
            held=Applicability(),
            deployment=None,
            hosted_by="",
            data_location="",
            settings={},
        ),
    )


def _edges() -> tuple[ToolFacts, ...]:
    return (
        tool(
            "Palisade Review with a name that goes on for rather longer than any table would wish Enterprise",
            "Palisade",
            "Enterprise",
            read("Palisade", "Palisade", output_ownership=None),
            statements=(),
        ),
        tool(
            "Wren 2 14B <b>weights</b> & “open”",
            "Wren Œuvres & Łódź",
            "Open weights",
            read("Wren Œuvres & Łódź", "Wren", indemnity=None),
            deployment=DeploymentKind.OWN_PREMISES,
            hosted_by="Aldermoor Instruments",
            releases=(ReleaseFact(uid("wren"), "Wren 2 14B 1.1", "Wren", {"weights": "apache-2.0"}),),
        ),
    )
