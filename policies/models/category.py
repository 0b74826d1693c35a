"""Categories and the numbered policy revisions that say what they mean."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, VersionedModel, choices_of
from policies.domain.types import Lane, Mode, OnFail, RevisionState


class Category(UidModel):
    """What stays the same about a category through all revisions: its name in URLs and its entry mode."""

    slug = models.SlugField(max_length=60, unique=True)
    mode = models.CharField(max_length=20, choices=choices_of(Mode))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        """What it is called where no revision is spoken of, which alone says its name: the words of its slug."""
        return self.slug.replace("-", " ").capitalize()


class PolicyRevision(VersionedModel):
    """All categories and their rules at once. A draft until both functions signed the same content hash.

    `content` and `content_hash` are the canonical document; for a draft they are those last offered for signing and
    void with every edit. `number` is given on publishing.
    """

    number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    state = models.CharField(max_length=20, choices=choices_of(RevisionState), default=RevisionState.DRAFT)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers")
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="published"), name="policies_revision_one_published"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="draft"), name="policies_revision_one_draft"),
            models.CheckConstraint(
                name="policies_revision_published_whole",
                condition=Q(state__in=["draft", "discarded"])
                | Q(number__isnull=False, published_at__isnull=False) & ~Q(content_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Policy revision {self.number}" if self.number else f"Draft policy revision: {self.title}"


class CategoryEdition(models.Model):
    """A category as one revision has it. Frozen with its revision (trigger)."""

    revision = models.ForeignKey(PolicyRevision, on_delete=models.CASCADE, related_name="editions")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="editions")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True)
    legal_owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    engineering_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    allowed_kinds = models.CharField(max_length=200, help_text="Codebase kinds, separated by spaces.")
    allowed_destinations = models.CharField(max_length=200, help_text="Destinations, separated by spaces.")

    class Meta:
        ordering = ["revision", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "category"], name="policies_edition_once"),
            models.UniqueConstraint(fields=["revision", "name"], name="policies_edition_name_once"),
            models.CheckConstraint(
                name="policies_edition_two_owners",
                condition=Q(legal_owner__isnull=True)
                | Q(engineering_owner__isnull=True)
                | ~Q(legal_owner=models.F("engineering_owner")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleSetting(models.Model):
    """A rule as a category of a revision uses it: code, version, parameters as canonical text, what failing means."""

    edition = models.ForeignKey(CategoryEdition, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField()
    parameters = models.TextField(default="{}")
    on_fail = models.CharField(max_length=20, choices=choices_of(OnFail), default=OnFail.BARRED)
    reason = models.TextField(blank=True, help_text="Why the category has this rule.")

    class Meta:
        ordering = ["edition", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="policies_rule_once")]

    def __str__(self) -> str:
        return self.code


class RevisionSignature(UidModel):
    """One lane signs one content hash of a revision. Append-only; an edit changes the hash and so voids it."""

    revision = models.ForeignKey(PolicyRevision, on_delete=models.PROTECT, related_name="signatures")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64)
    sentence = models.TextField()
    face_note = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "content_hash", "lane"], name="policies_revision_signed_once_per_lane"
            ),
            models.UniqueConstraint(
                fields=["revision", "content_hash", "person"], name="policies_revision_signed_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane}: {self.person_name}"


class CategoryOwner(IntervalModel):
    """Who owned a category in a lane, from when until when. Written when a revision is published."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="owners")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "lane"], condition=Q(valid_until__isnull=True), name="policies_owner_once"
            ),
            IntervalModel.interval_check("policies_owner_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.lane}: {self.person}"
