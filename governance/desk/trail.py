"""The audit trail as a person may see it: who may open it, what each event is about, and which details are kept back.

An event is seen by everybody who may read the trail; what it says of a matter somebody may not see is not. Kept back
are name and link of such a subject and the event's detail, never that the event happened, when, or by whom.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from governance.accounts.access import Actor, limited, require
from governance.accounts.roles import Role
from governance.audit.actions import ACTIONS
from governance.audit.models import Event
from governance.audit.reading import detail_of
from governance.audit.verify import actor_names
from governance.desk.subjects import KINDS, Subject, subjects_of
from governance.errors import NotAllowed
from vendors.models import Citation, TermsDocument, TermsVersion

READERS_OF_ALL = frozenset({Role.COUNSEL, Role.AUDITOR})
"""Who reads contracts as well, and so every detail of an event."""


_QUOTED: Mapping[str, str] = {"exact": "citation", "lost": "version"}
"""Details that carry words of a text, and which detail names where they stand."""


@dataclass(frozen=True, slots=True)
class Row:
    """One event as a list shows it."""

    event: Event
    sentence: str
    who: str
    kind: str
    subject: Subject | None

    @property
    def title(self) -> str:
        """The sentence as a heading."""
        return self.sentence.removesuffix(".")


def require_trail(actor: Actor) -> None:
    """Refuse whoever may not read the trail, or sees the matters of some teams only. Raises NotAllowed."""
    require(actor, "trail.read")
    if limited(actor):
        raise NotAllowed(
            "Your account is limited to the matters of some teams; the trail tells of all of them. "
            "Ask an administrator to widen it, or a colleague to look something up.",
            code="scope-limited",
        )


def rows_of(events: Iterable[Event], actor: Actor) -> list[Row]:
    """Events with sentence, person and subject; a fixed number of queries, however many events."""
    chosen = list(events)
    names = actor_names(chosen)
    subjects = subjects_of(chosen, actor.person)
    return [
        Row(
            event=event,
            sentence=ACTIONS.get(event.action, event.action),
            who=names[event.uid],
            kind=KINDS[event.subject_kind].word if event.subject_kind in KINDS else "The product",
            subject=subjects.get((event.subject_kind, event.subject_uid)),
        )
        for event in chosen
    ]


def shown_detail(row: Row, actor: Actor) -> Mapping[str, Any] | None:
    """The detail of an event, or None where it tells of a matter the person may not see."""
    detail = detail_of(row.event)
    if actor.roles & READERS_OF_ALL:
        return detail
    kind = KINDS.get(row.event.subject_kind)
    if kind is not None and kind.guarded and row.subject is None:
        return None
    hidden = {text for text, holder in _QUOTED.items() if text in detail and not _readable(detail, holder, actor)}
    return {name: value for name, value in detail.items() if name not in hidden}


def _readable(detail: Mapping[str, Any], holder: str, actor: Actor) -> bool:
    """Whether the quoted document may be read; a citation or version that is gone is taken for one of a contract."""
    try:
        uid = uuid.UUID(str(detail.get(holder)))
    except ValueError:
        return False
    visible = TermsDocument.objects.visible_to(actor.person).values("pk")
    if holder == "version":
        return TermsVersion.objects.filter(uid=uid, document__in=visible).exists()
    return Citation.objects.filter(uid=uid, text__version__document__in=visible).exists()
