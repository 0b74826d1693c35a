"""A git repository in the layout of Open Terms Archive: `service/document.md`, one commit per look.

The order is that of the commits, first parent first, never that of their dates: an archive may record out of order.
Nothing of the repository is run: no hooks, no filters, no configuration of its own that starts a programme.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from vendors.domain.histories import Origin
from vendors.histories.looks import Look, Source, Unreadable

_HEAD = "\x01commit "
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.directory=*")
_LOG = (
    "log",
    "--reverse",
    "--topo-order",
    "--first-parent",
    "--diff-merges=first-parent",
    "--root",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--no-textconv",
    "--no-ext-diff",
    "-z",
    "--format=%x01commit %H %cI",
)


def is_repository(path: Path) -> bool:
    """Whether `path` is a git repository, bare or with a checkout."""
    return (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def open_repository(path: Path, collection: str) -> Source:
    """The whole history of the branch that is checked out. Raises Unreadable."""
    log = _git(path, *_LOG)
    looks = list(_looks(log, Blobs(path), collection))
    if not looks:
        raise Unreadable(f"{path.name} holds no texts named service/document.md.")
    return Source(path.name, len(looks), iter(looks))


class Blobs:
    """The objects of a repository, read one after the other through one `git cat-file --batch`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, blob: str) -> bytes:
        """The bytes of an object. Raises Unreadable where the repository lost it."""
        process = self._process or self._start()
        stdin, stdout = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        stdin.write(f"{blob}\n".encode())
        stdin.flush()
        head = stdout.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            raise Unreadable(f"the repository lost the text {blob}")
        data = stdout.read(int(head[2]))
        stdout.read(1)
        return data

    def _start(self) -> subprocess.Popen[bytes]:
        command = ["git", *_SAFE, "-C", str(self._path), "cat-file", "--batch"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
        return self._process

    def __del__(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process.wait()


def _looks(log: bytes, blobs: Blobs, collection: str) -> Iterator[Look]:
    commit, at = "", dt.datetime.fromtimestamp(0, dt.UTC)
    fields = iter(log.decode("utf-8", errors="surrogateescape").split("\0"))
    for entry in fields:
        entry = entry.lstrip("\n")
        if entry.startswith(_HEAD):
            commit, when = entry.removeprefix(_HEAD).split(" ", 1)
            at = dt.datetime.fromisoformat(when.strip()).astimezone(dt.UTC)
        elif entry.startswith(":"):
            _, mode, _, blob, status = entry.split(" ")
            look = _look(commit, at, next(fields), None if status == "D" else blob, blobs, collection)
            if look is not None and mode not in ("120000", "160000"):
                yield look


def _look(commit: str, at: dt.datetime, path: str, blob: str | None, blobs: Blobs, collection: str) -> Look | None:
    service, _, document = path.partition("/")
    if not document.endswith(".md") or "/" in document or any(0xD800 <= ord(char) <= 0xDFFF for char in path):
        return None
    origin = Origin(collection, service, document.removesuffix(".md"))
    return Look(origin, commit, at, path, None if blob is None else lambda: blobs.read(blob))


def _git(path: Path, *arguments: str) -> bytes:
    command = ["git", *_SAFE, "-C", str(path), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=_environment())
    except FileNotFoundError as error:
        raise Unreadable("git is not installed on this machine, so a repository can't be read.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Unreadable(f"git could not read {path.name}: {said[-1] if said else 'no reason given'}")
    return done.stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
