"""Reading what came from outside: canonical text of any bytes, parsed in a process that may use only so much.

A file of 100 KB can take a parser to a gigabyte, and a crash in a C library takes the whole web server along. So PDF,
Word and HTML, and Markdown that holds HTML, are parsed by a child under limits of memory, processor time, clock and
output; when it breaks one, it ends and the person who brought the file reads which. Plain words are read here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from vendors.domain import text as domain_text
from vendors.domain.text import CanonicalResult, Damaged, Parts, TextRefused, TooHeavy, canonicalise, format_of

CHILD = Path(__file__).with_name("child.py")
MOST_TIMES = 60
"""Characters of text for each byte that came, beyond the first hundred thousand: packed text is some ten to one."""

_FREE = 100_000
_PLACES = threading.BoundedSemaphore(2)
"""Children of one server process at a time, so that many uploads at once do not take the machine's memory."""
_SHORT = 200_000
"""Bytes of Markdown that our own code reads in a blink whatever they say."""
_TAG = re.compile(rb"<[!/?A-Za-z]")


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one child may use: bytes of memory, seconds of processor time and on the clock, bytes it may write."""

    memory: int = 768 * 1024**2
    seconds: int = 15
    clock: int = 25
    output: int = 24 * 1024**2


def read(data: bytes, media_type: str, filename: str = "", limits: ReadingLimits | None = None) -> CanonicalResult:
    """The canonical text of `data`. Raises a TextRefused, TooHeavy among them, whose sentence says what to do."""
    form = format_of(data, media_type, filename)
    simple = form == domain_text.PLAIN or (
        form == domain_text.MARKDOWN and len(data) <= _SHORT and not _TAG.search(data)
    )
    if simple or len(data) > domain_text.MAX_RAW:  # what is too large is refused before anything parses it
        return canonicalise(data, media_type, filename)
    return _measured(data, *_turn(data, media_type, filename, limits or ReadingLimits(), Parts()))[1]


def read_parts(
    data: bytes, media_type: str, parts: Parts, limits: ReadingLimits | None = None
) -> tuple[bytes, CanonicalResult]:
    """The parts of a page that are kept, and their canonical text; of anything but HTML all of it. Raises as `read`."""
    if not parts or format_of(data, media_type, "") != domain_text.HTML:
        return data, read(data, media_type, "", limits)
    return _measured(data, *_turn(data, media_type, "", limits or ReadingLimits(), parts))


def _turn(
    data: bytes, media_type: str, filename: str, limits: ReadingLimits, parts: Parts
) -> tuple[bytes, CanonicalResult]:
    if not _PLACES.acquire(timeout=limits.clock):
        raise TooHeavy("Other files are being read just now. Try again in a minute.")
    try:
        return _in_child(data, media_type, filename, limits, parts)
    finally:
        _PLACES.release()


def _measured(data: bytes, kept: bytes, result: CanonicalResult) -> tuple[bytes, CanonicalResult]:
    if len(result.text) > _FREE + MOST_TIMES * len(data):
        raise TooHeavy("This file grows beyond all measure when it is unpacked. Save its text and bring that.")
    return kept, result


def _in_child(
    data: bytes, media_type: str, filename: str, limits: ReadingLimits, parts: Parts
) -> tuple[bytes, CanonicalResult]:
    job = {
        "media_type": media_type[:200],
        "filename": filename[-200:],
        "memory": limits.memory,
        "seconds": limits.seconds,
        "clock": limits.clock,
        "output": limits.output,
        "keep": parts.keep,
        "drop": parts.drop,
    }
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(json.dumps(job).encode() + b"\n" + data)
        given.seek(0)
        code = _run(given, said, limits.clock + 5)
        if code != 0:
            raise _ended(code, limits)
        said.seek(0)
        return _heard(data, said.read(limits.output))


def _run(given: IO[bytes], said: IO[bytes], clock: int) -> int:
    """Run the child to its end; its exit status, negative for the signal that ended it."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", str(CHILD)],  # -B: what a limit cuts short is no bytecode to keep
        stdin=given,
        stdout=said,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
        cwd="/",
        close_fds=True,
    )
    try:
        return child.wait(clock)
    except subprocess.TimeoutExpired:
        return -9
    finally:
        child.kill()
        child.wait()


def _heard(data: bytes, said: bytes) -> tuple[bytes, CanonicalResult]:
    try:
        answer: dict[str, Any] = json.loads(said)
        if "refused" in answer:
            kind: type[TextRefused] = getattr(domain_text, str(answer["refused"]))
            raise kind(str(answer["words"]))
        result = CanonicalResult(str(answer["text"]), str(answer["media_type"]), tuple(map(str, answer["notes"])))
        return str(answer["kept"]).encode() if "kept" in answer else data, result
    except (ValueError, KeyError, AttributeError) as error:
        if isinstance(error, TextRefused):
            raise
        raise Damaged("This file could not be read to its end. Save its text and bring that.") from error


def _ended(code: int, limits: ReadingLimits) -> TextRefused:
    """Why a child left no answer, by how it ended."""
    otherwise = "Save the terms alone as text and bring that."
    if code == 3:
        return TooHeavy(f"Reading this file takes more than {limits.memory // 1024**2} MB of memory. {otherwise}")
    if code in {-9, -14, -24}:  # killed, out of clock, out of processor time
        return TooHeavy(f"Reading this file takes longer than {limits.seconds} seconds. {otherwise}")
    if code in {4, -25}:  # what it may write is full
        return TooHeavy(f"Reading this file makes more text than any terms have. {otherwise}")
    return Damaged(f"This file breaks the program that reads it. {otherwise}")
