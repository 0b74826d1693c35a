"""A governing link whose rank is cited in the same act: the quote and the link are kept together or not at all."""

from __future__ import annotations

import datetime as dt

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed
from governance.errors import Invalid
from vendors.domain.terms import Applicability, LinkMode
from vendors.models import CanonicalText, Citation, GoverningLink, TermsDocument, TermsVersion, Tier
from vendors.services.citations import quote_citation
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
        current = TermsVersion.objects.current().filter(document=document)
        text = CanonicalText.objects.filter(version__in=current).order_by("-canonicaliser").first()
        if text is None:
            raise Invalid("This document has no text yet.", problems={"rank_quote": ["Capture its text first."]})
        try:
            citation = quote_citation(actor=actor, text=text, exact=rank_quote)
        except Invalid as error:
            raise Invalid(error.message, problems={"rank_quote": [error.message]}) from error
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
