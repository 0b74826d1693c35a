"""The two ornaments of a report, drawn from its content hash: same content, same picture; other content, another.

Plain SVG paths only: no gradient, filter, pattern or transparency, which PDF/A would not carry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

INK, OXBLOOD = "#1c1a17", "#7a1f1b"
_FULL_TURN = 2 * math.pi

Point = tuple[float, float]


def band(digest: str, width: int = 150, height: int = 842) -> str:
    """The band of the cover: two families of interlaced lines, one for each lane. `digest` is a hex SHA-256."""
    octets = bytes.fromhex(digest)
    paths = []
    for family, colour, side in ((0, INK, 1), (1, OXBLOOD, -1)):
        swings = (5 + octets[family] % 3) * _FULL_TURN / height * (0.84 + octets[8 + family] / 2550)
        drift = (2 + octets[2 + family] % 2) * math.pi / height
        swell = (3 + octets[4 + family] % 3) * math.pi / height
        start = octets[6 + family] / 255 * _FULL_TURN
        for strand in range(18):
            phase = math.pi * strand / 18 + start * 0.2
            points = []
            for step in range(73):
                y = height * step / 72
                middle = width / 2 + side * width * 0.13 * math.sin(drift * y + 0.5)
                reach = width * (0.20 + 0.13 * math.sin(swell * y + start))
                points.append((middle + side * reach * math.sin(swings * y + phase), y))
            paths.append(_path(points, colour, 0.38))
    return _svg(width, height, paths)


def rosette(digest: str, size: int = 120) -> str:
    """The seal of the sign-off page: two families of closed curves."""
    octets = bytes.fromhex(digest)
    centre = size / 2
    families = ((INK, 8 + octets[8] % 4, 0.76, 0.20), (OXBLOOD, 11 + octets[9] % 4, 0.50, 0.22))
    paths = []
    for colour, petals, base, depth in families:
        for strand in range(14):
            phase = _FULL_TURN * strand / 14
            points = []
            for step in range(petals * 9):
                turn = _FULL_TURN * step / (petals * 9)
                radius = centre * (base + depth * math.sin(petals * turn + phase) * math.cos(phase / 2))
                points.append((centre + radius * math.cos(turn), centre + radius * math.sin(turn)))
            paths.append(_path(points, colour, 0.28, closed=True))
    return _svg(size, size, paths)


def _path(points: Sequence[Point], colour: str, stroke: float, *, closed: bool = False) -> str:
    return f'<path d="{_smooth(points, closed=closed)}" fill="none" stroke="{colour}" stroke-width="{stroke}"/>'


def _smooth(points: Sequence[Point], *, closed: bool) -> str:
    """A Catmull-Rom curve through `points` as cubic Béziers."""
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for index in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (at(index + offset) for offset in (-1, 0, 1, 2))
        parts.append(
            f"C{bx + (cx - ax) / 6:.1f} {by + (cy - ay) / 6:.1f} {cx - (dx - bx) / 6:.1f} {cy - (dy - by) / 6:.1f} "
            f"{cx:.1f} {cy:.1f}"
        )
    return "".join(parts) + ("Z" if closed else "")


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
