"""Every noun is listed and read over the API, by whoever may see it and nobody else."""

from __future__ import annotations

import json
import re

import pytest

from governance.api.urls import router
from tests.governance.api_fixtures import SECRET_WORDS, UNKNOWN
from tests.governance.report_world import MARKER

NOUNS = sorted(noun for noun, _, _ in router.registry)
SESSION_ONLY = {"tokens"}
OF_ADMINISTRATORS = {"deliveries", "webhooks"}
READABLE = sorted(set(NOUNS) - SESSION_ONLY - OF_ADMINISTRATORS)
OWN_TEAM = ["codebases", "flows", "requests", "lines", "decisions", "exceptions"]
LANES_AND_AUDITORS = [
    "reports",
    "events",
    "risk-confirmations",
    "screening-lists",
    "screening-runs",
    "screening-hits",
    "ownership-shares",
]
CHANGES = [
    ("vendors", "put"),
    ("products", "put"),
    ("tiers", "put"),
    ("releases", "put"),
    ("documents", "put"),
    ("assessments", "put"),
    ("revisions", "put"),
]


def test_the_nouns_are_those_of_the_product():
    assert len(NOUNS) == 44
    assert set(OWN_TEAM) <= set(NOUNS)


def test_counsel_lists_and_reads_every_noun(shore, program, counsel):
    ask = program(counsel)
    for noun in READABLE:
        listed = ask.get(f"{noun}/")
        assert listed.status_code == 200, listed.content
        assert shore.uids[noun] in {row["uid"] for row in listed.json()["results"]}
        one = ask.get(shore.address(noun))
        assert one.status_code == 200, one.content
        assert one["ETag"]
        assert one.json()["uid"] == shore.uids[noun]


def test_no_answer_holds_an_integer_key_or_a_privileged_word(shore, program, counsel):
    ask = program(counsel)
    for noun in READABLE:
        for path in (f"{noun}/?limit=200", shore.address(noun)):
            text = ask.get(path).content.decode()
            assert MARKER not in text
            keys = set(re.findall(r'"(\w+)":', text))
            assert keys & {"id", "pk", "privileged_note", "return_note", "password", "digest"} == set()
            assert not {key for key in keys if key.endswith("_id") and key != "request_id"}


@pytest.mark.parametrize("path", ["", f"{UNKNOWN}/"])
def test_a_visitor_is_turned_away_in_json(path, database, visitor):
    for noun in NOUNS:
        answer = visitor.get(f"{noun}/{path}")
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["code"] == "sign-in-required"


@pytest.mark.parametrize("noun", OWN_TEAM)
def test_matters_of_another_team_are_not_there(noun, shore, program, outsider):
    ask = program(outsider)
    assert ask.get(f"{noun}/").json()["results"] == []
    answer = ask.get(shore.address(noun))
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


@pytest.mark.parametrize("noun", LANES_AND_AUDITORS)
def test_reports_and_the_trail_are_for_lanes_and_auditors(noun, shore, program, outsider, auditor):
    for path in (f"{noun}/", shore.address(noun)):
        answer = program(outsider).get(path)
        assert answer.status_code == 403
        assert answer.json()["code"] == "role-missing"
        assert program(auditor).get(path).status_code == 200


@pytest.mark.parametrize(("noun", "method"), CHANGES)
def test_a_role_that_does_not_include_a_deed_is_refused_before_anything_else(noun, method, shore, program, outsider):
    answer = program(outsider, "draft")(method, shore.address(noun), {})
    assert answer.status_code == 403
    assert answer.json()["code"] == "role-missing"


def test_a_token_reads_only_with_the_scope_to_read(shore, program, counsel):
    ask = program(counsel, "draft", reads=False)
    answer = ask.get("vendors/")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


def test_the_words_of_a_contract_are_for_those_who_may_read_it(shore, program, counsel, auditor, outsider):
    draft, contract = shore.address("assessments"), f"documents/{shore.contract.uid}/"
    for reader in (counsel, auditor):
        assert SECRET_WORDS in program(reader).get(draft).content.decode()
        assert program(reader).get(contract).status_code == 200
    ask = program(outsider)
    assert ask.get(contract).status_code == 404
    shown = ask.get(draft)
    assert shown.status_code == 200
    assert SECRET_WORDS not in shown.content.decode()
    citations = [row for answer in shown.json()["answers"] for row in answer["citations"]]
    assert [row["document"] for row in citations] == ["A contract"]
    for noun in ("documents", "versions", "captures"):
        assert "Order form" not in ask.get(f"{noun}/").content.decode()


@pytest.mark.parametrize("uid", ["7", "not-a-uid", UNKNOWN, UNKNOWN.replace("-", ""), "%00", "..%2f", "'"])
def test_a_uid_that_is_none_is_not_found(uid, world, program, counsel):
    ask = program(counsel)
    for noun in READABLE:
        answer = ask.get(f"{noun}/{uid}/")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_you_are_told_who_you_are(shore, program, browser_of, requester):
    by_token = program(requester, "request").get("me/").json()
    assert by_token["name"] == requester.name
    assert by_token["roles"] == ["engineering_manager"]
    assert [team["name"] for team in by_token["teams"]] == ["Payments"]
    assert (by_token["via"], by_token["scopes"]) == ("token", ["read", "request"])
    assert browser_of(requester).get("me/").json()["via"] == "session"


def test_a_person_shows_no_more_than_colleagues_may_know(shore, program, outsider, counsel):
    shown = program(outsider).get(f"people/{counsel.uid}/").json()
    assert shown == {"uid": str(counsel.uid), "name": counsel.name, "job_title": "Senior counsel", "roles": ["counsel"]}


def test_an_unknown_address_answers_in_json(visitor, program, counsel, database):
    for ask in (visitor, program(counsel)):
        answer = ask.get("no-such-noun/")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["code"] == "not-found"
