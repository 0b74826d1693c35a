"""What the tests of this folder stand on: a policy in force, a read tier, a tool of Payments, a request for it.

Models are imported inside the fixtures: pytest reads this file before Django is set up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from governance.accounts.access import Actor
    from governance.accounts.models import Organisation, Team, User
    from policies.models import PolicyRevision, RequestLine, Tool, ToolRequest
    from tests.cast import AsActor
    from vendors.models import TermsDocument, Tier


@pytest.fixture
def legal(counsel: User, as_actor: AsActor) -> Actor:
    """Counsel at their desk: owner of the legal lane, drafter of the reading."""
    return as_actor(counsel)


@pytest.fixture
def second(second_counsel: User, as_actor: AsActor) -> Actor:
    """The counsel who approved the reading."""
    return as_actor(second_counsel)


@pytest.fixture
def engineering(engineering_owner: User, as_actor: AsActor) -> Actor:
    """The engineering owner at their desk."""
    return as_actor(engineering_owner)


@pytest.fixture
def asker(requester: User, as_actor: AsActor) -> Actor:
    """The engineering manager of Payments at their desk."""
    return as_actor(requester)


@pytest.fixture
def policy(legal: Actor, engineering: Actor, organisation: Organisation) -> PolicyRevision:
    """A policy in force with open code, closed code and training."""
    from tests.factories.policies import make_policy

    return make_policy(legal, engineering)


@pytest.fixture
def tier(legal: Actor) -> Tier:
    from tests.factories.vendors import make_tier

    return make_tier(legal)


@pytest.fixture
def terms(legal: Actor, tier: Tier) -> TermsDocument:
    from tests.factories.vendors import make_document

    return make_document(legal, tier)


@pytest.fixture
def read_tier(legal: Actor, second: Actor, tier: Tier, terms: TermsDocument) -> Tier:
    """The tier with an approved reading: the customer owns the output."""
    from tests.factories.vendors import make_approved

    make_approved(legal, second, tier, terms)
    return tier


@pytest.fixture
def tool(asker: Actor, read_tier: Tier) -> Tool:
    """A described tool of a read tier."""
    from tests.factories.policies import make_tool

    return make_tool(asker, read_tier, "Larkspur Business")


@pytest.fixture
def asked(asker: Actor, tool: Tool, payments: Team, policy: PolicyRevision) -> ToolRequest:
    """A request of Payments for closed code."""
    from tests.factories.policies import make_request

    return make_request(asker, tool, payments)


@pytest.fixture
def line(asked: ToolRequest) -> RequestLine:
    """Its one line."""
    return asked.lines.get()
