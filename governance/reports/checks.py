"""Says at start what is missing for drawing reports, and what to install. Everything else works without it."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Warning, register

HINT = (
    "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. Fedora: dnf install pango harfbuzz. "
    "macOS: brew install pango."
)
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
_HOMEBREW = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))


@register()
def drawing_libraries(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when a library that WeasyPrint needs cannot be loaded; the site runs, but no report can be drawn."""
    missing = [name for name in LIBRARIES if not _loads(_files(name))]
    if not missing:
        return []
    return [Warning(f"Reports cannot be drawn: {', '.join(missing)} not found.", hint=HINT, id="reports.W001")]


def _files(name: str) -> list[str]:
    if sys.platform == "darwin":
        return [f"lib{name}.dylib", *(str(folder / f"lib{name}.dylib") for folder in _HOMEBREW)]
    return [f"lib{name}.so.0"]


def _loads(files: Iterable[str]) -> bool:
    for file in files:
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False
