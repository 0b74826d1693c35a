"""Deeds that make the canonical text of versions anew, when a better canonicaliser has come.

The raw bytes are what was captured; the text is derived from them. A new text is added beside the former one, which
stays, as citations point to it. What differs is our doing, not the vendor's: no reading is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, nothing_changed, record
from governance.blobs import store
from governance.canonical import sha256_text
from vendors.capture.reading import read
from vendors.domain.anchoring import Selector, find_quote
from vendors.domain.drift import normal_sha256
from vendors.domain.terms import AssessmentState
from vendors.domain.text import CANONICALISER, CanonicalResult, TextRefused
from vendors.models import CanonicalText, Citation, TermsVersion
from vendors.models.search import forget_text, index_text


@dataclass(slots=True)
class Derived:
    """What a run did, in numbers; in words which versions gave no text, and which cited quotes the new text lost."""

    texts: int = 0
    differing: int = 0
    refused: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, other: Derived) -> None:
        """Count what `other` did too."""
        self.texts += other.texts
        self.differing += other.differing
        self.refused += other.refused
        self.lost += other.lost


def underived() -> list[int]:
    """Versions (primary keys) that have no text of this canonicaliser yet, oldest first."""
    done = CanonicalText.objects.filter(canonicaliser=CANONICALISER).values("version")
    return list(TermsVersion.objects.exclude(pk__in=done).order_by("pk").values_list("pk", flat=True))


def derive_texts(*, actor: Actor, versions: Sequence[TermsVersion]) -> Derived:
    """Give each version that has none the text of today's canonicaliser. Those that have one are left alone.

    A version whose bytes are damaged or give no text any more keeps what it has and is named.
    """
    require(actor, "document.capture", system=True)
    done, read_now = Derived(), []
    for version in versions:  # before any row is locked: parsing may take seconds
        try:
            read_now.append((version, read(store.get(version.blob), version.media_type)))
        except (TextRefused, store.BlobDamaged) as error:
            done.refused.append(f"{version}: {error}")
    done.add(_keep(actor=actor, found=read_now))
    return done


@deed
def _keep(*, actor: Actor, found: Sequence[tuple[TermsVersion, CanonicalResult]]) -> Derived:
    done = Derived()
    for version, result in found:
        former = version.texts.first()
        if former is not None and former.canonicaliser >= CANONICALISER:
            continue
        text = CanonicalText.objects.create(
            version=version,
            canonicaliser=CANONICALISER,
            text=result.text,
            sha256=sha256_text(result.text),
            normal_sha256=normal_sha256(result.text),
        )
        if former is not None:
            forget_text(former)
        index_text(text)
        same = former is not None and former.sha256 == text.sha256
        detail = {"canonicaliser": CANONICALISER, "sha256": text.sha256, "same": same}
        record(actor, "version.text-derived", subject=version, detail=detail)
        done.texts += 1
        done.differing += not same
        done.lost += [] if same else _lost(version, text.text)
    if not done.texts:
        nothing_changed()
    return done


def _lost(version: TermsVersion, text: str) -> list[str]:
    """The quotes of readings that hold, cited in this version, that its new text has not word for word."""
    cited = Citation.objects.filter(
        text__version=version, links__answer__assessment__state=AssessmentState.APPROVED
    ).distinct()
    return [
        f"{version}: citation {one.uid}"
        for one in cited
        if find_quote(text, Selector(one.exact, one.prefix, one.suffix, one.start)) is None
    ]
