"""One deed that adds a document with its first text and the tiers it governs: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.deeds import deed
from vendors.domain.terms import CaptureSource, DocumentKind, DocumentVisibility
from vendors.models import TermsDocument, Tier, Vendor
from vendors.services.captures import capture_document
from vendors.services.documents import add_link, save_document


@dataclass(frozen=True, slots=True)
class FirstText:
    """The bytes of the first text, as they were pasted or uploaded."""

    data: bytes
    media_type: str
    source: CaptureSource
    source_name: str = ""
    effective_on: dt.date | None = None


@deed
def add_document(
    *,
    actor: Actor,
    vendor: Vendor,
    title: str,
    kind: DocumentKind,
    visibility: DocumentVisibility,
    first: FirstText,
    source_url: str = "",
    readers: Sequence[User] = (),
    tiers: Sequence[Tier] = (),
) -> TermsDocument:
    """Add a document, capture its first text and link it to `tiers`. Raises Invalid; then nothing is kept."""
    document = save_document(
        actor=actor,
        vendor=vendor,
        title=title,
        kind=kind,
        visibility=visibility,
        source_url=source_url,
        readers=readers,
    )
    capture_document(
        actor=actor,
        document=document,
        data=first.data,
        media_type=first.media_type,
        source=first.source,
        source_name=first.source_name,
        effective_on=first.effective_on,
    )
    for tier in tiers:
        add_link(actor=actor, document=document, tier=tier)
    return document
