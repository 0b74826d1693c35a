"""Telling what a source is: a git repository, a bundle of one, or a dataset folder."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vendors.histories.dataset import open_dataset
from vendors.histories.git import is_repository, open_repository
from vendors.histories.looks import Source, Unreadable


@contextmanager
def open_source(path: Path, collection: str = "") -> Iterator[Source]:
    """The history at `path`, for as long as the context is open.

    `collection` names it where it does not name itself: a repository and a bare dataset are named by their folder.
    Raises Unreadable with what was expected.
    """
    if path.is_file() and path.suffix == ".bundle":
        with tempfile.TemporaryDirectory(prefix="countersign-history-") as place:
            clone = Path(place) / path.stem
            command = ["git", "clone", "--bare", "--quiet", str(path.resolve()), str(clone)]
            done = subprocess.run(command, capture_output=True, check=False)
            if done.returncode:
                raise Unreadable(f"git could not open the bundle {path.name}.")
            yield open_repository(clone, collection or _named(path.stem))
    elif not path.is_dir():
        raise Unreadable(f"There is no folder, repository or bundle at {path}.")
    elif is_repository(path):
        yield open_repository(path, collection or _named(path.resolve().name))
    else:
        yield open_dataset(path, collection or _named(path.resolve().name))


def _named(name: str) -> str:
    return name.removesuffix(".git").removesuffix("-versions")
