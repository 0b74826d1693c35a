"""Deeds on calendar feeds: made by a person for themselves, shown once, kept only as a digest; and found again."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets

from django.utils import timezone

from governance.accounts.access import Actor, account_open, require, require_self
from governance.accounts.services.inputs import Inputs
from governance.audit.deeds import deed, record
from governance.canonical import sha256_text
from governance.desk.models import CalendarFeed
from governance.errors import Conflict, NotAllowed
from governance.modelling import locked

MOST = 10
"""Feeds a person may have at once."""
NOTED = dt.timedelta(minutes=5)
"""How old "last used" may be before it is written again: programs ask often."""


@deed
def create_feed(*, actor: Actor, name: str, whole: bool) -> tuple[CalendarFeed, str]:
    """Make a feed of the actor's dates; returns row and secret, which is never shown again. Raises Conflict (too many),
    Invalid, NotAllowed (a token)."""
    person = actor.person
    require(actor, "self.manage")
    require_self(actor, person)
    if CalendarFeed.objects.live().filter(person=person).count() >= MOST:
        raise Conflict(f"You have {MOST} feeds. Revoke one you no longer use first.", code="feeds-enough")
    inputs = Inputs()
    name = inputs.text("name", name, limit=80)
    inputs.check()
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed(person=person, name=name, digest=sha256_text(secret), whole=whole)
    feed.save(force_insert=True)
    record(actor, "feed.created", subject=feed, detail={"whole": whole})
    return feed, secret


@deed
def revoke_feed(*, actor: Actor, feed: CalendarFeed) -> CalendarFeed:
    """Revoke a feed of your own: its address opens nothing any more. Raises Conflict (revoked already), NotAllowed."""
    feed = locked(feed)
    if actor.via != "session" or feed.person_id != actor.person.pk:
        raise NotAllowed("Only the person themselves can do this.", code="not-yourself")
    if feed.revoked_at is not None:
        raise Conflict("This feed was revoked already.", code="feed-revoked")
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    record(actor, "feed.revoked", subject=feed)
    return feed


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed whose address carries `secret`; None where there is none, it was revoked or the account is closed."""
    digest = sha256_text(secret)
    feed: CalendarFeed | None = CalendarFeed.objects.live().select_related("person").filter(digest=digest).first()
    if feed is None or not hmac.compare_digest(feed.digest, digest) or not account_open(feed.person):
        return None
    return feed


def note_use(feed: CalendarFeed) -> None:
    """Note that the feed was read just now, at most every few minutes."""
    now = timezone.now()
    if feed.last_used_at is None or now - feed.last_used_at > NOTED:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=now)
