"""The texts insertions are planted into: those of the demo, with the quotes of its readings, and those of a corpus."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from vendors.domain.anchoring import Selector, find_quote, make_selector
from vendors.domain.suggestion import suggest
from vendors.domain.terms import ClauseArea
from vendors.domain.text import TextRefused, canonicalise
from vendors.measuring.insertions import Host

_QUOTES = 2
"""Suggestions of each area that stand in for counsel's quotes in a corpus text, whose readings nobody has written."""

_SHORTEST = 4_000
"""Characters of a text that is worth planting in."""


def project_hosts(demo: Path) -> list[Host]:
    """The demo's texts, each with the quotes of the demo's readings of that version."""
    quotes = _demo_quotes(demo / "portfolio")
    hosts: list[Host] = []
    for document in json.loads((demo / "portfolio" / "documents.json").read_text(encoding="utf-8"))["documents"]:
        for version in document["versions"]:
            file = demo / "texts" / version["file"]
            text = canonicalise(file.read_bytes(), "", file.name).text
            said = quotes[(document["key"], version["number"])]
            kept = {
                area: tuple(one for one in found if find_quote(text, one) is not None) for area, found in said.items()
            }
            if any(kept.values()):
                hosts.append(Host(file.name, text, kept))
    return hosts


def corpus_hosts(corpus: Path) -> list[Host]:
    """The newest text of each document below `corpus` (collection/service/document/time.md); the same text once."""
    hosts: dict[str, Host] = {}
    for document in sorted({file.parent for file in corpus.glob("*/*/*/*.md")}):
        file = max(document.glob("*.md"))
        try:
            text = canonicalise(file.read_bytes(), "text/markdown", file.name).text
        except (OSError, TextRefused):
            continue
        if len(text) >= _SHORTEST and text not in hosts:
            hosts[text] = Host(str(file.relative_to(corpus)), text, _stand_ins(text))
    return list(hosts.values())


def _demo_quotes(portfolio: Path) -> dict[tuple[str, int], dict[ClauseArea, list[Selector]]]:
    found: dict[tuple[str, int], dict[ClauseArea, list[Selector]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(portfolio.glob("assessments-*.json")):
        for reading in json.loads(file.read_text(encoding="utf-8"))["assessments"]:
            for citation in _citations(reading):
                if citation["kind"] == "quote":
                    place = (citation["document"], citation["version"])
                    found[place][ClauseArea(reading["area"])].append(Selector(citation["exact"]))
    return found


def _citations(reading: dict[str, Any]) -> list[dict[str, Any]]:
    return [citation for answer in reading.get("answers", ()) for citation in answer.get("citations", ())]


def _stand_ins(text: str) -> dict[ClauseArea, tuple[Selector, ...]]:
    return {
        area: tuple(make_selector(text, one.start, one.end) for one in suggest(text, area, _QUOTES))
        for area in ClauseArea
    }
