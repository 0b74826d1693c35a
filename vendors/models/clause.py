"""Clause records, assessments, answers and citations: counsel's reading and what it rests on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.accounts.models import User
from governance.blobs.models import Blob
from governance.modelling import UidModel, VersionedModel, choices_of
from vendors.domain.terms import AssessmentState, CitationKind, ClauseArea, Rating
from vendors.models.capture import CanonicalText, TermsVersion
from vendors.models.document import ApplicabilityFields
from vendors.models.scoping import reach_of
from vendors.models.vendor import Tier

OPEN_STATES = [AssessmentState.DRAFT.value, AssessmentState.IN_REVIEW.value]


class ClauseRecord(ApplicabilityFields, UidModel):
    """One clause area of one tier, where it applies. Holds its current assessment and its history."""

    area = models.CharField(max_length=30, choices=choices_of(ClauseArea))
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="clauses")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["tier", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "tier", "contracting_entity", "region", "channel", "feature_status"],
                name="vendors_clause_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()} of {self.tier}"


class Assessment(VersionedModel):
    """Counsel's reading of a clause record. One may be open (draft or in review) and one approved at a time."""

    record = models.ForeignKey(ClauseRecord, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=choices_of(AssessmentState), default=AssessmentState.DRAFT)
    question_schema = models.PositiveSmallIntegerField()
    rating = models.CharField(max_length=20, choices=choices_of(Rating), default=Rating.UNDOCUMENTED)
    plain_reading = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    privileged_note = models.TextField(blank=True)
    unverified_source = models.CharField(max_length=300, blank=True)
    unverified_source_date = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_by = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    stale_since = models.DateTimeField(null=True, blank=True)
    stale_reason = models.CharField(max_length=300, blank=True)
    confirm_since = models.DateTimeField(null=True, blank=True)
    confirm_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["record", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="vendors_assessment_number_once"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(state__in=OPEN_STATES), name="vendors_assessment_one_open"
            ),
            models.UniqueConstraint(
                fields=["record"], condition=Q(state="approved"), name="vendors_assessment_one_approved"
            ),
            models.CheckConstraint(
                name="vendors_assessment_approved_by_second",
                condition=~Q(state="approved")
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("submitted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}, reading {self.number}"

    @property
    def stale(self) -> bool:
        return self.stale_since is not None

    @property
    def to_be_confirmed(self) -> bool:
        return self.confirm_since is not None


class AssessmentContributor(models.Model):
    """Somebody who edited a draft; barred from approving it (trigger)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="contributors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person"], name="vendors_assessment_contributor_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} edited {self.assessment}"


class Answer(models.Model):
    """One structured answer: question code, value as canonical text, conditions on tool settings as canonical text."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)
    value = models.TextField()
    conditions = models.TextField(blank=True, default="[]")
    secondary_source = models.CharField(max_length=300, blank=True)
    secondary_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["assessment", "question"]
        constraints = [models.UniqueConstraint(fields=["assessment", "question"], name="vendors_answer_once")]

    def __str__(self) -> str:
        return f"{self.question} = {self.value}"


class CitationQuerySet(models.QuerySet["Citation"]):
    """Questions about citations."""

    def files_open_to(self, user: User) -> CitationQuerySet:
        """Document citations whose words the person may read. They may be order forms: counsel reads them, and auditors
        in scope, which is where a reading of a tier their teams hold rests on them."""
        rows = self.filter(kind=CitationKind.DOCUMENT)
        reach = reach_of(user)
        if reach.everything:
            return rows
        if reach.tiers is None:
            return rows.none()
        links = AnswerCitation.objects.filter(answer__assessment__record__tier__in=reach.tiers)
        return rows.filter(pk__in=links.values("citation"))


class Citation(UidModel):
    """What an answer (or the rank of a link) rests on: a quote, a silence, or a document outside the terms.

    A citation stands alone, so that one quote may support several answers (`AnswerCitation`).
    """

    kind = models.CharField(max_length=20, choices=choices_of(CitationKind))
    text = models.ForeignKey(CanonicalText, null=True, blank=True, on_delete=models.PROTECT, related_name="citations")
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=200, blank=True)
    suffix = models.CharField(max_length=200, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    page = models.CharField(max_length=40, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vendors_citation_shape",
                condition=Q(kind="quote", text__isnull=False) & ~Q(exact="")
                | Q(kind="silence", exact="")
                | Q(kind="document", blob__isnull=False) & ~Q(title=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.exact[:60] or self.title or self.note[:60]}"


class SilenceVersion(models.Model):
    """A version that a silence citation names as read whole."""

    citation = models.ForeignKey(Citation, on_delete=models.CASCADE, related_name="silent_versions")
    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="silences")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["citation", "version"], name="vendors_silence_version_once")]

    def __str__(self) -> str:
        return f"silent: {self.version}"


class AnswerCitation(models.Model):
    """An answer rests on a citation."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="links")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="links")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "citation"], name="vendors_answer_citation_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} rests on {self.citation_id}"
