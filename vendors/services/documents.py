"""Deeds on terms documents, their readers and the links by which they govern tiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.accounts.models import User
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from vendors.domain.terms import Applicability, DocumentKind, DocumentVisibility, LinkMode
from vendors.models import Citation, DocumentReader, GoverningLink, TermsDocument, Tier, Vendor
from vendors.services.inputs import not_web, refuse, unfit
from vendors.services.watching import end_rule

MAX_RANK = 1000


@deed
def save_document(
    *,
    actor: Actor,
    vendor: Vendor,
    title: str,
    kind: DocumentKind,
    visibility: DocumentVisibility = DocumentVisibility.POSTED,
    source_url: str = "",
    readers: Sequence[User] = (),
    origin: str = "",
    document: TermsDocument | None = None,
    version: int | None = None,
) -> TermsDocument:
    """Add a terms document to a vendor, or change `document`. Raises Invalid, Stale.

    `origin` names the recorded history a new one is imported from. A contract is posted nowhere: that it is fetched is
    ended in the same deed.
    """
    require(actor, "document.edit", system=True)
    title = " ".join(title.split())
    _check_document(vendor, title, source_url, document)
    action = "document.added" if document is None else "document.changed"
    values = {"title": title, "kind": kind, "visibility": visibility, "source_url": source_url}
    if document is None:
        document = TermsDocument.objects.create(vendor=vendor, origin=origin, **values)
    else:
        document = locked(document)
        check_version(document, version)
        rule = document.rules.open().first() if visibility == DocumentVisibility.CONTRACT else None
        if rule is not None:
            end_rule(actor, document, rule)
        _rewrite(document, values)
    _name_readers(document, readers)
    told = {"title": document.said, "kind": kind, "visibility": visibility, "vendor": vendor.name}
    record(actor, action, subject=document, detail={**told, "readers": [str(person.uid) for person in readers]})
    return document


def _rewrite(document: TermsDocument, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(document, name, value)
    document.version += 1
    document.save(update_fields=[*values, "version"])


def _name_readers(document: TermsDocument, readers: Sequence[User]) -> None:
    document.readers.all().delete()
    DocumentReader.objects.bulk_create(DocumentReader(document=document, person=person) for person in readers)


def _check_document(vendor: Vendor, title: str, source_url: str, document: TermsDocument | None) -> None:
    problems: dict[str, list[str]] = {}
    if not title:
        problems["title"] = ["Give the document a title."]
    if vendor.documents.filter(title__iexact=title).exclude(pk=document.pk if document else 0).exists():
        problems["title"] = [f"{vendor.name} has a document of this title already. Open it and capture a new version."]
    texts = unfit(TermsDocument, title=title, source_url=source_url)
    refuse("document", problems, texts, not_web(source_url=source_url))


@deed
def add_link(
    *,
    actor: Actor,
    document: TermsDocument,
    tier: Tier,
    mode: LinkMode = LinkMode.GOVERNS,
    rank: int | None = None,
    rank_citation: Citation | None = None,
    applicability: Applicability | None = None,
    valid_from: dt.datetime | None = None,
) -> GoverningLink:
    """Say that a document governs a tier, where and since when. A rank needs the citation it rests on."""
    require(actor, "link.edit", system=True)
    where = applicability or Applicability()
    _check_link(document, tier, where, rank, rank_citation)
    fields = {
        "contracting_entity": where.contracting_entity,
        "region": where.region,
        "channel": where.channel,
        "feature_status": where.feature_status,
    }
    if GoverningLink.objects.open().filter(document=document, tier=tier, **fields).exists():
        raise Conflict(f"{document.title} is linked to {tier} already, for the same applicability.")
    link = GoverningLink.objects.create(
        document=document,
        tier=tier,
        mode=mode,
        rank=rank,
        rank_citation=rank_citation,
        valid_from=valid_from or timezone.now(),
        **fields,
    )
    record(
        actor,
        "link.added",
        subject=link,
        detail={"document": document.said, "tier": str(tier), "mode": mode, "rank": rank, **fields},
    )
    return link


def _check_link(
    document: TermsDocument, tier: Tier, where: Applicability, rank: int | None, rank_citation: Citation | None
) -> None:
    if tier.product.vendor_id != document.vendor_id and not _may_reach(document, tier):
        raise Invalid(
            "This document belongs to another vendor than the tier.",
            problems={"tier": ["Choose a tier of the document's vendor, or one that serves its models."]},
        )
    refuse("link", unfit(GoverningLink, contracting_entity=where.contracting_entity, region=where.region), _rank(rank))
    if rank is not None and rank_citation is None:
        raise Invalid(
            "A rank has to be cited.",
            problems={"rank": ["Cite the sentence that says which text wins, or leave the rank empty."]},
        )


def _rank(rank: int | None) -> dict[str, list[str]]:
    fits = rank is None or 0 <= rank <= MAX_RANK
    return {} if fits else {"rank": [f"A rank is a whole number from 0 to {MAX_RANK}."]}


def _may_reach(document: TermsDocument, tier: Tier) -> bool:
    """The terms of a served release's vendor govern the output too (domain.md, Model release)."""
    return tier.releases.filter(vendor_id=document.vendor_id).exists()


@deed
def end_link(*, actor: Actor, link: GoverningLink, until: dt.datetime | None = None) -> GoverningLink:
    """End a governing link; the row stays for questions about earlier dates. Raises Conflict when already ended."""
    require(actor, "link.edit", system=True)
    link = locked(link)
    if link.valid_until is not None:
        raise Conflict("This link was ended already.")
    link.valid_until = max(until or timezone.now(), link.valid_from)
    link.save(update_fields=["valid_until"])
    record(actor, "link.ended", subject=link, detail={"document": link.document.said, "tier": str(link.tier)})
    return link
