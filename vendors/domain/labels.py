"""Words for people, one per value of the enums of what vendors say."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from vendors.domain.duties import DUTIES, DutyKind
from vendors.domain.terms import (
    AREA_LABELS,
    AssessmentState,
    CaptureSource,
    CaptureState,
    Channel,
    CitationKind,
    ClauseArea,
    DocumentKind,
    DocumentVisibility,
    DriftKind,
    FeatureStatus,
    LicenceLayerKind,
    LinkMode,
    ProblemKind,
    ProductKind,
    Rating,
    Rhythm,
    TierKind,
)

_APART: tuple[tuple[StrEnum, str], ...] = (
    *AREA_LABELS.items(),
    (Rating.ON_CONDITIONS, "Acceptable on conditions"),
    (DocumentKind.DATA_PROCESSING, "Data processing agreement"),
    (DocumentKind.MODEL_LICENCE, "Model licence"),
    (CaptureState.TERMS, "Terms captured"),
    (DriftKind.IDENTICAL, "Same as before"),
    (DriftKind.FORMATTING, "Formatting or links only"),
    (DriftKind.RETURN, "Return to an earlier text"),
    (DriftKind.DATE_LINE, "Date line only"),
    (DriftKind.SMALL, "Small change"),
    (DriftKind.CONTENT, "Change of content"),
    (ProblemKind.GATE, "Gate before the page"),
    (ProblemKind.MOSTLY_GONE, "Most of it gone"),
    (CaptureSource.PASTE, "Pasted"),
    (CaptureSource.UPLOAD, "Uploaded"),
    (CaptureSource.ARCHIVE, "Imported from an archive"),
    (CaptureSource.WEB, "Fetched"),
    (Rhythm.BY_HAND, "Only when asked"),
    (Rhythm.DAILY, "Every day"),
    (Rhythm.WEEKLY, "Every week"),
    (ProductKind.API, "API"),
    (TierKind.API, "API"),
    (LicenceLayerKind.SOFTWARE, "Tool software"),
    (LicenceLayerKind.HOSTED_API, "Hosted API"),
    (LicenceLayerKind.ACCEPTABLE_USE, "Acceptable-use policy"),
    (LicenceLayerKind.TRAINING_DATA, "Training-data terms"),
    (FeatureStatus.GENERAL, "Generally available"),
    *((spec.kind, spec.label) for spec in DUTIES.values()),
)
"""Pairs, not a mapping: members of two enums that share a value are equal, and one would swallow the other."""

ENUMS: tuple[type[StrEnum], ...] = (
    ClauseArea,
    Rating,
    AssessmentState,
    CitationKind,
    DocumentKind,
    DocumentVisibility,
    CaptureState,
    DriftKind,
    ProblemKind,
    CaptureSource,
    LinkMode,
    ProductKind,
    TierKind,
    LicenceLayerKind,
    DutyKind,
    Channel,
    FeatureStatus,
    Rhythm,
)
"""Every enum of what vendors say that a page shows."""

_LABELS: Mapping[tuple[type[StrEnum], str], str] = MappingProxyType(
    {
        (enum, member.value): next(
            (text for key, text in _APART if type(key) is enum and key == member),
            member.value.replace("_", " ").capitalize(),
        )
        for enum in ENUMS
        for member in enum
    }
)


def label(value: StrEnum) -> str:
    """The words for one value. Raises KeyError for an enum that is not of this app."""
    return _LABELS[type(value), value.value]
