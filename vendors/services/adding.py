"""One deed that adds a document with its first text and the tiers it governs: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.accounts.access import Actor, require
from governance.accounts.models import User
from governance.audit.deeds import deed
from vendors.domain.terms import CaptureSource, DocumentKind, DocumentVisibility
from vendors.models import TermsDocument, Tier, Vendor
from vendors.services.captures import BroughtText, keep_text, read_text
from vendors.services.documents import add_link, save_document


@dataclass(frozen=True, slots=True)
class FirstText:
    """The bytes of the first text, as they were pasted or uploaded."""

    data: bytes
    media_type: str
    source: CaptureSource
    source_name: str = ""
    effective_on: dt.date | None = None


def add_document(*, actor: Actor, first: FirstText, **document: Any) -> TermsDocument:
    """Add a document, capture its first text and link it to tiers. Raises Invalid; then nothing is kept.

    What else is given is that of `add_with_text`. The text is read first, before anything is locked.
    """
    require(actor, "document.capture", system=True)
    brought = read_text(
        data=first.data, media_type=first.media_type, source=first.source, source_name=first.source_name
    )
    return add_with_text(actor=actor, brought=brought, effective_on=first.effective_on, **document)


@deed
def add_with_text(
    *,
    actor: Actor,
    vendor: Vendor,
    title: str,
    kind: DocumentKind,
    visibility: DocumentVisibility,
    brought: BroughtText,
    effective_on: dt.date | None = None,
    source_url: str = "",
    readers: Sequence[User] = (),
    tiers: Sequence[Tier] = (),
) -> TermsDocument:
    """Add a document with a text that was read already. Raises Invalid."""
    document = save_document(
        actor=actor,
        vendor=vendor,
        title=title,
        kind=kind,
        visibility=visibility,
        source_url=source_url,
        readers=readers,
    )
    keep_text(actor=actor, document=document, brought=brought, effective_on=effective_on)
    for tier in tiers:
        add_link(actor=actor, document=document, tier=tier)
    return document
