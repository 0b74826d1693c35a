"""Verification of the stored trail: the chain, the people table and the triggers that guard both."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.apps import apps
from django.db import connection

from governance.audit.chain import GENESIS, Link, commitment, first_break
from governance.audit.models import Event, PersonRecord, TrailHead
from governance.canonical import instant
from governance.database.triggers import declared, faults
from governance.modelling import UidModel

NAME_REMOVED = "name removed"
MADE_BY_NONE: Final = frozenset({"accounts.Organisation"})
"""Rows that stand before the first deed: the organisation is made, without a name, by the first page anybody opens."""


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What the verifier found. `problem` is empty when the trail holds; else events and head are those reached."""

    events: int
    head: str
    problem: str
    sequence: int | None = None

    @property
    def holds(self) -> bool:
        return not self.problem


@dataclass(slots=True)
class _Walk:
    """What was met while walking the chain: one pass, so that events written meanwhile cannot contradict it."""

    known: TrailHead | None
    """The last event there must be. Read before the walk: what is written meanwhile lies beyond it."""
    recorded: frozenset[tuple[str, str]]
    """Uid and commitment of everybody on record before the walk. A record is written with an event that names it."""
    people: set[tuple[str, str]] = field(default_factory=set)
    events: int = 0
    head: str = GENESIS
    head_met: bool = False

    def meet(self, event: Event) -> None:
        self.events, self.head = self.events + 1, event.hash
        if self.known is not None and event.sequence == self.known.sequence:
            self.head_met = event.hash == self.known.hash
        if event.actor_uid is not None:
            self.people.add((str(event.actor_uid), _committed(event)))


def _links(walk: _Walk) -> Iterator[Link]:
    """Every stored event in order, as the pure verifier wants it."""
    for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
        walk.meet(event)
        yield Link(
            sequence=event.sequence,
            previous_hash=event.previous_hash,
            hash=event.hash,
            body=event.body,
            columns={
                "format": str(event.format),
                "uid": str(event.uid),
                "action": event.action,
                "at": instant(event.at),
                "actor_uid": str(event.actor_uid or ""),
                "via": event.via,
                "subject_kind": event.subject_kind,
                "subject_uid": str(event.subject_uid or ""),
            },
        )


def verify_trail() -> TrailReport:
    """Check triggers, chain and name commitments; names the first fault found. Writes nothing."""
    weak = faults(connection, declared())
    recorded = PersonRecord.objects.values_list("uid", "commitment")
    walk = _Walk(TrailHead.objects.first(), frozenset((str(uid), committed) for uid, committed in recorded))
    broken = first_break(_links(walk))
    if weak:
        name = min(weak)
        problem = f"the database no longer refuses changes: trigger {name} {weak[name]}"
        return TrailReport(walk.events, walk.head, problem)
    if broken is not None:
        return TrailReport(walk.events, walk.head, f"event {broken.sequence}: {broken.reason}", broken.sequence)
    return TrailReport(walk.events, walk.head, _cut(walk) or _altered_name(walk.people))


def _cut(walk: _Walk) -> str:
    """Why the trail is not all that was ever written, or "". Where events, head and every trace of them are gone
    together only a checkpoint kept elsewhere can tell."""
    if walk.known is None:
        return "the row that keeps the head of the trail is gone"
    if walk.known.sequence > walk.events:
        return f"it ends at event {walk.events}, but event {walk.known.sequence} was written: its end was cut off"
    if walk.known.sequence and not walk.head_met:
        return f"event {walk.known.sequence} is not the one that was written"
    if unnamed := walk.recorded - walk.people:
        return f"no event names person {min(unnamed)[0]}, who is on record for a deed: events were taken away"
    if not walk.events and (traces := _traces()):
        return f"it is empty, but the database holds what only deeds write: {traces}"
    return ""


def _traces() -> str:
    """The first table that has rows although nothing is on record, in the words of its model, or ""."""
    ours = (
        model for model in apps.get_models() if issubclass(model, UidModel) and model._meta.label not in MADE_BY_NONE
    )
    return next((str(model._meta.verbose_name_plural) for model in ours if model._default_manager.exists()), "")


def _altered_name(people: set[tuple[str, str]]) -> str:
    """What is wrong with the erasable table, or "". A blanked row keeps its commitment: every event finds its row."""
    unseen = set(people)
    for person in PersonRecord.objects.order_by("pk").iterator():
        unseen.discard((str(person.uid), person.commitment))
        blanked = person.name == "" and person.salt == ""
        if not blanked and commitment(person.name, person.salt) != person.commitment:
            return f"the name kept for person {person.uid} is not the one the events committed to"
    if unseen:
        return f"the record of person {min(unseen)[0]}, whom events name, is gone"
    return ""


def _committed(event: Event) -> str:
    """The name commitment an event's text carries; "" where the text cannot be read (the chain check says so)."""
    try:
        return str(json.loads(event.body)["actor"]["name_commitment"])
    except (ValueError, KeyError, TypeError):
        return ""


def actor_names(events: Iterable[Event]) -> dict[uuid.UUID, str]:
    """Event uid -> whose deed it was: the name as it was then, the system part, or that the name was removed.

    One query, however many events.
    """
    chosen = list(events)
    wanted = {event.actor_uid for event in chosen if event.actor_uid is not None}
    rows = PersonRecord.objects.filter(uid__in=wanted)
    names = {(str(row.uid), row.commitment): str(row) for row in rows}
    return {event.uid: _name(event, names) for event in chosen}


def _name(event: Event, names: dict[tuple[str, str], str]) -> str:
    actor = json.loads(event.body)["actor"]
    if actor["uid"] is None:
        return str(actor["system"])
    return names.get((str(actor["uid"]), str(actor["name_commitment"])), NAME_REMOVED)


def names_of(event: Event) -> str:
    """Whose deed one event was, in words (see `actor_names`)."""
    return actor_names([event])[event.uid]
