"""A program is told what it got wrong: nothing it sends is dropped, emptied or written out as something else."""

from __future__ import annotations

import pytest

from governance.api.urls import router
from tests.governance.test_api_nouns import OF_ADMINISTRATORS
from tests.governance.test_api_preconditions import BODY, vendor_path
from vendors.models import Vendor

LISTS = sorted(noun for noun, _, _ in router.registry)
BEGUN = {"name": "Larkspur"}


@pytest.mark.parametrize("noun", LISTS)
def test_a_filter_nobody_knows_is_refused_with_those_that_are_known(noun, program, browser_of, counsel, administrator):
    who = administrator if noun in OF_ADMINISTRATORS else counsel
    ask = browser_of(who) if noun == "tokens" else program(who)
    answer = ask.get(f"{noun}/?zzz=red")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    told = answer.json()
    assert told["code"] == "query-unknown"
    assert told["problems"] == {"zzz": ["There is no such filter here."]}
    assert "does not understand zzz" in told["detail"]
    endpoint = next(endpoint for name, endpoint, _ in router.registry if name == noun)
    for known in (*endpoint.filterset_class.base_filters, "cursor", "limit"):
        assert known in told["detail"]


def test_a_misspelt_filter_is_answered_with_the_nearest(program, counsel):
    problems = program(counsel).get("assessments/?stat=draft&vendr=1").json()["problems"]
    assert problems == {"stat": ["Did you mean state?"], "vendr": ["Did you mean vendor?"]}


def test_a_filter_named_twice_is_refused(program, counsel):
    answer = program(counsel).get("assessments/?state=draft&state=approved")
    assert (answer.status_code, list(answer.json()["problems"])) == (400, ["state"])


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", ""])
def test_a_limit_out_of_bounds_is_a_problem_in_words(limit, program, counsel):
    answer = program(counsel).get(f"vendors/?limit={limit}")
    assert answer.status_code == 400
    assert answer.json()["problems"] == {"limit": ["Send a whole number from 1 to 200."]}


def test_a_replacement_that_leaves_something_out_changes_nothing(world, program, counsel):
    ask, path = program(counsel, "draft"), vendor_path(world)
    before = Vendor.objects.values().get()
    answer = ask.change("put", path, {"name": "Bramble", "aliases": []})
    assert answer.status_code == 422
    assert set(answer.json()["problems"]) == {"country", "website", "parent", "legal_names"}
    assert "PUT replaces the whole" in answer.json()["problems"]["country"][0]
    assert Vendor.objects.values().get() == before
    assert ask.change("put", path, BODY).status_code == 200


def test_the_schema_demands_of_put_what_the_server_demands(world, program, counsel):
    schema = program(counsel).get("/api/schema/").json()
    put = schema["paths"]["/api/v1/vendors/{uid}/"]["put"]["requestBody"]["content"]["application/json"]["schema"]
    whole = schema["components"]["schemas"][put["$ref"].rpartition("/")[2]]
    assert set(whole["required"]) == set(BODY)
    post = schema["paths"]["/api/v1/vendors/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["components"]["schemas"][post["$ref"].rpartition("/")[2]]["required"] == ["name"]


@pytest.mark.parametrize("name", [7, 1.5, True, ["Larkspur"], {"name": "Larkspur"}, None])
def test_what_is_no_text_is_no_name(name, program, counsel):
    answer = program(counsel, "draft").post("vendors/", {"name": name})
    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["name"])
    assert not Vendor.objects.exists()


@pytest.mark.parametrize("body", ['{"name": 1e999}', '{"name": NaN}', '{"name": "A", "name": "B"}', '{"name": "A",}'])
def test_what_json_does_not_say_is_refused(body, program, counsel):
    ask = program(counsel, "draft")
    answer = ask.client.post("/api/v1/vendors/", body, content_type="application/json", headers=ask.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert not Vendor.objects.exists()
