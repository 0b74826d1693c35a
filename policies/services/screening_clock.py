"""What happens to screening without anybody: lists that wait to be compared with, and lists that grow old."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, system_actor
from governance.audit.deeds import deed, nothing_changed, record
from governance.web.markup.times import say_day
from policies.domain.screening.lists import LIST_NAMES
from policies.domain.screening.standing import RunCause, older_than
from policies.domain.types import FlagCause
from policies.models import Approval, ListAge, ListVersion
from policies.services.approvals import Cause
from policies.services.outcomes import owe_outcomes
from policies.services.rejudging import Watch
from policies.services.requests import today
from policies.services.screening import compare_names, waiting_lists
from policies.services.screening_standings import RULE, compared_versions

CLOCK = system_actor("clock of screening")


def compare_waiting() -> int:
    """Compare all names with every newest list that none was compared with; returns how many lists. Each is a deed."""
    versions = list(waiting_lists())
    for version in versions:
        compare_names(actor=CLOCK, version=version, why=RunCause.LIST)
    return len(versions)


def note_ages() -> None:
    """Note every list in use that became older than a step since this was last done. Each is a deed."""
    for version in compared_versions():
        days = older_than(version.dated_on, today())
        if days and not ListAge.objects.filter(list_version=version, days__gte=days).exists():
            note_age(actor=CLOCK, version=version, days=days)


@deed
def note_age(*, actor: Actor, version: ListVersion, days: int) -> None:
    """Write down that a list is older than `days`, once, and flag the approvals that lost by it."""
    watch = Watch(Approval.objects.all(), bound_on=version.dated_on + dt.timedelta(days=days))
    _, new = ListAge.objects.get_or_create(list_version=version, days=days, defaults={"noticed_at": timezone.now()})
    if not new:
        nothing_changed()
        return
    owe_outcomes()
    record(actor, "screening.aged", subject=version, detail={"days": days, "dated_on": version.dated_on})
    named = f"The {LIST_NAMES[version.kind]} of {say_day(version.dated_on)} is more than {days} days old."
    watch.flag_worse(actor=actor, because=named, cause=Cause(FlagCause.CLOCK), rules=RULE)
