"""Template filters of the report: marks, words, dates and hashes as they are set on paper. Escapes what it is given."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.template import Library
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from policies.domain import labels as policy_labels
from policies.domain.ending import ExceptionStanding
from policies.domain.lifecycle import Standing
from policies.domain.sentences import listing, long_date
from policies.domain.types import LineState, Outcome, Result, Verdict
from vendors.domain import labels as vendor_labels
from vendors.domain.anchoring import CONTEXT
from vendors.domain.terms import AssessmentState

register = Library()

_PERMITTED, _CONDITIONS, _SIGN_OFF, _BARRED, _OPEN = "✔", "◐", "⊜", "☒", "◌"
MARKS: tuple[tuple[type[StrEnum], str, str], ...] = (
    (Outcome, Outcome.PERMITTED, _PERMITTED),
    (Outcome, Outcome.ON_CONDITIONS, _CONDITIONS),
    (Outcome, Outcome.NEEDS_SIGN_OFF, _SIGN_OFF),
    (Outcome, Outcome.BARRED, _BARRED),
    (Result, Result.SATISFIED, _PERMITTED),
    (Result, Result.CONDITIONAL, _CONDITIONS),
    (Result, Result.NOT_SATISFIED, _BARRED),
    (Result, Result.UNDOCUMENTED, _OPEN),
    (ExceptionStanding, ExceptionStanding.ACTIVE, _CONDITIONS),
    (ExceptionStanding, ExceptionStanding.EXPIRING, "⧖"),
    (ExceptionStanding, ExceptionStanding.FLAGGED, "⚑"),
    (Standing, Standing.ACTIVE, _PERMITTED),
    (Standing, Standing.EXPIRING, "⧖"),
    (Standing, Standing.FLAGGED, "⚑"),
    (Standing, Standing.SUSPENDED, _BARRED),
    (Standing, Standing.REVOKED, _BARRED),
    (Standing, Standing.EXPIRED, _OPEN),
    (Standing, Standing.NOT_STARTED, _OPEN),
    (AssessmentState, AssessmentState.APPROVED, _PERMITTED),
    (AssessmentState, AssessmentState.IN_REVIEW, _CONDITIONS),
    (AssessmentState, AssessmentState.DRAFT, _OPEN),
    (Verdict, Verdict.APPROVE, _PERMITTED),
    (Verdict, Verdict.DECLINE, _BARRED),
    (LineState, LineState.OPEN, _OPEN),
    (LineState, LineState.CHANGES_REQUESTED, _OPEN),
)
"""Type, value, glyph: members of two enums that share a value are equal, so the type has to stand beside it."""

_GLYPHS = {(kind, str(value)): glyph for kind, value, glyph in MARKS}
_SHORT_OUTCOMES = {
    Outcome.PERMITTED: "Permitted",
    Outcome.ON_CONDITIONS: "Conditions",
    Outcome.NEEDS_SIGN_OFF: "Sign-off",
    Outcome.BARRED: "Barred",
}
_DECIDED = {Verdict.APPROVE: "Approved", Verdict.DECLINE: "Declined"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_CUT_BEFORE, _CUT_AFTER = re.compile(r"\A\S*(?=\s)"), re.compile(r"\s+\S*\Z")
_HEADING_SIGN = re.compile(r"(?<=\n)#{1,6}[ \t]+")
_THIN = "\u2009"


@register.filter
def mark(value: StrEnum) -> SafeString:
    """The glyph of a value, to be followed by its word; nothing for a value that has none."""
    glyph = _GLYPHS.get((type(value), str(value)))
    return format_html('<span class="m">{}</span>', glyph) if glyph else mark_safe("")


@register.filter
def label(value: StrEnum) -> str:
    """The words for any value of the domain."""
    try:
        return policy_labels.label(value)
    except KeyError:
        return vendor_labels.label(value)


@register.filter
def short_outcome(value: Outcome) -> str:
    """The one word a matrix cell has room for."""
    return _SHORT_OUTCOMES[value]


@register.filter
def decided(value: Verdict) -> str:
    """What a lane did, as a word of the past."""
    return _DECIDED[value]


@register.filter
def words(number: int) -> str:
    """A number up to twelve in words, else in figures."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


@register.filter
def listed(items: Iterable[str]) -> str:
    """`a, b and c`."""
    return listing(list(items))


@register.filter
def day(value: dt.date | None) -> str:
    """`30 Sep 2026`, with spaces that do not break; empty for none."""
    if value is None:
        return ""
    full = long_date(value).split(" ")
    return "\u00a0".join((full[0], full[1][:3], full[2]))


@register.filter
def date_of(value: dt.datetime, zone: str = "UTC") -> str:
    """The day of an instant in the zone given, as `day`."""
    return day(_local(value, zone).date())


@register.filter
def instant(value: dt.datetime | None, zone: str = "UTC") -> str:
    """`30 September 2026, 17:00 UTC`, in the zone given; empty for none."""
    return _moment(value, zone, "%H:%M")


@register.filter
def exact(value: dt.datetime | None, zone: str = "UTC") -> str:
    """As `instant`, to the second."""
    return _moment(value, zone, "%H:%M:%S")


def _moment(value: dt.datetime | None, zone: str, form: str) -> str:
    if value is None:
        return ""
    local = _local(value, zone)
    name = local.tzname() or "UTC"
    named = f"UTC{name}" if name[:1] in "+-" else name
    return f"{long_date(local.date())}, {local:{form}} {named}"


def _local(value: dt.datetime, zone: str) -> dt.datetime:
    try:
        return value.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a zone this machine does not know is no reason to fail
        return value.astimezone(dt.UTC)


@register.filter
def short_hash(value: str) -> str:
    """Twelve characters in three groups."""
    return _THIN.join((value[:4], value[4:8], value[8:12]))


@register.filter
def full_hash(value: str) -> str:
    """The whole hash in groups of eight."""
    return " ".join(value[start : start + 8] for start in range(0, len(value), 8))


@register.filter
def full_hash_lines(value: str) -> SafeString:
    """The whole hash in two lines of four groups."""
    return format_html("{}<br>{}", full_hash(value[:32]), full_hash(value[32:]))


@register.filter
def with_hashes(sentence: str) -> SafeString:
    """A sentence with each hash in it set apart; it may break after every eight characters and gains no space."""
    parts: list[str] = []
    at = 0
    for match in _HASH.finditer(sentence):
        groups = [match[0][start : start + 8] for start in range(0, 64, 8)]
        parts.append(conditional_escape(sentence[at : match.start()]))
        broken = format_html_join(mark_safe("<wbr>"), "{}", ((group,) for group in groups))
        parts.append(format_html('<span class="hash long">{}</span>', broken))
        at = match.end()
    parts.append(conditional_escape(sentence[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped above


@register.filter
def text_before(prefix: str) -> str:
    """What stands before a quote, from its first whole word and without heading signs; the quote is never touched.

    A prefix is a window of `CONTEXT` characters and so may begin inside a word; a shorter one begins the text.
    """
    if len(prefix) >= CONTEXT:
        return _HEADING_SIGN.sub("", _CUT_BEFORE.sub("", prefix)).lstrip()
    return _HEADING_SIGN.sub("", f"\n{prefix}").removeprefix("\n")


@register.filter
def text_after(suffix: str) -> str:
    """What stands after a quote, to its last whole word and without heading signs; see `text_before`."""
    whole = _CUT_AFTER.sub("", suffix) if len(suffix) >= CONTEXT else suffix
    return _HEADING_SIGN.sub("", whole)
