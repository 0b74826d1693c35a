"""Mail to counsel: which changes of terms came before them since they were told last, in one letter each.

What was told is kept by row (`ChangeNotice`): claimed before a letter leaves and marked when the mail server took it.
So of two workers one sends, a refused letter goes out with the next, and a change is told once until it grows. Noise
opens no change, so none of it is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from governance.accounts.models import RoleGrant, User
from governance.accounts.roles import Role
from governance.desk.mail import send_changes
from vendors.domain.terms import Effect
from vendors.models import ChangeNotice, ChangeReview

CLAIM = dt.timedelta(minutes=10)
"""How long a worker may take to hand a letter over before another tries."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change as a letter tells of it: a contract without its title, since mail leaves the house."""

    review: ChangeReview
    stale: int
    to_confirm: int
    approvals: int


def send_digests(base_url: str) -> int:
    """Write to everybody in the role of counsel whom a change waits for and who was not told; returns letters sent."""
    sent = 0
    for person in _counsel():
        taken = _claimed(person)
        if not taken:
            continue
        notices = ChangeNotice.objects.filter(pk__in=[notice.pk for notice, _ in taken])
        if send_changes(person, [told for _, told in taken], base_url):
            notices.update(sent_at=timezone.now())
            sent += 1
        else:
            notices.update(claimed_until=timezone.now())
    return sent


def _counsel() -> QuerySet[User]:
    grants = RoleGrant.objects.open().filter(role=Role.COUNSEL)
    people: QuerySet[User] = User.objects.filter(is_active=True, pk__in=grants.values("person"))
    return people.order_by("pk")


def _claimed(person: User) -> Sequence[tuple[ChangeNotice, ToldChange]]:
    now = timezone.now()
    found = []
    for review in _untold(person):
        notice = ChangeNotice.objects.claim(review, person, now, now + CLAIM)
        if notice is not None:
            found.append((notice, ToldChange(review, review.stale, review.to_confirm, review.flagged)))
    return found


def _untold(person: User) -> QuerySet[Any]:
    told = ChangeNotice.objects.filter(
        review=OuterRef("pk"), person=person, changed_at=OuterRef("changed_at"), sent_at__isnull=False
    )
    waits = Q(readings__settled_at__isnull=True)
    rows: QuerySet[Any] = ChangeReview.objects.visible_to(person).open().filter(~Exists(told))
    counted = rows.annotate(
        stale=Count("readings", filter=waits & Q(readings__effect=Effect.STALE), distinct=True),
        to_confirm=Count("readings", filter=waits & Q(readings__effect=Effect.TO_BE_CONFIRMED), distinct=True),
        flagged=Count("flags__approval", filter=Q(flags__cleared_at__isnull=True), distinct=True),
    )
    found: QuerySet[Any] = counted.select_related("document__vendor", "former", "newest").order_by("opened_at", "pk")
    return found
