"""What a capture is to what its document said before: read from rows, judged by the domain, kept with the capture."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from governance.canonical import sha256_bytes
from vendors.domain.drift import Drift, classify, normal_sha256
from vendors.domain.terms import CaptureSource, CaptureState, ProblemKind
from vendors.domain.text import HTML, CanonicalResult
from vendors.models import CanonicalText, Capture, TermsDocument

_OF_PAGES = frozenset({ProblemKind.EMPTY_SHELL, ProblemKind.WRONG_PAGE})
"""What a person pastes or uploads as a document is no page that came empty or was taken for another: an order form may
be short, and speak of seats and prices."""
_BY_HAND = frozenset({CaptureSource.PASTE, CaptureSource.UPLOAD})


def drift_of(
    document: TermsDocument,
    former: Capture | None,
    data: bytes,
    result: CanonicalResult,
    source: CaptureSource,
    *,
    accepted: bool,
) -> Drift:
    """What a text, read from `data`, is to that of `former`, the document's last capture that holds terms.

    `accepted`: counsel says that these are terms.
    """
    drift = _judged(document, former, data, result.text, accepted=accepted)
    by_hand = source in _BY_HAND and result.media_type != HTML
    if drift.problem and drift.problem.kind in _OF_PAGES and by_hand:
        return _judged(document, former, data, result.text, accepted=True)
    return drift


def _judged(document: TermsDocument, former: Capture | None, data: bytes, text: str, *, accepted: bool) -> Drift:
    raw, normal = sha256_bytes(data), normal_sha256(text)
    texts = CanonicalText.objects.filter(version__document=document).order_by("-canonicaliser")
    last = texts.filter(version=former.version_id).select_related("version").first() if former else None
    if last is None:
        return classify("", text, accepted=accepted)
    # Texts kept before normal forms were hashed are known by their bytes alone.
    again = texts.filter(Q(version__sha256=raw) | Q(normal_sha256=normal)).exclude(version=last.version)
    returned = again.order_by("-version__number").values_list("version__number", flat=True).first()
    return classify(
        last.text,
        text,
        same_bytes=last.version.sha256 == raw,
        earlier={normal: f"version {returned}"} if returned is not None else None,
        accepted=accepted,
    )


def columns_of(drift: Drift, *, first: bool) -> dict[str, Any]:
    """What a capture keeps of it. A first text is no change of anything."""
    problem = drift.problem
    reason = " ".join(drift.reasons)
    if drift.returned_to:
        reason = f"It says again what {drift.returned_to} says."
    return {
        "state": CaptureState.CAPTURE_PROBLEM if problem else CaptureState.TERMS,
        "problem": _cut(problem.reason, 300) if problem else "",
        "problem_kind": problem.kind if problem else "",
        "change": "" if first and not problem else drift.kind,
        "change_reason": _cut(reason, 500),
    }


def _cut(words: str, length: int) -> str:
    return words if len(words) <= length else f"{words[: length - 1]}…"
