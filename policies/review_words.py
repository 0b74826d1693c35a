"""How a tool was held when it was judged, in one line of the review page."""

from __future__ import annotations

from policies.domain.labels import label
from policies.domain.types import ToolFacts
from vendors.domain.labels import label as terms_label
from vendors.domain.terms import Channel


def held_in_words(tool: ToolFacts) -> str:
    """How the tool was held when it was judged, in one line."""
    held = tool.held
    parts = (
        held.contracting_entity,
        held.region,
        terms_label(Channel(held.channel)).lower() if held.channel else "",
        label(tool.deployment).lower() if tool.deployment else "",
    )
    return ", ".join(part for part in parts if part)
