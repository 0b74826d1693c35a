"""The product's own files, for tests that read code instead of running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("governance", "vendors", "policies")


def python_files(*folders: str) -> list[Path]:
    """Python files under `folders`, migrations left out (Django writes them)."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts]


def templates() -> list[Path]:
    """Every template."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def name_of(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(), filename=str(path))


def nodes(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every syntax node of the product's code with its file."""
    for path in python_files(*(folders or PACKAGES)):
        for node in ast.walk(tree_of(path)):
            yield path, node
