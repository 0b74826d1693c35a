"""Bytes are kept once under their SHA-256, given back checked, and never altered."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from governance.blobs import store
from governance.blobs.models import Blob
from governance.canonical import sha256_bytes

DATA = b"Between you and us you own the Output."


def test_the_same_bytes_are_kept_once(db: None, own_files: Path) -> None:
    first, second = store.put(DATA, "text/plain"), store.put(DATA, "text/html")
    assert first == second
    assert (first.sha256, first.size, first.media_type) == (sha256_bytes(DATA), len(DATA), "text/plain")
    assert [path.name for path in (own_files / "blobs").rglob("*") if path.is_file()] == [first.sha256]
    assert store.get(first) == DATA


def test_nothing_at_all_is_bytes_too(db: None, own_files: Path) -> None:
    assert store.get(store.put(b"", "text/plain")) == b""


def test_bytes_that_were_lost_or_altered_are_not_handed_out(db: None, own_files: Path) -> None:
    blob = store.put(DATA, "text/plain")
    place = own_files / "blobs" / blob.path
    place.write_bytes(DATA + b" ")
    with pytest.raises(store.BlobDamaged, match="altered"):
        store.get(blob)
    place.unlink()
    with pytest.raises(store.BlobDamaged, match="gone"):
        store.get(blob)
    assert store.get(store.put(DATA, "text/plain")) == DATA  # kept again, found again


def test_bytes_left_by_a_crash_between_storage_and_row_do_no_harm(db: None, own_files: Path) -> None:
    digest = sha256_bytes(DATA)
    store.blob_storage().save(f"{digest[:2]}/{digest[2:4]}/{digest}", ContentFile(DATA))
    assert store.get(store.put(DATA, "text/plain")) == DATA


def test_the_database_refuses_to_change_or_drop_a_blob(db: None, own_files: Path) -> None:
    rows = Blob.objects.filter(pk=store.put(DATA, "text/plain").pk)
    for change in (lambda: rows.update(size=1), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
