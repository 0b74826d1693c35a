"""How Django's settings describe the neighbours: database, file store, mail server, broker. No variable is read here.

Each function takes what `governance.settings` read and returns the dictionary Django or Celery wants.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote

from django.core.exceptions import ImproperlyConfigured

from governance.env import split_url

BUCKET = re.compile(r"(?!\d+(\.\d+){3}$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Names of buckets (Amazon S3, Bucket naming rules); stores like it take them too."""
REGION = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_POSTGRESQL_OPTIONS = frozenset({"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"})


def database(name: str, value: str) -> dict[str, Any]:
    """Django's description of the database at `value`: postgresql://user:password@host:port/name or sqlite:///file.

    Raises ImproperlyConfigured for other schemes, a missing name or an unknown option.
    """
    parts = split_url(name, value)
    if parts.scheme == "sqlite":
        if parts.netloc or not parts.path.strip("/"):
            raise ImproperlyConfigured(f"{name}: write sqlite:///absolute/path/to/file.sqlite3.")
        return sqlite(Path("/" + unquote(parts.path).lstrip("/")))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must start with postgresql:// or sqlite:///.")
    return _postgresql(name, parts)


def cache_table() -> dict[str, Any]:
    """Django's description of a cache in the database, shared by all processes. Its usual 300 entries would let a
    stranger push out the counts of his failures by failing elsewhere."""
    backend = "django.core.cache.backends.db.DatabaseCache"
    return {"BACKEND": backend, "LOCATION": "countersign_cache", "OPTIONS": {"MAX_ENTRIES": 100_000}}


def sqlite(path: Path) -> dict[str, Any]:
    """Django's description of a SQLite file, as this product needs it.

    WAL lets readers go on beside the one writer; IMMEDIATE takes the write lock at BEGIN, so that a transaction which
    has read can never fail to become a writer; the timeout is how long a writer waits for its turn.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON;",  # else REPLACE removes a row without asking its no-delete trigger
        },
    }


def _postgresql(name: str, parts: SplitResult) -> dict[str, Any]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(options.keys() - _POSTGRESQL_OPTIONS)
    if unknown:
        raise ImproperlyConfigured(f"{name} holds options nobody reads: {', '.join(unknown)}.")
    database_name = unquote(parts.path.removeprefix("/"))
    if not database_name or "/" in database_name:
        raise ImproperlyConfigured(f"{name} must end in /name-of-the-database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def file_store(folder: Path) -> dict[str, Any]:
    """Files in `folder`, readable by this account only and without an address of their own."""
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder), "base_url": None, "file_permissions_mode": 0o600},
    }


def s3_store(bucket: str, endpoint: str, region: str) -> dict[str, Any]:
    """Files in a bucket; keys come from the environment as boto3 reads it."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "file_overwrite": True,  # names are hashes: the same name is the same bytes
            "default_acl": None,
            "querystring_auth": True,
        },
    }


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes: a server, or files in a folder when no host is named."""

    backend: str = "django.core.mail.backends.filebased.EmailBackend"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    start_tls: bool = False


def mail(name: str, value: str) -> Mail:
    """The mail server of smtp://user:password@host:port (STARTTLS) or smtps://; files for "".

    Raises ImproperlyConfigured when no host is named.
    """
    if not value:
        return Mail()
    parts = split_url(name, value)
    if not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host.")
    implicit = parts.scheme == "smtps"
    return Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if implicit else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=implicit,
        start_tls=not implicit,
    )


def broker_options(url: str, folder: Path) -> dict[str, Any]:
    """Celery's transport options for the broker at `url`; makes the folders of the filesystem transport."""
    if url.startswith("redis"):
        # Measured: without these a message of a killed worker comes back after an hour instead of seconds.
        return {"visibility_timeout": 60, "unacked_restore_interval": 2, "unacked_restore_throttle": 1}
    if not url.startswith("filesystem"):
        return {}
    messages, control = folder / "messages", folder / "control"
    for needed in (messages, control):
        needed.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }


def kept_secret(path: Path) -> str:
    """The secret key in `path`, made on the first start. Two processes starting at once agree: one link wins."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(60))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
