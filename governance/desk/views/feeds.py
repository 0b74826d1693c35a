"""Calendar feeds: one's own list of them, making and revoking one, and the file a calendar program reads."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.accounts.access import actor_of, organisation, today
from governance.accounts.site import base_url
from governance.desk.dates import AHEAD, BACK, Span, entries_of
from governance.desk.forms.feeds import FeedForm
from governance.desk.ics import calendar_of
from governance.desk.models import CalendarFeed
from governance.desk.services.feeds import create_feed, feed_of, note_use, revoke_feed
from governance.desk.services.marks import marks_of
from governance.errors import Conflict, Invalid
from governance.web.forms import apply_problems
from governance.web.ratelimit import Limit, client_address

GUESSES = Limit("calendar-guess", 30, dt.timedelta(minutes=15))
"""Addresses that opened nothing, by where they were asked from."""
READS = Limit("calendar-read", 120, dt.timedelta(hours=1))
"""Readings of one feed."""


@never_cache
@require_http_methods(["GET", "POST"])
def feed_list(request: HttpRequest) -> HttpResponse:
    """One's feeds, and a new one. Its address is shown in the answer to the form and nowhere else."""
    actor = actor_of(request)
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            feed, secret = create_feed(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            address = base_url(request).rstrip("/") + reverse("desk:feed", args=[secret])
            return render(request, "desk/feed_detail.html", {"feed": feed, "address": address})
    context = {"form": form, "feeds": CalendarFeed.objects.filter(person=actor.person)}
    return render(request, "desk/feed_list.html", context, status=422 if form.errors else 200)


@require_POST
def feed_revoke(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Revoke one of one's own feeds."""
    actor = actor_of(request)
    feed = get_object_or_404(CalendarFeed, uid=uid, person=actor.person)
    revoke_feed(actor=actor, feed=feed)
    messages.success(request, f"The feed {feed.name} was revoked. Its address opens nothing any more.")
    return redirect("desk:feed_list")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar file. Open to whoever knows the address; everything else about it is as if it were not there."""
    where = client_address(request)
    if GUESSES.reached(where):
        return _wait()
    found = feed_of(secret)
    if found is None:
        GUESSES.count(where)
        return HttpResponseNotFound("There is no such calendar.\n", content_type="text/plain; charset=utf-8")
    if READS.reached(str(found.uid)):
        return _wait()
    READS.count(str(found.uid))
    note_use(found)
    body = _file(found)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response) or response


def _file(found: CalendarFeed) -> bytes:
    house = organisation()
    span = Span(today() - BACK, today() + AHEAD, found.whole)
    entries = entries_of(found.person, span)
    name = f"Countersign, {house.name}: {found.name}"
    return calendar_of(entries, marks_of(entries), name=name, base_url=base_url(), zone=house.time_zone)


def _wait() -> HttpResponse:
    response = HttpResponse("Asked too often. Try again in an hour.\n", status=429, content_type="text/plain")
    response["Retry-After"] = "3600"
    return response
