"""One deed that registers a vendor with the product and tier somebody came to register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from governance.accounts.access import Actor
from governance.audit.deeds import deed
from governance.errors import Invalid
from vendors.domain.terms import ProductKind, TierKind
from vendors.models import Tier, Vendor
from vendors.services.vendors import add_vendor, save_product, save_tier


@deed
def register(
    *,
    actor: Actor,
    vendor: Mapping[str, Any],
    product: str,
    product_kind: ProductKind,
    tier: str,
    tier_kind: TierKind,
) -> tuple[Vendor, Tier | None]:
    """A new vendor (`vendor` as `add_vendor` takes it), with a product and a tier where they are named; all or none.

    Raises Invalid naming the field that cannot be.
    """
    made = add_vendor(actor=actor, **vendor)
    if not product:
        return made, None
    offered = _under("product", lambda: save_product(actor=actor, vendor=made, name=product, kind=product_kind))
    if not tier:
        return made, None
    return made, _under("tier", lambda: save_tier(actor=actor, product=offered, name=tier, kind=tier_kind))


def _under(field: str, step: Any) -> Any:
    """What `step` makes; its problems named after the field of this form."""
    try:
        return step()
    except Invalid as error:
        named = {field if name == "name" else name: texts for name, texts in error.problems.items()}
        raise Invalid(error.message, problems=named) from error
