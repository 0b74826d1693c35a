"""Sentences and changed definitions planted into texts where they touch no quote: is the right area made stale?

Every plant stands where only its own words can tell: in no section that a quote of its area stands in, and in no
paragraph that holds a quote. Where it goes is drawn from its number and the name of the text, the same every time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vendors.domain.anchoring import Selector, find_quote
from vendors.domain.terms import ClauseArea
from vendors.domain.text import Block, BlockKind, blocks, sentences
from vendors.domain.weighing import Weighed, changed_sentences, weigh

PLANTS = Path(__file__).with_name("insertions.json")

HELD_OUT = Path(__file__).with_name("insertions_held_out.json")
"""Sentences written after the words of the weighing were settled. Nothing may be worded to them."""

_TERM = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}\b")
_NO_TERMS = frozenset(
    {"Section", "Article", "Agreement", "Terms", "Customer", "Company", "Services", "Service", "Party"}
)
_SENTENCE, _DEFINITION = "sentence", "definition"


@dataclass(frozen=True, slots=True)
class Plant:
    """One of the sixty; `area` is None for definitions, which concern the area whose quote uses the term."""

    number: int
    kind: str
    area: ClauseArea | None
    text: str


@dataclass(frozen=True, slots=True)
class Host:
    """A text that is planted into, with the quotes that readings of each area rest on in it."""

    name: str
    text: str
    quotes: Mapping[ClauseArea, tuple[Selector, ...]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A plant in a host: the text with it, and what the weighing said."""

    plant: Plant
    host: Host
    area: ClauseArea
    text: str
    weighed: tuple[Weighed, ...]

    @property
    def stale(self) -> bool:
        """Whether the area it concerns was made stale."""
        return any(one.area is self.area for one in self.weighed)

    @property
    def to_be_confirmed(self) -> bool:
        """Whether the new text at least counts as changed, so that every reading of the document waits for a person."""
        return bool(self.weighed) or bool(changed_sentences(self.host.text, self.text))


def plants(file: Path = PLANTS) -> tuple[Plant, ...]:
    """The planted sentences and definitions of a file, written for the project."""
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return tuple(
        Plant(row["number"], row["kind"], ClauseArea(row["area"]) if "area" in row else None, row["text"])
        for row in rows
    )


def plant_all(
    hosts: Sequence[Host], told: Callable[[str], None] = lambda _line: None, file: Path = PLANTS
) -> Iterator[Planted]:
    """Every plant once, each in the first host of its own order that has a place for it. Raises ValueError for none."""
    for plant in plants(file):
        order = sorted(hosts, key=lambda host: _drawn(plant, host.name))
        areas = [plant.area] if plant.area else _turned(list(ClauseArea), plant.number)
        placed = next((one for host in order for area in areas if (one := _planted(plant, host, area))), None)
        if placed is None:
            raise ValueError(f"None of the {len(hosts)} texts has a place for plant {plant.number}.")
        told(f"{plant.number}: {placed.area} in {placed.host.name}: {'stale' if placed.stale else 'to be confirmed'}")
        yield placed


def _planted(plant: Plant, host: Host, area: ClauseArea) -> Planted | None:
    text = _text_with(plant, host, area)
    if text is None:
        return None
    if any(find_quote(text, quote) is None for quotes in host.quotes.values() for quote in quotes):
        return None
    return Planted(plant, host, area, text, tuple(weigh(host.text, text, host.quotes)))


def _text_with(plant: Plant, host: Host, area: ClauseArea) -> str | None:
    if plant.kind == _SENTENCE:
        return _put(plant, host, area, plant.text)
    terms = _terms(host, area)
    if plant.kind == _DEFINITION:
        return _put(plant, host, area, plant.text.replace("{term}", terms[0])) if terms else None
    return next((text for term in terms if (text := _altered(plant, host, area, term))), None)


def _put(plant: Plant, host: Host, area: ClauseArea, sentence: str) -> str | None:
    """The host with a sentence more: as a paragraph, at the end of one, or after the first sentence of one."""
    free = [block for block in _free(host, area) if block.kind is BlockKind.PARAGRAPH and block.text.endswith(".")]
    if not free:
        return None
    block = free[_drawn(plant, host.name) % len(free)]
    way = plant.number % 3
    if way == 0:
        return f"{host.text[: block.end]}\n\n{sentence}{host.text[block.end :]}"
    at = block.end if way == 1 else sentences(block)[0].end
    return f"{host.text[:at]} {sentence}{host.text[at:]}"


def _altered(plant: Plant, host: Host, area: ClauseArea, term: str) -> str | None:
    """The host with words added to the sentence that says what `term` means."""
    defines = re.compile(rf"[“\"]{re.escape(term)}[”\"](?: (?:means|includes|refers)\b|\))")
    for block in _free(host, area):
        for sentence in sentences(block):
            if defines.search(sentence.text) and sentence.text.endswith("."):
                at = sentence.end - 1
                return f"{host.text[:at]}{plant.text}{host.text[at:]}"
    return None


def _free(host: Host, area: ClauseArea) -> list[Block]:
    """Blocks that hold no quote and stand in no section with a quote of the area."""
    spans = {name: _spans(host.text, quotes) for name, quotes in host.quotes.items()}
    every = [span for found in spans.values() for span in found]
    found: list[Block] = []
    section: list[Block] = []
    for block in [*blocks(host.text), None]:
        if block is None or block.kind is BlockKind.HEADING:
            if not any(_holds(one, spans.get(area, [])) for one in section):
                found += [one for one in section if not _holds(one, every)]
            section = []
        else:
            section.append(block)
    return found


def _spans(text: str, quotes: Sequence[Selector]) -> list[tuple[int, int]]:
    return [(match.start, match.end) for quote in quotes if (match := find_quote(text, quote))]


def _holds(block: Block, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < block.end and block.start < end for start, end in spans)


def _terms(host: Host, area: ClauseArea) -> list[str]:
    """Words the quotes of an area use as names, those first that the text uses most."""
    found = {term for quote in host.quotes.get(area, ()) for term in _TERM.findall(quote.exact)} - _NO_TERMS
    return sorted(
        (term for term in found if host.text.count(term) > 2), key=lambda term: (-host.text.count(term), term)
    )


def _drawn(plant: Plant, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{plant.number} {name}".encode()).digest()[:6], "big")


def _turned(areas: list[ClauseArea], number: int) -> list[ClauseArea]:
    at = number % len(areas)
    return areas[at:] + areas[:at]


def summary(found: Mapping[str, Sequence[Planted]], held_out: Sequence[Planted] = ()) -> dict[str, Any]:
    """The figures over all hosts, for each kind of host and of plant by itself, and apart for what was held out."""
    every = [one for group in found.values() for one in group]
    figures = _figures(every)
    figures["per_place"] = {place: _figures(group) for place, group in found.items()}
    kinds = sorted({one.plant.kind for one in every})
    figures["per_kind"] = {kind: _figures([one for one in every if one.plant.kind == kind]) for kind in kinds}
    figures["held_out"] = _figures(held_out)
    other = [{w.area for w in one.weighed} - {one.area} for one in every]
    figures["other_areas_stale_too"] = round(sum(map(len, other)) / max(1, len(every)), 4)
    return figures


def _figures(group: Sequence[Planted]) -> dict[str, Any]:
    count = max(1, len(group))
    return {
        "planted": len(group),
        "stale": round(sum(one.stale for one in group) / count, 4),
        "to_be_confirmed": round(sum(one.to_be_confirmed for one in group) / count, 4),
    }
