"""Joint sign-off: the two people named when the report was started sign its content hash, in either order."""

from __future__ import annotations

from django.utils import timezone

from governance.accounts.access import Actor, recently_empowered, require
from governance.accounts.models import User
from governance.audit.deeds import deed, record
from governance.canonical import sha256_text
from governance.errors import Conflict, Invalid, NotAllowed
from governance.jobs import lease
from governance.modelling import check_version, locked
from governance.reports.domain.sentences import signed_sentence
from governance.reports.lifecycle import next_state
from governance.reports.models import Report, ReportSignature, ReportState
from governance.reports.pdf import SignatureFact
from policies.domain.types import Lane


def lane_of(report: Report, person: User) -> Lane | None:
    """The lane in which this person was named to sign, or None."""
    if report.legal_signatory_id == person.pk:
        return Lane.LEGAL
    return Lane.ENGINEERING if report.engineering_signatory_id == person.pk else None


def sentence_of(report: Report, person: User, lane: Lane) -> str:
    """The exact sentence the person signs. Raises Conflict before the content is frozen."""
    if report.content is None:
        raise Conflict("The content of this report is not frozen yet; there is nothing to sign.")
    return signed_sentence(
        lane=lane,
        name=person.name,
        job_title=person.job_title,
        title=report.title,
        content_hash=report.content.sha256,
        as_of=report.as_of,
    )


@deed
def sign_report(*, actor: Actor, report: Report, content_hash: str) -> Report:
    """Sign in the lane one was named for; the second signature sends the report to be sealed.

    Raises NotAllowed (not named, role gone, no step-up, a token), Conflict (signed already, no draft, other content).
    """
    report = locked(report)
    person = actor.person
    lane = lane_of(report, person)
    if lane is None:
        raise NotAllowed("Only the two people named when the report was started sign it.", code="not-named")
    require(actor, f"report.sign.{lane.value}")
    if report.signatures.filter(lane=lane).exists():
        raise Conflict("You signed this report already. Nothing was signed twice.", code="already-signed")
    report.state = next_state(ReportState(report.state), "sign")
    sentence = sentence_of(report, person, lane)
    if report.content is None or report.content.sha256 != content_hash:
        raise Conflict("The content you read is not the content of this report. Open it again.", code="other-content")
    _write(report, person, lane, sentence)
    if report.state == ReportState.SIGNED:
        report.final_job = lease.enqueue("report.final", f"report.final:{report.uid}", requested_by_id=person.pk)
    report.version += 1
    report.save(update_fields=["state", "final_job", "version"])
    record(
        actor,
        "report.signed",
        subject=report,
        detail={
            "number": report.number,
            "lane": lane,
            "content_hash": content_hash,
            "sentence_sha256": sha256_text(sentence),
        },
    )
    return report


def _write(report: Report, person: User, lane: Lane, sentence: str) -> None:
    if report.content is None:
        raise ValueError("a draft has content (constraint)")
    now = timezone.now()
    ReportSignature.objects.create(
        report=report,
        lane=lane,
        person=person,
        person_name=person.name,
        job_title=person.job_title,
        content_hash=report.content.sha256,
        sentence=sentence,
        face_note=recently_empowered(person, now),
        signed_at=now,
    )


@deed
def decline_report(*, actor: Actor, report: Report, reason: str, version: int | None) -> Report:
    """Decline to sign, with the reason. The report ends; its content stays on record."""
    report = locked(report)
    person = actor.person
    lane = lane_of(report, person)
    if lane is None:
        raise NotAllowed("Only the two people named when the report was started decline it.", code="not-named")
    require(actor, f"report.sign.{lane.value}")
    check_version(report, version)
    if not reason.strip():
        raise Invalid("Say why.", problems={"reason": ["Say why in a sentence; it stays with the report."]})
    if report.signatures.filter(lane=lane).exists():
        raise Conflict("You signed this report already; a signature is not taken back.")
    report.state = next_state(ReportState(report.state), "decline")
    report.decline_reason = reason.strip()
    report.version += 1
    report.save(update_fields=["state", "decline_reason", "version"])
    record(actor, "report.declined", subject=report, detail={"number": report.number, "reason": reason.strip()})
    return report


def signature_facts(report: Report) -> tuple[SignatureFact, ...]:
    """The signatures as the renderer wants them, legal before engineering."""
    rows = {row.lane: row for row in report.signatures.all()}
    return tuple(
        SignatureFact(
            lane=lane,
            name=row.person_name,
            job_title=row.job_title,
            sentence=row.sentence,
            content_hash=row.content_hash,
            signed_at=row.signed_at,
            face_note=row.face_note,
        )
        for lane in Lane
        if (row := rows.get(lane.value)) is not None
    )
