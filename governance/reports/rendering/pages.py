"""Content and signatures in, one HTML document out, with the pictures it brings. Reads our templates, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Context, Engine
from django.utils.safestring import mark_safe

from governance.reports.domain.content import Portfolio, content_hash, read_content
from governance.reports.rendering.chapters import chapters_of, charts_of
from governance.reports.rendering.ornaments import band, rosette
from policies.domain.types import Lane

ROOT = Path(__file__).resolve().parents[3]
BASE = "http://report.invalid/"
"""Address under which a document finds what it brings. The domain is reserved (RFC 2606): it exists nowhere."""


@dataclass(frozen=True, slots=True)
class SignatureFact:
    """One lane's signature as the document prints it."""

    lane: Lane
    name: str
    job_title: str
    sentence: str
    content_hash: str
    signed_at: dt.datetime
    face_note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document ready to be laid out."""

    html: str
    pictures: dict[str, str]
    moment: dt.datetime
    """The last instant the document speaks of; the dates in the file are this one, not that of its drawing."""


def compose_pages(
    content_text: str, signatures: Sequence[SignatureFact], on_chapter: Callable[[int, int, str], None]
) -> Paper:
    """The document of a portfolio audit, a draft while fewer than two lanes have signed.

    `on_chapter(done, total, title)` hears of each chapter set. Raises UnreadableContent, and ValueError where a
    signature is not one of this content or two are of one lane.
    """
    content = read_content(content_text)
    digest = content_hash(content_text)
    _check(digest, signatures)
    draft = len(signatures) < 2
    moment = max((content.head.as_of, *(signature.signed_at for signature in signatures)))
    chapters = chapters_of(content)
    shared = {
        "content": content,
        "head": content.head,
        "zone": content.organisation.time_zone,
        "digest": digest,
        "draft": draft,
        "signatures": sorted(signatures, key=lambda signature: (signature.signed_at, signature.lane)),
        "blocks": _blocks(content, signatures),
        "lanes": list(Lane),
        "moment": moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    bodies = []
    for done, chapter in enumerate(chapters, start=1):
        bodies.append(
            _fill(f"portfolio_{chapter.code}.html", {**shared, **chapter.context(content), "chapter": chapter})
        )
        on_chapter(done, len(chapters), chapter.title)
    html = _fill("portfolio.html", {**shared, "chapters": chapters, "bodies": bodies})
    return Paper(html, _pictures(content, digest), moment)


def _check(digest: str, signatures: Sequence[SignatureFact]) -> None:
    if any(signature.content_hash != digest for signature in signatures):
        raise ValueError("a signature is not over this content")
    if len({signature.lane for signature in signatures}) != len(signatures):
        raise ValueError("a lane has signed more than once")


def _blocks(content: Portfolio, signatures: Sequence[SignatureFact]) -> list[dict[str, object]]:
    """The two equal blocks of the sign-off page: per lane who is named and, once signed, the signature."""
    signed = {signature.lane: signature for signature in signatures}
    named = {person.lane: person for person in content.signatories}
    return [{"lane": lane, "signature": signed.get(lane), "named": named.get(lane)} for lane in Lane]


def _pictures(content: Portfolio, digest: str) -> dict[str, str]:
    charts = charts_of(content)
    return {
        f"{BASE}band.svg": band(digest),
        f"{BASE}rosette.svg": rosette(digest),
        f"{BASE}outcomes.svg": charts["outcomes"].svg,
        f"{BASE}expiries.svg": charts["expiries"].svg,
    }


def _fill(template: str, context: dict[str, object]) -> str:
    filled = _engine().get_template(template).render(Context(context, use_l10n=False, use_tz=False))
    return mark_safe(filled)  # noqa: S308 - the engine escapes; this marks its output as done


@cache
def _engine() -> Engine:
    """An engine of its own: the document must not change with the site's settings, language or context processors."""
    return Engine(
        dirs=[str(ROOT / "templates" / "pdf")],
        debug=False,
        autoescape=True,
        loaders=[("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
        builtins=["governance.reports.rendering.words"],
    )
