"""Deeds on vendors, products, tiers and model releases."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Invalid
from governance.modelling import check_version, locked
from vendors.domain.terms import ProductKind, TierKind
from vendors.models import ModelRelease, Product, Tier, Vendor, VendorName
from vendors.services.consequences import tell_of_names
from vendors.services.inputs import not_web, refuse, too_much, unfit


def _named(name: str, what: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Invalid(f"Give the {what} a name.", problems={"name": [f"Give the {what} a name."]})
    return cleaned


def _refuse_taken(taken: bool, sentence: str) -> None:
    if taken:
        raise Invalid(sentence, problems={"name": [sentence]})


def _others(row: Model | None) -> dict[str, int]:
    return {"pk": row.pk} if row is not None and row.pk else {"pk": 0}


@deed
def add_vendor(
    *,
    actor: Actor,
    name: str,
    country: str = "",
    website: str = "",
    legal_names: Sequence[str] = (),
    aliases: Sequence[str] = (),
    parent: Vendor | None = None,
    privileged_note: str = "",
) -> Vendor:
    """Register a vendor. Raises Invalid for an empty or taken name."""
    require(actor, "vendor.edit", system=True)
    name = _named(name, "vendor")
    _refuse_taken(
        Vendor.objects.filter(name__iexact=name).exists(),
        f"A vendor named {name} is registered already. Open it instead, or give this one another name.",
    )
    _check_vendor(name, country, website, privileged_note, legal_names, aliases)
    vendor = Vendor.objects.create(
        name=name, country=country, website=website, parent=parent, privileged_note=privileged_note
    )
    _write_names(vendor, legal_names, aliases)
    record(actor, "vendor.added", subject=vendor, detail={"name": name, "country": country})
    tell_of_names(actor=actor, vendor=vendor)
    return vendor


@deed
def change_vendor(
    *,
    actor: Actor,
    vendor: Vendor,
    version: int | None,
    name: str,
    country: str = "",
    website: str = "",
    legal_names: Sequence[str] = (),
    aliases: Sequence[str] = (),
    parent: Vendor | None = None,
    privileged_note: str | None = None,
) -> Vendor:
    """Change a vendor. `privileged_note` None leaves the note. Raises Invalid, Stale."""
    vendor = locked(vendor)
    require(actor, "vendor.edit", system=True)
    check_version(vendor, version)
    name = _named(name, "vendor")
    _refuse_taken(
        Vendor.objects.filter(name__iexact=name).exclude(pk=vendor.pk).exists(),
        f"Another vendor is named {name} already.",
    )
    _check_vendor(name, country, website, privileged_note or "", legal_names, aliases)
    if parent is not None and _is_below(parent, vendor):
        raise Invalid("A vendor cannot belong to itself.", problems={"parent": ["Choose another parent."]})
    vendor.name, vendor.country, vendor.website, vendor.parent = name, country, website, parent
    fields = ["name", "country", "website", "parent", "version"]
    if privileged_note is not None:
        vendor.privileged_note = privileged_note
        fields.append("privileged_note")
    vendor.version += 1
    vendor.save(update_fields=fields)
    vendor.names.all().delete()
    _write_names(vendor, legal_names, aliases)
    record(actor, "vendor.changed", subject=vendor, detail={"name": name, "country": country})
    tell_of_names(actor=actor, vendor=vendor)
    return vendor


def _check_vendor(
    name: str, country: str, website: str, note: str, legal_names: Sequence[str], aliases: Sequence[str]
) -> None:
    listed = {
        field: found["name"]
        for field, names in (("legal_names", legal_names), ("aliases", aliases))
        for each in names
        if (found := unfit(VendorName, name=each))
    }
    texts = unfit(Vendor, name=name, country=country, website=website)
    refuse("vendor", texts, not_web(website=website), too_much(privileged_note=note), listed)


def _is_below(candidate: Vendor | None, vendor: Vendor) -> bool:
    seen: set[int] = set()
    while candidate is not None and candidate.pk not in seen:
        if candidate.pk == vendor.pk:
            return True
        seen.add(candidate.pk)
        candidate = candidate.parent
    return False


def _write_names(vendor: Vendor, legal_names: Sequence[str], aliases: Sequence[str]) -> None:
    rows: dict[str, VendorName] = {}
    for kind, names in ((VendorName.Kind.LEGAL, legal_names), (VendorName.Kind.ALIAS, aliases)):
        for name in names:
            cleaned = " ".join(name.split())
            if cleaned and cleaned not in rows:
                rows[cleaned] = VendorName(vendor=vendor, kind=kind, name=cleaned)
    VendorName.objects.bulk_create(rows.values())


@deed
def save_product(
    *,
    actor: Actor,
    vendor: Vendor,
    name: str,
    kind: ProductKind,
    product: Product | None = None,
    version: int | None = None,
) -> Product:
    """Add a product to a vendor, or change `product`. Raises Invalid, Stale."""
    require(actor, "vendor.edit", system=True)
    name = _named(name, "product")
    _refuse_taken(
        vendor.products.filter(name__iexact=name).exclude(**_others(product)).exists(),
        f"{vendor.name} has a product named {name} already.",
    )
    refuse("product", unfit(Product, name=name))
    if product is None:
        product = Product.objects.create(vendor=vendor, name=name, kind=kind)
        record(actor, "product.added", subject=product, detail={"name": name, "vendor": vendor.name})
        return product
    product = locked(product)
    check_version(product, version)
    product.name, product.kind = name, kind
    product.version += 1
    product.save(update_fields=["name", "kind", "version"])
    record(actor, "product.changed", subject=product, detail={"name": name})
    return product


@deed
def save_tier(
    *,
    actor: Actor,
    product: Product,
    name: str,
    kind: TierKind,
    releases: Sequence[ModelRelease] = (),
    tier: Tier | None = None,
    version: int | None = None,
) -> Tier:
    """Add a tier to a product, or change `tier`; `releases` are those it serves. Raises Invalid, Stale."""
    require(actor, "vendor.edit", system=True)
    name = _named(name, "tier")
    _refuse_taken(
        product.tiers.filter(name__iexact=name).exclude(**_others(tier)).exists(),
        f"{product.name} has a tier named {name} already.",
    )
    refuse("tier", unfit(Tier, name=name))
    action = "tier.added" if tier is None else "tier.changed"
    if tier is None:
        tier = Tier.objects.create(product=product, name=name, kind=kind)
    else:
        tier = locked(tier)
        check_version(tier, version)
        tier.name, tier.kind = name, kind
        tier.version += 1
        tier.save(update_fields=["name", "kind", "version"])
    tier.releases.set(releases)
    record(
        actor,
        action,
        subject=tier,
        detail={"name": name, "product": product.name, "releases": [str(release.uid) for release in releases]},
    )
    return tier
