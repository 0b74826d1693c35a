"""Deeds on where a document is fetched from: set, stop, and ask for a look now. Fetching itself is in `fetching`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Conflict
from governance.modelling import locked
from vendors.capture.fetching import AddressRefused, checked_address
from vendors.domain.terms import DocumentVisibility, Rhythm
from vendors.domain.text import MOST_SELECTORS, selector_problem
from vendors.models import CaptureRule, TermsDocument, Watch
from vendors.services.inputs import not_web, refuse, unfit


@deed
def set_rule(
    *,
    actor: Actor,
    document: TermsDocument,
    address: str,
    keep: Sequence[str] = (),
    drop: Sequence[str] = (),
    rhythm: Rhythm = Rhythm.WEEKLY,
    seen: uuid.UUID | None = None,
) -> CaptureRule:
    """Say where `document` is fetched from, which part of the page is kept, and how often. The rule before is ended and
    stays on record; the first look by the new one is due at once, unless people alone ask.

    `seen` is the uid of the rule that was in force when the form was opened. Raises Invalid, and Conflict when another
    one is in force meanwhile.
    """
    require(actor, "document.capture", system=True)
    document = locked(document)
    _check(document, address, keep, drop)
    values = {"address": address, "kept": "\n".join(keep), "dropped": "\n".join(drop), "rhythm": rhythm}
    former: CaptureRule | None = document.rules.open().first()
    if (former.uid if former else None) != seen:
        raise Conflict("Somebody else changed this while you were editing. See what is set now and save yours again.")
    if former is not None and all(getattr(former, name) == value for name, value in values.items()):
        nothing_changed()
        return former
    now = timezone.now()
    _end(former)
    rule = CaptureRule.objects.create(document=document, valid_from=now, set_by=actor.user, **values)
    due = now if rhythm.interval else None
    Watch.objects.update_or_create(document=document, defaults={"due_at": due, "problem": ""})
    record(actor, "document.watched", subject=document, detail=_detail(document, rule))
    return rule


def _check(document: TermsDocument, address: str, keep: Sequence[str], drop: Sequence[str]) -> None:
    problems: dict[str, list[str]] = {}
    if document.visibility != DocumentVisibility.POSTED:
        problems["address"] = ["A contract is not posted anywhere. Bring its text by paste or upload."]
    try:
        checked_address(address)
    except AddressRefused as error:
        problems.setdefault("address", []).append(str(error))
    for name, selectors in (("keep", keep), ("drop", drop)):
        found = [words for words in map(selector_problem, selectors) if words]
        if len(selectors) > MOST_SELECTORS:
            found = [f"These are {len(selectors)} selectors; {MOST_SELECTORS} are the most."]
        if found:
            problems[name] = found
    refuse("address", problems, unfit(CaptureRule, address=address), not_web(address=address) if not problems else {})


def _end(rule: CaptureRule | None) -> None:
    if rule is not None:
        rule.valid_until = max(timezone.now(), rule.valid_from)
        rule.save(update_fields=["valid_until"])


def _detail(document: TermsDocument, rule: CaptureRule) -> dict[str, Any]:
    return {
        "document": document.said,
        "rule": str(rule.uid),
        "address": rule.address,
        "keep": rule.kept.splitlines(),
        "drop": rule.dropped.splitlines(),
        "rhythm": rule.rhythm,
    }


@deed
def stop_watching(*, actor: Actor, document: TermsDocument, rule: CaptureRule | None = None) -> None:
    """End the rule in force: nothing is fetched any more, what was found stays. Raises Conflict when there is none, or
    it is another than `rule`."""
    require(actor, "document.capture", system=True)
    document = locked(document)
    end_rule(actor, document, _in_force(document, rule))


def end_rule(actor: Actor, document: TermsDocument, rule: CaptureRule) -> None:
    """End the rule in force, inside a deed that locked the document."""
    _end(rule)
    Watch.objects.filter(document=document).update(due_at=None, problem="")
    record(actor, "document.unwatched", subject=document, detail=_detail(document, rule))


@deed
def ask_for_fetch(*, actor: Actor, document: TermsDocument, rule: CaptureRule | None = None) -> None:
    """Have `document` fetched as soon as a worker is free. Raises Conflict when nobody said from where, or another rule
    than `rule` holds."""
    require(actor, "document.capture", system=True)
    document = locked(document)
    rule = _in_force(document, rule)
    Watch.objects.update_or_create(document=document, defaults={"due_at": timezone.now()})
    record(actor, "document.fetch-asked", subject=document, detail={"document": document.said, "rule": str(rule.uid)})


def _in_force(document: TermsDocument, meant: CaptureRule | None) -> CaptureRule:
    rule: CaptureRule | None = document.rules.open().first()
    if rule is None:
        raise Conflict("Nobody has set where this document is fetched from. Set its web address first.")
    if meant is not None and meant.pk != rule.pk:
        raise Conflict("This setting was ended, and another one holds. See what is set now.")
    return rule
