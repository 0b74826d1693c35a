"""Addresses of the plumbing: health only."""

from django.urls import path

from governance.web.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
