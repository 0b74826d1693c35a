"""Deeds on vendors, products, tiers and model releases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Invalid, NotAllowed, Stale
from tests.cast import AsActor, AsToken
from tests.factories.vendors import make_tier, make_vendor
from vendors.domain.terms import LicenceLayerKind, ProductKind, TierKind
from vendors.models import LicenceLayer, ModelRelease, Product, Tier, Vendor
from vendors.services.layers import LayerInput
from vendors.services.releases import save_release
from vendors.services.vendors import add_vendor, change_vendor, save_product, save_tier

OTHERS = ["requester", "engineering_owner", "auditor", "outsider", "administrator"]


def actions() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


def test_a_vendor_is_added_with_its_names_and_recorded(drafter: Actor) -> None:
    vendor = add_vendor(
        actor=drafter, name="  Larkspur   Systems ", legal_names=["Larkspur Ltd", "Larkspur Ltd"], aliases=["LS"]
    )
    assert vendor.name == "Larkspur Systems"
    assert sorted(vendor.names.values_list("kind", "name")) == [("alias", "LS"), ("legal", "Larkspur Ltd")]
    assert actions() == ["vendor.added"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "LARKSPUR systems"}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"name": "New", "country": "c" * 61}, "country"),
        ({"name": "New", "website": "javascript:alert(1)"}, "website"),
        ({"name": "New", "legal_names": ["n" * 201]}, "legal_names"),
        ({"name": "New", "privileged_note": "n" * 20_001}, "privileged_note"),
    ],
)
def test_bad_input_for_a_vendor_is_named(values: dict[str, Any], field: str, drafter: Actor, larkspur: Vendor) -> None:
    with pytest.raises(Invalid) as refused:
        add_vendor(actor=drafter, **values)
    assert field in refused.value.problems
    assert Vendor.objects.count() == 1


def test_a_vendor_is_changed_and_the_note_stays_unless_given(drafter: Actor, larkspur: Vendor) -> None:
    changed = change_vendor(actor=drafter, vendor=larkspur, version=1, name="Larkspur", aliases=["L"])
    assert (changed.name, changed.version, changed.privileged_note) == ("Larkspur", 2, "WATCH THE INDEMNITY")
    with pytest.raises(Stale):
        change_vendor(actor=drafter, vendor=larkspur, version=1, name="Mine")


def test_no_vendor_belongs_to_itself_by_any_way(drafter: Actor, larkspur: Vendor) -> None:
    child = make_vendor(drafter, "Child", parent=larkspur)
    for parent in (larkspur, child):
        with pytest.raises(Invalid) as refused:
            change_vendor(actor=drafter, vendor=larkspur, version=None, name="Larkspur", parent=parent)
        assert "parent" in refused.value.problems
    with pytest.raises(IntegrityError), transaction.atomic():
        Vendor.objects.filter(pk=larkspur.pk).update(parent=larkspur)


def test_products_and_tiers_are_saved_and_their_names_are_their_own(drafter: Actor, larkspur: Vendor) -> None:
    product = save_product(actor=drafter, vendor=larkspur, name="Code", kind=ProductKind.ASSISTANT)
    tier = save_tier(actor=drafter, product=product, name="Business", kind=TierKind.BUSINESS)
    with pytest.raises(Invalid):
        save_product(actor=drafter, vendor=larkspur, name="code", kind=ProductKind.CHAT)
    with pytest.raises(Invalid):
        save_tier(actor=drafter, product=product, name="BUSINESS", kind=TierKind.FREE)
    with pytest.raises(Invalid):
        save_tier(actor=drafter, product=product, name="t" * 121, kind=TierKind.FREE)
    save_product(actor=drafter, vendor=larkspur, product=product, version=1, name="Code 2", kind=ProductKind.AGENT)
    save_tier(actor=drafter, product=product, tier=tier, version=1, name="Team", kind=TierKind.BUSINESS)
    with pytest.raises(Stale):
        save_product(actor=drafter, vendor=larkspur, product=product, version=1, name="C", kind=ProductKind.AGENT)
    with pytest.raises(Stale):
        save_tier(actor=drafter, product=product, tier=tier, version=1, name="T", kind=TierKind.BUSINESS)
    assert actions()[1:] == ["product.added", "tier.added", "product.changed", "tier.changed"]


def test_a_release_keeps_layers_and_bases(drafter: Actor, larkspur: Vendor) -> None:
    weights = LayerInput(LicenceLayerKind.WEIGHTS, "Apache-2.0")
    base = save_release(actor=drafter, vendor=larkspur, family="Coder", release="1", layers=[weights])
    tuned = save_release(actor=drafter, vendor=larkspur, family="Coder", release="1-tuned", bases=[base])
    assert list(tuned.bases.all()) == [base]
    save_release(actor=drafter, vendor=larkspur, row=base, version=1, family="Coder", release="1", layers=[])
    assert not ModelRelease.objects.get(pk=base.pk).layers
    assert LicenceLayer.objects.get().valid_until is not None
    with pytest.raises(Stale):
        save_release(actor=drafter, vendor=larkspur, row=base, version=1, family="Coder", release="1")
    assert actions()[1:] == ["release.added", "release.added", "release.changed"]


def test_bad_input_for_a_release_is_named(drafter: Actor, larkspur: Vendor) -> None:
    weights = LayerInput(LicenceLayerKind.WEIGHTS, "MIT")
    base = save_release(actor=drafter, vendor=larkspur, family="Coder")
    tuned = save_release(actor=drafter, vendor=larkspur, family="Coder", release="t", bases=[base])
    cases: list[tuple[dict[str, Any], str]] = [
        ({"family": " "}, "family"),
        ({"family": "coder"}, "release"),
        ({"family": "X", "layers": [weights, weights]}, "layers"),
        ({"family": "X", "layers": [LayerInput(LicenceLayerKind.WEIGHTS, " ")]}, "layers"),
        ({"family": "X", "layers": [LayerInput(LicenceLayerKind.WEIGHTS, "l" * 121)]}, "layers"),
        ({"family": "X" * 81}, "family"),
        ({"family": "Coder", "row": base, "bases": [tuned]}, "bases"),
        ({"family": "Coder", "row": base, "bases": [base]}, "bases"),
    ]
    for values, field in cases:
        with pytest.raises(Invalid) as refused:
            save_release(actor=drafter, vendor=larkspur, **values)
        assert field in refused.value.problems, values
    assert ModelRelease.objects.count() == 2


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_counsel_writes_vendors(
    who: str, request: pytest.FixtureRequest, drafter: Actor, larkspur: Vendor, as_actor: AsActor
) -> None:
    tier = make_tier(drafter, larkspur)
    before = Event.objects.count()
    actor = as_actor(request.getfixturevalue(who))
    acts = (
        lambda: add_vendor(actor=actor, name="New"),
        lambda: change_vendor(actor=actor, vendor=larkspur, version=None, name="Mine"),
        lambda: save_product(actor=actor, vendor=larkspur, name="New", kind=ProductKind.CHAT),
        lambda: save_tier(actor=actor, product=tier.product, name="New", kind=TierKind.FREE),
        lambda: save_release(actor=actor, vendor=larkspur, family="New"),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Event.objects.count() == before
    assert (Vendor.objects.count(), Product.objects.count(), Tier.objects.count()) == (1, 1, 1)


def test_a_token_of_counsel_needs_the_scope_to_draft(counsel: User, as_token: AsToken, database: None) -> None:
    with pytest.raises(NotAllowed):
        add_vendor(actor=as_token(counsel), name="New")
    assert add_vendor(actor=as_token(counsel, ["draft"]), name="New").name == "New"
