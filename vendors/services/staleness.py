"""What a new version does to the readings that cite its document: stale where a quote is gone, else to be confirmed."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from governance.accounts.access import Actor
from governance.audit.deeds import deed, record
from vendors.domain.anchoring import Selector, find_quote
from vendors.domain.terms import AssessmentState, DocumentVisibility
from vendors.models import Assessment, CanonicalText, Citation, TermsVersion


def citing(version: TermsVersion) -> list[Assessment]:
    """Approved readings with a citation in the version's document, quotes and silences alike."""
    return list(
        Assessment.objects.filter(
            Q(answers__links__citation__text__version__document=version.document_id)
            | Q(answers__links__citation__silent_versions__version__document=version.document_id),
            state=AssessmentState.APPROVED,
        )
        .select_related("record__tier")
        .distinct()
    )


@deed
def mark_readings(*, actor: Actor, version: TermsVersion) -> list[Assessment]:
    """Mark every approved reading that cites the document: no content version ends in "nothing to do".

    A reading is *stale* when one of its quotes is not in the new text word for word; otherwise it is *to be confirmed*.
    """
    touched = citing(version)
    new_text = CanonicalText.objects.filter(version=version).order_by("-canonicaliser").first()
    now = timezone.now()
    for assessment in touched:
        lost = _lost_quote(assessment, version, new_text.text if new_text else "")
        if lost:
            assessment.stale_since = assessment.stale_since or now
            assessment.stale_reason = _why_stale(version, lost)
            action = "assessment.marked-stale"
        else:
            assessment.confirm_since = assessment.confirm_since or now
            name = f"{version.document.said}, version {version.number}"
            assessment.confirm_reason = f"{name}, is new; every quote is still there, word for word."[:300]
            action = "assessment.to-be-confirmed"
        assessment.version += 1
        assessment.save(update_fields=["stale_since", "stale_reason", "confirm_since", "confirm_reason", "version"])
        record(actor, action, subject=assessment, detail={"version": version.uid})
    if not touched:
        record(actor, "version.weighed", subject=version, detail={"readings": 0})
    return touched


def _why_stale(version: TermsVersion, lost: str) -> str:
    """Everybody reads the reason, so the words of a contract do not enter it."""
    name = f"{version.document.said}, version {version.number}"
    said = f": “{lost[:120]}”" if version.document.visibility == DocumentVisibility.POSTED else "."
    return f"{name}: a quoted sentence changed or is gone{said}"[:300]


def _lost_quote(assessment: Assessment, version: TermsVersion, text: str) -> str:
    quotes = Citation.objects.filter(
        links__answer__assessment=assessment, text__version__document=version.document_id
    ).distinct()
    for quote in quotes:
        if find_quote(text, Selector(quote.exact, quote.prefix, quote.suffix, quote.start)) is None:
            return quote.exact
    return ""
