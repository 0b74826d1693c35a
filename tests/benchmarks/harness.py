"""How benchmarks measure and what their tables look like. Only ratios within one run count; nothing asserts a time.

found = race({"plain": plain, "ours": ours}, rounds=30)             # the same work, in turn
found = survey({"peer": peer, "ours": ours}, pairs, repeats=3)      # one time per item; each run gets the item
table = Table("Redline", sample="200 pairs of 104 KB", packages=("rapidfuzz",), base="peer")
table.add("peer", found["peer"])
table.add("ours", found["ours"], limit="median <= 1/8 x", note="lossless")
table.show()
"""

from __future__ import annotations

import gc
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")
Clock = Callable[[], float]
UNITS = ((1.0, "s"), (1e-3, "ms"), (0.0, "µs"))


@dataclass(frozen=True)
class Times:
    """Seconds of every sample of one contestant, in the order they were taken."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The smallest sample that 95 in a hundred do not exceed."""
        ordered = sorted(self.seconds)
        return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]

    @property
    def most(self) -> float:
        return max(self.seconds)


def race(
    runs: Mapping[str, Callable[[], object]], *, rounds: int, warm: int = 2, clock: Clock = time.perf_counter
) -> dict[str, Times]:
    """Times of contestants that do the same work, `rounds` samples each after `warm` unmeasured ones.

    They run in turn and another one begins each round, so that a busy neighbour or a slow minute hits all alike.
    """
    for work in runs.values():
        for _ in range(warm):
            work()
    names: list[str] = list(runs)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        gc.collect()  # nobody pays for the rubbish of a round before; what a contestant makes itself it pays for
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            begun = clock()
            runs[name]()
            taken[name].append(clock() - begun)
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def survey(
    runs: Mapping[str, Callable[[Item], object]],
    items: Sequence[Item],
    *,
    repeats: int = 1,
    clock: Clock = time.perf_counter,
) -> dict[str, Times]:
    """One time per item and contestant, the best of `repeats`; contestants take turns within each item.

    Nothing is run beforehand unmeasured: with `repeats=1` caches are as cold as the caller leaves them.
    """
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for item in items:
        gc.collect()
        best = dict.fromkeys(runs, math.inf)
        for _ in range(repeats):
            for name, work in runs.items():
                begun = clock()
                work(item)
                best[name] = min(best[name], clock() - begun)
        for name, seconds in best.items():
            taken[name].append(seconds)
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of costs against sizes on logarithmic scales (least squares): 1 is linear, 2 is quadratic."""
    return statistics.linear_regression([math.log(x) for x in sizes], [math.log(y) for y in costs]).slope


@dataclass
class Table:
    """One table of ratios against its first row, or against the row named `base`.

    `sample` says how much was measured on what; `packages` are the distributions whose versions matter.
    """

    title: str
    sample: str
    packages: Sequence[str] = ()
    base: str = ""
    rows: list[tuple[str, Times, str, str]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def add(self, name: str, times: Times, *, limit: str = "", note: str = "") -> None:
        """A contestant. `limit` is what is to be reached, as words; `note` whatever else was found."""
        self.rows.append((name, times, limit, note))

    def say(self, fact: str) -> None:
        """A line below the table: a figure that is not a time."""
        self.facts.append(fact)

    def ratio(self, name: str) -> float:
        """Median of a row over median of the base."""
        return self._times(name).median / self._times(self._base()).median

    def show(self) -> None:
        """Print it."""
        head = ("", "median", "p95", "max", f"x {self._base()}", "p95 x", "to reach", "")
        base = self._times(self._base())
        body = [
            (
                name,
                spoken(times.median),
                spoken(times.p95),
                spoken(times.most),
                f"{times.median / base.median:.3g}",
                f"{times.p95 / base.p95:.3g}",
                limit,
                note,
            )
            for name, times, limit, note in self.rows
        ]
        print(f"\n\n{self.title}\n{machine()}\n{versions(*self.packages)}\nSample: {self.sample}\n")
        print(grid([head, *body]))
        for fact in self.facts:
            print(fact)

    def _base(self) -> str:
        return self.base or self.rows[0][0]

    def _times(self, name: str) -> Times:
        return next(times for known, times, _, _ in self.rows if known == name)


def grid(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells as aligned text, the first line a head; the first column to the left, the others to the right."""
    kept = [n for n in range(len(lines[0])) if any(line[n] for line in lines)]
    widths = {n: max(len(line[n]) for line in lines) for n in kept}
    drawn = [
        "  ".join(line[n].ljust(widths[n]) if n == 0 else line[n].rjust(widths[n]) for n in kept) for line in lines
    ]
    return "\n".join([drawn[0], "-" * max(map(len, drawn)), *drawn[1:]])


def spoken(seconds: float) -> str:
    """A time in the unit that suits it, to three digits."""
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= size)
    return f"{seconds / (size or 1e-6):.3g} {unit}"


def machine() -> str:
    """What it was measured on, in one line."""
    processor = platform.machine()
    about = Path("/proc/cpuinfo")
    if about.exists():
        named = [line.partition(":")[2].strip() for line in about.read_text().splitlines() if "model name" in line]
        processor = named[0] if named else processor
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Machine: {processor}, {os.cpu_count()} cores{load}, {platform.system()} {platform.release()}"


def versions(*packages: str) -> str:
    """Python's version and those of `packages`, in one line."""
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)])
