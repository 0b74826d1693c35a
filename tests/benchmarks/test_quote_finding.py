"""Finding a quote of 300 characters in a text of 100 KB that was edited since, against rapidfuzz and edlib alone.

The texts are drawn for the run from the words of terms: sentences, boilerplate repeated in every section, and near
misses (one number or name apart) of what is looked for. Warm: the text is prepared once, as it is for all the quotes of
a version; preparing it is measured besides.
"""

from __future__ import annotations

import random

import edlib
from rapidfuzz import fuzz

from tests.benchmarks.harness import Table, race, survey
from vendors.domain.anchoring import Selector
from vendors.domain.following.alignment import Alignment
from vendors.domain.following.folding import fold
from vendors.domain.following.follow import carried
from vendors.domain.following.index import TextIndex

QUOTES, LENGTH, SIZE = 150, 300, 100_000
SYLLABLES = ("con", "tent", "out", "pu", "ter", "mi", "na", "re", "li", "cen", "sor", "vi", "ce", "da", "ta", "mo")
GLUE = ("the", "of", "to", "and", "or", "a", "in", "by", "for", "any", "may", "not", "shall", "you", "we", "that")
BOILERPLATE = "Nothing in this section limits a right that a party has under the law that applies to these terms."


def vocabulary(draw: random.Random) -> list[str]:
    """Two thousand words, as a text of terms of this size has."""
    return ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(2000)]


def sentence(draw: random.Random, words: list[str]) -> str:
    """Half of the words are the sixteen that glue sentences together; the others follow Zipf's law."""
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    chosen = draw.choices(words, weights, k=draw.randint(6, 18))
    said = " ".join(f"{draw.choice(GLUE)} {word}" for word in chosen)
    return f"{said.capitalize()} within {draw.randint(2, 400)} days."


def text_of(draw: random.Random) -> list[str]:
    """Sentences of about 100 KB; one in eight is the same boilerplate, one in eight a near miss of the one before."""
    words = vocabulary(draw)
    found = [sentence(draw, words)]
    while sum(map(len, found)) + len(found) < SIZE:
        kind = draw.randrange(8)
        near = found[-1].replace("days", "months")
        found.append(BOILERPLATE if kind == 0 else near if kind == 1 else sentence(draw, words))
    return found


def edited(sentences: list[str], draw: random.Random) -> str:
    """The sentences as a text in which one word in forty differs."""
    words = " ".join(sentences).split(" ")
    return " ".join(draw.choice(SYLLABLES) if draw.random() < 1 / 40 else word for word in words)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / (max(one[1], other[1]) - min(one[0], other[0]))


def by_rapidfuzz(quote: str, text: str) -> tuple[int, int]:
    found = fuzz.partial_ratio_alignment(quote, text)
    return (found.dest_start, found.dest_end) if found else (0, 0)


def by_edlib(quote: str, text: str) -> tuple[int, int]:
    begin, last = edlib.align(quote, text, mode="HW", task="locations")["locations"][0]
    return begin or 0, last + 1


def by_index(quote: str, index: TextIndex) -> tuple[int, int]:
    found = index.nearest(quote)
    return (found.start, found.end) if found else (0, 0)


def test_finding_a_quote_again():
    draw = random.Random(20)
    old = text_of(draw)
    new = fold(edited(old, draw)).text
    whole = fold(" ".join(old)).text
    index = TextIndex(new)
    begins = [draw.randrange(len(whole) - LENGTH) for _ in range(QUOTES)]
    quotes = [whole[begin : begin + LENGTH] for begin in begins]
    kept = [new[begin : begin + LENGTH] for begin in begins]
    truth = {quote: by_edlib(quote, new) for quote in quotes}
    ways = {
        "rapidfuzz": lambda quote: by_rapidfuzz(quote, new),
        "edlib": lambda quote: by_edlib(quote, new),
        "TextIndex.nearest": lambda quote: by_index(quote, index),
    }
    index.nearest(quotes[0])
    found = survey(ways, quotes, repeats=3)
    still = survey({"TextIndex.nearest, words unchanged": lambda quote: by_index(quote, index)}, kept, repeats=3)
    table = Table(
        "Finding a quote of 300 characters again",
        sample=f"{QUOTES} quotes with one word in forty changed, in {len(new):,} characters",
        packages=("rapidfuzz", "edlib"),
    )
    for name, way in ways.items():
        right = sum(overlap(way(quote), truth[quote]) >= 0.9 for quote in quotes)
        goal = "median <= 0.1 x, p95 <= 1 ms" if name.startswith("TextIndex") else ""
        table.add(name, found[name], limit=goal, note=f"{right} of {QUOTES} right")
    table.add("TextIndex.nearest, words unchanged", still["TextIndex.nearest, words unchanged"])
    table.say(f"False anchors: {false_anchors(draw)} of {QUOTES} sentences that are gone while a near miss stays")
    once = race({"prepare": lambda: prepared(new), "align": lambda: Alignment(index, index).pairs}, rounds=3)
    table.add("preparing the text, once a version", once["prepare"])
    table.add("aligning two prepared texts, once a pair", once["align"])
    table.show()


def false_anchors(draw: random.Random) -> int:
    """How many sentences count as carried on although they were taken out, their near misses and the boilerplate around
    them left."""
    own = vocabulary(draw)
    gone = [sentence(draw, own) for _ in range(QUOTES)]
    old = " ".join(f"{BOILERPLATE} {said} {said.replace('days', 'months')}" for said in gone)
    new = " ".join(f"{BOILERPLATE} {said.replace('days', 'months')}" for said in gone)
    return sum(carried(old, new, Selector(said, "", "", old.index(said))) for said in gone)


def prepared(text: str) -> TextIndex:
    """A text ready to be searched."""
    index = TextIndex(text)
    index.nearest("words that are not there at all")
    assert index.units
    return index
