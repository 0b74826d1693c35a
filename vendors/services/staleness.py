"""What a new version does to the readings that cite its document: stale where a quote changed, else to be confirmed."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from governance.accounts.access import Actor
from governance.audit.deeds import deed, record
from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import FollowStatus, carried, follow
from vendors.domain.terms import AssessmentState, DocumentVisibility
from vendors.models import Assessment, CanonicalText, Citation, TermsVersion

_SAID = {
    FollowStatus.EDITED: "was edited",
    FollowStatus.REWRITTEN: "was rewritten",
    FollowStatus.REMOVED: "was removed",
}


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
def mark_readings(*, actor: Actor, version: TermsVersion, quotes_only: bool = False) -> list[Assessment]:
    """Mark every approved reading that cites the document: no content version ends in "nothing to do".

    A reading is *stale* when one of its quotes was edited, rewritten or removed in the new text; otherwise it is *to be
    confirmed*. `quotes_only`: the change is noise (layout, a date line, a return) and leaves nothing to confirm; then
    only a quote that changed touches its reading. Gives back the readings that were marked.
    """
    touched: list[Assessment] = []
    new_text = CanonicalText.objects.filter(version=version).order_by("-canonicaliser").first()
    now = timezone.now()
    for assessment in citing(version):
        changed = _changed_quotes(assessment, version, new_text.text if new_text else "")
        if changed:
            assessment.stale_since = assessment.stale_since or now
            assessment.stale_reason = _why_stale(version, changed)
            action = "assessment.marked-stale"
        elif quotes_only:
            continue
        else:
            assessment.confirm_since = assessment.confirm_since or now
            name = f"{version.document.said}, version {version.number}"
            assessment.confirm_reason = f"{name}, is new; every quote is still there, word for word."[:300]
            action = "assessment.to-be-confirmed"
        assessment.version += 1
        assessment.save(update_fields=["stale_since", "stale_reason", "confirm_since", "confirm_reason", "version"])
        record(actor, action, subject=assessment, detail={"version": version.uid})
        touched.append(assessment)
    if not touched:
        record(actor, "version.weighed", subject=version, detail={"readings": 0})
    return touched


def _why_stale(version: TermsVersion, changed: list[tuple[Citation, FollowStatus]]) -> str:
    """Everybody reads the reason, so the words of a contract do not enter it."""
    quote, status = changed[0]
    others = len(changed) - 1
    more = f" and {others} more changed or gone" if others else ""
    said = f": “{quote.exact[:120]}”" if version.document.visibility == DocumentVisibility.POSTED else "."
    name = f"{version.document.said}, version {version.number}"
    return f"{name}: a quoted sentence {_SAID[status]}{more}{said}"[:300]


def _changed_quotes(assessment: Assessment, version: TermsVersion, new: str) -> list[tuple[Citation, FollowStatus]]:
    """The quotes of the reading that the new text does not carry on, and what became of each, in the order cited."""
    quotes = (
        Citation.objects.filter(links__answer__assessment=assessment, text__version__document=version.document_id)
        .select_related("text")
        .distinct()
        .order_by("pk")
    )
    changed: list[tuple[Citation, FollowStatus]] = []
    for quote in quotes:
        old = quote.text.text if quote.text else ""
        selector = Selector(quote.exact, quote.prefix, quote.suffix, quote.start)
        if not carried(old, new, selector):
            changed.append((quote, follow(old, new, selector).status))
    return changed
