"""Addresses of the API, of its schema and of the page of it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from governance.accounts.api.me import Me
from governance.accounts.api.routes import ROUTES as ACCOUNTS
from governance.api import views
from governance.desk.api.routes import ROUTES as DESK
from governance.reports.api.routes import ROUTES as REPORTS
from governance.webhooks.api.routes import ROUTES as WEBHOOKS
from policies.api.routes import ROUTES as POLICIES
from vendors.api.routes import ROUTES as VENDORS

router = SimpleRouter(use_regex_path=False)
for routes in (VENDORS, POLICIES, REPORTS, DESK, ACCOUNTS, WEBHOOKS):
    for noun, endpoint in routes.items():
        router.register(noun, endpoint, basename=noun)

API: list[URLPattern | URLResolver] = [
    path("v1/me/", Me.as_view(), name="me"),
    path("v1/", include(router.urls)),
    path("schema/", views.Document.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
    path("docs/<slug:name>/", views.docs_noun, name="docs_noun"),
]

urlpatterns = [path("api/", include((API, "api")))]
