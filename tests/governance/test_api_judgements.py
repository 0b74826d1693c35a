"""Judgements are a person's: a token is told so at every door, and a session needs its fresh step-up."""

from __future__ import annotations

import pytest

from governance.accounts.roles import JUDGEMENTS, SCOPE_OF, Scope
from governance.api.urls import router
from policies.models import Approval, Decision
from tests.governance.api_fixtures import Rows
from vendors.models import Assessment

SCOPES = [scope.value for scope in Scope]
JUDGED_BY = {
    "counsel": [
        "assessments",
        "changes",
        "revisions",
        "lines",
        "approvals",
        "exceptions",
        "releases",
        "reports",
        "screening-hits",
    ]
}


def permissions_of(deed) -> set[str]:
    return {deed.permission} if isinstance(deed.permission, str) else set(deed.permission)


def doors() -> list[tuple[str, str]]:
    """(noun, address of the deed) of every deed no scope of a token reaches."""
    found = []
    for noun, endpoint, _ in router.registry:
        for action in endpoint.get_extra_actions():
            deed = endpoint.deeds.get(action.__name__)
            if deed is not None and not permissions_of(deed) & set(SCOPE_OF):
                found.append((noun, action.url_path))
    return sorted(found)


DOORS = [
    ("approvals", "clear"),
    ("approvals", "flag"),
    ("approvals", "resume"),
    ("approvals", "revoke"),
    ("approvals", "suspend"),
    ("assessments", "approve"),
    ("assessments", "confirm"),
    ("assessments", "return"),
    ("changes", "confirm"),
    ("delegations", "end"),
    ("exceptions", "decide"),
    ("exceptions", "end"),
    ("exceptions", "review"),
    ("instruments", "close-review"),
    ("lines", "ask"),
    ("lines", "decide"),
    ("lines", "nominate"),
    ("lines", "take-back"),
    ("releases", "verify"),
    ("renewals", "set-aside"),
    ("reports", "cancel"),
    ("reports", "decline"),
    ("reports", "sign"),
    ("revisions", "sign"),
    ("screening-hits", "dispose"),
    ("tiers", "verify"),
]


def test_the_doors_are_these():
    assert doors() == DOORS


def test_every_judgement_has_its_door():
    told = {
        permission
        for _, endpoint, _ in router.registry
        for deed in endpoint.deeds.values()
        for permission in permissions_of(deed)
    }
    assert told >= JUDGEMENTS


def test_a_token_with_every_scope_opens_none_of_them(shore: Rows, program, counsel, engineering_owner):
    before = [list(model.objects.values()) for model in (Assessment, Approval, Decision)]
    for person in (counsel, engineering_owner):
        ask = program(person, *SCOPES)
        for noun, verb in DOORS:
            for body in ({}, {"lane": "legal", "verdict": "approve"}):
                answer = ask.post(f"{shore.address(noun)}{verb}/", body, If_Match="*")
                told = (answer.status_code, answer.json()["code"])
                assert told == (403, "human-session-required"), (noun, verb, answer.content)
    assert [list(model.objects.values()) for model in (Assessment, Approval, Decision)] == before


@pytest.mark.parametrize("noun", JUDGED_BY["counsel"])
def test_a_session_needs_its_fresh_step_up(noun, shore: Rows, browser_of, counsel):
    ask = browser_of(counsel, stepped_up=False)
    verbs = [verb for name, verb in DOORS if name == noun and verb not in {"return", "cancel"}]
    for verb in verbs:
        answer = ask.post(f"{shore.address(noun)}{verb}/", {}, If_Match="*")
        assert (answer.status_code, answer.json()["code"]) == (403, "step-up-required"), (noun, verb)


def test_whose_role_does_not_judge_is_refused_at_every_door(shore: Rows, browser_of, requester, administrator):
    for person in (requester, administrator):
        ask = browser_of(person)
        for noun, verb in DOORS:
            answer = ask.post(f"{shore.address(noun)}{verb}/", {}, If_Match="*")
            assert answer.status_code == 403, (noun, verb)
            assert answer.json()["code"] in {"role-missing", "administrator-decides-nothing"}


def test_a_visitor_is_turned_away_at_every_door(shore: Rows, visitor):
    for noun, verb in DOORS:
        assert visitor.post(f"{shore.address(noun)}{verb}/", {}).status_code == 401


def test_both_lanes_decide_a_line_over_the_api(shore: Rows, browser_of, counsel, engineering_owner):
    line = shore.address("lines")
    for person, lane in ((counsel, "legal"), (engineering_owner, "engineering")):
        ask = browser_of(person)
        seen = ask.get(f"{line}evaluation/").json()
        answer = ask.change(
            "post",
            f"{line}decide/",
            {
                "lane": lane,
                "verdict": "approve",
                "reasons": "Read the chain.",
                "seen_sha256": seen["sha256"],
                "conditions": seen["conditions"],
                "ends_on": "2027-01-31",
            },
            of=line,
        )
        assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "approved"
    assert {row["lane"] for row in answer.json()["decisions"]} == {"legal", "engineering"}
    again = browser_of(counsel).change("post", f"{line}decide/", {}, of=line)
    assert again.status_code == 422
    assert browser_of(counsel).get(f"{line}evaluation/").status_code == 409


def test_one_person_never_fills_both_lanes(shore: Rows, browser_of, counsel):
    ask, line = browser_of(counsel), shore.address("lines")
    seen = ask.get(f"{line}evaluation/").json()
    body = {"lane": "engineering", "verdict": "decline", "reasons": "No.", "seen_sha256": seen["sha256"]}
    answer = ask.change("post", f"{line}decide/", body, of=line)
    assert (answer.status_code, answer.json()["code"]) == (403, "role-missing")


def test_an_approval_is_suspended_and_resumed_with_reasons(world, browser_of, counsel):
    ask, path = browser_of(counsel), f"approvals/{world.approval.uid}/"
    assert ask.change("post", f"{path}suspend/", {"reason": " "}, of=path).status_code == 422
    suspended = ask.change("post", f"{path}suspend/", {"reason": "A quote is gone."}, of=path)
    assert (suspended.status_code, suspended.json()["standing"]) == (200, "suspended")
    assert ask.change("post", f"{path}suspend/", {"reason": "Again."}, of=path).status_code == 409
    resumed = ask.change("post", f"{path}resume/", {"reason": "It is back."}, of=path)
    assert resumed.json()["state"] == "active"
