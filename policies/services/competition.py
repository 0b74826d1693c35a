"""Deeds on competition notes: counsel's finding on one vendor, and what the end of one does to approvals."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, require, system_actor
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Invalid
from governance.modelling import locked
from governance.web.markup.times import say_day
from policies.domain.competition import SUBJECT_KINDS
from policies.domain.types import CompetitionFinding, FlagCause
from policies.models import Approval, Codebase, CompetitionNote
from policies.services.approvals import Cause
from policies.services.outcomes import reconsider_vendors
from policies.services.rejudging import Watch
from policies.services.requests import today
from vendors.models import Vendor

RULE = frozenset({"competition"})
"""The rule that reads competition notes."""
LONGEST_DAYS = 3 * 366
"""No finding on a market outlives three years; a later end is a slip of the keyboard, or of diligence."""
CLOCK = system_actor("clock of competition notes")
log = logging.getLogger(__name__)


@deed
def write_note(
    *,
    actor: Actor,
    vendor: Vendor,
    finding: CompetitionFinding,
    reasons: str,
    ends_on: dt.date,
    subject: Codebase | None = None,
    reasons_open: bool = False,
) -> CompetitionNote:
    """State whether `subject` (None: everything of ours) competes with `vendor`, until the end of a day. A new note
    follows the old one; approvals that lose by it are flagged.

    Raises NotAllowed, and Invalid for a subject that is no product or model, no reasons, or a day past or far off.
    """
    vendor = locked(vendor)
    require(actor, "competition.find")
    reasons = reasons.replace("\r\n", "\n").strip()
    _check(subject, reasons, ends_on)
    watch = Watch(Approval.objects.filter(tool__tier__product__vendor=vendor))
    number = (CompetitionNote.objects.filter(vendor=vendor).aggregate(last=Max("number"))["last"] or 0) + 1
    note = CompetitionNote.objects.create(
        vendor=vendor,
        subject=subject,
        number=number,
        finding=finding,
        reasons=reasons,
        reasons_open=reasons_open,
        ends_on=ends_on,
        written_by=actor.person,
        written_at=timezone.now(),
    )
    record(actor, "competition.found", subject=note, detail=_told(note))
    because = f"Counsel wrote competition note {number} on {vendor.name}."
    watch.flag_worse(actor=actor, because=because, cause=Cause(FlagCause.PERSON), rules=RULE)
    reconsider_vendors([vendor.pk])
    return note


def _check(subject: Codebase | None, reasons: str, ends_on: dt.date) -> None:
    problems: dict[str, list[str]] = {}
    if subject is not None and subject.kind not in SUBJECT_KINDS:
        problems["subject"] = ["Choose a product or a model of ours, or everything of ours."]
    if not reasons:
        problems["reasons"] = ["Say why; whoever writes the next note begins with these reasons."]
    if ends_on < today():
        problems["ends_on"] = ["Choose a day that is not over yet."]
    elif (ends_on - today()).days > LONGEST_DAYS:
        problems["ends_on"] = ["Choose a day within three years: markets change, and so do products."]
    if problems:
        raise Invalid("The note cannot be kept as it is.", problems=problems)


def _told(note: CompetitionNote) -> dict[str, Any]:
    """What an event carries: never the reasons, and of the subject its uid, since its name is its team's."""
    return {
        "vendor": note.vendor.name,
        "number": note.number,
        "subject": note.subject.uid if note.subject else None,
        "finding": note.finding,
        "reasons_open": note.reasons_open,
        "ends_on": note.ends_on,
    }


def note_lapses() -> int:
    """Note every competition note that ran out since, each a deed of its own; returns how many."""
    noted = 0
    for note in CompetitionNote.objects.lapsed(today()).select_related("vendor").order_by("pk"):
        try:
            noted += lapse_note(actor=CLOCK, note=note)
        except Exception:
            log.exception("competition.lapse-not-noted", extra={"note": str(note.uid)})
    return noted


@deed
def lapse_note(*, actor: Actor, note: CompetitionNote) -> bool:
    """Write down that a note is over and nobody wrote another, and flag approvals that lose by it. False where that
    was done meanwhile, or another note came."""
    vendor = locked(note.vendor)
    note = locked(note)
    if not CompetitionNote.objects.lapsed(today()).filter(pk=note.pk).exists():
        nothing_changed()
        return False
    watch = Watch(Approval.objects.filter(tool__tier__product__vendor=vendor), bound_on=note.ends_on)
    note.lapse_noted_at = timezone.now()
    note.save(update_fields=["lapse_noted_at"])
    record(actor, "competition.lapsed", subject=note, detail=_told(note))
    because = f"Competition note {note.number} on {vendor.name} was over on {say_day(note.ends_on)}."
    watch.flag_worse(actor=actor, because=because, cause=Cause(FlagCause.CLOCK), rules=RULE)
    reconsider_vendors([vendor.pk])
    return True
