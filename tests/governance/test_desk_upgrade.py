"""What another tier would buy: judged as held there, with the chain; what nobody established opens nothing."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.domain.upgrade import Move
from policies.models import ToolSetting
from policies.upgrading import offers
from tests.cast import SignedIn
from tests.governance import desk_rows as rows
from vendors.models import Capture


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def read(counsel, second_counsel):
    """read(tier, owner): an approved reading of ownership that rests on a quote."""

    def make(of, owner: str, *, state: str = "approved", visibility: str = "posted", **fields):
        made = rows.reading(of, "output_ownership", {"own_owner": owner}, by=counsel, state="draft", **fields)
        exact = f"Output of {of.name} belongs to the {owner}."
        text = rows.text_of(of.product.vendor, f"Terms of {of.name}", exact, visibility=visibility)
        rows.quote(made, "own_owner", text, exact)
        version = text.version
        Capture.objects.create(
            document=version.document, sequence=1, captured_at=rows.ago(9), source="paste", blob=version.blob,
            state="terms", version=version,
        )  # fmt: skip
        if state == "approved":
            made.submitted_by, made.submitted_at, made.state = counsel, rows.ago(3), "in_review"
            made.save()
            made.approved_by, made.approved_at, made.state = second_counsel, rows.ago(2), "approved"
            made.save()
        return made

    return make


@pytest.fixture
def held(read, counsel, engineering_owner):
    """A tool held on a tier whose terms give the output to the vendor, under a policy that bars that."""
    rows.policy(counsel, engineering_owner, "Open", "Internal")
    plan = rows.tier("Pro", kind="pro")
    read(plan, "vendor")
    return rows.tool(plan, "Larkspur as held")


def moves(found):
    return {str(offer.tier): [move.move for _, move in offer.moves] for offer in found}


def test_a_tier_whose_terms_are_better_opens_the_categories_and_names_rule_answer_and_quote(
    held, read, counsel, signed_in
):
    better = rows.tier("Business")
    read(better, "customer")
    assert moves(offers(held, counsel)) == {"Code Business": [Move.OPENS, Move.OPENS]}
    page = words(signed_in(counsel).get(f"/compare/upgrade/?tool={held.uid}"))
    assert "2 categories better" in page and "Rules it would satisfy" in page
    assert "For Open, Internal" in page and "Output of Business belongs to the customer." in page
    assert "An approval needs both lanes in any case." in page
    assert moves(offers(held.tier, counsel)) == moves(offers(held, counsel))
    assert "2 categories better" in words(signed_in(counsel).get(f"/compare/upgrade/?tier={held.tier.uid}"))


def test_what_nobody_approved_read_or_established_opens_nothing(held, read, counsel, signed_in):
    read(rows.tier("Drafted"), "customer", state="draft")
    rows.tier("Unread")
    found = offers(held, counsel)
    assert {offer.opened for offer in found} == {0}
    assert [(str(offer.tier), offer.unread) for offer in found if offer.unread] == [("Code Unread", True)]
    page = words(signed_in(counsel).get(f"/compare/upgrade/?tool={held.uid}"))
    assert "Nobody has read the terms of this tier yet" in page
    assert "Not known: nobody has established it" in page and "Rules it would satisfy" not in page


def test_a_tier_that_is_worse_says_what_is_lost_and_another_vendor_is_no_upgrade(
    read, counsel, engineering_owner, signed_in
):
    rows.policy(counsel, engineering_owner, "Open")
    plan, worse = rows.tier("Business"), rows.tier("Free", kind="free")
    read(plan, "customer")
    read(worse, "vendor")
    read(rows.tier("Team", vendor="Meridian AI", product="Studio"), "customer")
    held = rows.tool(plan, "Larkspur as held")
    assert moves(offers(held, counsel)) == {"Code Free": [Move.CLOSES]}
    assert "Rules that hold now and would not" in words(signed_in(counsel).get(f"/compare/upgrade/?tool={held.uid}"))


def test_a_quote_from_a_contract_is_kept_from_who_may_not_read_it(held, read, counsel, outsider, signed_in):
    read(rows.tier("Business"), "customer", visibility="contract")
    address = f"/compare/upgrade/?tool={held.uid}"
    assert "belongs to the customer" in words(signed_in(counsel).get(address))
    theirs = words(signed_in(outsider).get(address))
    assert "belongs to the customer" not in theirs and "2 categories better" in theirs


def test_a_pinned_text_does_not_bind_the_tier_moved_to_and_settings_go_along(held, read, counsel):
    read(rows.tier("Business"), "customer")
    ToolSetting.objects.create(configuration=held.configurations.get(), code="model_training", value="off")
    (offer,) = offers(held, counsel)
    assert offer.opened == 2


def test_without_a_policy_or_another_tier_the_page_says_so(counsel, engineering_owner, signed_in: SignedIn):
    plan = rows.tier()
    client = signed_in(counsel)
    address = f"/compare/upgrade/?tier={plan.uid}"
    rows.tier("Enterprise", kind="enterprise")
    assert "No policy is in force" in words(client.get(address))
    rows.policy(counsel, engineering_owner, "Open")
    alone = rows.tier(vendor="Meridian AI", product="Studio")
    assert "No other tier is on record" in words(client.get(f"/compare/upgrade/?tier={alone.uid}"))
    for nonsense in ("", "?tier=x", f"?tool={uuid.uuid4()}", f"?tier={uuid.uuid4()}"):
        assert client.get(f"/compare/upgrade/{nonsense}").status_code == 404


def test_ten_other_tiers_cost_as_many_queries_as_one(held, read, outsider, signed_in: SignedIn):
    client, address = signed_in(outsider), f"/compare/upgrade/?tool={held.uid}"

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    read(rows.tier("Business 0"), "customer", visibility="contract")
    before = cost()
    for number in range(1, 10):
        read(rows.tier(f"Business {number}"), "customer", visibility="contract")
    assert cost() == before <= 12
