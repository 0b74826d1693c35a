"""Addresses of the API, of its schema and of the page of it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

from vendors.api.routes import ROUTES as VENDORS

router = SimpleRouter(use_regex_path=False)
for routes in (VENDORS,):
    for noun, endpoint in routes.items():
        router.register(noun, endpoint, basename=noun)

API: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
]

urlpatterns = [path("api/", include((API, "api")))]
