"""What the tests of this folder start from: a tier with its terms, and the actors.

Models are imported inside the fixtures: pytest reads this file before Django is set up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from governance.accounts.access import Actor
    from governance.accounts.models import User
    from tests.cast import AsActor
    from vendors.models import Assessment, TermsDocument, Tier, Vendor


@pytest.fixture
def drafter(counsel: User, as_actor: AsActor) -> Actor:
    return as_actor(counsel)


@pytest.fixture
def checker(second_counsel: User, as_actor: AsActor) -> Actor:
    return as_actor(second_counsel)


@pytest.fixture
def larkspur(drafter: Actor) -> Vendor:
    from tests.factories.vendors import make_vendor

    return make_vendor(drafter, "Larkspur Systems", privileged_note="WATCH THE INDEMNITY")


@pytest.fixture
def business(drafter: Actor, larkspur: Vendor) -> Tier:
    from tests.factories.vendors import make_tier

    return make_tier(drafter, larkspur)


@pytest.fixture
def terms(drafter: Actor, business: Tier) -> TermsDocument:
    from tests.factories.vendors import make_document

    return make_document(drafter, business, title="Commercial terms")


@pytest.fixture
def reading(drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument) -> Assessment:
    from tests.factories.vendors import make_approved

    return make_approved(drafter, checker, business, terms)


@pytest.fixture
def training(drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument) -> Assessment:
    from tests.factories.vendors import make_approved
    from tests.vendors.changes import TRAINS
    from vendors.domain.terms import ClauseArea

    area = ClauseArea.TRAINING_RESTRICTIONS
    answers = {"train_vendor_use": "opt_in"}
    return make_approved(drafter, checker, business, terms, area=area, answers=answers, exact=TRAINS)
