"""How often one person may ask. Counted in the memory of each server process: the limit stops loops, it guards no
secret, and counting in the shared cache would cost every request two writes to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from governance.web.api.configuration import READS_PER_MINUTE, WRITES_PER_MINUTE

if TYPE_CHECKING:  # at run time the framework imports this module while it makes APIView
    from rest_framework.views import APIView

READING = ("GET", "HEAD", "OPTIONS")


class PerPerson(SimpleRateThrottle):
    """So many readings and so many deeds a minute for each person."""

    scope = "person"
    cache = LocMemCache("api-limits", {"OPTIONS": {"MAX_ENTRIES": 10_000}})
    rate = f"{READS_PER_MINUTE}/min"
    writes = f"{WRITES_PER_MINUTE}/min"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count this request; False once too many came."""
        rate = self.rate if request.method in READING else self.writes
        self.num_requests, self.duration = self.parse_rate(rate)
        return bool(super().allow_request(request, view))

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """One count of readings and one of deeds for each person; a visitor is turned away before counting."""
        person = getattr(request.user, "uid", None)
        return None if person is None else f"{'r' if request.method in READING else 'w'}:{person}"
