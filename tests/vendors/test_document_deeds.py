"""Deeds on terms documents, their readers and the links by which they govern tiers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from tests.cast import AsActor
from tests.factories.vendors import OWNERSHIP_SENTENCE, make_document, make_tier, newest_text
from vendors.domain.terms import Applicability, CaptureSource, DocumentKind, DocumentVisibility
from vendors.models import GoverningLink, ModelRelease, TermsDocument, Tier, Vendor
from vendors.services.adding import FirstText, add_document
from vendors.services.documents import add_link, end_link, save_document
from vendors.services.ranking import link_with_rank
from vendors.services.releases import save_release
from vendors.services.vendors import save_tier

CONTRACT = DocumentVisibility.CONTRACT


def test_a_document_its_first_text_and_its_links_are_kept_together(
    drafter: Actor, business: Tier, terms: TermsDocument
) -> None:
    assert (terms.versions.count(), terms.captures.count(), terms.links.count()) == (1, 1, 1)
    recorded = list(Event.objects.order_by("-sequence").values_list("action", flat=True)[:4])
    assert recorded == ["link.added", "document.captured", "version.added", "document.added"]


def test_nothing_is_kept_of_a_document_whose_text_is_refused(drafter: Actor, business: Tier) -> None:
    before = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        add_document(
            actor=drafter,
            vendor=business.product.vendor,
            title="New terms",
            kind=DocumentKind.USAGE_POLICY,
            visibility=DocumentVisibility.POSTED,
            first=FirstText(b"  ", "text/plain", CaptureSource.PASTE),
            tiers=[business],
        )
    assert "text" in refused.value.problems
    assert not TermsDocument.objects.exists()
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "COMMERCIAL terms"}, "title"),
        ({"title": "t" * 201}, "title"),
        ({"title": "New", "source_url": "javascript:alert(1)"}, "source_url"),
        ({"title": "New", "source_url": "https://vendor.example/" + "x" * 500}, "source_url"),
    ],
)
def test_bad_input_for_a_document_is_named(
    values: dict[str, Any], field: str, drafter: Actor, terms: TermsDocument
) -> None:
    with pytest.raises(Invalid) as refused:
        save_document(actor=drafter, vendor=terms.vendor, kind=DocumentKind.ORDER_FORM, **values)
    assert field in refused.value.problems


def test_a_document_is_changed_once_per_version(drafter: Actor, terms: TermsDocument, outsider: User) -> None:
    values: dict[str, Any] = {"actor": drafter, "vendor": terms.vendor, "kind": DocumentKind.ORDER_FORM}
    changed = save_document(
        document=terms, version=1, title="Order form", visibility=CONTRACT, readers=[outsider], **values
    )
    assert (changed.title, changed.version, changed.readers.get().person) == ("Order form", 2, outsider)
    with pytest.raises(Stale):
        save_document(document=terms, version=1, title="Mine", **values)


def test_a_contract_is_seen_by_counsel_auditors_and_its_readers_only(
    drafter: Actor,
    business: Tier,
    counsel: User,
    auditor: User,
    requester: User,
    outsider: User,
    engineering_owner: User,
    administrator: User,
) -> None:
    contract = make_document(drafter, business, visibility=CONTRACT, readers=[requester])
    seen = {
        person: contract in TermsDocument.objects.visible_to(person)
        for person in (counsel, auditor, requester, outsider, engineering_owner, administrator)
    }
    assert [person for person, sees in seen.items() if sees] == [counsel, auditor, requester]
    for person, sees in seen.items():
        assert (contract in TermsDocument.objects.hidden_from(person)) is not sees


def test_events_keep_the_title_of_a_contract(drafter: Actor, business: Tier) -> None:
    make_document(drafter, business, title="Secret side letter", visibility=CONTRACT)
    assert not Event.objects.filter(body__contains="Secret side letter").exists()


def test_a_link_may_stand_once_for_the_same_applicability(drafter: Actor, terms: TermsDocument, business: Tier) -> None:
    with pytest.raises(Conflict):
        add_link(actor=drafter, document=terms, tier=business)
    european = add_link(actor=drafter, document=terms, tier=business, applicability=Applicability(region="EU"))
    end_link(actor=drafter, link=european)
    with pytest.raises(Conflict):
        end_link(actor=drafter, link=european)
    again = add_link(actor=drafter, document=terms, tier=business, applicability=Applicability(region="EU"))
    assert again.pk != european.pk
    with pytest.raises(Error), transaction.atomic():
        GoverningLink.objects.filter(pk=european.pk).delete()
    with pytest.raises(Error), transaction.atomic():
        GoverningLink.objects.create(document=terms, tier=business, region="EU", valid_from=timezone.now())


def test_a_rank_is_cited_word_for_word(drafter: Actor, terms: TermsDocument) -> None:
    other = make_tier(drafter, terms.vendor)
    with pytest.raises(Invalid) as refused:
        add_link(actor=drafter, document=terms, tier=other, rank=2)
    assert "rank" in refused.value.problems
    for quote in ("These words are not there.", ""):
        with pytest.raises(Invalid):
            link_with_rank(actor=drafter, document=terms, tier=other, rank=2, rank_quote=quote)
    for rank in (-1, 1001):
        with pytest.raises(Invalid):
            link_with_rank(actor=drafter, document=terms, tier=other, rank=rank, rank_quote=OWNERSHIP_SENTENCE)
    link = link_with_rank(actor=drafter, document=terms, tier=other, rank=2, rank_quote=OWNERSHIP_SENTENCE)
    assert link.rank_citation is not None
    assert link.rank_citation.text == newest_text(terms)


def test_the_terms_of_another_vendor_govern_only_through_its_models(drafter: Actor, terms: TermsDocument) -> None:
    stranger = make_tier(drafter)
    with pytest.raises(Invalid) as refused:
        add_link(actor=drafter, document=terms, tier=stranger)
    assert "tier" in refused.value.problems
    release: ModelRelease = save_release(actor=drafter, vendor=terms.vendor, family="Coder")
    save_tier(actor=drafter, product=stranger.product, tier=stranger, name="T", kind=stranger.kind, releases=[release])
    assert add_link(actor=drafter, document=terms, tier=stranger).tier == stranger


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_nobody_but_counsel_writes_documents_and_links(
    who: str, request: pytest.FixtureRequest, terms: TermsDocument, business: Tier, as_actor: AsActor, larkspur: Vendor
) -> None:
    before = Event.objects.count()
    actor = as_actor(request.getfixturevalue(who))
    acts = (
        lambda: save_document(actor=actor, vendor=larkspur, title="New", kind=DocumentKind.ORDER_FORM),
        lambda: add_link(actor=actor, document=terms, tier=business, applicability=Applicability(region="EU")),
        lambda: link_with_rank(actor=actor, document=terms, tier=business),
        lambda: end_link(actor=actor, link=terms.links.get()),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Event.objects.count() == before
