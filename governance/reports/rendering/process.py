"""Runs the child that draws a document, listens to it, and ends it: on time, on memory, or when the caller gives up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("child.py")


class RenderingFailed(Exception):
    """A document could not be drawn. `reason` says why, in words for the person who waits for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RenderingTimedOut(RenderingFailed):
    """Drawing took longer than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use."""

    seconds: int = 300
    memory: int = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished file, its number of pages, and what the library complained of."""

    pdf: bytes
    pages: int
    warnings: tuple[str, ...]


def draw(job: Mapping[str, Any], limits: Limits, on_page: Callable[[int, int], None]) -> Drawn:
    """The PDF of one job, made in a process of its own.

    `on_page(page, round)` hears of every page laid out; an exception it raises ends the child and is passed on. Raises
    RenderingTimedOut and RenderingFailed.
    """
    with tempfile.TemporaryDirectory(prefix="countersign-report-") as folder:
        target = Path(folder) / "report.pdf"
        whole = {**job, "target": str(target), "memory": limits.memory, "seconds": limits.seconds}
        ending = _run(json.dumps(whole), limits, on_page, folder)
        return Drawn(target.read_bytes(), ending["pages"], tuple(ending["warnings"]))


def _run(job: str, limits: Limits, on_page: Callable[[int, int], None], folder: str) -> dict[str, Any]:
    errors = Path(folder) / "stderr"
    with errors.open("wb") as stderr:
        child = subprocess.Popen(
            [sys.executable, "-P", "-s", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=_environment(folder),
            cwd=folder,
        )
        late = threading.Event()

        def end() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(limits.seconds, end)
        clock.start()
        try:
            ending = _listen(child, job, on_page)
        finally:
            clock.cancel()
            child.kill()
            child.communicate()
    if late.is_set():
        raise RenderingTimedOut(f"Drawing the document took longer than {limits.seconds} seconds and was ended.")
    if ending is None:
        raise RenderingFailed(_died(child.returncode, errors.read_text(errors="replace"), limits))
    if ending["event"] == "failed":
        raise RenderingFailed(_why(ending["why"], ending["words"], limits))
    return ending


def _listen(child: subprocess.Popen[bytes], job: str, on_page: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Hand over the job and hear the child out; None when it ended without a last word."""
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the child was started without pipes")
    try:
        child.stdin.write(job.encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        return None
    for line in child.stdout:
        event: dict[str, Any] = json.loads(line)
        if event["event"] != "page":
            child.wait()
            return event
        on_page(event["done"], event["round"])
    child.wait()
    return None


def _environment(folder: str) -> dict[str, str]:
    """A small, fixed environment: bytes must not depend on who runs the worker."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "LANG": "C.UTF-8", "TZ": "UTC", "TMPDIR": folder, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0"}


def _why(kind: str, words: str, limits: Limits) -> str:
    if kind == "memory":
        return f"Drawing the document needed more than {limits.memory // 1024**2} MB of memory and was ended."
    if kind == "library":
        return f"A library that WeasyPrint needs is missing; `manage.py check` says what to install. ({words})"
    if kind == "address":
        return f"Drawing was ended because the document reached outside itself, for {words}"
    return f"The document could not be drawn. {words}"


def _died(code: int, errors: str, limits: Limits) -> str:
    last = errors.strip().splitlines()[-1:] or ["It left no word."]
    if code >= 0:
        return f"The process that draws the document ended with status {code}. {last[0][:300]}"
    # The libraries below WeasyPrint do not raise when memory runs out, they crash.
    memory = f"Most often it needed more than the {limits.memory // 1024**2} MB of memory it may use."
    return f"The process that draws the document was ended by signal {-code}. {memory} {last[0][:300]}"
