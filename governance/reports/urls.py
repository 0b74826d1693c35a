"""Addresses of reports."""

from django.urls import path

from governance.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.report_list, name="report_list"),
    path("reports/new/", views.report_add, name="report_add"),
    path("reports/verify/", views.verify, name="verify"),
    path("reports/<uuid:uid>/", views.report_detail, name="report_detail"),
    path("reports/<uuid:uid>/progress/", views.report_progress, name="report_progress"),
    path("reports/<uuid:uid>/sign/", views.report_sign, name="report_sign"),
    path("reports/<uuid:uid>/decline/", views.report_decline, name="report_decline"),
    path("reports/<uuid:uid>/retry/", views.report_retry, name="report_retry"),
    path("reports/<uuid:uid>/cancel/", views.report_cancel, name="report_cancel"),
    path("reports/<uuid:uid>/draft.pdf", views.report_draft, name="report_draft"),
    path("reports/<uuid:uid>/report.pdf", views.report_sealed, name="report_sealed"),
    path("reports/<uuid:uid>/content.json", views.report_content, name="report_content"),
    path("reports/<uuid:uid>/verify/", views.report_verify, name="report_verify"),
]
