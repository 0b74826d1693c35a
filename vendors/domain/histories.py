"""Histories of terms that somebody else recorded: whose text it is, and what kind of document its name promises.

The names are those of Open Terms Archive: a *collection* holds *services*, a service has *documents* named by type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vendors.domain.terms import DocumentKind

_KINDS: tuple[tuple[str, DocumentKind], ...] = (
    (r"privacy|cookies?|trackers?", DocumentKind.PRIVACY_POLICY),
    (r"data process|subprocessor|sub-processor", DocumentKind.DATA_PROCESSING),
    (r"acceptable use|usage polic|community|guidelines|prohibited", DocumentKind.USAGE_POLICY),
    (r"licen[cs]e", DocumentKind.MODEL_LICENCE),
    (r"commercial|business|enterprise", DocumentKind.COMMERCIAL_TERMS),
    (r"developer|api|service level|service terms|supplement", DocumentKind.SERVICE_TERMS),
    (r"terms|conditions|imprint", DocumentKind.CONSUMER_TERMS),
)
"""First match wins. Counsel may change the kind afterwards: nothing is judged by it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a recorded history stands: its name is what makes importing it twice add nothing."""

    collection: str
    service: str
    document: str

    def __str__(self) -> str:
        return f"{self.collection}/{self.service}/{self.document}"


def kind_of(document: str) -> DocumentKind:
    """The kind a recorded document's name promises; service terms where it promises none."""
    name = document.casefold()
    return next((kind for pattern, kind in _KINDS if re.search(pattern, name)), DocumentKind.SERVICE_TERMS)


def title_of(origin: Origin, vendor: str) -> str:
    """How the document is called under its vendor: the service's name in front, unless the vendor bears it."""
    service = " ".join(origin.service.split())
    if service.casefold() == vendor.casefold():
        return origin.document
    return f"{service} {origin.document}"
