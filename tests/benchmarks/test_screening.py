"""Finding a name on a list of 100,000 that is written another way: how many are found, how many wrongly, at what cost.

Names and variants are drawn for the run: words of invented syllables, generic words of trade, legal forms. Peer: the
token-set ratio of rapidfuzz over every name, which is what is commonly used, at the same score.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from policies.domain.screening.matching import DEFAULT_THRESHOLD, Names
from policies.domain.screening.names import comparable
from tests.benchmarks.harness import Table, survey

LISTED, ASKED, UNLISTED = 100_000, 40, 40
ONSETS = tuple("bcdfghjklmnprstvwz")
VOWELS, CODAS = "aeiou", ("", "n", "r", "l", "x")
TRADE = ("Trading", "International", "Technology", "Group", "Institute", "Research", "Shipping", "Bank", "Systems")
FORMS = ("Ltd", "LLC", "Co., Ltd.", "JSC", "GmbH", "Inc.", "S.A.", "")


def word(draw: random.Random) -> str:
    parts = draw.randint(2, 4)
    return "".join(draw.choice(ONSETS) + draw.choice(VOWELS) + draw.choice(CODAS) for _ in range(parts)).capitalize()


def name(draw: random.Random, words: list[str]) -> str:
    chosen = draw.choices(words, k=draw.randint(1, 3)) + draw.choices(TRADE, k=draw.randint(0, 2))
    return " ".join([*chosen, draw.choice(FORMS)]).strip()


def slipped(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text))
    return draw.choice([text[:at] + text[at + 1 :], text[:at] + draw.choice("aeiorst") + text[at:]])


def variants(draw: random.Random, text: str) -> Iterator[tuple[str, str]]:
    """The same party written another way, by how."""
    words = list(comparable(text).words)
    yield "another case and form", f"{' '.join(words).upper()} LIMITED"
    yield "another order", " ".join(draw.sample(words, len(words)))
    yield "run together", "".join(words)
    yield "accents", text.replace("a", "á").replace("o", "ö")
    yield "one slip", slipped(draw, text)
    yield "two slips", slipped(draw, slipped(draw, text))
    yield "a word added", f"{text} Holdings"
    if len(words) > 2:
        yield "a word left out", " ".join(words[:-1])
    if len(words) > 1:
        yield "an initial", " ".join([words[0][:1], *words[1:]])


def test_names_written_another_way_are_found_on_a_list():
    draw = random.Random(20261125)
    words = [word(draw) for _ in range(30_000)]
    listed = [name(draw, words) for _ in range(LISTED)]
    book, plain = Names(listed), [comparable(each).ordered for each in listed]
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for place in draw.sample(range(LISTED), ASKED):
        for kind, said in variants(draw, listed[place]):
            asked[kind] += 1
            found[kind] += place in {match.place for match in book.like(said, DEFAULT_THRESHOLD)}
    fresh = [name(draw, [word(draw) for _ in range(1000)]) for _ in range(UNLISTED)]
    ours = [len(book.like(each, DEFAULT_THRESHOLD)) for each in fresh]

    def peer(text: str) -> int:
        said = comparable(text).ordered
        scorer, cut = fuzz.token_set_ratio, DEFAULT_THRESHOLD
        return len(process.extract(said, plain, scorer=scorer, score_cutoff=cut, limit=None))

    theirs = [peer(each) for each in fresh]
    print(f"\nRecall at {DEFAULT_THRESHOLD}: " + ", ".join(f"{kind} {found[kind]}/{asked[kind]}" for kind in asked))
    print(
        f"Names on no list, {UNLISTED}: {sum(map(bool, ours))} with a match, {sum(ours)} matches; "
        f"token-set ratio over all: {sum(map(bool, theirs))} with a match, {sum(theirs)} matches"
    )
    took = survey({"token-set ratio": peer, "ours": lambda text: book.like(text, DEFAULT_THRESHOLD)}, fresh, repeats=1)
    table = Table("A name against a list", sample=f"{LISTED:,} names", packages=("rapidfuzz",), base="token-set ratio")
    table.add("token-set ratio", took["token-set ratio"])
    table.add("ours", took["ours"])
    table.show()
    assert sum(found.values()) > 0.8 * sum(asked.values())
