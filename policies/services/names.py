"""What is no name: asked by every deed that gives one, whichever door it came through."""

from __future__ import annotations

from governance.visible import unseen


def name_problem(name: str, missing: str) -> str:
    """Why `name`, trimmed, is none: `missing` where there is nothing, or what nobody can see in it; "" where it is."""
    return unseen(name) if name else missing
