"""Deeds on renewal notes: opened by a new version of a pinned text, settled by a description or by counsel's word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from policies.binding import pinned_on
from policies.domain.renewal import Pin, RenewalOutcome, due_on, settled_by
from policies.domain.types import BindingMode
from policies.models import Binding, RenewalNote, Tool
from policies.services.requests import today
from vendors.domain.watching import NOISE
from vendors.models import Capture, LicenceLayer, TermsDocument, TermsVersion

_CHANGES_NOTHING = frozenset({kind.value for kind in NOISE} - {"return"})


def renew_for_version(*, actor: Actor, version: TermsVersion, layers: Sequence[LicenceLayer]) -> None:
    """Open a note for every tool pinned to another version of the document, in the deed that found this one.

    Layout and date lines open none. A note on a version before is overtaken by it; where the vendor went back to the
    very text a tool is pinned to, nothing is left to say. From its renewal date on a pin binds no more.
    """
    found = Capture.objects.filter(document=version.document_id, version=version).order_by("-sequence").first()
    if found is None or found.change in _CHANGES_NOTHING:
        return
    day = today()
    rows = Binding.objects.filter(
        document=version.document_id, mode=BindingMode.PINNED, configuration__valid_until__isnull=True
    ).select_related("configuration__tool", "document")
    for row in rows.order_by("pk"):
        if pinned_on(row, day):
            _overtake(actor, row, version)
            if row.version_id != version.pk:
                _open(actor, row, version)


def _overtake(actor: Actor, row: Binding, version: TermsVersion) -> None:
    notes = RenewalNote.objects.open().filter(tool=row.configuration.tool_id, document=row.document_id)
    for note in notes.exclude(new_version=version).select_for_update():
        _close(actor, note, RenewalOutcome.OVERTAKEN, f"Version {version.number} is the newest since.")


def _open(actor: Actor, row: Binding, version: TermsVersion) -> None:
    tool = row.configuration.tool
    note, new = RenewalNote.objects.get_or_create(
        tool=tool,
        document=row.document,
        new_version=version,
        closed_at=None,
        defaults={"opened_at": timezone.now(), "due_on": due_on(row.renews_on, today())},
    )
    if new:
        record(actor, "renewal.opened", subject=tool, detail=_detail(note) | {"due_on": note.due_on})


def _detail(note: RenewalNote) -> dict[str, Any]:
    return {
        "renewal": note.uid,
        "tool": note.tool.name,
        "document": note.document.said,
        "version": note.new_version.number,
    }


def _close(actor: Actor, note: RenewalNote, outcome: RenewalOutcome, reason: str) -> None:
    note.closed_at, note.closed_by = timezone.now(), actor.user
    note.outcome, note.reason = outcome, reason
    note.version += 1
    note.save(update_fields=["closed_at", "closed_by", "outcome", "reason", "version"])
    said = {"outcome": outcome, "reason": reason}
    action = "renewal.set-aside" if outcome is RenewalOutcome.SET_ASIDE else "renewal.settled"
    record(actor, action, subject=note.tool, detail=_detail(note) | said)


def settle_described(*, actor: Actor, tool: Tool, before: Iterable[Binding], after: Iterable[Binding]) -> None:
    """Settle the notes of a tool that was just described anew: the pin was moved, renewed or given up. What leaves it
    as it was leaves its note open, due by the pin's own date. Part of that deed."""
    pins_before, pins = _pins(before), _pins(after)
    notes = RenewalNote.objects.open().filter(tool=tool).select_related("tool", "document", "new_version")
    for note in notes.select_for_update(of=("self",)).order_by("pk"):
        pin = pins.get(note.document_id)
        outcome = settled_by(pins_before.get(note.document_id), pin)
        if outcome is not None:
            _close(actor, note, outcome, "The tool was described anew.")
        elif pin is not None and note.due_on != (due := due_on(pin.renews_on, today())):
            note.due_on, note.version = due, note.version + 1
            note.save(update_fields=["due_on", "version"])


def _pins(rows: Iterable[Binding]) -> dict[int, Pin]:
    return {
        row.document_id: Pin(row.version_id, row.renews_on)
        for row in rows
        if row.mode == BindingMode.PINNED and row.version_id is not None
    }


def lapse(*, actor: Actor, tool: Tool, document: TermsDocument, reason: str) -> None:
    """Close what is open on a pin whose renewal date came: the newest text binds now. Part of the clock's deed."""
    notes = RenewalNote.objects.open().filter(tool=tool, document=document)
    for note in notes.select_related("tool", "document", "new_version").select_for_update(of=("self",)):
        _close(actor, note, RenewalOutcome.LAPSED, reason)


@deed
def set_aside_renewal(*, actor: Actor, note: RenewalNote, reason: str, version: int | None) -> RenewalNote:
    """Close a note without moving the pin, with counsel's reason.

    Raises NotAllowed, Stale, Conflict where it is settled already, Invalid without a reason."""
    note = locked(note)
    require(actor, "renewal.set-aside")
    check_version(note, version)
    if note.closed_at is not None:
        raise Conflict("This note is settled already. Its page says how.")
    if not reason.strip():
        sentence = "Say why the new text needs nothing before renewal."
        raise Invalid(sentence, problems={"reason": [sentence]})
    _close(actor, note, RenewalOutcome.SET_ASIDE, reason.strip())
    return note
