"""Rows of what vendors say: one module per noun."""

from vendors.models.cadence import ReadingReview, ReviewRhythm
from vendors.models.capture import CanonicalText, Capture, TermsVersion
from vendors.models.clause import (
    Answer,
    AnswerCitation,
    Assessment,
    AssessmentContributor,
    Citation,
    ClauseRecord,
    SilenceVersion,
)
from vendors.models.document import DocumentReader, GoverningLink, TermsDocument
from vendors.models.licence import LicenceDuty, LicenceLayer
from vendors.models.notes import NoteStep, ReadingNote
from vendors.models.review import AffectedReading, ChangeReview
from vendors.models.search import TextPart
from vendors.models.vendor import ModelRelease, Product, Tier, Vendor, VendorName
from vendors.models.watching import CaptureRule, Watch

__all__ = [
    "AffectedReading",
    "Answer",
    "AnswerCitation",
    "Assessment",
    "AssessmentContributor",
    "CanonicalText",
    "Capture",
    "CaptureRule",
    "ChangeReview",
    "Citation",
    "ClauseRecord",
    "DocumentReader",
    "GoverningLink",
    "LicenceDuty",
    "LicenceLayer",
    "ModelRelease",
    "NoteStep",
    "Product",
    "ReadingNote",
    "ReadingReview",
    "ReviewRhythm",
    "SilenceVersion",
    "TermsDocument",
    "TermsVersion",
    "TextPart",
    "Tier",
    "Vendor",
    "VendorName",
    "Watch",
]
