"""Terms documents, who may read them, and the links by which they govern tiers."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery

from governance.accounts.models import User
from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, VersionedModel, choices_of
from vendors.domain.terms import Applicability, Channel, DocumentKind, DocumentVisibility, FeatureStatus, LinkMode
from vendors.models.scoping import reach_of
from vendors.models.vendor import Tier, Vendor


class DocumentQuerySet(models.QuerySet[Any]):
    """Questions about terms documents."""

    def visible_to(self, user: User) -> Self:
        """Posted terms to everyone; contracts to counsel, auditors in scope and readers named for them."""
        reach = reach_of(user)
        if reach.everything:
            return self
        named = DocumentReader.objects.filter(person=user).values("document_id")
        rows = Q(visibility=DocumentVisibility.POSTED) | Q(pk__in=named)
        return self.filter(rows if reach.contracts is None else rows | Q(pk__in=reach.contracts))

    def hidden_from(self, user: User) -> Self:
        """The contracts that `visible_to` leaves out."""
        if reach_of(user).everything:
            return self.none()
        return self.exclude(pk__in=TermsDocument.objects.visible_to(user).values("pk"))

    def with_newest(self) -> Self:
        """Each with `version_count`, number, uid and effective date of the version captured last (`newest_number`,
        `newest_uid`, `newest_effective`) and the instant of the last look (`newest_capture`)."""
        captures = apps.get_model("vendors", "Capture").objects.filter(document=OuterRef("pk")).order_by("-sequence")
        texts = captures.filter(version__isnull=False)
        return self.annotate(
            version_count=Count("versions", distinct=True),
            newest_number=Subquery(texts.values("version__number")[:1]),
            newest_uid=Subquery(texts.values("version__uid")[:1]),
            newest_effective=Subquery(texts.values("version__effective_on")[:1]),
            newest_capture=Subquery(captures.values("captured_at")[:1]),
        )


class TermsDocument(VersionedModel):
    """One legal text of a vendor, through all its versions."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=choices_of(DocumentKind))
    visibility = models.CharField(
        max_length=10, choices=choices_of(DocumentVisibility), default=DocumentVisibility.POSTED
    )
    source_url = models.URLField(blank=True, max_length=500)
    origin = models.CharField(
        max_length=300, blank=True, editable=False, help_text="Where its history was imported from."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["vendor__name", "title"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "title"], name="vendors_document_once"),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="vendors_document_origin_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> str:
        """How to name it where people read who may not read it (events, reasons): a contract keeps its title."""
        return self.title if self.visibility == DocumentVisibility.POSTED else "a contract"


class DocumentReader(models.Model):
    """A person named as reader of a contract."""

    document = models.ForeignKey(TermsDocument, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="vendors_reader_once")]

    def __str__(self) -> str:
        return f"{self.person} reads {self.document}"


class ApplicabilityFields(models.Model):
    """Where a link or a clause record applies; empty means everywhere."""

    contracting_entity = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20, blank=True, choices=choices_of(Channel))
    feature_status = models.CharField(max_length=20, blank=True, choices=choices_of(FeatureStatus))

    class Meta:
        abstract = True

    @property
    def applicability(self) -> Applicability:
        """The four fields as one value."""
        return Applicability(self.contracting_entity, self.region, self.channel, self.feature_status)


class GoverningLink(ApplicabilityFields, IntervalModel, UidModel):
    """A document governs a tier: how (mode), with which rank (cited), since when and where."""

    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="links")
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="links")
    mode = models.CharField(max_length=20, choices=choices_of(LinkMode), default=LinkMode.GOVERNS)
    rank = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Higher wins; empty means unranked.")
    rank_citation = models.ForeignKey(
        "vendors.Citation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = [F("rank").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "tier", "contracting_entity", "region", "channel", "feature_status"],
                condition=Q(valid_until__isnull=True),
                name="vendors_link_open_once",
            ),
            IntervalModel.interval_check("vendors_link_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.mode} {self.tier}"
