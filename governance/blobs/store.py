"""Putting bytes into storage and getting them back, checked."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from governance.blobs.models import Blob
from governance.canonical import sha256_bytes
from governance.errors import Conflict


class BlobDamaged(Exception):
    """The bytes in storage are not those that were kept (or are gone)."""


def blob_storage() -> Storage:
    """The storage named `blobs` in settings: files by default, S3-compatible by setting."""
    return storages["blobs"]


def put(data: bytes, media_type: str) -> Blob:
    """Keep `data` once and return its row; the same bytes give the same row. Bytes first, row second: a crash between
    the two leaves an unnamed object, never a row without its bytes."""
    digest = sha256_bytes(data)
    existing = Blob.objects.filter(sha256=digest).first()
    row = existing or Blob(sha256=digest, size=len(data), media_type=media_type)
    storage = blob_storage()
    if not storage.exists(row.path):
        storage.save(row.path, ContentFile(data))
    if existing is not None:
        return existing
    return Blob.objects.get_or_create(sha256=digest, defaults={"size": len(data), "media_type": media_type})[0]


def handed_out(blob: Blob) -> bytes:
    """The bytes of `blob` for a person. Raises Conflict, in words, where they are damaged."""
    try:
        return get(blob)
    except BlobDamaged as error:
        raise Conflict("The stored file is damaged and is not handed out. Tell an administrator.") from error


def get(blob: Blob) -> bytes:
    """The bytes of `blob`. Raises BlobDamaged when storage lost or altered them."""
    try:
        with blob_storage().open(blob.path, "rb") as handle:
            data = bytes(handle.read())
    except FileNotFoundError as error:
        raise BlobDamaged(f"the bytes of {blob.sha256} are gone from storage") from error
    if sha256_bytes(data) != blob.sha256:
        raise BlobDamaged(f"the bytes of {blob.sha256} were altered in storage")
    return data
