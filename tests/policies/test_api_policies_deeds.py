"""What programs write about codebases, tools, requests and the draft policy."""

from __future__ import annotations

import pytest

from governance.accounts.access import system_actor
from policies.domain.types import DeploymentKind
from policies.models import PolicyRevision, Tool, ToolConfiguration
from policies.services.held_inputs import ConfigurationInput
from policies.services.tools import configure_tool
from vendors.domain.terms import Applicability

HELD = {"region": "EU", "channel": "direct", "deployment": "dedicated", "hosted_by": "Bramble Works"}


@pytest.fixture
def ask(program, requester):
    return program(requester, "draft", "request")


def test_a_codebase_is_registered_changed_and_categorised(ask, world):
    body = {"team": str(world.team.uid), "name": "checkout", "kind": "repository", "destination": "proprietary"}
    answer = ask.post("codebases/", body)
    assert answer.status_code == 201, answer.content
    path = f"codebases/{answer.json()['uid']}/"
    assert answer.json()["category"] is None
    whole = {**body, "owner": None, "url": "https://code.example/checkout", "description": ""}
    changed = ask.change("put", path, whole)
    assert changed.json()["url"] == "https://code.example/checkout"
    put = ask.change("post", f"{path}categorise/", {"category": str(world.category.uid)}, of=path)
    assert put.json()["category"]["slug"] == world.category.slug
    twice = ask.change("post", f"{path}categorise/", {"category": str(world.category.uid)}, of=path)
    assert twice.status_code == 409
    dataset = ask.change("put", path, {**whole, "kind": "dataset"})
    assert list(dataset.json()["problems"]) == ["kind"]


def test_a_codebase_is_registered_for_a_team_of_ones_own_only(world, program, outsider):
    body = {"team": str(world.team.uid), "name": "theirs", "kind": "repository", "destination": "public"}
    assert program(outsider, "draft").post("codebases/", body).status_code == 403


def test_a_codebase_of_another_team_is_neither_changed_nor_fed(shore, program, outsider, search_team):
    stranger = program(outsider, "draft")
    own = {"team": str(search_team.uid), "name": "search", "kind": "repository", "destination": "public"}
    mine = stranger.post("codebases/", own).json()["uid"]
    assert stranger("put", shore.address("codebases"), own, If_Match="*").status_code == 404
    for source, target in ((mine, shore.uids["codebases"]), (shore.uids["codebases"], mine)):
        answer = stranger.post("flows/", {"source": source, "target": target, "kind": "build"})
        assert answer.status_code == 422
    assert stranger.post(f"{shore.address('flows')}end/").status_code == 404


def test_a_flow_is_ended_once(ask, shore):
    path = shore.address("flows")
    assert ask.post(f"{path}end/").json()["valid_until"]
    assert ask.post(f"{path}end/").status_code == 409


def test_a_tool_is_held_otherwise_from_now_on(ask, world):
    path = f"tools/{world.tool.uid}/"
    settings = [{"code": "model_training", "value": "off", "proof": "Screen", "checked_on": "2026-03-03"}]
    document = str(world.text.version.document.uid)
    pinned = {"document": document, "mode": "pinned", "version": str(world.text.version.uid)}
    answer = ask.change("post", f"{path}configure/", {**HELD, "settings": settings, "bindings": [pinned]}, of=path)
    assert answer.status_code == 200, answer.content
    held = answer.json()["configuration"]
    assert (held["deployment"]["kind"], held["bindings"][0]["document"]["name"]) == ("dedicated", "Commercial terms")
    assert ToolConfiguration.objects.filter(tool=world.tool).count() == 2
    listed = ask.get(f"configurations/?tool={world.tool.uid}&open=true").json()["results"]
    assert [row["uid"] for row in listed] == [held["uid"]]
    for wrong in ({"settings": [{"code": "no-such", "value": "on"}]}, {"bindings": [{**pinned, "version": None}]}):
        assert ask.change("post", f"{path}configure/", {**HELD, **wrong}, of=path).status_code == 422


def test_the_order_form_of_a_tool_is_named_to_its_readers_only(shore, program, counsel, outsider, requester):
    tool = Tool.objects.get(uid=shore.uids["tools"])
    entry = ConfigurationInput(Applicability(), DeploymentKind.DEDICATED, order_form=shore.contract)
    held_now = configure_tool(actor=system_actor("test"), tool=tool, version=None, entry=entry)
    for noun, path in (("tools", f"tools/{tool.uid}/"), ("configurations", f"configurations/{held_now.uid}/")):
        for person, name in ((counsel, "Order form 7"), (outsider, None)):
            shown = program(person).get(path).json()
            held = shown["configuration"] if noun == "tools" else shown
            assert (held["order_form"] or {"name": None})["name"] == name


def test_the_policy_says_at_once_what_it_makes_of_a_tool(ask, world):
    found = ask.get(f"tools/{world.tool.uid}/preview/").json()
    assert [(row["slug"], row["approval"]) for row in found] == [(world.category.slug, str(world.approval.uid))]
    rule = found[0]["findings"][0]
    assert rule["code"] == "owner_of_output"
    citation = next(row for rest in rule["rests"] for row in rest["citations"] if row["kind"] == "quote")
    assert citation["version_sha256"] == world.text.version.sha256


def test_without_a_policy_in_force_there_is_nothing_to_say(people, program, counsel, requester):
    people.read_terms()
    people.hold_tool()
    answer = program(counsel).get(f"tools/{people.tool.uid}/preview/")
    assert answer.status_code == 409


def test_a_statement_follows_another_and_is_not_said_twice(program, engineering_owner, world):
    ask = program(engineering_owner, "draft")
    body = {
        "tool": str(world.tool.uid),
        "surface": "completion",
        "sent": "A",
        "returned": "B",
        "output": "C",
        "kept": "D",
    }
    answer = ask.post("statements/", body)
    assert (answer.status_code, answer.json()["number"]) == (201, 2)
    assert ask.post("statements/", body).json()["existing"] == answer["Location"]
    assert ask.post("statements/", {**body, "kept": " "}).status_code == 422


def test_a_request_is_made_changed_and_withdrawn(ask, shore):
    path = shore.address("requests")
    changed = ask.change("put", path, {"purpose": "Write other tests", "wanted_until": "2099-01-01"})
    assert changed.json()["purpose"] == "Write other tests"
    gone = ask.change("post", f"{path}withdraw/", of=path)
    assert [line["state"] for line in gone.json()["lines"]] == ["withdrawn"]
    body = {"tool": shore.uids["tools"], "team": str(shore.world.team.uid), "categories": [shore.uids["categories"]]}
    again = ask.post("requests/", {**body, "purpose": "Write tests after all"})
    assert again.status_code == 201, again.content
    assert again.json()["number"] > gone.json()["number"]


def test_a_request_is_made_with_the_scope_for_it(shore, program, requester):
    answer = program(requester, "draft").post("requests/", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


def test_an_approved_tool_is_not_asked_for_again(ask, world):
    body = {"tool": str(world.tool.uid), "team": str(world.team.uid), "categories": [str(world.category.uid)]}
    answer = ask.post("requests/", {**body, "purpose": "Once more"})
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate-approval")


def test_the_draft_policy_is_edited_by_programs_and_signed_by_people(
    shore, program, browser_of, counsel, engineering_owner
):
    ask, path = program(counsel, "draft"), shore.address("revisions")
    owners = {"legal_owner": str(counsel.uid), "engineering_owner": str(engineering_owner.uid)}
    entry = {"name": "Open", "allowed_kinds": ["repository"], "allowed_destinations": ["public"], **owners}
    added = ask.change("post", f"{path}categories/", {**entry, "mode": "eligible"}, of=path)
    assert added.status_code == 200, added.content
    slug = added.json()["categories"][-1]["slug"]
    category = f"{path}categories/{slug}/"
    renamed = ask.change("put", category, {**entry, "name": "Open source", "description": ""}, of=path)
    assert renamed.json()["categories"][-1]["name"] == "Open source"
    rule_body = {"version": 1, "parameters": {}, "on_fail": "barred", "reason": ""}
    rule = f"{category}rules/human_review_before_merge/"
    assert ask.change("put", f"{category}rules/no_such_rule/", rule_body, of=path).status_code == 422
    kept = ask.change("put", rule, {**rule_body, "on_fail": "needs_sign_off"}, of=path)
    assert kept.status_code in {200, 422}, kept.content
    wrong = {**rule_body, "parameters": {"owners": ["nobody"], "no_such": 1}}
    assert ask.change("put", f"{category}rules/owner_of_output/", wrong, of=path).status_code == 422
    assert ask.change("delete", f"{category}rules/none_such/", of=path).status_code == 404
    assert slug not in {row["slug"] for row in ask.change("delete", category, of=path).json()["categories"]}
    draft = PolicyRevision.objects.get(state="draft")
    stale = browser_of(counsel).change("post", f"{path}sign/", {"lane": "legal", "content_hash": "0" * 64}, of=path)
    assert stale.status_code == 409
    assert ask.change("post", f"{path}discard/", of=path).json()["state"] == "discarded"
    assert PolicyRevision.objects.get(pk=draft.pk).state == "discarded"


def test_both_functions_sign_the_draft_and_it_is_in_force(shore, browser_of, counsel, engineering_owner):
    from policies.services.publishing import offer

    path = shore.address("revisions")
    for person, lane in ((counsel, "legal"), (engineering_owner, "engineering")):
        digest = offer(PolicyRevision.objects.get(uid=shore.uids["revisions"])).sha256
        answer = browser_of(person).change("post", f"{path}sign/", {"lane": lane, "content_hash": digest}, of=path)
        assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["number"]) == ("published", 2)
    assert {row["lane"] for row in answer.json()["signatures"]} == {"legal", "engineering"}
