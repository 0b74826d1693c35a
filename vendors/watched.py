"""Where documents stand by the last look at each: what waits for counsel, what went wrong, what is late, what is quiet.

Reads only. One query finds and counts, however many documents; `told` adds one for those a page shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from vendors.domain.terms import CaptureState, DocumentVisibility, DriftKind, Rhythm
from vendors.domain.watching import (
    GRACE,
    NEEDS_SOMEBODY,
    NEWS,
    NOISE,
    WatchState,
    no_text_words,
    not_watched_words,
    overdue_words,
    problem_words,
)
from vendors.models import Capture, ChangeReview
from vendors.models.document import DocumentQuerySet

BY_THE_CLOCK = {rhythm: rhythm.interval for rhythm in Rhythm if rhythm.interval is not None}


def standing(documents: DocumentQuerySet, now: dt.datetime) -> DocumentQuerySet:
    """Each with what the last look found and with `in_<state>` for every state, as of `now`.

    Besides: `look`, `news` (primary keys of the newest capture and of the newest with a change to read), `look_at`,
    `look_change`, `review` (uid of the change that waits for counsel, else None), `rhythm` and `address` of the rule in
    force ("" for none), `tried_at` and `failure` of the last fetch, `due_at` of the next.
    """
    annotated = _looked_at(documents)
    flags = {f"in_{state}": _flag(condition) for state, condition in _states(now).items()}
    flagged = annotated.annotate(**flags)
    noisy = any_of(Q(**{f"in_{state}": True}) for state in flags_but_quiet())
    found: DocumentQuerySet = flagged.annotate(in_quiet=_flag(~noisy))
    return found


def _looked_at(documents: DocumentQuerySet) -> DocumentQuerySet:
    looks = Capture.objects.filter(document=OuterRef("pk")).order_by("-sequence")
    news = looks.filter(change__in=NEWS)
    # Confirmed as a whole, it waits on while a reading is still to be read anew; what nobody has read comes first.
    reviews = (
        ChangeReview.objects.unsettled()
        .filter(document=OuterRef("pk"))
        .order_by(F("confirmed_at").asc(nulls_first=True), "-pk")
    )
    since = F("fetched_by__valid_from")
    found: DocumentQuerySet = documents.annotate(
        fetched_by=FilteredRelation("rules", condition=Q(rules__valid_until__isnull=True)),
        rhythm=Coalesce(F("fetched_by__rhythm"), Value("")),
        address=Coalesce(F("fetched_by__address"), Value("")),
        tried_at=F("watch__tried_at"),
        due_at=F("watch__due_at"),
        failure=Coalesce(F("watch__problem"), Value("")),
        looked_since=Greatest(Coalesce(F("watch__tried_at"), since), since),
        look=Subquery(looks.values("pk")[:1]),
        look_state=Coalesce(Subquery(looks.values("state")[:1]), Value("")),
        look_change=Coalesce(Subquery(looks.values("change")[:1]), Value("")),
        look_at=Subquery(looks.values("captured_at")[:1]),
        news=Subquery(news.values("pk")[:1]),
        review=Subquery(reviews.values("uid")[:1]),
        review_change=Coalesce(Subquery(reviews.values("change")[:1]), Value("")),
        review_confirmed=Subquery(reviews.values("confirmed_at")[:1]),
    )
    return found


def _states(now: dt.datetime) -> dict[WatchState, Q]:
    """What puts a document into each state; quiet is what is in no other."""
    waits = Q(review__isnull=False)
    overdue = any_of(
        Q(rhythm=rhythm, looked_since__lt=now - interval - GRACE) for rhythm, interval in BY_THE_CLOCK.items()
    )
    failed = Q(look_state=CaptureState.CAPTURE_PROBLEM) | ~Q(failure="") | Q(look__isnull=True)
    return {
        WatchState.CONTENT: waits & ~Q(review_change=DriftKind.SMALL),
        WatchState.CAPTURE_PROBLEM: failed,
        WatchState.OVERDUE: overdue,
        WatchState.SMALL: waits & Q(review_change=DriftKind.SMALL),
        WatchState.NOT_WATCHED: ~Q(rhythm__in=list(BY_THE_CLOCK)),
    }


def flags_but_quiet() -> tuple[WatchState, ...]:
    """All states but the one that is the absence of the others."""
    return tuple(state for state in WatchState if state is not WatchState.QUIET)


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def any_of(parts: Iterable[Q]) -> Q:
    """Whatever one of `parts` holds for; at least one is given."""
    first, *others = parts
    for part in others:
        first |= part
    return first


def in_state(state: WatchState) -> Q:
    """Documents, by `standing`, in this state."""
    return Q(**{f"in_{state}": True})


NEEDING = any_of(in_state(state) for state in NEEDS_SOMEBODY)
"""Documents, by `standing`, that somebody has to do something about."""


def urgent_first(documents: DocumentQuerySet) -> DocumentQuerySet:
    """By what is most pressing, then by vendor and title."""
    ranks = [When(in_state(state), then=Value(rank)) for rank, state in enumerate(WatchState)]
    ranked: DocumentQuerySet = documents.annotate(rank=Case(*ranks, output_field=IntegerField()))
    return ranked.order_by("rank", "vendor__name", "title")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents there are, need somebody, stand in each state; and what the quiet ones' last looks found."""

    total: int
    needing: int
    of: Mapping[WatchState, int]
    noise: Mapping[str, int]


def counted(documents: DocumentQuerySet) -> Counts:
    """The counts of `documents`, by `standing`. One query."""
    kinds = ("", *(kind.value for kind in (*NOISE, *NEWS)))
    wanted: dict[str, Q] = {f"of_{state}": in_state(state) for state in WatchState}
    wanted |= {f"noise_{kind}": in_state(WatchState.QUIET) & Q(look_change=kind) for kind in kinds}
    sums = {name: Count("pk", filter=which) for name, which in (wanted | {"needing": NEEDING}).items()}
    found = documents.order_by().aggregate(total=Count("pk"), **sums)
    return Counts(
        total=found["total"],
        needing=found["needing"],
        of={state: found[f"of_{state}"] for state in WatchState},
        noise={kind: found[f"noise_{kind}"] for kind in kinds},
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One state of a document with what is so and what to do, in words; `capture` is the look that shows it."""

    state: WatchState
    words: str
    capture: Capture | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """One document with its states, the most pressing first, and the newest look at it."""

    document: Any
    told: tuple[Told, ...]
    look: Capture | None


def told(documents: Iterable[Any]) -> list[Watched]:
    """`documents`, by `standing`, in words. One query for the looks of all of them."""
    rows = list(documents)
    keys = {key for row in rows for key in (row.look, row.news) if key is not None}
    looks = {found.pk: found for found in Capture.objects.filter(pk__in=keys).select_related("version")}
    return [Watched(row, tuple(_told(row, looks)), looks.get(row.look)) for row in rows]


def _told(row: Any, looks: Mapping[int, Capture]) -> Iterable[Told]:
    look, news = looks.get(row.look), looks.get(row.news)
    for state in WatchState:
        if not getattr(row, f"in_{state}"):
            continue
        match state:
            case WatchState.CONTENT | WatchState.SMALL:
                yield Told(state, _waiting(row, news), news)
            case WatchState.CAPTURE_PROBLEM:
                yield Told(state, _problem(row, look), look)
            case WatchState.OVERDUE:
                yield Told(state, overdue_words(Rhythm(row.rhythm)))
            case WatchState.NOT_WATCHED:
                contract = row.visibility == DocumentVisibility.CONTRACT
                yield Told(state, not_watched_words(contract=contract, rhythm=row.rhythm))
            case WatchState.QUIET:
                yield Told(state, "", look)


def _waiting(row: Any, news: Capture | None) -> str:
    waits = "Readings that rest on it are still to be read anew." if row.review_confirmed else "It waits for counsel."
    return f"{news.change_reason} {waits}".strip() if news else waits


def _problem(row: Any, look: Capture | None) -> str:
    said = [row.failure] if row.failure else []
    if row.look_state == CaptureState.CAPTURE_PROBLEM and look is not None:
        said.append(problem_words(look.problem, look.problem_kind))
    if look is None and not said:
        said.append(no_text_words(watched=row.rhythm in BY_THE_CLOCK))
    return " ".join(said)
