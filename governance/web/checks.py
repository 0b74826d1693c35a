"""System checks of the plumbing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

_PRIVATE = ("locmem.LocMemCache", "dummy.DummyCache")


@register("security")
def cache_is_shared(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """The default cache must be one that all processes share, or failed log-ins are counted per worker."""
    backend = str(settings.CACHES["default"]["BACKEND"])
    if not backend.endswith(_PRIVATE):
        return []
    return [
        Error(
            "The default cache is private to each process, so limits on log-in attempts do not hold.",
            hint="Use the database cache (django.core.cache.backends.db.DatabaseCache) or Redis.",
            id="governance.E001",
        )
    ]
