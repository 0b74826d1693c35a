"""Reports, tokens and the trail over the API."""

from __future__ import annotations

import pytest

from governance.accounts.models import ApiToken
from governance.audit.models import Event
from governance.canonical import sha256_bytes
from governance.reports.models import Report, ReportContent
from governance.reports.services import working
from tests.governance.test_report_verification import behind_the_triggers


@pytest.fixture
def body(world):
    named = {"legal_signatory": str(world.counsel.uid), "engineering_signatory": str(world.engineering_owner.uid)}
    return {"title": "Summer audit", **named}


def test_a_report_is_started_watched_signed_and_downloaded(
    body, program, browser_of, auditor, counsel, engineering_owner, quick_pen
):
    ask = program(auditor, "draft")
    started = ask.post("reports/", body)
    assert started.status_code == 201, started.content
    path = f"reports/{started.json()['uid']}/"
    assert ask.get(f"{path}status/").json()["job_state"] == "queued"
    ask.headers["Accept"] = "*/*"
    assert ask.get(f"{path}draft/").status_code == 404
    assert ask.get(f"{path}verification/").status_code == 404
    working.work(Report.objects.get().draft_job.uid)
    assert ask.get(f"{path}status/").json()["state"] == "draft"
    draft = ask.get(f"{path}draft/")
    assert (draft.status_code, draft["Content-Type"]) == (200, "application/pdf")
    assert sha256_bytes(draft.content) == ask.get(path).json()["draft_sha256"]
    for person in (engineering_owner, counsel):
        signer = browser_of(person)
        digest = signer.get(path).json()["content_hash"]
        assert signer.change("post", f"{path}sign/", {"content_hash": digest}, of=path).status_code == 200
    working.work(Report.objects.get().final_job.uid)
    sealed = ask.get(f"{path}sealed/")
    assert sha256_bytes(sealed.content) == ask.get(path).json()["sealed_sha256"]
    assert Event.objects.filter(action="report.downloaded").count() == 2
    verified = ask.get(f"{path}verification/").json()
    assert verified == {"valid": True, "reason": "Sealed and valid.", "file_sha256": sha256_bytes(sealed.content)}
    with behind_the_triggers():
        ReportContent.objects.update(body='{"other":1}')
    verified = ask.get(f"{path}verification/").json()
    assert (verified["valid"], verified["reason"][:24]) == (False, "The frozen content no lo")
    assert Event.objects.filter(action="report.verified").count() == 2


def test_a_file_is_not_handed_out_as_json(shore, program, auditor):
    path = f"reports/{shore.report.uid}/draft/"
    assert program(auditor).get(path, Accept="application/json").status_code == 406


@pytest.mark.parametrize(
    "change",
    [{"title": " "}, {"legal_signatory": None}, {"teams": ["x"]}, {"teams": "all"}, {"tools": [[]]}],
)
def test_a_report_that_cannot_be_started_is_refused_in_words(change, body, program, auditor):
    answer = program(auditor, "draft").post("reports/", {**body, **change})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [name.partition(".")[0] for name in answer.json()["problems"]] == list(change)


def test_a_report_is_named_to_two_people(body, program, auditor):
    body["engineering_signatory"] = body["legal_signatory"]
    assert program(auditor, "draft").post("reports/", body).status_code == 422


def test_a_report_is_cancelled_by_a_person(shore, browser_of, auditor):
    path = shore.address("reports")
    assert browser_of(auditor).change("post", f"{path}cancel/", of=path).json()["state"] == "cancelled"
    assert browser_of(auditor).change("post", f"{path}cancel/", of=path).status_code == 409
    assert browser_of(auditor).change("post", f"{path}retry/", of=path).status_code == 409


def test_a_report_is_declined_with_the_reason(body, program, browser_of, auditor, counsel, quick_pen):
    path = f"reports/{program(auditor, 'draft').post('reports/', body).json()['uid']}/"
    working.work(Report.objects.get().draft_job.uid)
    ask = browser_of(counsel)
    assert ask.change("post", f"{path}decline/", {"reason": ""}, of=path).status_code == 422
    declined = ask.change("post", f"{path}decline/", {"reason": "A tool is missing."}, of=path)
    assert (declined.json()["state"], declined.json()["decline_reason"]) == ("declined", "A tool is missing.")


def test_a_person_sees_and_revokes_only_their_own_tokens(program, browser_of, requester, counsel):
    stranger = program(counsel)
    ask = program(requester)
    for call in (ask.get("tokens/"), ask("delete", f"tokens/{ApiToken.objects.first().uid}/")):
        assert (call.status_code, call.json()["code"]) == (403, "human-session-required")
    page = browser_of(requester)
    listed = page.get("tokens/").json()["results"]
    assert [row["scopes"] for row in listed] == [["read"]]
    assert "digest" not in listed[0]
    theirs = ApiToken.objects.get(person=counsel)
    assert page("delete", f"tokens/{theirs.uid}/").status_code == 404
    revoked = page("delete", f"tokens/{listed[0]['uid']}/")
    assert revoked.json()["revoked_at"]
    assert ask.get("me/").status_code == 401
    assert stranger.get("me/").status_code == 200
    assert page("delete", f"tokens/{listed[0]['uid']}/").status_code == 409


def test_an_event_tells_its_detail_and_its_place_in_the_chain(shore, program, auditor):
    ask = program(auditor)
    newest = ask.get("events/?limit=2").json()["results"]
    assert newest[0]["previous_hash"] == newest[1]["hash"]
    assert "detail" not in newest[0]
    started = ask.get("events/?action=report.started").json()["results"][0]
    one = ask.get(f"events/{started['uid']}/").json()
    assert one["detail"]["title"] == shore.report.title
    assert one["actor_name"] == "Alma Auditor"


def test_the_trail_is_verified_by_programs_too_and_a_bad_link_is_named(shore, program, auditor, requester):
    ask = program(auditor)
    found = ask.get("events/verification/").json()
    assert (found["holds"], found["problem"]) == (True, "")
    assert found["events"] == Event.objects.count() - 1  # the check itself came after
    with behind_the_triggers():
        Event.objects.filter(sequence=3).update(action="team.renamed")
    found = ask.get("events/verification/").json()
    assert found["holds"] is False
    assert found["problem"].startswith("event 3:")
    assert Event.objects.filter(action="trail.verified").count() == 2
    assert program(requester).get("events/verification/").status_code == 403
