"""What vendors say, made by the real services: a vendor with a tier, a document that governs it, readings in any state.

Every maker takes the actor and gives back rows; texts are short and written for these tests.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from governance.accounts.access import Actor
from vendors.domain.anchoring import Selector
from vendors.domain.terms import (
    CaptureSource,
    ClauseArea,
    DocumentKind,
    DocumentVisibility,
    ProductKind,
    Rating,
    TierKind,
)
from vendors.models import Assessment, CanonicalText, TermsDocument, TermsVersion, Tier, Vendor
from vendors.services.adding import FirstText, add_document
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.citing import cite_quote
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft
from vendors.services.opening import open_and_start
from vendors.services.vendors import add_vendor, save_product, save_tier

OWNERSHIP_SENTENCE = "As between the parties, Customer owns the Output, if any."
TERMS = f"""# Commercial terms

## 1 Definitions

1.1 “Output” means what the Service returns. It may not be unique.

## 5 Customer Content and Output

5.1 {OWNERSHIP_SENTENCE} Larkspur assigns to Customer any right that it may hold in the Output.

- The assignment covers code.
- The assignment covers comments in code.

## 6 Training

6.1 Larkspur will not train on Customer Content unless the administrator has agreed in the console.
"""

_numbers = itertools.count(1)


def make_vendor(actor: Actor, name: str = "", **values: Any) -> Vendor:
    """A registered vendor; without a name, one of its own."""
    return add_vendor(actor=actor, name=name or f"Vendor {next(_numbers)}", **values)


def make_tier(actor: Actor, vendor: Vendor | None = None, name: str = "Business") -> Tier:
    """A business tier of a new product, of a new vendor unless one is given."""
    vendor = vendor or make_vendor(actor)
    product = save_product(actor=actor, vendor=vendor, name=f"Code {next(_numbers)}", kind=ProductKind.ASSISTANT)
    return save_tier(actor=actor, product=product, name=name, kind=TierKind.BUSINESS)


def make_document(
    actor: Actor,
    tier: Tier,
    text: str = TERMS,
    *,
    title: str = "",
    visibility: DocumentVisibility = DocumentVisibility.POSTED,
    **values: Any,
) -> TermsDocument:
    """A document of the tier's vendor that governs the tier, with its first text."""
    return add_document(
        actor=actor,
        vendor=tier.product.vendor,
        title=title or f"Commercial terms {next(_numbers)}",
        kind=DocumentKind.COMMERCIAL_TERMS,
        visibility=visibility,
        first=FirstText(text.encode(), "text/markdown", CaptureSource.PASTE),
        tiers=[tier],
        **values,
    )


def newest_version(document: TermsDocument) -> TermsVersion:
    """The version with the highest number."""
    found: TermsVersion = document.versions.order_by("-number")[0]
    return found


def newest_text(document: TermsDocument) -> CanonicalText:
    """The canonical text of the newest version."""
    return newest_version(document).texts.get()


def make_draft(
    actor: Actor,
    tier: Tier,
    area: ClauseArea = ClauseArea.OUTPUT_OWNERSHIP,
    *,
    document: TermsDocument | None = None,
    answers: dict[str, Any] | None = None,
    exact: str = OWNERSHIP_SENTENCE,
) -> Assessment:
    """A draft; with a document, its `answers` (by default: the customer owns) rest on the sentence `exact`."""
    draft = open_and_start(actor=actor, area=area, tier=tier)
    if document is None:
        return draft
    given = {"own_owner": "customer"} if answers is None else answers
    save_draft(
        actor=actor,
        assessment=draft,
        version=None,
        reading=ReadingInput(Rating.ACCEPTABLE, plain_reading="The output is ours."),
        answers={code: AnswerInput(raw) for code, raw in given.items()},
    )
    return cite(actor, draft, document, list(given), exact)


def cite(actor: Actor, draft: Assessment, document: TermsDocument, questions: Sequence[str], exact: str) -> Assessment:
    """Let answers of a draft rest on a sentence of the newest version of a document."""
    return cite_quote(
        actor=actor, into=draft, questions=questions, text=newest_text(document), selector=Selector(exact)
    )


def make_in_review(actor: Actor, tier: Tier, document: TermsDocument, **values: Any) -> Assessment:
    """A reading that waits for a second counsel."""
    draft = make_draft(actor, tier, document=document, **values)
    return submit_assessment(actor=actor, assessment=draft, version=None)


def make_approved(actor: Actor, second: Actor, tier: Tier, document: TermsDocument, **values: Any) -> Assessment:
    """A reading drafted by one counsel and approved by another."""
    waiting = make_in_review(actor, tier, document, **values)
    return approve_assessment(actor=second, assessment=waiting, version=None)
