"""The redline of two versions against `git diff --word-diff`, a flat diff of all words, and difflib.

On real versions when CORPUS names a folder in the layout of Open Terms Archive's datasets; else on the demo's own
texts, one after the other, with edits of every size.
"""

from __future__ import annotations

import difflib
import os
import random
import re
import statistics
import subprocess
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from rapidfuzz.distance import Indel

from tests.benchmarks.harness import Table, spoken, survey
from vendors.domain.redline import ChangeKind, accepted, redline, rejected

PAIRS = 200
DIFFLIB_PAIRS, DIFFLIB_SIZE = 10, 10_000
"""Of whole texts difflib makes minutes."""
TEXTS = Path(__file__).parents[2] / "governance/demo/texts"
TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORK = 3_000_000_000
"""Tokens of one side times tokens of the other: beyond it the flat diff would take gigabytes."""
Pair = tuple[str, str]


def real_pairs(folder: Path, turn: random.Random) -> list[Pair]:
    """Neighbouring versions that differ. Their names are times, which sort."""
    documents: dict[Path, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*.md")):
        if re.match(r"\d{4}-\d\d-\d\dT", path.name):
            documents[path.parent].append(path)
    pairs = [pair for paths in documents.values() for pair in pairwise(paths)]
    turn.shuffle(pairs)
    texts = ((old.read_text("utf-8"), new.read_text("utf-8")) for old, new in pairs)
    return [pair for pair, _ in zip(((old, new) for old, new in texts if old != new), range(PAIRS), strict=False)]


def written_pairs(turn: random.Random) -> list[Pair]:
    """The demo's texts as one of some 100 KB, against itself with 1 to 200 edits."""
    texts = [path.read_text("utf-8") for path in sorted(TEXTS.glob("*.md"))]
    words = " ".join(texts).split()
    pairs = []
    for _ in range(PAIRS):
        turn.shuffle(texts)
        old = new = "\n\n".join(texts)
        for _ in range(int(200 ** turn.random())):
            begin = turn.randrange(len(new))
            end = begin + int(400 ** turn.random())
            put = " ".join(turn.choices(words, k=turn.randrange(12)))
            new = f"{new[:begin]}{put}{new[end:]}"
        pairs.append((old, new))
    return pairs


def trimmed(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return old[head : len(old) - tail], new[head : len(new) - tail]


def flat(pair: Pair) -> int:
    """Characters changed by the smallest difference in words, signs and spaces; -1 when it is out of reach."""
    old, new = trimmed(TOKENS.findall(pair[0]), TOKENS.findall(pair[1]))
    if len(old) * len(new) > MOST_WORK:
        return -1
    numbers: dict[str, int] = {}
    sides = [[numbers.setdefault(token, len(numbers)) for token in side] for side in (old, new)]
    return sum(
        len("".join(old[code.src_start : code.src_end])) + len("".join(new[code.dest_start : code.dest_end]))
        for code in Indel.opcodes(*sides)
        if code.tag != "equal"
    )


def changed(pair: Pair) -> int:
    return sum(len(change.text) for change in redline(*pair) if change.kind is not ChangeKind.EQUAL)


def by_difflib(pair: Pair) -> object:
    return difflib.SequenceMatcher(None, *map(TOKENS.findall, pair), autojunk=False).get_opcodes()


class Git:
    """Git, given both texts as files, which are written beforehand and not in the time."""

    def __init__(self, folder: Path, pairs: list[Pair]) -> None:
        self.paths = {}
        for number, pair in enumerate(pairs):
            names = [folder / f"{number}.{side}" for side in ("old", "new")]
            for name, text in zip(names, pair, strict=True):
                name.write_text(text, "utf-8")
            self.paths[pair] = names

    def __call__(self, pair: Pair) -> None:
        command = ["git", "diff", "--no-index", "--word-diff", *map(str, self.paths[pair])]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)

    @staticmethod
    def start(_: Pair) -> None:
        """What any process costs."""
        subprocess.run(["git", "--version"], stdout=subprocess.DEVNULL, check=False)


def sample() -> tuple[str, list[Pair]]:
    turn = random.Random(20260315)
    folder = os.environ.get("CORPUS", "")
    pairs = real_pairs(Path(folder), turn) if folder else written_pairs(turn)
    size = statistics.median(len(new) for _, new in pairs) / 1000
    kind = "pairs of real neighbouring versions" if folder else "pairs of the demo's texts joined, 1 to 200 edits"
    return f"{len(pairs)} {kind}, median {size:.0f} KB; best of 3 each", pairs


def test_redline_against_git_and_flat_diffs(tmp_path: Path) -> None:
    words, pairs = sample()
    if not pairs:
        pytest.fail("CORPUS holds no two versions of one document as <document>/<YYYY-MM-DDTHH-MM-SSZ>.md.")
    for old, new in pairs:
        changes = redline(old, new)
        assert (rejected(changes), accepted(changes)) == (old, new)
    git = Git(tmp_path, pairs)
    found = survey({"git": git, "start": git.start, "ours": lambda pair: redline(*pair)}, pairs, repeats=3)
    few = [(old[:DIFFLIB_SIZE], new[:DIFFLIB_SIZE]) for old, new in pairs[:DIFFLIB_PAIRS]]
    found |= survey({"flat": flat}, pairs) | survey({"difflib": by_difflib}, few)
    table = Table("Redline of two versions", words, packages=("rapidfuzz",))
    table.add("git diff --word-diff", found["git"])
    table.add("starting git and nothing else", found["start"])
    table.add("flat diff of words (rapidfuzz)", found["flat"], note="with cutting into words")
    table.add("difflib by word", found["difflib"], note=f"{len(few)} pairs, the first 10 KB of each")
    table.add("ours", found["ours"], limit="median <= 1/8 x, p95 <= 1 x, max <= 100 ms", note="lossless in every pair")
    net = [whole - start for whole, start in zip(found["git"].seconds, found["start"].seconds, strict=True)]
    table.say(f"git without its start: median {spoken(statistics.median(net))}.")
    _say_size(table, pairs)
    table.show()


def _say_size(table: Table, pairs: list[Pair]) -> None:
    least = [(changed(pair), flat(pair)) for pair in pairs]
    known = [(ours, flat) for ours, flat in least if flat > 0]
    ratios = sorted(ours / flat for ours, flat in known)
    whole = sum(ours for ours, _ in known) / sum(flat for _, flat in known)
    table.say(
        f"Changed characters, ours to the flat diff's, {len(known)} pairs: {whole:.3f} together (to reach: <= 1.05); "
        f"p95 {ratios[int(0.95 * len(ratios))]:.3f}, max {ratios[-1]:.3f}. Moves are shown at both ends."
    )
