"""Screening: versions of lists, their entries, comparisons, possible matches, and what owners hold.

A list is kept by what its entries say: an entry that does not change is one row through every version, so that what
counsel decided about it stands while it does. Names that are compared are those of vendors and of their owners on
record; a vendor's own row carries all of them.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, VersionedModel, choices_of
from policies.domain.screening.lists import ListKind
from policies.domain.screening.standing import HitState, RunCause, SubjectRole
from vendors.models import Vendor

USER = settings.AUTH_USER_MODEL


class ListVersion(UidModel):
    """One list as it was published on a day. Append-only; its entries are those present at its number."""

    kind = models.CharField(max_length=20, choices=choices_of(ListKind))
    number = models.PositiveIntegerField()
    dated_on = models.DateField()
    source = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, help_text="Of the bytes of the files, in the order they are read.")
    entries = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="policies_list_number_once")]

    def __str__(self) -> str:
        return f"{self.kind} list {self.number} of {self.dated_on}"


class ListAge(models.Model):
    """By the clock a list became older than a step a rule may ask for. Written once, with what it did. Append-only."""

    list_version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="ages")
    days = models.PositiveSmallIntegerField()
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_version", "days"], name="policies_list_age_once")]

    def __str__(self) -> str:
        return f"{self.list_version}: over {self.days} days"


class ListEntryQuerySet(models.QuerySet[Any]):
    """Questions about entries of lists."""

    def present_in(self, version: ListVersion) -> Self:
        """Those a version of a list has."""
        since = EntryPresence.objects.filter(since__number__lte=version.number, entry__kind=version.kind)
        here = since.filter(Q(gone=None) | Q(gone__number__gt=version.number))
        return self.filter(kind=version.kind, pk__in=here.values("entry"))

    def present(self) -> Self:
        """Those the newest version of their list has."""
        return self.filter(pk__in=EntryPresence.objects.filter(gone=None).values("entry"))


class ListedParty(UidModel):
    """What a list says of one party, word for word, kept once however many versions say it. Append-only."""

    kind = models.CharField(max_length=20, choices=choices_of(ListKind))
    sha256 = models.CharField(max_length=64)
    source = models.TextField()
    number = models.CharField(max_length=60, blank=True)
    party = models.CharField(max_length=60, blank=True, help_text="Individual, entity, vessel, as the list says it.")
    name = models.CharField(max_length=500)
    names = models.TextField(help_text="All names, one a line, the first its own.")
    content = models.TextField(help_text="Canonical JSON of all the list says.")

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "sha256"], name="policies_listed_once")]

    def __str__(self) -> str:
        return self.name


class EntryPresence(models.Model):
    """From which version of its list an entry is there, and from which no more."""

    entry = models.ForeignKey(ListedParty, on_delete=models.PROTECT, related_name="presences")
    since = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(ListVersion, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(gone__isnull=True), name="policies_present_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry} since {self.since.number}"


class ScreeningRun(UidModel):
    """One comparison: which names with which version of which list, from which score, by which method. Append-only."""

    list_version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="runs")
    why = models.CharField(max_length=10, choices=choices_of(RunCause))
    threshold = models.PositiveSmallIntegerField()
    method = models.PositiveSmallIntegerField()
    names_sha256 = models.CharField(max_length=64, help_text="Of the names compared, as canonical JSON.")
    names = models.PositiveIntegerField()
    found = models.PositiveIntegerField(help_text="Possible matches found.")
    new = models.PositiveIntegerField(help_text="Of those, the ones not on record before.")
    carried = models.PositiveIntegerField(help_text="Of those, the ones counsel had decided before.")
    ran_at = models.DateTimeField()
    ran_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.names} names against {self.list_version}"


class ScreenedName(models.Model):
    """A name of a vendor or of an owner that a run compared. Append-only."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="screened")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=choices_of(SubjectRole))
    name = models.CharField(max_length=200)
    comparable = models.BooleanField(help_text="Whether it has letters the lists are written in.")
    matches = models.PositiveIntegerField(help_text="All that reached the score, of which the best are kept.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "vendor", "name"], name="policies_screened_once")]

    def __str__(self) -> str:
        return self.name


class ScreeningHitQuerySet(models.QuerySet[Any]):
    """Questions about possible matches."""

    def undecided(self) -> Self:
        """Those counsel has not settled."""
        return self.filter(state__in=[HitState.OPEN, HitState.UNDECIDED])

    def listed_now(self) -> Self:
        """Those whose entry the newest version of its list has."""
        return self.filter(entry__in=ListedParty.objects.present().values("pk"))


class ScreeningHit(VersionedModel):
    """A name of a vendor or owner that is spelt like a name of an entry. Counsel says whether it is the same party.

    One row for the name and the entry as it stands: an entry that changes is another, and is decided anew.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="screening_hits")
    role = models.CharField(max_length=10, choices=choices_of(SubjectRole))
    name = models.CharField(max_length=200)
    entry = models.ForeignKey(ListedParty, on_delete=models.PROTECT, related_name="hits")
    entry_name = models.CharField(max_length=500, help_text="The name of the entry that is nearest.")
    score = models.DecimalField(max_digits=4, decimal_places=1)
    found_by = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="hits")
    state = models.CharField(max_length=20, choices=choices_of(HitState), default=HitState.OPEN)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScreeningHitQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "name", "entry"], name="policies_hit_once"),
            models.CheckConstraint(
                name="policies_hit_decided_by_somebody",
                condition=Q(state=HitState.OPEN, decided_by=None, decided_at=None)
                | ~Q(state=HitState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} and {self.entry_name}"

    @property
    def standing(self) -> HitState:
        """What counsel made of it."""
        return HitState(self.state)


class HitDecision(UidModel):
    """What a counsel said of a possible match, and why. Append-only; the reasons are privileged."""

    hit = models.ForeignKey(ScreeningHit, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20, choices=choices_of(HitState))
    reasons = models.TextField()
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=100, blank=True, help_text="What the decision says on its face.")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="policies_hit_decision_says_why", condition=~Q(verdict=HitState.OPEN) & ~Q(reasons="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.hit}: {self.verdict}"


class ScreeningStanding(models.Model):
    """What screening says of a vendor and its parents, as rules read it. Written anew by every deed that changes it."""

    vendor = models.OneToOneField(Vendor, on_delete=models.PROTECT, related_name="screening")
    body = models.TextField(help_text="Canonical JSON of the parties.")

    def __str__(self) -> str:
        return f"Screening of {self.vendor}"


class OwnershipShare(IntervalModel, UidModel):
    """Who owns how much of a vendor, as of a day, and where that stands. Another share is another row."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="shares")
    owner = models.CharField(max_length=200)
    owner_vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=300)
    source_date = models.DateField()
    recorded_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = ["vendor", "-percent", "owner"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "owner"], condition=Q(valid_until__isnull=True), name="policies_share_open_once"
            ),
            models.CheckConstraint(name="policies_share_percent", condition=Q(percent__gt=0) & Q(percent__lte=100)),
            models.CheckConstraint(
                name="policies_share_not_of_itself",
                condition=Q(owner_vendor__isnull=True) | ~Q(owner_vendor=F("vendor")),
            ),
            models.CheckConstraint(name="policies_share_has_a_source", condition=~Q(source="")),
            IntervalModel.interval_check("policies_share_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.percent} % of {self.vendor}"
