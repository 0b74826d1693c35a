"""`deed` and `record`: how a service writes to the trail.

`record` only collects. The outermost deed appends everything it and the deeds inside it collected as its last act
before commit, under the chain lock, so that the lock is held for milliseconds and is always the last one taken. When
the events cannot be written the deed is rolled back; a deed that records nothing is a programming error and is rolled
back too, unless it says `nothing_changed`.
"""

from __future__ import annotations

import datetime as dt
import functools
import secrets
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from governance.audit.actions import ACTIONS
from governance.audit.chain import FORMAT, GENESIS, commitment, event_body, event_hash
from governance.audit.models import Event, PersonRecord, TrailHead
from governance.database.locks import chain_lock

P = ParamSpec("P")
R = TypeVar("R")


class RecordedActor(Protocol):
    """Whoever acts: a person in a session, a token of a person, or a named part of the system."""

    @property
    def uid(self) -> uuid.UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def via(self) -> str: ...


@dataclass(slots=True)
class _Pending:
    action: str
    actor: RecordedActor
    kind: str
    subject_uid: uuid.UUID | None
    detail: Mapping[str, Any]
    event_uid: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(slots=True)
class _Collection:
    events: list[_Pending] = field(default_factory=list)
    owed: dict[Callable[[frozenset[Any]], object], set[Any]] = field(default_factory=dict)
    nothing_changed: bool = False


_collected: ContextVar[_Collection | None] = ContextVar("collected_events", default=None)


def deed(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` one transaction that ends by writing its audit events. Nested deeds join the outermost."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        outer = _collected.get()
        if outer is not None:
            with transaction.atomic():
                before = len(outer.events)
                try:
                    return function(*args, **kwargs)
                except BaseException:
                    del outer.events[before:]
                    raise
        with transaction.atomic():
            collected = _Collection()
            token = _collected.set(collected)
            try:
                result = function(*args, **kwargs)
                for work, about in collected.owed.items():
                    work(frozenset(about))
                if collected.events:
                    _append(collected.events)
                elif not collected.nothing_changed:
                    raise RuntimeError(f"{function.__qualname__} is a deed but recorded nothing")
                return result
            finally:
                _collected.reset(token)

    return run


def record(
    actor: RecordedActor,
    action: str,
    *,
    subject: models.Model | None = None,
    detail: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    """Collect one event for the deed under way; returns the uid it will bear.

    Raises LookupError for an unknown action code and RuntimeError outside a deed.
    """
    if action not in ACTIONS:
        raise LookupError(f"unknown audit action {action!r}: add it to governance/audit/actions.py")
    pending = _collected.get()
    if pending is None:
        raise RuntimeError("record() works only inside a deed")
    kind = subject._meta.label_lower if subject is not None else "product"
    event = _Pending(action, actor, kind, getattr(subject, "uid", None), dict(detail or {}))
    pending.events.append(event)
    return event.event_uid


def owe(work: Callable[[frozenset[Any]], object], *about: Hashable) -> None:
    """Have `work` done by the outermost deed, once, when all else in it is done: with all that it was owed `about` by
    then. Where it fails the deed is rolled back. For what is derived from rows that several deeds inside one change,
    and for locks that are to be taken after all others. A deed inside that fails leaves its part owed: `work` looks at
    the rows, and finds nothing changed.

    Raises RuntimeError outside a deed.
    """
    pending = _collected.get()
    if pending is None:
        raise RuntimeError("owe() works only inside a deed")
    pending.owed.setdefault(work, set()).update(about)


def nothing_changed() -> None:
    """Say that the deed under way found everything as wanted already and rightly records nothing.

    Raises RuntimeError outside a deed.
    """
    pending = _collected.get()
    if pending is None:
        raise RuntimeError("nothing_changed() works only inside a deed")
    pending.nothing_changed = True


def _append(pending: list[_Pending]) -> None:
    people = _commitments(item.actor for item in pending)
    chain_lock(connection)
    sequence, previous = _head()
    at = timezone.now()
    rows: list[Event] = []
    for item in pending:
        sequence += 1
        rows.append(_row(item, _actor_document(item.actor, people), sequence, previous, at))
        previous = rows[-1].hash
    Event.objects.bulk_create(rows)
    TrailHead.objects.update(sequence=sequence, hash=previous)


def _head() -> tuple[int, str]:
    """Number and hash the next event goes on from. The head row counts before the events: where the last of them were
    cut off, the gap must stay. Where the row itself was taken away, deeds go on, and the verifier says so."""
    known = TrailHead.objects.values_list("sequence", "hash").first()
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash")
    return known or last.first() or (0, GENESIS)


def _row(item: _Pending, actor: Mapping[str, Any], sequence: int, previous: str, at: dt.datetime) -> Event:
    """The event as it is stored: the hashed text, and beside it the columns that repeat it for searching."""
    body = event_body(
        sequence=sequence,
        previous_hash=previous,
        uid=str(item.event_uid),
        action=item.action,
        at=at,
        actor=actor,
        subject={"kind": item.kind, "uid": item.subject_uid},
        detail=item.detail,
    )
    return Event(
        sequence=sequence,
        uid=item.event_uid,
        format=FORMAT,
        action=item.action,
        at=at,
        actor_uid=item.actor.uid,
        via=item.actor.via,
        subject_kind=item.kind,
        subject_uid=item.subject_uid,
        body=body,
        previous_hash=previous,
        hash=event_hash(body),
    )


def _actor_document(actor: RecordedActor, people: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    if actor.uid is None:
        return {"uid": None, "via": actor.via, "system": actor.name}
    return {"uid": actor.uid, "via": actor.via, "name_commitment": people[actor.uid]}


def _commitments(actors: Iterable[RecordedActor]) -> dict[uuid.UUID, str]:
    """Uid -> commitment of each person's present name; a changed name gets a row and a salt of its own."""
    names = {actor.uid: actor.name for actor in actors if actor.uid is not None}
    return {uid: _commitment_of(uid, name) for uid, name in names.items()}


def _commitment_of(uid: uuid.UUID, name: str) -> str:
    known = PersonRecord.objects.filter(uid=uid, name=name).exclude(salt="").order_by("pk").first()
    if known is not None:
        return known.commitment
    salt = secrets.token_hex(16)
    return PersonRecord.objects.create(uid=uid, name=name, salt=salt, commitment=commitment(name, salt)).commitment
