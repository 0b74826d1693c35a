"""Looks at documents on the web: fetched twice, and only what repeats is kept.

A look is due by its row (`Watch`); whoever works claims it first, so that of two workers one fetches, and a look whose
worker was killed is due again when the claim runs out. Nothing is locked while the network is waited for.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, replace

from django.utils import timezone

from governance.accounts.access import Actor, require, system_actor
from governance.audit.deeds import deed, record
from governance.errors import Invalid
from vendors.capture.fetching import Fetched, FetchFailed, fetch
from vendors.capture.reading import read_parts
from vendors.capture.wire import Network
from vendors.domain.terms import DocumentVisibility, Rhythm
from vendors.domain.text import TextRefused
from vendors.models import CanonicalText, Capture, CaptureRule, TermsDocument, Watch
from vendors.services.captures import BroughtText, Captured, keep_text, read_page

PAUSE = 3.0
"""Seconds between the two fetches of a look."""
CLAIM = dt.timedelta(minutes=10)
MOST_AT_ONCE = 20
WATCHER = system_actor("watch of terms")


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one look: what was captured, and what went wrong, in words. A page that holds no terms is both."""

    captured: Captured | None = None
    problem: str = ""


class DoesNotRepeat(Exception):
    """A page says something else each time."""


def fetch_due(*, network: Network | None = None, pause: float = PAUSE) -> int:
    """Take the looks that are due, at most twenty; returns how many were taken here."""
    taken = 0
    for watch in Watch.objects.due(timezone.now()).select_related("document")[:MOST_AT_ONCE]:
        if Watch.objects.claim(watch, timezone.now() + CLAIM):
            look_at(document=watch.document, network=network, pause=pause)
            taken += 1
    return taken


def look_at(*, document: TermsDocument, network: Network | None = None, pause: float = PAUSE) -> Look:
    """Fetch `document` by the rule in force, keep what was found or say why there is nothing, and set the next look."""
    rule = document.rules.open().first()
    if rule is None or document.visibility != DocumentVisibility.POSTED:
        Watch.objects.filter(document=document).update(due_at=None)
        return Look(problem="Nobody has set where this document is fetched from.")
    try:
        page, brought = _twice(rule, network, pause)
    except (FetchFailed, Invalid, DoesNotRepeat) as error:
        look = Look(problem=str(error))
    else:
        look = _keep(rule, page, brought)
    note_look(actor=WATCHER, rule=rule, look=look)
    return look


def _twice(rule: CaptureRule, network: Network | None, pause: float) -> tuple[Fetched, BroughtText]:
    """The page and what is kept of it. Raises FetchFailed, Invalid, DoesNotRepeat."""
    page, brought = _once(rule, network)
    time.sleep(pause)
    again = _once(rule, network)[1]
    if brought.result.text != again.result.text:
        raise DoesNotRepeat(
            f"The page says something else each time. {_difference(brought.result.text, again.result.text)}"
        )
    return page, brought


def _once(rule: CaptureRule, network: Network | None) -> tuple[Fetched, BroughtText]:
    page = fetch(rule.address, network=network)
    return page, read_page(page.data, page.media_type, rule, page.url)


def _difference(first: str, second: str) -> str:
    """The first line that did not come again, and what to do."""
    lines = set(second.splitlines())
    line = next((line for line in first.splitlines() if line not in lines), "")
    shown = f"“{line[:120]}” did not come again. " if line else ""
    return f"{shown}Name the part that changes as one to drop."


def _keep(rule: CaptureRule, page: Fetched, brought: BroughtText) -> Look:
    last = rule.document.captures.filter(version__isnull=False).order_by("-sequence").first()
    before = _text_of(last) if last else ""
    if last is not None and before != brought.result.text:
        brought = replace(brought, ours=_is_ours(rule, last, page, before))
    captured = keep_text(actor=WATCHER, document=rule.document, brought=brought)
    return Look(captured, captured.capture.problem)


def _text_of(capture: Capture) -> str:
    return (
        CanonicalText.objects.filter(version=capture.version)
        .order_by("-canonicaliser")
        .values_list("text", flat=True)[0]
    )


def _is_ours(rule: CaptureRule, last: Capture, page: Fetched, before: str) -> bool:
    """Whether the rule of then finds the text of then in the page of now: then the vendor changed nothing."""
    if last.rule is None or last.rule_id == rule.pk:
        return False
    try:
        return read_parts(page.data, page.media_type, last.rule.parts)[1].text == before
    except TextRefused:
        return False


def note_look(*, actor: Actor, rule: CaptureRule, look: Look) -> None:
    """Say when the next look is due, and why this one brought nothing; but leave the row to a rule that was set
    meanwhile, whose own first look is due."""
    now, interval = timezone.now(), Rhythm(rule.rhythm).interval
    failure = "" if look.captured else look.problem
    if rule.document.rules.open().filter(pk=rule.pk).exists():
        due = now + interval if interval else None
        Watch.objects.filter(document=rule.document).update(due_at=due, tried_at=now, problem=failure[:500])
    if failure:
        note_failure(actor=actor, document=rule.document, problem=failure)


@deed
def note_failure(*, actor: Actor, document: TermsDocument, problem: str) -> None:
    """Put a look that brought nothing on record."""
    require(actor, "document.capture", system=True)
    record(
        actor, "document.fetch-failed", subject=document, detail={"document": document.said, "problem": problem[:500]}
    )
