"""What the clock does to bindings: notice that has run, an effective date, the end of a pin.

Nobody captures anything on that day, so that nothing else would notice. Looked for by a task; each turn is written down
once, so that however often the task runs an approval is flagged once for it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from governance.accounts.access import Actor, organisation, system_actor
from governance.audit.deeds import deed, nothing_changed, record
from governance.modelling import locked
from governance.web.markup.times import say_day
from policies.binding import notice_of
from policies.domain.lifecycle import local_date
from policies.domain.types import BindingMode, FlagCause
from policies.models import Approval, Binding, BindingTurn, Tool, ToolConfiguration
from policies.services.approvals import Cause
from policies.services.outcomes import owe_outcomes
from policies.services.rejudging import Watch
from policies.services.renewals import lapse
from policies.services.requests import today
from vendors.domain.in_force import Look, in_force, spans
from vendors.looks import documents_ahead, looks_of
from vendors.models import ChangeReview, GoverningLink, TermsDocument, TermsVersion

CATCH_UP_DAYS = 30
"""Days a turn may lie back and still be noticed: so long the site may have stood still."""
CLOCK = system_actor("clock of bindings")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """From `day` on the version (primary keys) binds the tool; `pin_ended`: since a pin to another one ended."""

    document: int
    version: int
    day: dt.date
    pin_ended: bool = False


def note_all_turns() -> int:
    """Note every turn of the last days that nobody noted yet; returns how many. Tool by tool, each a deed of its own,
    so that what goes wrong with one keeps nobody else waiting."""
    noted = 0
    for tool, turns in _due(today()):
        try:
            noted += len(note_turns(actor=CLOCK, tool=tool, turns=turns))
        except Exception:
            log.exception("turns.not-noted", extra={"tool": str(tool.uid)})
    return noted


def _due(day: dt.date) -> Iterator[tuple[Tool, list[Turn]]]:
    """Tools with their turns since the window opened. A fixed number of queries."""
    since = day - dt.timedelta(days=CATCH_UP_DAYS)
    zone = organisation().time_zone
    rows = ToolConfiguration.objects.open().select_related("tool").prefetch_related("bindings")
    linked: dict[int, set[int]] = {}
    ahead = GoverningLink.objects.open().filter(document__in=documents_ahead(since))
    for tier, document in ahead.values_list("tier_id", "document_id"):
        linked.setdefault(tier, set()).add(document)
    held = [(row, {one.document_id: one for one in row.bindings.all()}) for row in rows]
    bound = {document for _, bindings in held for document in bindings}
    looks = looks_of(bound, ahead_of=since)
    known = set(BindingTurn.objects.filter(binds_on__gt=since).values_list("tool_id", "document_id", "binds_on"))
    for row, bindings in held:
        start = max(since, local_date(row.valid_from, zone))
        documents = bindings.keys() | linked.get(row.tool.tier_id, set())
        turns = [
            turn
            for document in sorted(documents & looks.keys())
            for turn in turns_of(bindings.get(document), document, looks[document], zone)
            if start < turn.day <= day and (row.tool_id, document, turn.day) not in known
        ]
        if turns:
            yield row.tool, turns


def turns_of(row: Binding | None, document: int, looks: Sequence[Look], zone: str) -> list[Turn]:
    """Every day on which the clock alone lets another text bind under a binding (None: rolling)."""
    by_clock = [
        Turn(document, span.look.version, span.start)
        for span in spans(looks, zone, notice_of(row))
        if span.by_the_clock(zone)
    ]
    if row is None or row.mode != BindingMode.PINNED:
        return by_clock
    if row.renews_on is None:
        return []
    bound = in_force(looks, row.renews_on, zone)
    ended = [Turn(document, bound.version, row.renews_on, pin_ended=True)] if bound.version != row.version_id else []
    return [*ended, *(turn for turn in by_clock if turn.day > row.renews_on)]


@deed
def note_turns(*, actor: Actor, tool: Tool, turns: Sequence[Turn]) -> list[BindingTurn]:
    """Write down that other texts came to bind `tool`, and flag its approvals that lost something by it, as a new
    version would. Notes on a pin that ended are closed. A turn that is written already is left alone."""
    tool = locked(tool)
    known = set(BindingTurn.objects.filter(tool=tool).values_list("document_id", "binds_on"))
    fresh = [turn for turn in turns if (turn.document, turn.day) not in known]
    if not fresh:
        nothing_changed()
        return []
    versions = TermsVersion.objects.select_related("document").in_bulk([turn.version for turn in fresh])
    watch = Watch(Approval.objects.filter(tool=tool), bound_on=min(turn.day for turn in fresh) - dt.timedelta(days=1))
    written = [_write(actor, tool, turn, versions) for turn in fresh]
    watch.flag_worse(
        actor=actor, because=" ".join(_said(row) for row in written), cause=_cause([row.document_id for row in written])
    )
    owe_outcomes([tool.pk])
    return written


def _cause(documents: Sequence[int]) -> Cause:
    """The change of a text that still waits for counsel, so that settling it settles the flag; else the clock alone."""
    waiting = ChangeReview.objects.unsettled().filter(document__in=documents).order_by("-pk").first()
    return Cause(FlagCause.CHANGE, change=waiting) if waiting else Cause(FlagCause.CLOCK)


def _write(actor: Actor, tool: Tool, turn: Turn, versions: Mapping[int, TermsVersion]) -> BindingTurn:
    version = versions[turn.version]
    row = BindingTurn.objects.create(
        tool=tool, document=version.document, bound_version=version, binds_on=turn.day, noticed_at=timezone.now()
    )
    document: TermsDocument = version.document
    detail = {"document": document.said, "version": version.number, "binds_on": turn.day}
    record(actor, "tool.bound-anew", subject=tool, detail=detail)
    if turn.pin_ended:
        reason = f"The pin ended on {say_day(turn.day)}: version {version.number} binds now."
        lapse(actor=actor, tool=tool, document=document, reason=reason)
    return row


def _said(row: BindingTurn) -> str:
    named = row.document.said
    words = "A contract" if named == "a contract" else named
    return f"{words}, version {row.bound_version.number}, binds this tool since {say_day(row.binds_on)}."
