"""A timeline as plain SVG: lanes of bars over days, with the months below. Every bar says in words what it shows.

Knows days, words and tones, and nothing of terms or approvals. Colours come from the stylesheet by class, so that the
strict content policy holds and the dark theme works; what a colour says a pattern and the words say as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.web.markup.times import MONTHS, say_day

WIDTH: Final = 1320.0
_LANE, _BAR, _HEAD, _FOOT = 42.0, 18.0, 22.0, 26.0
_LETTER: Final = 6.6
"""Units a letter of a bar's label takes, about."""
_TICKS: Final = 12
"""Most ticks below, so that they do not run into each other."""
EMPTY = SafeString("")


@dataclass(frozen=True, slots=True)
class Bar:
    """From `start` until the day before `end` (None: to the edge), in a tone: odd, even, gap, unseen, ok, cond, bar.
    `label` is drawn where there is room; `words` say all of it."""

    start: dt.date
    end: dt.date | None
    tone: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of bars under its name."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first day shown to the last."""

    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> float:
        """Where a day lies, in units of the drawing; days outside lie at the edge."""
        length = max((self.last - self.first).days, 1)
        return round(WIDTH * min(max((day - self.first).days, 0), length) / length, 1)


def axis_of(lanes: Iterable[Lane], today: dt.date) -> Axis:
    """An axis that holds every bar and today, with a little room at the end."""
    days = [day for lane in lanes for bar in lane.bars for day in (bar.start, bar.end) if day is not None]
    first, last = min([*days, today]), max([*days, today])
    room = dt.timedelta(days=max(7, (last - first).days // 40))
    return Axis(first, last + min(room, dt.date.max - last))


def draw(lanes: Sequence[Lane], today: dt.date, marked: dt.date | None = None) -> SafeString:
    """The lanes as one picture, today marked, and `marked` as well where a day was asked for that lies in it."""
    axis = axis_of(lanes, today)
    height = _HEAD + _LANE * len(lanes) + _FOOT
    foot = height - _FOOT
    parts = [_ticks(axis, foot)]
    parts += [_lane(lane, axis, _HEAD + _LANE * number) for number, lane in enumerate(lanes)]
    parts.append(_line(axis, today, foot, "today", "Today"))
    if marked is not None and marked != today and axis.first <= marked <= axis.last:
        parts.append(_line(axis, marked, foot, "asked", say_day(marked)))
    said = f"{len(lanes)} lanes from {say_day(axis.first)} to {say_day(axis.last)}. The table below says the same."
    return format_html(
        '<svg class="time" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        f"{WIDTH:g}",
        f"{height:g}",
        said,
        _HATCH,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


_HATCH = SafeString(
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="hatch" d="M0 0v6"/></pattern></defs>'
)


def _lane(lane: Lane, axis: Axis, top: float) -> SafeString:
    bars = format_html_join("", "{}", ((_bar(bar, axis, top + 16),) for bar in lane.bars))
    return format_html('<text class="name" x="0" y="{}">{}</text>{}', f"{top + 11:g}", lane.name, bars)


def _bar(bar: Bar, axis: Axis, top: float) -> SafeString:
    left = axis.at(bar.start)
    width = max(axis.at(bar.end if bar.end is not None else axis.last) - left, 2.0)
    box = format_html('x="{}" y="{}" width="{}" height="{}" rx="2"', f"{left:g}", f"{top:g}", f"{width:g}", f"{_BAR:g}")
    hatched = format_html('<rect class="over" {}/>', box) if bar.tone in ("unseen", "cond", "bar") else EMPTY
    fits = len(bar.label) * _LETTER + 8 <= width
    label = format_html('<text x="{}" y="{}">{}</text>', f"{left + 5:g}", f"{top + 13:g}", bar.label) if fits else EMPTY
    return format_html('<g class="{}"><title>{}</title><rect {}/>{}{}</g>', bar.tone, bar.words, box, hatched, label)


def _ticks(axis: Axis, foot: float) -> SafeString:
    months = (axis.last.year - axis.first.year) * 12 + axis.last.month - axis.first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if months / step <= _TICKS), 12 * (months // 120 + 1))
    days = (
        dt.date(axis.first.year + month // 12, month % 12 + 1, 1)
        for month in range(0, (axis.last.year - axis.first.year + 1) * 12, step)
    )
    shown = [(axis.at(day), day) for day in days if axis.first <= day <= axis.last]
    rows = (
        (f"{x:g}", f"{foot:g}", f"{x + 3:g}", f"{foot + 16:g}", f"{MONTHS[day.month - 1]} {day.year}")
        for x, day in shown
        if x < WIDTH - 50
    )
    return format_html_join("", '<path class="tick" d="M{} 18V{}"/><text class="month" x="{}" y="{}">{}</text>', rows)


def _line(axis: Axis, day: dt.date, foot: float, css: str, word: str) -> SafeString:
    x = axis.at(day)
    end = x > WIDTH - 90
    return format_html(
        '<g class="{}"><path d="M{} 4V{}"/><text x="{}" y="12"{}>{}</text></g>',
        css,
        f"{x:g}",
        f"{foot:g}",
        f"{x - 4 if end else x + 4:g}",
        SafeString(' text-anchor="end"') if end else EMPTY,
        word,
    )
