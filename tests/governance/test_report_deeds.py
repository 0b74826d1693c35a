"""Reports as deeds: starting, freezing, drafting, signing in either order, sealing; and what refuses to happen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import RoleGrant
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.audit.verify import verify_trail
from governance.canonical import sha256_text
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from governance.jobs.models import Job, JobState
from governance.reports.models import LedgerEntry, Report, ReportContent, ReportSignature, ReportState
from governance.reports.services import working
from governance.reports.services.signing import decline_report, sign_report
from governance.reports.services.starting import cancel_report, start_report
from tests.cast import AsToken
from tests.governance.report_world import World, acting


def drafted(world: World) -> Report:
    """A report whose draft is there."""
    report = world.start()
    working.work(report.draft_job.uid)
    return Report.objects.get(pk=report.pk)


def signed(report: Report, *people: Any) -> Report:
    """Signed by these people, one after the other."""
    for person in people:
        report = sign_report(actor=acting(person), report=report, content_hash=report.content.sha256)
    return report


def sealed(world: World) -> Report:
    """A report from start to seal."""
    report = signed(drafted(world), world.counsel, world.engineering_owner)
    working.work(report.final_job.uid)
    return Report.objects.get(pk=report.pk)


def problems(world: World, **changes: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        world.start(**changes)
    assert not Report.objects.exists()
    assert not Job.objects.exists()
    return refusal.value.problems


def test_a_report_is_started_with_a_number_a_job_and_an_event(governed: World) -> None:
    first, second = governed.start("Spring"), governed.start("Summer")
    assert (first.number, second.number) == (1, 2)
    assert first.state == ReportState.REQUESTED
    assert first.draft_job.state == JobState.QUEUED
    event = Event.objects.filter(action="report.started").order_by("sequence").first()
    assert event.subject_uid == first.uid
    assert json.loads(event.body)["detail"]["legal_signatory"] == str(governed.counsel.uid)


def test_signatories_need_their_roles(governed: World) -> None:
    said = problems(governed, legal_signatory=governed.auditor, engineering_signatory=governed.requester)
    assert said["legal_signatory"] == ["Alma Auditor is not counsel."]
    assert said["engineering_signatory"] == ["Rita Requester is not an engineering owner."]


def test_one_person_is_never_named_for_both_lanes(governed: World) -> None:
    both = governed.counsel
    RoleGrant.objects.create(person=both, role=Role.ENGINEERING_OWNER, valid_from=timezone.now())
    said = problems(governed, engineering_signatory=both)
    assert said["engineering_signatory"] == ["One person never fills both lanes: name two."]


def test_a_report_needs_a_title_and_a_published_policy(people: World) -> None:
    said = problems(people, title="  ")
    assert set(said) == {"title", ""}


def test_an_engineering_manager_starts_no_report(governed: World) -> None:
    with pytest.raises(NotAllowed):
        start_report(
            actor=acting(governed.requester),
            title="Mine",
            legal_signatory=governed.counsel,
            engineering_signatory=governed.engineering_owner,
        )


def test_the_content_is_frozen_once_and_its_hash_is_the_content_hash(governed: World, quick_pen: None) -> None:
    report = drafted(governed)
    assert report.state == ReportState.DRAFT
    assert sha256_text(report.content.body) == report.content.sha256
    assert report.frozen_at is not None
    before = report.content.body
    governed.engineering_owner.name = "Somebody Else"
    governed.engineering_owner.save(update_fields=["name"])
    working.work(report.draft_job.uid)  # rung twice: nothing happens twice
    again = Report.objects.get(pk=report.pk)
    assert again.content.body == before
    assert again.version == report.version
    assert ReportContent.objects.count() == 1
    assert Event.objects.filter(action__in=["report.frozen", "report.drafted"]).count() == 2


@pytest.mark.parametrize("order", ["legal first", "engineering first"])
def test_both_named_people_sign_in_either_order_and_the_report_is_sealed(
    governed: World, quick_pen: None, order: str, django_capture_on_commit_callbacks: Any
) -> None:
    people = [governed.counsel, governed.engineering_owner]
    first, second = people if order == "legal first" else people[::-1]
    report = signed(drafted(governed), first)
    assert (report.state, report.final_job) == (ReportState.SIGNED_BY_ONE, None)
    report = signed(report, second)
    assert report.state == ReportState.SIGNED
    with django_capture_on_commit_callbacks(execute=True):
        working.work(report.final_job.uid)
    report = Report.objects.get(pk=report.pk)
    assert report.state == ReportState.SEALED
    entry = LedgerEntry.objects.get(report=report)
    assert (entry.file_sha256, entry.content_sha256) == (report.sealed_pdf.sha256, report.content.sha256)
    assert working.path_on_disk(report).read_bytes().startswith(b"%PDF")
    assert [path.name for path in working.path_on_disk(report).parent.iterdir()] == ["countersign-report-0001.pdf"]
    assert verify_trail().holds


def test_a_signature_keeps_name_function_sentence_and_content_hash(governed: World, quick_pen: None) -> None:
    report = signed(drafted(governed), governed.counsel)
    row = report.signatures.get()
    assert (row.person_name, row.job_title, row.lane) == ("Clara Counsel", "Senior counsel", "legal")
    assert row.content_hash == report.content.sha256
    assert report.content.sha256 in row.sentence
    assert row.sentence.startswith("I, Clara Counsel, Senior counsel, have read the report")


def test_a_second_click_on_sign_signs_nothing_twice(governed: World, quick_pen: None) -> None:
    report = signed(drafted(governed), governed.counsel)
    with pytest.raises(Conflict, match="Nothing was signed twice"):
        signed(report, governed.counsel)
    assert report.signatures.count() == 1
    assert Event.objects.filter(action="report.signed").count() == 1


def test_only_the_two_people_named_sign(governed: World, quick_pen: None) -> None:
    report = drafted(governed)
    for person in (governed.second_counsel, governed.auditor, governed.requester):
        with pytest.raises(NotAllowed) as refusal:
            signed(report, person)
        assert refusal.value.code == "not-named"


def test_a_token_signs_nothing(governed: World, quick_pen: None, as_token: AsToken) -> None:
    report = drafted(governed)
    with pytest.raises(NotAllowed) as refusal:
        sign_report(
            actor=as_token(governed.counsel, ["read", "draft"]), report=report, content_hash=report.content.sha256
        )
    assert refusal.value.code == "human-session-required"


def test_signing_needs_a_fresh_step_up(governed: World, quick_pen: None) -> None:
    report = drafted(governed)
    with pytest.raises(NotAllowed) as refusal:
        sign_report(
            actor=Actor(user=governed.counsel, via="session"), report=report, content_hash=report.content.sha256
        )
    assert refusal.value.code == "step-up-required"


def test_a_signatory_whose_role_ended_does_not_sign(governed: World, quick_pen: None) -> None:
    report = drafted(governed)
    RoleGrant.objects.filter(person=governed.counsel).update(valid_until=timezone.now())
    with pytest.raises(NotAllowed) as refusal:
        signed(report, governed.counsel)
    assert refusal.value.code == "role-missing"


def test_what_was_read_has_to_be_what_is_signed(governed: World, quick_pen: None) -> None:
    report = drafted(governed)
    with pytest.raises(Conflict) as refusal:
        sign_report(actor=acting(governed.counsel), report=report, content_hash="0" * 64)
    assert refusal.value.code == "other-content"
    assert Report.objects.get(pk=report.pk).state == ReportState.DRAFT


def test_nothing_is_signed_before_the_draft_is_there(governed: World) -> None:
    with pytest.raises(Conflict):
        sign_report(actor=acting(governed.counsel), report=governed.start(), content_hash="0" * 64)


def test_a_signatory_declines_with_a_reason_and_the_report_ends(governed: World, quick_pen: None) -> None:
    report = signed(drafted(governed), governed.counsel)
    decline = {"actor": acting(governed.engineering_owner), "report": report}
    with pytest.raises(Invalid) as refusal:
        decline_report(**decline, reason="  ", version=report.version)
    assert "reason" in refusal.value.problems
    with pytest.raises(Stale):
        decline_report(**decline, reason="No", version=report.version - 1)
    ended = decline_report(**decline, reason="The scope is too narrow.", version=report.version)
    assert (ended.state, ended.decline_reason) == (ReportState.DECLINED, "The scope is too narrow.")
    assert ended.content is not None
    with pytest.raises(Conflict):
        signed(ended, governed.engineering_owner)


def test_a_signature_is_not_taken_back_by_declining(governed: World, quick_pen: None) -> None:
    report = signed(drafted(governed), governed.counsel)
    with pytest.raises(Conflict, match="not taken back"):
        decline_report(actor=acting(governed.counsel), report=report, reason="Changed my mind", version=None)


def test_a_report_is_cancelled_with_its_job_until_somebody_signed(governed: World, quick_pen: None) -> None:
    waiting = governed.start("Waiting")
    ended = cancel_report(actor=acting(governed.auditor), report=waiting, version=waiting.version)
    assert ended.state == ReportState.CANCELLED
    assert Job.objects.get(pk=waiting.draft_job_id).state == JobState.CANCELLED
    working.work(waiting.draft_job.uid)
    assert Report.objects.get(pk=waiting.pk).content is None
    half = signed(drafted(governed), governed.counsel)
    with pytest.raises(Conflict):
        cancel_report(actor=acting(governed.auditor), report=half, version=None)


def refused(change: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_the_database_refuses_every_change_of_a_sealed_report(governed: World, quick_pen: None) -> None:
    report = sealed(governed)
    rows = Report.objects.filter(pk=report.pk)
    other = ReportContent.objects.create(sha256="1" * 64, schema=1, body="{}")
    refused(lambda: rows.update(state="draft"))
    refused(lambda: rows.update(content=other))
    refused(lambda: rows.update(sealed_pdf=report.draft_pdf))
    refused(lambda: rows.update(sealed_pdf=None))
    refused(lambda: rows.update(as_of=timezone.now()))
    refused(lambda: rows.update(title="Another title"))
    refused(lambda: rows.update(legal_signatory=governed.second_counsel))
    refused(rows.delete)
    refused(lambda: ReportContent.objects.filter(pk=report.content_id).update(body="{}"))
    refused(lambda: ReportSignature.objects.filter(report=report).update(person_name="Nobody"))
    refused(lambda: ReportSignature.objects.filter(report=report).delete())
    refused(lambda: LedgerEntry.objects.filter(report=report).update(file_sha256="0" * 64))
    refused(lambda: LedgerEntry.objects.filter(report=report).delete())


def test_the_database_refuses_a_signature_nobody_was_named_for(governed: World, quick_pen: None) -> None:
    report = drafted(governed)
    given = {
        "report": report,
        "lane": "legal",
        "person_name": "X",
        "content_hash": report.content.sha256,
        "sentence": "I sign.",
        "signed_at": timezone.now(),
    }
    refused(lambda: ReportSignature.objects.create(**given, person=governed.second_counsel))
    refused(lambda: ReportSignature.objects.create(**{**given, "lane": "engineering"}, person=governed.counsel))
    refused(lambda: ReportSignature.objects.create(**{**given, "content_hash": "0" * 64}, person=governed.counsel))
    refused(lambda: Report.objects.filter(pk=report.pk).update(state="signed"))
