"""What events are about: the kinds of subjects, their words, their pages, and who may see them.

One query per kind on the page, whatever the number of events. A kind is `guarded` where not everybody signed in may see
its rows; a guarded subject that is not found is one the person may not see.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from governance.accounts.models import ApiToken, Organisation, Team, User
from governance.audit.models import Event
from governance.reports.models import Report
from policies.models import (
    Approval,
    Category,
    Codebase,
    Flow,
    OutputStatement,
    PolicyRevision,
    RequestLine,
    Tool,
    ToolRequest,
)
from vendors.models import (
    Assessment,
    ClauseRecord,
    GoverningLink,
    ModelRelease,
    Product,
    TermsDocument,
    TermsVersion,
    Tier,
    Vendor,
)
from vendors.models import Capture as CaptureRow

Key = tuple[str, uuid.UUID | None]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about: its name and, where it has one, its page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject: the word, the rows a person may see, the page and whose uid the page takes."""

    word: str
    rows: Callable[[User], QuerySet[Any]]
    page: str = ""
    page_uid: Callable[[Any], uuid.UUID] = lambda row: row.uid
    guarded: bool = False


def _of_documents(model: Any, *related: str) -> Callable[[User], QuerySet[Any]]:
    return lambda user: model.objects.filter(
        document__in=TermsDocument.objects.visible_to(user).values("pk")
    ).select_related("document", *related)


def _flows(user: User) -> QuerySet[Any]:
    seen = Codebase.objects.visible_to(user).values("pk")
    return Flow.objects.filter(source__in=seen, target__in=seen).select_related("source", "target")


def _lines(user: User) -> QuerySet[Any]:
    seen = ToolRequest.objects.visible_to(user).values("pk")
    return RequestLine.objects.filter(request__in=seen).select_related("request", "tool", "category")


KINDS: Mapping[str, Kind] = {
    "accounts.user": Kind("Person", lambda user: User.objects.all()),
    "accounts.team": Kind("Team", lambda user: Team.objects.all()),
    "accounts.organisation": Kind("Organisation", lambda user: Organisation.objects.all()),
    "accounts.apitoken": Kind("API token", lambda user: ApiToken.objects.all()),
    "vendors.vendor": Kind("Vendor", lambda user: Vendor.objects.all(), "vendors:vendor_detail"),
    "vendors.product": Kind("Product", lambda user: Product.objects.all(), "vendors:product_detail"),
    "vendors.tier": Kind("Tier", lambda user: Tier.objects.select_related("product"), "vendors:tier_detail"),
    "vendors.modelrelease": Kind("Model release", lambda user: ModelRelease.objects.all(), "vendors:release_detail"),
    "vendors.termsdocument": Kind(
        "Document", lambda user: TermsDocument.objects.visible_to(user), "vendors:document_detail", guarded=True
    ),
    "vendors.termsversion": Kind("Terms version", _of_documents(TermsVersion), "vendors:version_detail", guarded=True),
    "vendors.capture": Kind(
        "Capture", _of_documents(CaptureRow), "vendors:document_detail", lambda row: row.document.uid, guarded=True
    ),
    "vendors.governinglink": Kind(
        "Governing link",
        _of_documents(GoverningLink, "tier__product"),
        "vendors:tier_detail",
        lambda row: row.tier.uid,
        guarded=True,
    ),
    "vendors.clauserecord": Kind(
        "Clause record", lambda user: ClauseRecord.objects.select_related("tier__product"), "vendors:clause_detail"
    ),
    "vendors.assessment": Kind(
        "Assessment",
        lambda user: Assessment.objects.select_related("record__tier__product"),
        "vendors:assessment_detail",
    ),
    "policies.category": Kind("Category", lambda user: Category.objects.all(), "policies:category_detail"),
    "policies.policyrevision": Kind(
        "Policy revision", lambda user: PolicyRevision.objects.all(), "policies:revision_detail"
    ),
    "policies.codebase": Kind(
        "Codebase", lambda user: Codebase.objects.visible_to(user), "policies:codebase_detail", guarded=True
    ),
    "policies.flow": Kind("Flow", _flows, "policies:codebase_detail", lambda row: row.source.uid, guarded=True),
    "policies.tool": Kind("Tool", lambda user: Tool.objects.all(), "policies:tool_detail"),
    "policies.outputstatement": Kind(
        "Output statement",
        lambda user: OutputStatement.objects.select_related("tool"),
        "policies:tool_detail",
        lambda row: row.tool.uid,
    ),
    "policies.toolrequest": Kind(
        "Request", lambda user: ToolRequest.objects.visible_to(user), "policies:request_detail", guarded=True
    ),
    "policies.requestline": Kind(
        "Request line", _lines, "policies:request_detail", lambda row: row.request.uid, guarded=True
    ),
    "policies.approval": Kind(
        "Approval", lambda user: Approval.objects.select_related("tool", "category"), "policies:approval_detail"
    ),
    "reports.report": Kind(
        "Report", lambda user: Report.objects.visible_to(user), "reports:report_detail", guarded=True
    ),
}
"""Kinds by the label events carry. `product` (the product itself: set-up, checks of the trail) has no row."""


def subjects_of(events: Iterable[Event], user: User) -> dict[Key, Subject]:
    """The subjects of events that exist and that the person may see."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for event in events:
        if event.subject_uid is not None and event.subject_kind in KINDS:
            wanted.setdefault(event.subject_kind, set()).add(event.subject_uid)
    found: dict[Key, Subject] = {}
    for code, uids in wanted.items():
        kind = KINDS[code]
        for row in kind.rows(user).filter(uid__in=uids):
            found[(code, row.uid)] = Subject(
                str(row), reverse(kind.page, args=[kind.page_uid(row)]) if kind.page else ""
            )
    return found
