"""Routes that answer a GET with something that is no page, and what it is."""

from __future__ import annotations

NO_PAGES: dict[str, str] = {
    "desk:feed": "a file for calendar programs",
    "healthz": "a word for probes",
    "readyz": "a word for probes",
    "vendors:version_raw": "a download: the bytes as they were captured",
    "vendors:version_redline_docx": "a download: the redline as a Word file",
    "vendors:citation_file": "a download",
    "policies:setting_proof": "a download",
    "policies:revision_content": "canonical JSON, byte for byte as it is hashed",
    "policies:category_by_uid": "leads on to the category's page",
    "reports:report_progress": "the part of the report's page that is asked for again",
    "reports:report_draft": "a download",
    "reports:report_sealed": "a download",
    "reports:report_content": "canonical JSON, byte for byte as it is hashed",
    "api:schema": "OpenAPI for programs",
}
"""Endpoints of the API are told by their address."""
