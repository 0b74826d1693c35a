"""Rows of the audit trail. Events are append-only (triggers); `PersonRecord` is the one erasable table; `TrailHead` is
the one row that says how far the trail has come."""

from __future__ import annotations

from django.db import models


class PersonRecord(models.Model):
    """Name and salt of a person who appears in the trail. May be blanked on lawful request; the chain still holds."""

    uid = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uid", "commitment"], name="audit_person_commitment_once")]

    def __str__(self) -> str:
        return self.name or "name removed"


class Event(models.Model):
    """One deed. `body` is the hashed text; the other columns repeat it for searching."""

    sequence = models.BigIntegerField(unique=True)
    uid = models.UUIDField(unique=True)
    format = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField(db_index=True)
    actor_uid = models.UUIDField(null=True, db_index=True)
    via = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=60)
    subject_uid = models.UUIDField(null=True)
    body = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["subject_kind", "subject_uid", "-sequence"], name="audit_event_subject")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class TrailHead(models.Model):
    """The last event ever written: its number and its hash. One row, made by the migration; it only moves on (trigger).

    Cutting the last events off breaks no link of the chain; the head tells that they were there, and because the next
    event goes on from it, the gap stays.
    """

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="audit_one_head", condition=models.Q(singleton=True))]

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"
