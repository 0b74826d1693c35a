"""Bytes kept once, named by their SHA-256. The bytes lie in Django's storage, the row says size and type."""

from __future__ import annotations

from django.db import models


class Blob(models.Model):
    """One content-addressed object. Append-only: neither row nor bytes ever change."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Where the bytes lie in storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
