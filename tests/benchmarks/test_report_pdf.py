"""What drawing a report costs against its pages: CPU and memory of the process that draws it, and how they grow.

The peer is WeasyPrint alone on the same document: no tags, no PDF/A, no limits, whatever address it asks for.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from governance.reports.pdf import STYLE, Drawn, Limits, compose
from governance.reports.rendering.pages import BASE, compose_pages
from policies.domain.evaluation import evaluate_many
from tests.benchmarks.harness import Table, Times, exponent
from tests.domain.reports.sample import facts, sample_content
from tests.domain.reports.sample_readings import uid

SIZES = (1, 4, 16, 78)
"""Tools in the report: about 20, 40, 115 and 500 pages."""
ROUNDS = 2
"""Of all but the largest, which is drawn once and by us only."""
LIMITS = Limits(seconds=3600, memory=8 * 1024**3)
"""Wider than in service, to see what the largest needs."""
PEER = """
import sys, weasyprint
weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2])
"""


def content(tools: int) -> str:
    """The sample with so many tools, each judged for every category."""
    whole = facts()
    held = [
        replace(whole.tools[number % len(whole.tools)], uid=uid(f"tool {number}"), name=f"Tool {number:03}")
        for number in range(tools)
    ]
    evaluations = tuple(evaluate_many(held, [owned.facts for owned in whole.categories]))
    return sample_content(tools=tuple(held), evaluations=evaluations)


def lay_out(text: str, folder: Path) -> Path:
    """The document as files beside each other, as the peer reads it."""
    paper = compose_pages(text, (), lambda *_: None)
    for address, picture in paper.pictures.items():
        (folder / address.removeprefix(BASE)).write_text(picture)
    for name in (*STYLE.glob("*.css"), STYLE / "fonts"):
        (folder / name.name).symlink_to(name)
    page = folder / "report.html"
    page.write_text(paper.html.replace(BASE, ""))
    return page


def cpu_of(draw: Callable[[], object]) -> float:
    """CPU seconds of the processes that `draw` starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    draw()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak() -> int:
    """MB of the largest process waited for so far; sizes rise, so the last drawing is it. Never below our own."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit


def ours(text: str, rounds: int) -> tuple[Drawn, Times]:
    """The drawing, the same in every round, and what each round cost."""
    found: list[Drawn] = []
    seconds = [cpu_of(lambda: found.append(compose(text, (), limits=LIMITS))) for _ in range(rounds)]
    assert len({drawn.pdf for drawn in found}) == 1
    return found[0], Times(tuple(seconds))


def alone(text: str, folder: Path) -> Times:
    """The peer's drawings of the same document."""
    folder.mkdir()
    command = [sys.executable, "-c", PEER, str(lay_out(text, folder)), str(folder / "peer.pdf")]
    return Times(tuple(cpu_of(lambda: subprocess.run(command, check=True)) for _ in range(ROUNDS)))


def test_drawing_a_report_grows_with_its_pages(tmp_path: Path) -> None:
    sample = f"{ROUNDS} drawings each, 1 of the largest; CPU of the process that draws, its start included"
    table = Table("Report: CPU and memory against pages", sample, ("weasyprint",))
    pages, costs = [], []
    for tools in SIZES:
        text, largest = content(tools), tools == SIZES[-1]
        drawn, times = ours(text, 1 if largest else ROUNDS)
        least = min(times.seconds)
        note = f"{1000 * least / drawn.pages:.0f} ms a page, file {len(drawn.pdf) / 1024**2:.1f} MB, memory {peak()} MB"
        if not largest:
            peer = alone(text, tmp_path / str(tools))
            table.add(f"{drawn.pages} pages, WeasyPrint alone", peer)
            note += f", {least / min(peer.seconds):.2f} x alone"
        table.add(f"{drawn.pages} pages", times, note=note)
        pages.append(drawn.pages)
        costs.append(least)
    table.say(f"Exponent of CPU against pages: {exponent(pages, costs):.2f} (to reach: <= 1.15)")
    table.say("Memory to reach: <= 400 MB a process at any length. That is for reports in volumes; this is one file.")
    table.show()
