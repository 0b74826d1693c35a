"""What publishing a draft would change, said before anybody signs: on the page, as CSV and to programs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team, User
from policies.domain.types import ApprovalState, Effect, Lane, OnFail
from policies.models import Approval, PolicyRevision, ToolRequest
from policies.services.codebases import categorise
from policies.what_if import WhatIf, what_if
from tests.factories.exceptions import STRICT as STRICT_OWNER
from tests.factories.exceptions import ask
from tests.factories.policies import (
    CLOSED,
    OPEN,
    OWNER_RULE,
    REVIEW_RULE,
    CategoryPlan,
    draft_policy,
    make_approval,
    make_codebase,
    make_policy,
    make_request,
    make_tool,
    sign_policy,
)
from tests.policies.pages import queries, words
from vendors.models import Tier

FAR = ("region_allowed", {"regions": ["Elsewhere"]}, OnFail.BARRED)
STRICT = replace(CLOSED, rules=(OWNER_RULE, REVIEW_RULE, FAR))
NEW = CategoryPlan("Fresh code", rules=(REVIEW_RULE,))


@pytest.fixture
def asked(
    legal: Actor, engineering: Actor, asker: Actor, organisation: Organisation, payments: Team, read_tier: Tier
) -> ToolRequest:
    """A tool with an open line for closed code, under a policy of open and closed code."""
    make_policy(legal, engineering, OPEN, CLOSED)
    return make_request(asker, make_tool(asker, read_tier, "Larkspur Business"), payments)


@pytest.fixture
def approval(legal: Actor, engineering: Actor, asked: ToolRequest) -> Approval:
    return make_approval(legal, engineering, asked.lines.get())


def address(draft: PolicyRevision, query: str = "") -> str:
    return reverse("policies:revision_what_if", args=[draft.uid]) + query


def seen(draft: PolicyRevision, person: User) -> WhatIf:
    draft.refresh_from_db()
    return what_if(draft, person)


def effects(found: WhatIf) -> dict[str, Effect]:
    return {row.category: row.effect for row in found.rows}


def test_a_copy_of_the_policy_in_force_would_change_nothing(legal, engineering, approval, counsel, signed_in):
    draft = draft_policy(legal, engineering, OPEN, CLOSED)
    assert seen(draft, counsel).changed == []
    assert "Nothing would change" in words(signed_in(counsel).get(address(draft)))


def test_stricter_new_and_left_out_categories_are_told_apart(legal, engineering, approval, counsel, signed_in):
    draft = draft_policy(legal, engineering, STRICT, NEW)
    assert effects(seen(draft, counsel)) == {
        "Open code": Effect.LEFT,
        "Closed code": Effect.STRICTER,
        "Fresh code": Effect.ADDED,
    }
    page = words(signed_in(counsel).get(address(draft)))
    assert "3 of 3 change" in page
    assert "“Region allowed” would be asked and is undocumented. Where Larkspur Business processes data" in page


def test_publishing_flags_exactly_the_approvals_that_were_announced(
    legal, engineering, asker, payments, approval, counsel, signed_in
):
    untouched = make_approval(legal, engineering, make_request(asker, approval.tool, payments, "Open code").lines.get())
    draft = draft_policy(legal, engineering, OPEN, STRICT)
    announced = {entry.approval.pk: entry.losses for entry in seen(draft, counsel).flagged}
    assert set(announced) == {approval.pk}
    for actor, lane in ((engineering, Lane.ENGINEERING), (legal, Lane.LEGAL)):
        sign_policy(actor, draft, lane)
    approval.refresh_from_db()
    untouched.refresh_from_db()
    assert (approval.state, untouched.state) == (ApprovalState.FLAGGED, ApprovalState.ACTIVE)
    assert all(text in approval.state_reason for text in announced[approval.pk])
    page = words(signed_in(counsel).get(reverse("policies:revision_detail", args=[draft.uid])))
    assert "What it meant for approvals 1 flagged when it was published" in page
    assert approval.state_reason in page


def test_any_two_revisions_are_compared_in_words(legal, engineering, approval, counsel, signed_in):
    first = PolicyRevision.objects.get()
    make_policy(legal, engineering, OPEN, STRICT)
    draft, desk = draft_policy(legal, engineering, OPEN, CLOSED), signed_in(counsel)
    detail = reverse("policies:revision_detail", args=[draft.uid])
    page = words(desk.get(detail))
    assert "What changes against revision 2" in page
    assert "the rule “Region allowed” was removed" in page
    again = words(desk.get(f"{detail}?against={first.uid}"))
    assert "What is different from revision 1" in again
    assert "Nothing differs" in again
    assert "What changes against revision 2" in words(desk.get(f"{detail}?against=nonsense"))


def test_an_approval_that_loses_nothing_is_said_to_stay(legal, engineering, approval, counsel, signed_in):
    draft = draft_policy(legal, engineering, OPEN, replace(CLOSED, rules=(OWNER_RULE,)))
    assert seen(draft, counsel).flagged == []
    assert "stays as it is" in words(signed_in(counsel).get(address(draft, "?effect=looser")))


def test_open_lines_and_codebases_are_counted_as_far_as_the_reader_sees_them(
    legal, engineering, asker, payments, asked, requester, outsider, signed_in
):
    categorise(actor=asker, codebase=make_codebase(asker, payments), category=asked.lines.get().category)
    draft = draft_policy(legal, engineering, OPEN, STRICT)
    own, other = seen(draft, requester), seen(draft, outsider)
    assert ([line.request for line in own.lines], own.codebases) == ([asked], 1)
    assert (other.lines, other.codebases) == ([], 0)
    page = words(signed_in(outsider).get(address(draft)))
    assert "Stricter" in page
    assert f"Request {asked.number}" not in page


def test_exceptions_from_a_rule_that_would_find_something_else_are_listed_to_those_who_see_them(
    legal, engineering, asker, payments, organisation, tool, requester, outsider, signed_in
):
    make_policy(legal, engineering, STRICT_OWNER)
    row = ask(asker, make_request(asker, tool, payments, "Strict code").lines.get(), payments)
    draft = draft_policy(legal, engineering, replace(STRICT_OWNER, rules=(REVIEW_RULE,)))
    assert (seen(draft, requester).exceptions, seen(draft, outsider).exceptions) == ([row], [])
    page = words(signed_in(requester).get(address(draft, "?concerns=exceptions")))
    assert "Exception 1 from owner of output" in page


def test_the_csv_says_what_the_page_says_and_neutralises_formulas(
    legal, engineering, asker, read_tier, approval, counsel, signed_in
):
    make_tool(asker, read_tier, "=cmd")
    draft = draft_policy(legal, engineering, OPEN, STRICT)
    answer = signed_in(counsel).get(address(draft, "?format=csv&category=closed-code&sort=tool"))
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Tool", "'=cmd", "Larkspur Business"]
    assert "Stricter,Permitted on conditions,Barred" in lines[2]


def test_rows_are_filtered_and_sorted_as_asked_and_nonsense_shows_every_change(
    legal, engineering, asker, read_tier, asked, counsel, signed_in
):
    other = make_tool(asker, read_tier, "Alder")
    draft = draft_policy(legal, engineering, OPEN, STRICT)
    desk = signed_in(counsel)

    def shown(query: str) -> list[tuple[str, str]]:
        return [(row.tool.name, row.category) for row in desk.get(address(draft, query)).context["page"]]

    assert shown(f"?tool={other.uid}&effect=all") == [("Alder", "Closed code"), ("Alder", "Open code")]
    assert shown("?sort=-tool") == [("Larkspur Business", "Closed code"), ("Alder", "Closed code")]
    assert shown("?concerns=lines") == [("Larkspur Business", "Closed code")]
    assert shown("?effect=nonsense&sort=nonsense") == shown("")


def test_a_revision_that_is_no_draft_leads_to_its_own_page(legal, engineering, asked, counsel, signed_in):
    revision = PolicyRevision.objects.get()
    assert signed_in(counsel).get(address(revision)).url == reverse("policies:revision_detail", args=[revision.uid])


def test_the_page_costs_the_same_queries_for_one_tool_and_for_many(
    legal, engineering, asker, payments, read_tier, approval, counsel, signed_in
):
    draft, desk = draft_policy(legal, engineering, OPEN, STRICT), signed_in(counsel)
    few = queries(desk, address(draft))
    for number in range(4):
        tool = make_tool(asker, read_tier, f"Alder {number}")
        make_approval(legal, engineering, make_request(asker, tool, payments).lines.get())
        make_request(asker, tool, payments, "Open code")
    assert queries(desk, address(draft)) == few
    assert few <= 12
