"""Making citations: a quote found in its text, a silence over named versions, a document outside the terms.

A citation is never changed. Which answers rest on it is the business of `vendors.services.clauses`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from governance.accounts.access import Actor
from governance.blobs import store
from governance.errors import Invalid
from vendors.domain.anchoring import Selector, find_quote, make_selector
from vendors.domain.terms import CitationKind
from vendors.domain.text import heading_at
from vendors.models import CanonicalText, Citation, SilenceVersion, TermsDocument, TermsVersion
from vendors.services.inputs import refuse, too_much, unfit

MAX_QUOTE = 4000
MAX_PROOF = 5_000_000


def quote_citation(
    *, actor: Actor, text: CanonicalText, exact: str, prefix: str = "", suffix: str = "", start: int | None = None
) -> Citation:
    """A citation of `exact` in `text`. Raises Invalid when the words are not there, word for word."""
    if not exact.strip():
        raise Invalid("Select the words you want to cite.", problems={"exact": ["Nothing was selected."]})
    if len(exact) > MAX_QUOTE:
        sentence = f"A citation is at most {MAX_QUOTE} characters long. Cite the sentence that matters."
        raise Invalid(sentence, problems={"exact": [sentence]})
    match = find_quote(text.text, Selector(exact=exact, prefix=prefix, suffix=suffix, start=start))
    if match is None:
        sentence = (
            "These words are not in this version of the text. Open the text, select the sentence again and cite it."
        )
        raise Invalid(sentence, problems={"exact": [sentence]}, code="quote-not-found")
    selector = make_selector(text.text, match.start, match.end)
    return Citation.objects.create(
        kind=CitationKind.QUOTE,
        text=text,
        exact=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        start=selector.start,
        heading=heading_at(text.text, match.start)[:300],
        created_by=actor.user,
    )


def quote_newest(*, actor: Actor, document: TermsDocument, quote: str, field: str) -> Citation:
    """A citation of `quote` in the newest text of `document`. Raises Invalid that speaks of `field`."""
    current = TermsVersion.objects.current().filter(document=document)
    text = CanonicalText.objects.filter(version__in=current).order_by("-canonicaliser").first()
    if text is None:
        raise Invalid("This document has no text yet.", problems={field: ["Capture its text first."]})
    try:
        return quote_citation(actor=actor, text=text, exact=quote)
    except Invalid as error:
        raise Invalid(error.message, problems={field: [error.message]}, code=error.code) from error


def silence_citation(*, actor: Actor, versions: Sequence[TermsVersion], note: str = "") -> Citation:
    """Counsel states that `versions` were read whole and say nothing on the question. Raises Invalid without
    versions."""
    if not versions:
        raise Invalid(
            "Name the versions that were read whole.", problems={"versions": ["Choose at least one version."]}
        )
    refuse("citation", too_much(note=note))
    citation = Citation.objects.create(kind=CitationKind.SILENCE, note=note, created_by=actor.user)
    SilenceVersion.objects.bulk_create(SilenceVersion(citation=citation, version=version) for version in versions)
    return citation


def document_citation(
    *,
    actor: Actor,
    title: str,
    data: bytes,
    media_type: str,
    page: str = "",
    dated_on: dt.date | None = None,
    note: str = "",
) -> Citation:
    """A citation of an order form, admin page or e-mail whose file is kept. Raises Invalid for no title, no or huge
    file."""
    problems: dict[str, list[str]] = {}
    if not title.strip():
        problems["title"] = ["Say what the document is."]
    if not data:
        problems["file"] = ["Choose the file that shows it."]
    if len(data) > MAX_PROOF:
        problems["file"] = ["The file is larger than 5 MB. Keep the page that matters."]
    texts = unfit(Citation, title=title.strip(), page=page.strip())
    refuse("citation", problems, texts, too_much(note=note))
    return Citation.objects.create(
        kind=CitationKind.DOCUMENT,
        blob=store.put(data, media_type),
        title=title.strip(),
        page=page.strip(),
        dated_on=dated_on,
        note=note,
        created_by=actor.user,
    )
