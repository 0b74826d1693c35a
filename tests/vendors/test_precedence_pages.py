"""Where several texts govern a tier, its page and counsel's desk say which speaks, in the order of their ranks."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import OWNERSHIP_SENTENCE, cite, make_document, make_draft, make_tier, newest_version
from vendors.domain.terms import Applicability, DocumentVisibility
from vendors.models import Assessment, TermsDocument, Tier, Vendor
from vendors.services.citations import quote_newest
from vendors.services.citing import Proof, cite_document, cite_silence
from vendors.services.documents import add_link, end_link

PREVAILS = "The assignment covers code."


@pytest.fixture
def tier(drafter: Actor, larkspur: Vendor) -> Tier:
    return make_tier(drafter, larkspur)


def governs(actor: Actor, tier: Tier, title: str, rank: int | None = None, region: str = "", **values: Any) -> Any:
    """A document linked to the tier with that rank, which a sentence of its own gives it."""
    document = make_document(actor, tier, title=title, **values)
    end_link(actor=actor, link=document.links.get())
    words = quote_newest(actor=actor, document=document, quote=PREVAILS, field="quote") if rank is not None else None
    where = Applicability(region=region)
    add_link(actor=actor, document=document, tier=tier, rank=rank, rank_citation=words, applicability=where)
    return document


def lines(response: Any) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def page(signed_in: SignedIn, user: User, row: Tier | Assessment) -> str:
    place = "tiers" if isinstance(row, Tier) else "assessments"
    return lines(signed_in(user).get(f"/{place}/{row.uid}/"))


@pytest.fixture
def ranked(drafter: Actor, tier: Tier) -> dict[str, TermsDocument]:
    ranks = {"Usage policy": 1, "Order form": 3, "Commercial terms": 2}
    return {title: governs(drafter, tier, title, rank) for title, rank in ranks.items()}


def test_the_page_of_a_tier_lists_its_texts_by_rank_and_says_which_gives_way(
    tier: Tier, ranked: dict[str, TermsDocument], counsel: User, signed_in: SignedIn
) -> None:
    seen = page(signed_in, counsel, tier)
    assert seen.index("Order form") < seen.index("Commercial terms") < seen.index("Usage policy")
    assert "Goes before Commercial terms and Usage policy." in seen
    assert "Gives way to Order form. Goes before Usage policy." in seen
    assert "Gives way to Order form and Commercial terms." in seen
    assert PREVAILS in seen


def test_unranked_and_equal_texts_are_said_to_leave_it_to_the_stricter_answer(
    drafter: Actor, tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    for title, rank in (("Terms", 1), ("Schedule", 1), ("Policy", None)):
        governs(drafter, tier, title, rank)
    seen = page(signed_in, counsel, tier)
    assert "Beside Schedule and Policy the stricter answer counts." in seen
    assert "Unranked: where it and another text both answer, the stricter answer counts." in seen


def test_texts_that_never_reach_the_same_tool_do_not_compete(
    drafter: Actor, tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    governs(drafter, tier, "Terms for Norway", 1, "Norway")
    governs(drafter, tier, "Terms for the EEA", 2, "EEA")
    seen = page(signed_in, counsel, tier)
    assert seen.count("Stands alone") == 2
    draft = make_draft(drafter, tier)
    assert page(signed_in, counsel, draft).count("Does not reach where this clause applies.") == 2


def test_a_contract_that_somebody_may_not_read_goes_before_others_without_its_title(
    drafter: Actor, tier: Tier, counsel: User, outsider: User, signed_in: SignedIn
) -> None:
    terms = governs(drafter, tier, "Terms", 1)
    secret = governs(drafter, tier, "Order form 7", 2, visibility=DocumentVisibility.CONTRACT)
    draft = make_draft(drafter, tier, document=terms)
    for row in (tier, draft):
        assert "Gives way to Order form 7." in page(signed_in, counsel, row)
        seen = page(signed_in, outsider, row)
        assert "Gives way to A contract." in seen
        assert "Order form 7" not in seen
    assert "Nobody has established what A contract says." in page(signed_in, outsider, draft)
    assert signed_in(outsider).get(f"/documents/{secret.uid}/").status_code == 404


def test_the_words_a_rank_rests_on_are_kept_back_where_they_are_a_contracts(
    drafter: Actor, tier: Tier, outsider: User, counsel: User, signed_in: SignedIn
) -> None:
    secret = make_document(drafter, tier, title="Order form 7", visibility=DocumentVisibility.CONTRACT)
    words = quote_newest(actor=drafter, document=secret, quote=PREVAILS, field="quote")
    terms = make_document(drafter, make_tier(drafter, tier.product.vendor), title="Terms")
    add_link(actor=drafter, document=terms, tier=tier, rank=1, rank_citation=words)
    for address in (f"/tiers/{tier.uid}/", f"/documents/{terms.uid}/"):
        assert PREVAILS in lines(signed_in(counsel).get(address))
        assert PREVAILS not in lines(signed_in(outsider).get(address))


def test_the_desk_says_which_text_speaks_once_all_that_may_were_read(
    drafter: Actor, tier: Tier, ranked: dict[str, TermsDocument], counsel: User, outsider: User, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, tier, document=ranked["Commercial terms"])
    seen = page(signed_in, counsel, draft)
    assert "Which text speaks is open. Nobody has established what Order form says. Cite it, or state" in seen
    assert "what Usage policy says" not in seen
    assert seen.index("Order form version 1") < seen.index("Commercial terms version 1")
    order = newest_version(ranked["Order form"])
    draft = cite_silence(actor=drafter, into=draft, questions=["own_owner"], versions=[order], note="Read whole.")
    for person in (counsel, outsider):
        seen = page(signed_in, person, draft)
        assert "Commercial terms: Customer. It has the higher rank." in seen
        assert "Which text speaks is open" not in seen
    draft = cite(drafter, draft, ranked["Order form"], ["own_owner"], OWNERSHIP_SENTENCE)
    assert "Order form: Customer. It has the higher rank." in page(signed_in, counsel, draft)


def test_unranked_texts_nobody_read_leave_it_open(
    drafter: Actor, tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    terms = governs(drafter, tier, "Terms")
    governs(drafter, tier, "Policy")
    draft = make_draft(drafter, tier, document=terms)
    assert "Nobody has established what Policy says." in page(signed_in, counsel, draft)
    cite(drafter, draft, TermsDocument.objects.get(title="Policy"), ["own_owner"], OWNERSHIP_SENTENCE)
    assert "Terms and Policy: Customer." in page(signed_in, counsel, draft)


def test_one_text_and_a_document_on_file_are_not_ranked(
    drafter: Actor, tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    terms = governs(drafter, tier, "Terms")
    alone = make_draft(drafter, tier, document=terms)
    assert "Nobody has established" not in page(signed_in, counsel, alone)
    governs(drafter, tier, "Policy")
    assert "Nobody has established" in page(signed_in, counsel, alone)
    proof = Proof("E-mail", b"x", "text/plain")
    cite_document(actor=drafter, into=alone, questions=["own_owner"], proof=proof)
    assert "Nobody has established" not in page(signed_in, counsel, alone)
