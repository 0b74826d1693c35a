"""What auditors do with reports: download and verify, both on record; and a scope in words."""

from __future__ import annotations

import json

from governance.accounts.access import Actor, require
from governance.accounts.models import Team
from governance.audit.deeds import deed, record
from governance.reports.models import Report
from governance.reports.services.verification import Verification, verify_pdf
from policies.domain.types import RevisionState
from policies.models import CategoryEdition, Tool


@deed
def log_download(*, actor: Actor, report: Report, file_sha256: str) -> None:
    """Put a download on record."""
    require(actor, "report.read")
    record(actor, "report.downloaded", subject=report, detail={"number": report.number, "file": file_sha256})


@deed
def verify_file(*, actor: Actor, data: bytes) -> Verification:
    """Judge a file and put the judgement on record. Raises NotJudged when it is no file this can judge."""
    require(actor, "report.verify")
    found = verify_pdf(data)
    record(
        actor,
        "report.verified",
        subject=found.report,
        detail={"file": found.file_sha256, "valid": found.valid, "reason": found.reason},
    )
    return found


def scope_in_words(report: Report) -> list[tuple[str, str]]:
    """What the report is limited to, as (label, words)."""
    scope: dict[str, list[str]] = json.loads(report.scope)
    editions = CategoryEdition.objects.filter(
        category__uid__in=scope["categories"], revision__state=RevisionState.PUBLISHED
    )
    named = {
        "Teams": list(Team.objects.filter(uid__in=scope["teams"]).values_list("name", flat=True)),
        "Categories": list(editions.values_list("name", flat=True)),
        "Tools": list(Tool.objects.filter(uid__in=scope["tools"]).values_list("name", flat=True)),
    }
    return [(label, ", ".join(sorted(names)) or "all") for label, names in named.items()]
