"""A governing link whose rank is cited in the same act: the quote and the link are kept together or not at all."""

from __future__ import annotations

import datetime as dt

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed
from vendors.domain.terms import Applicability, LinkMode
from vendors.models import Citation, GoverningLink, TermsDocument, Tier
from vendors.services.citations import quote_newest
from vendors.services.documents import add_link


@deed
def link_with_rank(
    *,
    actor: Actor,
    document: TermsDocument,
    tier: Tier,
    mode: LinkMode = LinkMode.GOVERNS,
    rank: int | None = None,
    rank_quote: str = "",
    applicability: Applicability | None = None,
    valid_from: dt.datetime | None = None,
) -> GoverningLink:
    """Link `document` to `tier`; `rank_quote` is the sentence of its newest text that a rank rests on. Raises Invalid,
    Conflict."""
    require(actor, "link.edit", system=True)
    citation: Citation | None = None
    if rank is not None and rank_quote.strip():
        citation = quote_newest(actor=actor, document=document, quote=rank_quote, field="rank_quote")
    return add_link(
        actor=actor,
        document=document,
        tier=tier,
        mode=mode,
        rank=rank,
        rank_citation=citation,
        applicability=applicability,
        valid_from=valid_from,
    )
