"""Is the process up, and could it serve: for load balancers and supervisors. Open without log-in, so no secrets."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import structlog
from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance.database.migrated import unapplied
from governance.database.triggers import declared, missing

log = structlog.stdlib.get_logger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything a request or job needs is there, else 503 naming what is missing."""
    absent = what_is_missing()
    return JsonResponse({"ready": not absent, "missing": absent}, status=503 if absent else 200)


def what_is_missing() -> dict[str, str]:
    """Part -> what is wrong with it, in words without addresses or credentials; empty when ready."""
    absent = _asked("database", database_problem)
    if not absent:  # both questions below are asked of the database
        absent = _asked("migrations", migrations_problem) or _asked("triggers", triggers_problem)
    return {**absent, **_asked("storage", storage_problem), **_asked("broker", broker_problem)}


def _asked(part: str, question: Callable[[], str]) -> dict[str, str]:
    try:
        found = question()
    except Exception:
        log.exception("readiness.failed", part=part)
        found = "cannot be reached"
    return {part: found} if found else {}


def database_problem() -> str:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return ""


def migrations_problem() -> str:
    """Whether the code's migrations are all applied."""
    waiting = unapplied()
    return f"{waiting} not applied" if waiting else ""


def triggers_problem() -> str:
    """Whether the database refuses what it must refuse."""
    absent = sorted(missing(connection, declared()))
    return f"not in place: {', '.join(absent)}" if absent else ""


def storage_problem() -> str:
    """Whether blobs can be kept. A folder is tried by writing; an object store is only asked (writing costs money)."""
    storage = storages["blobs"]
    name = f".ready-{secrets.token_hex(8)}"
    if not isinstance(storage, FileSystemStorage):
        storage.exists(name)
        return ""
    kept = storage.save(name, ContentFile(b"ready"))
    storage.delete(kept)
    return ""


def broker_problem() -> str:
    """Whether the doorbell can be rung: the folders of the filesystem transport, or a connection."""
    with current_app.connection_for_write() as broker:
        if broker.transport_cls == "filesystem":
            options = broker.transport_options or {}
            folders = [options.get("data_folder_in"), options.get("data_folder_out")]
            usable = all(folder and Path(folder).is_dir() and os.access(folder, os.W_OK) for folder in folders)
            return "" if usable else "its folder is missing or cannot be written"
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    return ""
