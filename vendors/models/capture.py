"""Captures, terms versions and canonical texts. Append-only: triggers refuse change and deletion."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery

from governance.accounts.models import User
from governance.blobs.models import Blob
from governance.modelling import UidModel, choices_of
from vendors.domain.terms import CaptureSource, CaptureState, DriftKind, ProblemKind
from vendors.models.document import TermsDocument
from vendors.models.watching import CaptureRule


class VersionQuerySet(models.QuerySet[Any]):
    """Questions about terms versions."""

    def visible_to(self, user: User) -> Self:
        """Versions of documents the person may read."""
        return self.filter(document__in=TermsDocument.objects.visible_to(user).values("pk"))

    def current(self) -> Self:
        """Of each document the version that was captured last: not always the one with the highest number."""
        looks = Capture.objects.filter(document=OuterRef("document"), version__isnull=False).order_by("-sequence")
        return self.filter(pk=Subquery(looks.values("version")[:1]))

    def with_change(self) -> Self:
        """With `change` and `change_reason`: what each was to the text before when it was first captured."""
        first = Capture.objects.filter(version=OuterRef("pk")).order_by("sequence")
        named = {name: Subquery(first.values(name)[:1]) for name in ("change", "change_reason")}
        return self.annotate(**named)


class TermsVersion(UidModel):
    """Distinct raw bytes of a document. A return to an earlier text is a new capture of an old version."""

    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=120)
    effective_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="vendors_version_number_once"),
            models.UniqueConstraint(fields=["document", "sha256"], name="vendors_version_bytes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document.title}, version {self.number}"


class CanonicalText(UidModel):
    """The text of a version as one numbered canonicaliser made it. Citations point here."""

    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="texts")
    canonicaliser = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    normal_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the normal form, which a return to this text is known by."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-canonicaliser"]
        constraints = [
            models.UniqueConstraint(fields=["version", "canonicaliser"], name="vendors_text_canonicaliser_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} by canonicaliser {self.canonicaliser}"


class Capture(UidModel):
    """One look at a document, in the source's order. One that holds no terms has no version, until counsel accepts it:
    that is a capture of its own, which names the other."""

    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="captures")
    sequence = models.PositiveIntegerField()
    captured_at = models.DateTimeField()
    source = models.CharField(max_length=20, choices=choices_of(CaptureSource))
    source_name = models.CharField(max_length=500, blank=True)
    origin_key = models.CharField(max_length=300, blank=True, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=choices_of(CaptureState), default=CaptureState.TERMS)
    problem = models.CharField(max_length=300, blank=True)
    problem_kind = models.CharField(max_length=20, blank=True, choices=choices_of(ProblemKind))
    change = models.CharField(
        max_length=20, blank=True, choices=choices_of(DriftKind), help_text="Empty: there was no text before."
    )
    change_reason = models.CharField(max_length=500, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    accepts = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="accepted_as")
    version = models.ForeignKey(TermsVersion, null=True, on_delete=models.PROTECT, related_name="captures")
    rule = models.ForeignKey(CaptureRule, null=True, on_delete=models.PROTECT, related_name="captures")
    ours = models.BooleanField(
        default=False, help_text="The text differs from the one before only since another part of the page is kept."
    )
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["document", "sequence"], name="vendors_capture_sequence_once"),
            models.UniqueConstraint(
                fields=["document", "origin_key"],
                condition=~models.Q(origin_key=""),
                name="vendors_capture_origin_once",
            ),
            models.CheckConstraint(
                name="vendors_capture_terms_have_version",
                condition=models.Q(state=CaptureState.CAPTURE_PROBLEM) | models.Q(version__isnull=False),
            ),
            models.CheckConstraint(
                name="vendors_capture_problem_has_none",
                condition=models.Q(state=CaptureState.TERMS) | models.Q(version__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.title}, capture {self.sequence}"
