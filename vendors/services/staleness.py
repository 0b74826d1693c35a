"""What a new version makes of readings: stale where a quote changed or a weighty sentence is new, else to be confirmed.

Nothing is written here; `change_reviews` keeps what is found and puts it before counsel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten

from django.db.models import F, Q, QuerySet

from vendors.domain.anchoring import Selector
from vendors.domain.drift import NEWS, Drift, normal_sha256
from vendors.domain.following.follow import FollowStatus, carried, follow
from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea, DocumentVisibility, DriftKind, Effect
from vendors.domain.weighing import Weighed, weigh
from vendors.models import Assessment, Citation, SilenceVersion, TermsDocument, TermsVersion
from vendors.quoted import quotes_of, selector_of, text_of

_SAID = {
    FollowStatus.EDITED: "was edited",
    FollowStatus.REWRITTEN: "was rewritten",
    FollowStatus.REMOVED: "was removed",
}
LONGEST = 300
CUT = " …"
"""Stands where a reason, or a quote in one, is cut."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a change makes of one approved reading, and why."""

    assessment: Assessment
    effect: Effect
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """From the text that held before to the one that holds now."""

    former: TermsVersion
    version: TermsVersion
    old: str
    new: str

    @property
    def name(self) -> str:
        """The new version, named so that everybody may read it."""
        return f"{self.version.document.said}, version {self.version.number}"

    @property
    def posted(self) -> bool:
        """Whether its words may stand where everybody reads."""
        return bool(self.version.document.visibility == DocumentVisibility.POSTED)


def change_of(former: TermsVersion, version: TermsVersion) -> Change:
    """The change from one version to another, in the text of the newest canonicaliser."""
    return Change(former, version, text_of(former), text_of(version))


def same_words(version: TermsVersion, change: Change) -> bool:
    """Whether a version says what the new text of the change says, layout and typography aside."""
    return version == change.version or normal_sha256(text_of(version)) == normal_sha256(change.new)


def marks_of(change: Change, drift: Drift) -> list[Mark]:
    """What the change makes of every approved reading it touches, in the order of the readings.

    A reading is stale when one of its quotes was edited, rewritten or removed; and, where the change is news, when a
    sentence that is new or altered weighs in its area, cited or not. Of the others those that cite the document are to
    be confirmed, silences too. A change that is noise touches a reading by its quotes alone; a return besides by
    silences that were not stated of the text returned to.
    """
    approved = Assessment.objects.filter(state=AssessmentState.APPROVED)
    return _marks(change, drift.kind, approved)


def mark_of(change: Change, kind: DriftKind, assessment: Assessment) -> Mark | None:
    """As `marks_of`, for one reading."""
    found = _marks(change, kind, Assessment.objects.filter(pk=assessment.pk))
    return found[0] if found else None


def resting_on(assessment: Assessment) -> QuerySet[TermsDocument]:
    """The documents that bear on a reading: those it cites, and those that govern its tier."""
    citations = Citation.objects.filter(links__answer__assessment=assessment)
    return TermsDocument.objects.filter(
        Q(versions__texts__citations__in=citations)
        | Q(versions__in=SilenceVersion.objects.filter(citation__in=citations).values("version"))
        | Q(links__in=assessment.record.tier.links.filter(valid_until__isnull=True))
    ).distinct()


def _marks(change: Change, kind: DriftKind, readings: QuerySet[Assessment]) -> list[Mark]:
    document, is_news = change.version.document, kind in NEWS
    rows = readings.select_related("record__tier__product")
    cited = {row.pk: row for row in rows.filter(_cites(document)).distinct()}
    governed = {row.pk: row for row in rows.filter(_governs(document)).distinct()} if is_news else {}
    quotes = quotes_of(cited, document)
    weighed = _weighed(change, cited, quotes) if is_news and (cited or governed) else {}
    silent = _silent(cited, change) if kind == DriftKind.RETURN else frozenset()
    marks: list[Mark] = []
    for pk, row in sorted((governed | cited).items()):
        effect, reason = _judged(change, quotes.get(pk, []), weighed.get(ClauseArea(row.record.area)))
        if effect is None and pk in silent:
            effect, reason = Effect.STALE, _why_silent(change)
        if effect is None and pk in cited and is_news:
            effect, reason = (
                Effect.TO_BE_CONFIRMED,
                f"{change.name}, is new; all quotes are still there, word for word.",
            )
        if effect is not None:
            marks.append(Mark(row, effect, shorten(reason, LONGEST, placeholder=CUT)))
    return marks


def _cites(document: TermsDocument) -> Q:
    """Readings with a citation in the document, quotes and silences alike."""
    return Q(answers__links__citation__text__version__document=document) | Q(
        answers__links__citation__silent_versions__version__document=document
    )


def _governs(document: TermsDocument) -> Q:
    """Readings of tiers the document governs: a restriction it adds binds, whether or not a reading cites it."""
    return Q(record__tier__links__in=document.links.filter(valid_until__isnull=True))


def _silent(cited: Iterable[int], change: Change) -> frozenset[int]:
    """Readings with a silence in the document that was not stated of the words it returned to."""
    stated: dict[tuple[int, int], bool] = {}
    rows = SilenceVersion.objects.filter(
        citation__links__answer__assessment__in=list(cited), version__document=change.version.document
    ).select_related("version")
    pairs = rows.annotate(reading=F("citation__links__answer__assessment"))
    for row in pairs:
        key = (row.reading, row.citation_id)
        stated[key] = stated.get(key, False) or same_words(row.version, change)
    return frozenset(reading for (reading, _), whole in stated.items() if not whole)


def _weighed(
    change: Change, cited: Mapping[int, Assessment], quotes: Mapping[int, list[Citation]]
) -> dict[ClauseArea, Weighed]:
    """The first sentence that weighs in each area."""
    by_area: dict[ClauseArea, list[Selector]] = {}
    for pk, found in quotes.items():
        area = ClauseArea(cited[pk].record.area)
        by_area.setdefault(area, []).extend(selector_of(quote) for quote in found)
    first: dict[ClauseArea, Weighed] = {}
    for one in weigh(change.old, change.new, by_area):
        first.setdefault(one.area, one)
    return first


def _judged(change: Change, quotes: list[Citation], one: Weighed | None) -> tuple[Effect | None, str]:
    """Whether a reading is stale by its quotes, or by a sentence that weighs in its area; and why."""
    changed = _changed(quotes, change.new)
    if changed:
        return Effect.STALE, _why_changed(change, changed)
    if one is not None:
        return Effect.STALE, _why_weighed(change, one)
    return None, ""


def _changed(quotes: Iterable[Citation], new: str) -> list[tuple[Citation, FollowStatus]]:
    """The quotes that the new text does not carry on, and what became of each."""
    changed: list[tuple[Citation, FollowStatus]] = []
    for quote in quotes:
        old, selector = (quote.text.text if quote.text else ""), selector_of(quote)
        if not carried(old, new, selector):
            changed.append((quote, follow(old, new, selector).status))
    return changed


def _why_changed(change: Change, changed: list[tuple[Citation, FollowStatus]]) -> str:
    """Everybody reads the reason, so the words of a contract do not enter it."""
    quote, status = changed[0]
    others = len(changed) - 1
    more = f" and {others} more changed or gone" if others else ""
    said = f": “{shorten(quote.exact, 120, placeholder=CUT)}”" if change.posted else "."
    return f"{change.name}: a quoted sentence {_SAID[status]}{more}{said}"


def _why_weighed(change: Change, one: Weighed) -> str:
    """As above; why a sentence weighs names words of the text, so a contract keeps that too."""
    area = AREA_LABELS[one.area].lower()
    said = f": “{shorten(change.new[one.start : one.end], 140, placeholder=CUT)}”" if change.posted else "."
    return f"{change.name}: a new or altered sentence bears on {area}{said}"


def _why_silent(change: Change) -> str:
    return f"{change.name}, is in force again: a silence this rests on was not read in that text."
