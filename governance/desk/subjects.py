"""What events are about: the kinds of subjects, their words, their pages, and who may see them.

One query for all of them, whatever the number of events and of kinds. A kind is `guarded` where not everybody signed in
may see its rows; a guarded subject that is not found is one the person may not see.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.urls import reverse

from governance.accounts.access import roles_of
from governance.accounts.models import ApiToken, Organisation, Team, User
from governance.accounts.roles import PERMISSIONS
from governance.audit.models import Event
from governance.desk.models import CalendarFeed, SavedView
from governance.reports.models import Report
from governance.webhooks.models import Webhook
from policies.models import (
    Allegation,
    Approval,
    Category,
    Codebase,
    CompetitionNote,
    Decommission,
    Flow,
    Instrument,
    ListVersion,
    OutputStatement,
    PolicyRevision,
    RequestLine,
    RiskConfirmation,
    RuleException,
    ScreeningHit,
    ScreeningRun,
    Tool,
    ToolRequest,
)
from vendors.models import (
    Assessment,
    ChangeReview,
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
    """A kind of subject: the word, the rows a person may see, the columns its name is made of (as lookups), the page
    and the column whose uid the page takes."""

    word: str
    rows: Callable[[User], QuerySet[Any]]
    parts: tuple[str, ...]
    page: str = ""
    page_uid: str = "uid"
    guarded: bool = False


def _all(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    return lambda user: model._default_manager.all()


def _of_documents(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    return lambda user: model._default_manager.filter(document__in=TermsDocument.objects.visible_to(user).values("pk"))


def _flows(user: User) -> QuerySet[Any]:
    seen = Codebase.objects.visible_to(user).values("pk")
    return Flow.objects.filter(source__in=seen, target__in=seen)


def _lines(user: User) -> QuerySet[Any]:
    return RequestLine.objects.filter(request__in=ToolRequest.objects.visible_to(user).values("pk"))


def _screening(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    """Rows of screening: for both lanes and auditors."""
    reads = PERMISSIONS["screening.read"]
    return lambda user: model._default_manager.all() if roles_of(user) & reads else model._default_manager.none()


NAME = ("name",)
TIER = ("tier__name", "tier__product__name")
PAIR = ("tool__name", "category__slug")

KINDS: Mapping[str, Kind] = {
    "accounts.user": Kind("Person", _all(User), NAME),
    "accounts.team": Kind("Team", _all(Team), NAME),
    "accounts.organisation": Kind("Organisation", _all(Organisation), NAME),
    "accounts.apitoken": Kind("API token", _all(ApiToken), ("name", "prefix")),
    "webhooks.webhook": Kind("Webhook", _all(Webhook), NAME),
    "desk.calendarfeed": Kind("Calendar feed", _all(CalendarFeed), NAME),
    "vendors.vendor": Kind("Vendor", _all(Vendor), NAME, "vendors:vendor_detail"),
    "vendors.product": Kind("Product", _all(Product), NAME, "vendors:product_detail"),
    "vendors.tier": Kind("Tier", _all(Tier), ("name", "product__name"), "vendors:tier_detail"),
    "vendors.modelrelease": Kind(
        "Model release", _all(ModelRelease), ("family", "release", "size"), "vendors:release_detail"
    ),
    "vendors.termsdocument": Kind(
        "Document", lambda user: TermsDocument.objects.visible_to(user), ("title",), "vendors:document_detail",
        guarded=True,
    ),
    "vendors.termsversion": Kind(
        "Terms version", _of_documents(TermsVersion), ("number", "document__title"), "vendors:version_detail",
        guarded=True,
    ),
    "vendors.capture": Kind(
        "Capture", _of_documents(CaptureRow), ("sequence", "document__title"), "vendors:document_detail",
        "document__uid", guarded=True,
    ),
    "vendors.changereview": Kind(
        "Change of terms", _of_documents(ChangeReview), ("former__number", "newest__number", "document__title"),
        "desk:change_detail", guarded=True,
    ),
    "vendors.governinglink": Kind(
        "Governing link", _of_documents(GoverningLink), ("mode", "document__title", *TIER), "vendors:tier_detail",
        "tier__uid", guarded=True,
    ),
    "vendors.clauserecord": Kind("Clause record", _all(ClauseRecord), ("area", *TIER), "vendors:clause_detail"),
    "vendors.assessment": Kind(
        "Assessment", _all(Assessment), ("number", "record__area", *(f"record__{part}" for part in TIER)),
        "vendors:assessment_detail",
    ),
    "policies.category": Kind("Category", _all(Category), ("slug",), "policies:category_detail"),
    "policies.policyrevision": Kind(
        "Policy revision", _all(PolicyRevision), ("number", "title"), "policies:revision_detail"
    ),
    "policies.codebase": Kind(
        "Codebase", lambda user: Codebase.objects.visible_to(user), NAME, "policies:codebase_detail", guarded=True
    ),
    "policies.flow": Kind(
        "Flow", _flows, ("source__name", "target__name"), "policies:codebase_detail", "source__uid", guarded=True
    ),
    "policies.tool": Kind("Tool", _all(Tool), NAME, "policies:tool_detail"),
    "policies.outputstatement": Kind(
        "Output statement", _all(OutputStatement), ("surface", "number", "tool__name"), "policies:tool_detail",
        "tool__uid",
    ),
    "policies.toolrequest": Kind(
        "Request", lambda user: ToolRequest.objects.visible_to(user), ("number",), "policies:request_detail",
        guarded=True,
    ),
    "policies.requestline": Kind(
        "Request line", _lines, PAIR, "policies:request_detail", "request__uid", guarded=True
    ),
    "policies.approval": Kind("Approval", _all(Approval), ("ends_on", *PAIR), "policies:approval_detail"),
    "policies.competitionnote": Kind(
        "Competition note", lambda user: CompetitionNote.objects.visible_to(user), ("number", "vendor__name"),
        "policies:competition_detail", guarded=True,
    ),
    "policies.decommission": Kind(
        "Decommissioning", _all(Decommission), ("tool__name",), "policies:decommission_detail"
    ),
    "policies.ruleexception": Kind(
        "Exception", lambda user: RuleException.objects.visible_to(user), ("number",), "policies:exception_detail",
        guarded=True,
    ),
    "desk.savedview": Kind("Saved view", lambda user: SavedView.objects.visible_to(user), NAME, guarded=True),
    "policies.instrument": Kind("Instrument", _all(Instrument), ("short_name",), "policies:instrument_detail"),
    "policies.allegation": Kind("Allegation", _all(Allegation), ("named",), ""),
    "policies.riskconfirmation": Kind(
        "Confirmed grades", _screening(RiskConfirmation), ("strategy", "tool__name"), "policies:tool_risk",
        "tool__uid", guarded=True,
    ),
    "policies.listversion": Kind("Screening list", _screening(ListVersion), ("kind", "number", "dated_on"),
        "policies:list_detail", guarded=True),
    "policies.screeningrun": Kind(
        "Screening", _screening(ScreeningRun), ("names", "list_version__kind", "list_version__number",
        "list_version__dated_on"), "policies:run_detail", guarded=True,
    ),
    "policies.screeninghit": Kind(
        "Possible match", _screening(ScreeningHit), ("name", "entry_name"), "policies:hit_detail", guarded=True
    ),
    "reports.report": Kind(
        "Report", lambda user: Report.objects.visible_to(user), ("number",), "reports:report_detail", guarded=True
    ),
}  # fmt: skip
"""Kinds by the label events carry. `product` (the product itself: set-up, checks of the trail) has no row."""


def subjects_of(events: Iterable[Event], user: User) -> dict[Key, Subject]:
    """The subjects of events that exist and that the person may see, in one query."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for event in events:
        if event.subject_uid is not None and event.subject_kind in KINDS:
            wanted.setdefault(event.subject_kind, set()).add(event.subject_uid)
    asked = [_asked(code, uids, user) for code, uids in wanted.items()]
    if not asked:
        return {}
    return {(code, uid): _subject(code, found) for code, uid, found in asked[0].union(*asked[1:], all=True)}


def _asked(code: str, uids: set[uuid.UUID], user: User) -> QuerySet[Any]:
    """Rows of one kind in the shape all kinds share: code, uid, and a mapping of what name and page are made of."""
    kind = KINDS[code]
    found = JSONObject(**{part: F(part) for part in {*kind.parts, kind.page_uid}})
    rows: QuerySet[Any] = kind.rows(user).filter(uid__in=uids).order_by().annotate(code_=Value(code), found_=found)
    return rows.values_list("code_", "uid", "found_")


def _subject(code: str, found: Mapping[str, Any]) -> Subject:
    kind = KINDS[code]
    name = str(_row(apps.get_model(code), {part: found[part] for part in kind.parts}))
    return Subject(name, reverse(kind.page, args=[uuid.UUID(found[kind.page_uid])]) if kind.page else "")


def _row(model: type[Model], found: Mapping[str, Any]) -> Model:
    """A row that holds only what its name is made of, so that the name is made in one place: by the model."""
    own: dict[str, Any] = {}
    beyond: dict[str, dict[str, Any]] = {}
    for path, value in found.items():
        first, _, rest = path.partition("__")
        if rest:
            beyond.setdefault(first, {})[rest] = value
        else:
            own[first] = value
    for relation, parts in beyond.items():
        related: Any = model._meta.get_field(relation).related_model
        own[relation] = _row(related, parts)
    return model(**own)
