"""Which address leads to which app. Closed by default: what is open is listed in governance.web.doors."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "governance.web.responses.bad_request"
handler403 = "governance.web.responses.permission_denied"
handler404 = "governance.web.responses.page_not_found"
handler500 = "governance.web.responses.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(module))
    for module in (
        "governance.web.urls",
        "governance.accounts.urls",
        "vendors.urls",
        "policies.urls",
        "governance.reports.urls",
        "governance.webhooks.urls",
        "governance.desk.urls",
        "governance.api.urls",
    )
]
