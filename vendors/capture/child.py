"""The process in which one text from outside is parsed. A script, run by its path; it knows the domain and no Django.

In on standard input, a file: one line of JSON, the job, then the bytes. Out on standard output, a file too: one JSON
object, the canonical text or a refusal. Memory, processor time, clock, and what may be written are limited before the
libraries that parse are loaded; whatever they run into ends this process and no other.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[2]
MARGIN = 128 * 1024**2
"""Bytes: more than any one request of the libraries for a file of the size that is let in."""


def limit(job: dict[str, Any]) -> None:
    """Cap what this process may use; a platform that cannot do one of them is left with the parent's clock."""
    for kind, value in (
        (resource.RLIMIT_AS, job["memory"]),
        (resource.RLIMIT_CPU, job["seconds"]),
        (resource.RLIMIT_FSIZE, job["output"]),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
    signal.alarm(job["clock"])  # ends a process whose parent is gone and that waits without computing


def is_cramped(memory: int) -> bool:
    """Whether so much memory was taken that some request may have been refused in silence: libxml2 then reads on as if
    the page ended there. What such a process says is not to be trusted."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:  # a platform without it does not hold memory down either
        return False
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmPeak:")), "0")
    return int(peak) * 1024 > memory - MARGIN


def answer(job: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The canonical text of `data`, or of the parts of it that the job names, or why there is none."""
    sys.path.insert(0, str(HOME))
    from vendors.domain.text import Parts, TextRefused, canonicalise, select_parts

    media_type, parts = job["media_type"], Parts(tuple(job["keep"]), tuple(job["drop"]))
    kept = None
    try:
        if parts:
            kept, media_type = select_parts(data, media_type, parts), "text/html; charset=utf-8"
        result = canonicalise(data if kept is None else kept, media_type, job["filename"])
    except TextRefused as refusal:
        return {"refused": type(refusal).__name__, "words": str(refusal)}
    said = {"text": result.text, "media_type": result.media_type, "notes": result.notes}
    return said if kept is None else {**said, "kept": kept.decode()}


def main() -> int:
    """Read the job, do it, say how it went; 3 when memory ran out, 4 when there is more to say than may be."""
    job = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limit(job)
    try:
        said = json.dumps(answer(job, data)).encode()
    except (MemoryError, RecursionError):
        return 3
    if is_cramped(job["memory"]):
        return 3
    try:
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()
    except OSError:
        return 4
    return 0


if __name__ == "__main__":
    os._exit(main())  # nothing is tidied up: what cannot be written is not tried again
