"""Canonical JSON and its digest: the one byte form that is hashed anywhere in the product.

Out goes UTF-8 JSON with sorted keys, no spaces, no escapes beyond what JSON demands (the subset of RFC 8785 that holds
without floating-point numbers, which are refused). Instants are ISO 8601 in UTC with a `Z`, dates ISO, uids lower case.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:
    """Reduce `value` to what canonical JSON may hold; raises TypeError for floats and unknown types."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        if "\x00" in value:
            raise TypeError("NUL characters cannot be kept")
        return str(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def instant(moment: dt.datetime) -> str:
    """ISO 8601 in UTC, microseconds always present, so that equal instants are equal text."""
    if moment.tzinfo is None:
        raise TypeError("an instant needs a time zone")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_json(value: Any) -> str:
    """The canonical text of `value`."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_text(text: str) -> str:
    """Hex SHA-256 of the UTF-8 bytes of `text`."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_bytes(data: bytes) -> str:
    """Hex SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()
