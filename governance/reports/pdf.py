"""Draws a report: content and signatures in, the same PDF bytes out, every time. The only way to WeasyPrint.

WeasyPrint itself runs in a child process (`rendering.child`) under limits of memory and time, reads nothing but what
the report brings, and is never imported here: a machine without its libraries can run everything else.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from governance.canonical import canonical_json, instant
from governance.reports.domain.content import read_content
from governance.reports.rendering.pages import BASE, ROOT, SignatureFact, compose_pages
from governance.reports.rendering.process import Drawn, Limits, RenderingFailed, RenderingTimedOut, draw

__all__ = ["Drawn", "Limits", "Progress", "RenderingFailed", "RenderingTimedOut", "SignatureFact", "compose", "render"]

VARIANT = "pdf/a-3a"
STYLE = ROOT / "static" / "pdf"
ATTACHED = "content.json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far drawing has come, in the terms of a job row. `total` is 0 while nobody can know it."""

    done: int
    total: int
    label: str


def render(
    content_text: str, signatures: Sequence[SignatureFact], on_progress: Callable[[Progress], None] | None = None
) -> bytes:
    """The PDF of a report; a draft, marked on every page, while fewer than two lanes have signed.

    A pure function of content and signatures. See `compose` for what it raises, and for the number of pages.
    """
    return compose(content_text, signatures, on_progress).pdf


def compose(
    content_text: str,
    signatures: Sequence[SignatureFact],
    on_progress: Callable[[Progress], None] | None = None,
    limits: Limits | None = None,
) -> Drawn:
    """As `render`, with the number of pages and what the library complained of.

    Whatever `on_progress` raises ends the drawing and is passed on. Raises UnreadableContent, ValueError (a signature
    of other content), RenderingTimedOut and RenderingFailed with a reason for people.
    """
    tell = on_progress or (lambda progress: None)
    paper = compose_pages(
        content_text, signatures, lambda done, total, title: tell(Progress(done, total, f"Set the chapter {title}"))
    )
    head = read_content(content_text).head
    job = {
        "html": paper.html,
        "base": BASE,
        "files": _files(),
        "pictures": paper.pictures,
        "attachments": [
            {"name": ATTACHED, "text": content_text, "description": f"Every statement of {head.reference}, as signed"}
        ],
        "identifier": _identifier(content_text, signatures),
        "moment": instant(paper.moment),
        "variant": VARIANT,
    }
    pages = _PageCounter(tell)
    drawn = draw(job, limits or Limits(), pages.heard)
    for warning in drawn.warnings:
        logger.warning("The library that draws reports complained of %s: %s", head.reference, warning)
    tell(Progress(drawn.pages, drawn.pages, "Wrote the document"))
    return drawn


class _PageCounter:
    """Pages laid out, of how many. The library goes over them more than once; after the first time the sum is known."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._first = 0

    def heard(self, page: int, turn: int) -> None:
        if turn == 1:
            self._first = max(self._first, page)
            self._tell(Progress(page, 0, f"Laid out page {page}"))
        else:
            self._tell(Progress(page, self._first, f"Placed page numbers on page {page} of {self._first}"))


def _identifier(content_text: str, signatures: Sequence[SignatureFact]) -> str:
    """The file identifier: of this content with these signatures, and of nothing else."""
    signed = sorted(
        (signature.lane.value, signature.name, instant(signature.signed_at), signature.sentence)
        for signature in signatures
    )
    return hashlib.sha256((content_text + canonical_json(signed)).encode()).hexdigest()[:32]


def _files() -> dict[str, tuple[str, str]]:
    """Address -> (path, media type) of everything packaged that a document may read."""
    files = {f"{BASE}{path.name}": (str(path), "text/css") for path in sorted(STYLE.glob("*.css"))}
    fonts = {f"{BASE}fonts/{path.name}": (str(path), "font/ttf") for path in sorted((STYLE / "fonts").glob("*.ttf"))}
    return {**files, **fonts}
