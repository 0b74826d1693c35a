"""ETag, If-Match, If-None-Match: nobody's work is lost, and nothing is sent twice for nothing."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from governance.api.urls import router
from policies.models import Approval
from vendors.models import Vendor

VERSIONED = sorted(noun for noun, endpoint, _ in router.registry if endpoint.versioned)
BODY = {"name": "Bramble and Works", "country": "", "website": "", "parent": None, "legal_names": [], "aliases": []}


def vendor_path(world) -> str:
    return f"vendors/{world.tier.product.vendor.uid}/"


def test_a_change_names_the_state_it_started_from(world, program, counsel):
    ask, path = program(counsel, "draft"), vendor_path(world)
    tag = ask.get(path)["ETag"]
    missing = ask("put", path, BODY)
    assert (missing.status_code, missing.json()["code"]) == (428, "if-match-required")
    changed = ask("put", path, BODY, If_Match=tag)
    assert changed.status_code == 200
    assert changed.json()["name"] == "Bramble and Works"
    assert changed["ETag"] == ask.get(path)["ETag"] != tag
    lost = ask("put", path, {"name": "Lost"}, If_Match=tag)
    assert (lost.status_code, lost.json()["code"]) == (412, "stale")
    assert Vendor.objects.get().name == "Bramble and Works"


@pytest.mark.parametrize("tag", ['"7.0000"', "W/{tag}", "nonsense", '"', "1", '"x", "y"'])
def test_a_tag_that_is_not_the_present_one_changes_nothing(tag, world, program, counsel):
    ask, path = program(counsel, "draft"), vendor_path(world)
    sent = tag.format(tag=ask.get(path)["ETag"])
    assert ask("put", path, BODY, If_Match=sent).status_code == 412
    assert Vendor.objects.get().name == "Bramble Works"


def test_one_of_several_tags_will_do(world, program, counsel):
    ask, path = program(counsel, "draft"), vendor_path(world)
    tag = ask.get(path)["ETag"]
    assert ask("put", path, BODY, If_Match=f'"x", {tag}').status_code == 200


@pytest.mark.parametrize("sent", ["*", " * ", '*, "x"', ""])
def test_a_star_names_no_state_and_changes_nothing(sent, world, program, counsel):
    ask, path = program(counsel, "draft"), vendor_path(world)
    answer = ask("put", path, BODY, If_Match=sent)
    assert (answer.status_code, answer.json()["code"]) == (428, "if-match-required")
    assert "send its ETag as If-Match" in answer.json()["detail"]
    assert Vendor.objects.get().name == "Bramble Works"


def test_a_reader_who_has_it_is_told_so(world, program, counsel):
    ask, path = program(counsel), vendor_path(world)
    tag = ask.get(path)["ETag"]
    for offered in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = ask.get(path, If_None_Match=offered)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert ask.get(path, If_None_Match='"x"').status_code == 200
    text = f"versions/{world.text.version.uid}/text/"
    assert ask.get(text, If_None_Match=ask.get(text)["ETag"]).status_code == 304


def test_what_the_clock_changes_changes_the_tag(world, program, counsel):
    ask, path = program(counsel), f"approvals/{world.approval.uid}/"
    before = ask.get(path)
    with time_machine.travel(timezone.now().replace(year=timezone.now().year + 2)):
        later = program(counsel).get(path, If_None_Match=before["ETag"])
    assert (before.json()["standing"], later.json()["standing"]) == ("active", "expired")
    assert before["ETag"] != later["ETag"]
    assert Approval.objects.get().version == before.json()["version"] == later.json()["version"]


def test_every_deed_on_a_versioned_row_demands_the_tag(shore, browser_of, counsel, engineering_owner, requester):
    walked = 0
    for noun in VERSIONED:
        endpoint = next(entry for name, entry, _ in router.registry if name == noun)
        for action in endpoint.get_extra_actions():
            if "post" not in action.mapping or not action.detail:
                continue
            answers = {
                browser_of(person).post(f"{shore.address(noun)}{action.url_path}/").status_code
                for person in (counsel, engineering_owner, requester)
            }
            assert 428 in answers, (noun, action.url_path)
            assert answers <= {403, 404, 428}
            walked += 1
    assert walked > 20


def test_no_cache_keeps_an_answer_for_somebody_else(world, program, counsel):
    answer = program(counsel).get(vendor_path(world))
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_what_is_on_record_already_is_said_with_its_address(shore, program, counsel, requester):
    world, legal, asking = shore.world, program(counsel, "draft"), program(requester, "draft", "request")
    product, team = world.tier.product, world.team
    posts = [
        (legal, "vendors", {"name": "  bramble   WORKS "}, product.vendor),
        (legal, "products", {"vendor": str(product.vendor.uid), "name": "BRAMBLE", "kind": "api"}, product),
        (legal, "tiers", {"product": str(product.uid), "name": "business", "kind": "pro"}, world.tier),
        (legal, "assessments", {"clause": str(shore.draft.record.uid)}, shore.draft),
        (asking, "tools", {"tier": str(world.tier.uid), "name": "bramble for payments"}, world.tool),
    ]
    for ask, noun, body, row in posts:
        answer = ask.post(f"{noun}/", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "exists"), answer.content
        assert answer["Location"] == answer.json()["existing"] == f"/api/v1/{noun}/{row.uid}/"
    body = {"team": str(team.uid), "name": "Ledger", "kind": "repository", "destination": "public"}
    assert asking.post("codebases/", body).json()["existing"] == f"/api/v1/codebases/{shore.uids['codebases']}/"
    same = {
        "tool": shore.uids["tools"],
        "team": str(team.uid),
        "categories": [shore.uids["categories"]],
        "purpose": "x",
    }
    assert asking.post("requests/", same).json()["existing"] == f"/api/v1/requests/{shore.uids['requests']}/"
    assert (
        legal.post("revisions/", {"title": "Third"}).json()["existing"]
        == f"/api/v1/revisions/{shore.uids['revisions']}/"
    )
