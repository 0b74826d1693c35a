"""How a person wants to be told of what needs them. Not deeds: they say nothing about anybody's decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from governance.accounts.access import Actor, require_self
from governance.accounts.models import User
from governance.desk.domain.notices import REMINDER_DAYS, Rhythm
from governance.desk.models import NoticeChoice, ReminderChoice
from governance.desk.queue import KINDS
from governance.errors import Invalid

DEFAULTS: Mapping[str, Rhythm] = {"change": Rhythm.HOURLY}
"""Kinds that come in crowds, such as the texts a watch fetches in one night. All others are told at once."""
DEFAULT_REMINDERS = (1,)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose; what they did not choose is as the product does by itself."""

    rhythms: Mapping[str, Rhythm]
    reminders: tuple[int, ...]

    def rhythm(self, kind: str) -> Rhythm:
        """How soon the person wants to be told of a kind of matter."""
        return self.rhythms.get(kind) or DEFAULTS.get(kind, Rhythm.IMMEDIATELY)

    @property
    def in_use(self) -> frozenset[Rhythm]:
        """The rhythms of all kinds."""
        return frozenset(self.rhythm(kind) for kind in KINDS)


def choices_of_person(person: User) -> Choices:
    """What `person` chose."""
    rhythms = {row.kind: Rhythm(row.rhythm) for row in NoticeChoice.objects.filter(person=person)}
    chosen = ReminderChoice.objects.filter(person=person).first()
    return Choices(rhythms, chosen.chosen if chosen is not None else DEFAULT_REMINDERS)


@transaction.atomic
def choose_notices(*, actor: Actor, rhythms: Mapping[str, Rhythm], reminders: Collection[int]) -> None:
    """Choose by kind how soon to be told, and how many days before a due date to be reminded.

    Raises Invalid (no such kind, no such number of days), NotAllowed (a token).
    """
    person = actor.person
    require_self(actor, person)
    if not rhythms.keys() <= KINDS.keys():
        raise Invalid("There is no such kind of matter.")
    if not set(reminders) <= set(REMINDER_DAYS):
        raise Invalid("Choose among the days offered.", problems={"reminders": ["Choose among the days offered."]})
    for kind, rhythm in rhythms.items():
        NoticeChoice.objects.update_or_create(person=person, kind=kind, defaults={"rhythm": rhythm})
    days = " ".join(str(day) for day in sorted(set(reminders), reverse=True))
    ReminderChoice.objects.update_or_create(person=person, defaults={"days": days})
