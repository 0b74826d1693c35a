"""Surfaces as rows keep them: in their order, each once, by spaces."""

from __future__ import annotations

from collections.abc import Collection

from policies.domain.types import Surface


def written(surfaces: Collection[Surface]) -> str:
    """What a row keeps of `surfaces`."""
    return " ".join(surface for surface in Surface if surface in surfaces)


def surfaces_in(text: str) -> tuple[Surface, ...]:
    """What `written` wrote."""
    return tuple(Surface(code) for code in text.split())
