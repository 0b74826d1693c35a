"""Telling people by mail of what needs them: a look at everybody's queue, and letters for what they were not told.

The state is the queue itself; no deed knows of mail. What a person was told is kept by matter (`NoticeSent`), noted in
the transaction that puts the letter into the outbox. So of two workers one writes, a worker killed before that has
written nothing and one killed after has lost nothing, and a matter is told once for as long as it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from governance.accounts.access import organisation, today
from governance.accounts.models import User
from governance.audit.models import TrailHead
from governance.desk.domain.notices import Reason, Rhythm, Told, reason_for, slot_of, stage_of, wants_now
from governance.desk.items import ESCALATED, Item, Section
from governance.desk.models import DigestSlot, Letter, LetterLine, NoticeSent
from governance.desk.queue import queue_of
from governance.desk.services.choices import Choices, choices_of_person
from governance.jobs import doorbell, lease
from governance.web.zones import in_zone, organisation_zone

log = structlog.stdlib.get_logger(__name__)
LOOKED = "desk.notices.looked"
ATTEMPTS = 20
"""Attempts to hand a letter over: with the waits between, about two days."""
_IN_SLOTS = (Rhythm.HOURLY, Rhythm.DAILY, Rhythm.WEEKLY)


@dataclass
class Plan:
    """What a look found to do for one person."""

    tell: list[tuple[Item, Reason, int | None]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    lowered: list[tuple[int, int | None]] = field(default_factory=list)
    slots: dict[Rhythm, dt.datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tell or self.gone or self.lowered or self.slots)


def look_round() -> int:
    """Look at everybody's queue; returns how many letters were put into the outbox. Where nothing was done by anybody
    since the last look and the hour is the same, nothing can have changed, and nobody is looked at."""
    head = TrailHead.objects.values_list("hash", flat=True).first()
    mark = f"{head}:{timezone.now():%Y-%m-%dT%H}"
    if cache.get(LOOKED) == mark:
        return 0
    made, whole = 0, True
    with in_zone(organisation().time_zone):
        for person in User.objects.account_open(today()).order_by("pk"):
            try:
                made += look_at(person) is not None
            except Exception:  # whatever is wrong with one person's matters, the others are told of theirs
                log.exception("notices.crashed", person=str(person.uid))
                whole = False
    if whole:
        cache.set(LOOKED, mark, timeout=3600)
    return made


def look_at(person: User) -> Letter | None:
    """Put a letter into the outbox where something is to be told to `person` now, and note what it tells. The zone of
    the organisation has to be entered."""
    items = tellable(person)
    if not _plan(person, items):
        return None
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        plan = _plan(person, items)
        _note_slots(person, plan)
        NoticeSent.objects.filter(pk__in=plan.gone).update(over_at=timezone.now())
        for key, stage in plan.lowered:
            NoticeSent.objects.filter(pk=key).update(stage=stage)
        return _write(person, plan) if plan.tell else None


def tellable(person: User) -> dict[str, Item]:
    """By key, what letters to `person` may tell of: what needs them and what changed since they signed."""
    found = (item for item in queue_of(person).items if item.section != Section.WAITING and not item.quiet)
    return {item.key: item for item in found}


def _plan(person: User, items: Mapping[str, Item]) -> Plan:
    """What is to be told of `items` now, by what was told before and what the person chose. Reads only."""
    now = timezone.now().astimezone(organisation_zone())
    choices = choices_of_person(person)
    told = {row.key: row for row in NoticeSent.objects.filter(person=person, over_at__isnull=True)}
    plan = Plan(gone=[row.pk for key, row in told.items() if key not in items])
    turned = _turned(person, choices, now, plan)
    for key, item in items.items():
        row = told.get(key)
        stage = stage_of(item.due, now.date(), choices.reminders)
        if row is not None and row.stage is not None and (stage is None or stage < row.stage):
            plan.lowered.append((row.pk, stage))
            continue
        escalated = item.step == ESCALATED
        reason = reason_for(
            section_changed=item.section == Section.CHANGED,
            escalated=escalated,
            stage=stage,
            told=Told(row.stage) if row else None,
        )
        rhythm = choices.rhythm(item.kind)
        if reason is not None and wants_now(
            rhythm, reason, slot_turned=rhythm in turned, hour=now.hour, first=row is None, escalated=escalated
        ):
            plan.tell.append((item, reason, stage))
    return plan


def _turned(person: User, choices: Choices, now: dt.datetime, plan: Plan) -> set[Rhythm]:
    """The rhythms whose next slot has begun since the last letters. One that is new to the person begins with the next
    slot, not with one that passed before they chose it."""
    known = {Rhythm(row.rhythm): row.slot for row in DigestSlot.objects.filter(person=person)}
    turned = set()
    for rhythm in _IN_SLOTS:
        slot = slot_of(rhythm, now)
        if rhythm in choices.in_use and (rhythm not in known or known[rhythm] < slot):
            plan.slots[rhythm] = slot
            if rhythm in known:
                turned.add(rhythm)
    return turned


def _note_slots(person: User, plan: Plan) -> None:
    for rhythm, slot in plan.slots.items():
        DigestSlot.objects.update_or_create(person=person, rhythm=rhythm, defaults={"slot": slot})


def _write(person: User, plan: Plan) -> Letter:
    """The letter, what it tells, and its place in the outbox: all or nothing."""
    now = timezone.now()
    letter = Letter(person=person, made_at=now)
    letter.job = lease.enqueue(
        "notice.letter", f"letter:{letter.uid}", requested_by_id=person.pk, max_attempts=ATTEMPTS
    )
    letter.save(force_insert=True)
    rows = {row.key: row for row in NoticeSent.objects.filter(person=person, over_at__isnull=True)}
    for item, reason, stage in plan.tell:
        LetterLine.objects.create(letter=letter, key=item.key, reason=reason)
        row = rows.get(item.key)
        if row is None:
            NoticeSent.objects.create(
                person=person, key=item.key, kind=item.kind, stage=stage, first_told_at=now, last_told_at=now
            )
            continue
        row.stage, row.last_told_at, row.reminders = stage, now, row.reminders + 1
        row.save(update_fields=["stage", "last_told_at", "reminders"])
    doorbell.ring(letter.job)
    return letter
