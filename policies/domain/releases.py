"""Model releases as rules read them: the licences of their layers, and what they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from vendors.domain.duties import LayerFact


@dataclass(frozen=True, slots=True)
class AncestorFact:
    """A release that another was made from, with its verified layers. `path`: names on the way to it, itself last."""

    uid: UUID
    name: str
    vendor: str
    path: tuple[str, ...]
    layers: tuple[LayerFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseFact:
    """A model release switched on in a deployment, with the verified licences of its layers (layer -> licence), those
    layers with their duties, and what it was made from."""

    uid: UUID
    name: str
    vendor: str
    licences: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[LayerFact, ...] = ()
    ancestors: tuple[AncestorFact, ...] = ()
