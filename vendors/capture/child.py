"""The process in which one text from outside is parsed. A script, run by its path; it knows the domain and no Django.

In on standard input, a file: one line of JSON, the job, then the bytes. Out on standard output, a file too: one JSON
object, the canonical text or a refusal. Memory, processor time, clock, and what may be written are limited before the
libraries that parse are loaded; whatever they run into ends this process and no other.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[2]


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


def answer(job: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The canonical text of `data`, or why there is none."""
    sys.path.insert(0, str(HOME))
    from vendors.domain.text import TextRefused, canonicalise

    try:
        result = canonicalise(data, job["media_type"], job["filename"])
    except TextRefused as refusal:
        return {"refused": type(refusal).__name__, "words": str(refusal)}
    return {"text": result.text, "media_type": result.media_type, "notes": result.notes}


def main() -> int:
    """Read the job, do it, say how it went; 3 when memory ran out."""
    job = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limit(job)
    try:
        said = json.dumps(answer(job, data)).encode()
    except (MemoryError, RecursionError):
        return 3
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
