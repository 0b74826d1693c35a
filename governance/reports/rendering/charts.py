"""The unit charts of the summary as plain SVG: one mark is one tool, one square is one approval, numbers printed.

Every chart comes with its alternative text, which gives every number: nobody needs the picture.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from governance.reports.rendering.ornaments import INK, OXBLOOD
from policies.domain.labels import label
from policies.domain.sentences import listing
from policies.domain.types import Outcome

LABEL, HAIRLINE = "#5a554c", "#b8b1a3"
WIDTH = 232
_SANS = "Source Sans 3"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEGEND = {
    Outcome.PERMITTED: ("Permitted", 60),
    Outcome.ON_CONDITIONS: ("On conditions", 73),
    Outcome.NEEDS_SIGN_OFF: ("Sign-off", 52),
    Outcome.BARRED: ("Barred", 0),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the words that say the same."""

    svg: str
    words: str


def outcomes(rows: Sequence[tuple[str, Sequence[Outcome]]]) -> Chart:
    """One row of marks for each category. `rows` are (category, outcomes of the tools, mildest first)."""
    most = max((len(marks) for _, marks in rows), default=0)
    pitch = min(17.6, 134 / max(most, 1))
    line = 20.0 if len(rows) <= 7 else 140 / len(rows)
    radius = min(6.1, pitch * 0.42, line * 0.4)
    parts = []
    for index, (name, marks) in enumerate(rows):
        y = 14 + index * line
        parts.append(_text(0, y + 3, _short(name, 22), min(8.6, line * 0.8)))
        parts += [_mark(outcome, 98 + radius + column * pitch, y, radius) for column, outcome in enumerate(marks)]
    foot = 14 + max(len(rows), 1) * line
    parts.append(f'<path d="M0 {foot:.1f}H{WIDTH}" stroke="{HAIRLINE}" stroke-width=".5"/>')
    tally = Counter(outcome for _, marks in rows for outcome in marks)
    x = 0.0
    for outcome, (word, advance) in _LEGEND.items():
        parts.append(_mark(outcome, x + 4, foot + 14, 3.9))
        parts.append(_text(x + 10.5, foot + 16.7, f"{word} {tally[outcome]}", 7.5, fill=LABEL))
        x += advance
    words = " ".join(f"{name}: {_said(marks)}." for name, marks in rows)
    return Chart(_svg(foot + 24, parts), f"Outcomes by category. {words}")


def expiries(ends: Sequence[dt.date], today: dt.date, notice_days: int) -> Chart:
    """Approvals by the month in which they end, for twelve months from `today`; later ones are counted in words."""
    months = [_month(today, offset) for offset in range(12)]
    per_month = Counter((day.year, day.month) for day in ends)
    tallest = max((per_month[month] for month in months), default=0)
    unit = min(15.4, 92 / max(tallest, 1))
    base = 118.0
    parts = [f'<path d="M0 {base}H{WIDTH}" stroke="{INK}" stroke-width=".6"/>']
    noticed = 0
    for index, month in enumerate(months):
        x, count = 10 + index * 19.2, per_month[month]
        near = dt.date(month[0], month[1], 1) <= today + dt.timedelta(days=notice_days)
        noticed = index + 1 if near else noticed
        parts += _column(x, base, count, unit, near=near)
        parts.append(_text(x, base + 11, _MONTHS[month[1] - 1], 7.6, anchor="middle", fill=LABEL))
    parts += _spans(base, noticed, months, notice_days)
    return Chart(_svg(152, parts), _said_months(months, per_month, ends))


def _column(x: float, base: float, count: int, unit: float, *, near: bool) -> list[str]:
    colour = OXBLOOD if near else LABEL
    side, stroke = unit * 0.78, min(0.9, unit / 10)
    parts = [
        f'<rect x="{x - side / 2:.2f}" y="{base - 3.2 - side - step * unit:.2f}" width="{side:.2f}" '
        f'height="{side:.2f}" fill="{colour if near else "#fff"}" stroke="{colour}" stroke-width="{stroke:.2f}"/>'
        for step in range(count)
    ]
    if count:
        top = base - 5.5 - count * unit
        parts.append(_text(x, top, str(count), 8.4, anchor="middle", weight="600", fill=OXBLOOD if near else INK))
    return parts


def _spans(base: float, noticed: int, months: Sequence[tuple[int, int]], notice_days: int) -> list[str]:
    edge = 10 + (noticed - 1) * 19.2 + 9
    parts = [
        f'<path d="M3 {base + 17}H{edge:.1f}" stroke="{OXBLOOD}" stroke-width=".9"/>',
        _text(3, base + 27, f"within {notice_days} days", 7.5, fill=OXBLOOD),
        f'<path d="M{edge + 4:.1f} {base + 17}H228" stroke="{HAIRLINE}" stroke-width=".9"/>',
    ]
    turn = next((month for month in months if month[1] == 1), None)
    if turn is not None and turn != months[0]:
        parts.append(_text(228, base + 27, f"{turn[0]} from January", 7.5, anchor="end", fill=LABEL))
    return parts


def _said_months(
    months: Sequence[tuple[int, int]], per_month: Mapping[tuple[int, int], int], ends: Sequence[dt.date]
) -> str:
    told = [f"{_MONTHS[month - 1]} {year} {per_month[year, month]}" for year, month in months if per_month[year, month]]
    later = len(ends) - sum(per_month[month] for month in months)
    rest = f" {later} end later." if later else ""
    return f"Approvals by month of expiry: {listing(told) if told else 'none within twelve months'}.{rest}"


def _said(marks: Sequence[Outcome]) -> str:
    tally = Counter(marks)
    return listing([f"{tally[outcome]} {label(outcome).lower()}" for outcome in Outcome if tally[outcome]]) or "none"


def _month(today: dt.date, offset: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + offset, 12)
    return today.year + years, month + 1


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _mark(outcome: Outcome, x: float, y: float, r: float) -> str:
    """The four outcome marks, drawn in the forms of the mark font."""
    if outcome is Outcome.PERMITTED:
        return (
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" fill="{INK}"/>'
            f'<path d="M{x - r * 0.52:.2f} {y + 0.02 * r:.2f}L{x - r * 0.12:.2f} {y + r * 0.4:.2f}L{x + r * 0.52:.2f} '
            f'{y - r * 0.38:.2f}" fill="none" stroke="#fff" stroke-width="{r * 0.26:.2f}"/>'
        )
    if outcome is Outcome.BARRED:
        q, s = r * 0.92, r * 0.45
        return (
            f'<rect x="{x - q:.2f}" y="{y - q:.2f}" width="{2 * q:.2f}" height="{2 * q:.2f}" fill="{OXBLOOD}"/>'
            f'<path d="M{x - s:.2f} {y - s:.2f}L{x + s:.2f} {y + s:.2f}M{x - s:.2f} {y + s:.2f}L{x + s:.2f} '
            f'{y - s:.2f}" stroke="#fff" stroke-width="{r * 0.24:.2f}" fill="none"/>'
        )
    q = r * 0.9
    ring = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{q:.2f}" fill="#fff" stroke="{INK}" stroke-width="{r * 0.2:.2f}"/>'
    if outcome is Outcome.ON_CONDITIONS:
        half = f"M{x:.2f} {y - q:.2f}A{q:.2f} {q:.2f} 0 0 0 {x:.2f} {y + q:.2f}Z"
        return f'{ring}<path d="{half}" fill="{INK}"/>'
    bars = f"M{x - r * 0.45:.2f} {y - r * 0.24:.2f}h{r * 0.9:.2f}M{x - r * 0.45:.2f} {y + r * 0.24:.2f}h{r * 0.9:.2f}"
    return f'{ring}<path d="{bars}" stroke="{INK}" stroke-width="{r * 0.22:.2f}" fill="none"/>'


def _text(
    x: float, y: float, words: str, size: float, *, fill: str = INK, anchor: str = "start", weight: str = "400"
) -> str:
    kept = escape("".join(letter if letter.isprintable() else " " for letter in words))
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{_SANS}" font-size="{size:.2f}" fill="{fill}" '
        f'text-anchor="{anchor}" font-weight="{weight}">{kept}</text>'
    )


def _svg(height: float, parts: Sequence[str]) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.1f}">{"".join(parts)}</svg>'
