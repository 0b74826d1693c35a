"""Programs that call the API in tests, and a world in which every noun has a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from governance.accounts.access import organisation, today
from governance.accounts.models import User
from governance.accounts.roles import Scope
from governance.accounts.services.tokens import create_token
from governance.audit.models import Event
from governance.desk.models import SavedView
from governance.desk.services.views import save_view
from governance.reports.models import Report
from policies.domain.register import InstrumentKind, Stage
from policies.domain.risk.types import Strategy
from policies.domain.screening.standing import HitState
from policies.domain.types import CodebaseKind, CompetitionFinding, DeploymentKind, Destination, FlowKind, Lane
from policies.models import (
    Codebase,
    CompetitionNote,
    Decision,
    Decommission,
    Delegation,
    Flow,
    Instrument,
    OutputStatement,
    PolicyRevision,
    RenewalNote,
    RiskConfirmation,
    RuleException,
    ScreeningHit,
    ToolConfiguration,
)
from policies.risks import basis_of, tool_grades
from policies.services.codebases import add_flow, save_codebase
from policies.services.competition import write_note
from policies.services.delegations import delegate_lane
from policies.services.ownership import ShareInput, record_share
from policies.services.register import InstrumentInput, StageInput, add_instrument, record_stage
from policies.services.requests import open_request
from policies.services.revisions import start_revision
from policies.services.risk import Confirming, confirm_risk
from policies.services.screening_hits import dispose_hit
from policies.services.tools import ConfigurationInput, configure_tool, save_tool
from tests.cast import SignedIn
from tests.factories.screening import screened
from tests.governance.report_world import MARKER, World, acting
from vendors.domain.anchoring import Selector
from vendors.domain.terms import Applicability, CaptureSource, ClauseArea, DocumentKind, DocumentVisibility, DriftKind
from vendors.models import (
    Assessment,
    Capture,
    CaptureRule,
    ChangeReview,
    GoverningLink,
    ModelRelease,
    TermsDocument,
    TermsVersion,
)
from vendors.services.captures import capture_document
from vendors.services.citing import cite_quote
from vendors.services.clauses import open_record, start_draft
from vendors.services.documents import save_document
from vendors.services.releases import save_release

V1 = "/api/v1/"
SECRET_WORDS = "The fee is nine shillings for every seat."
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass(slots=True)
class Caller:
    """A program (or a page of ours) that calls the API as somebody."""

    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One call; `path` counts from /api/v1/ unless it begins with a slash."""
        sent = {"content_type": "application/json", "data": body} if body is not None else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("/") else V1 + path
        return self.client.generic_call(method, address, {**self.headers, **named}, sent)  # type: ignore[attr-defined]

    def get(self, path: str, **headers: str) -> Any:
        return self("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("post", path, {} if body is None else body, **headers)

    def change(self, method: str, path: str, body: Any = None, *, of: str = "") -> Any:
        """A deed on a versioned row: its ETag is read first (`of`: the row, where the path is below it)."""
        tag = self.get(of or path)["ETag"]
        return self(method, path, {} if body is None else body, If_Match=tag)


class ApiClient(Client):
    """Django's client with one door for every method."""

    def generic_call(self, method: str, path: str, headers: dict[str, str], sent: dict[str, Any]) -> Any:
        return getattr(self, method)(path, headers=headers, **sent)


@pytest.fixture
def program() -> Callable[..., Caller]:
    """program(person, "draft") -> a program with a token of that person; scope `read` is there unless told."""

    def make(person: User, *scopes: str, reads: bool = True) -> Caller:
        chosen = [Scope(scope) for scope in {*scopes, *(["read"] if reads else [])}]
        _, secret = create_token(
            actor=acting(person), name="A program", scopes=chosen, ends_on=today() + dt.timedelta(days=9)
        )
        client = ApiClient(raise_request_exception=False)
        return Caller(client, {"Authorization": f"Bearer {secret}", "Accept": "application/json"})

    return make


@pytest.fixture
def browser_of(signed_in: SignedIn) -> Callable[..., Caller]:
    """browser_of(person) -> a page of ours that calls the API in that person's session, step-up fresh."""

    def make(person: User, *, stepped_up: bool = True) -> Caller:
        client = ApiClient(raise_request_exception=False)
        client.cookies = signed_in(person, stepped_up=stepped_up).cookies
        return Caller(client)

    return make


@pytest.fixture
def visitor() -> Caller:
    return Caller(ApiClient(raise_request_exception=False))


@dataclass(slots=True)
class Rows:
    """One row of each noun, by the noun's address."""

    world: World
    uids: dict[str, str]
    contract: TermsDocument
    draft: Assessment
    report: Report

    def address(self, noun: str) -> str:
        return f"{noun}/{self.uids[noun]}/"


@pytest.fixture
def shore(world: World, second_counsel: User) -> Rows:
    """The world of reports, and beside it whatever noun was still missing."""
    legal, asking = acting(world.counsel), acting(world.requester)
    vendor = world.tier.product.vendor
    contract = save_document(
        actor=legal,
        vendor=vendor,
        title="Order form 7",
        kind=DocumentKind.ORDER_FORM,
        visibility=DocumentVisibility.CONTRACT,
    )
    captured = capture_document(
        actor=legal,
        document=contract,
        data=f"# Order\n\n{SECRET_WORDS}\n".encode(),
        media_type="text/markdown",
        source=CaptureSource.PASTE,
    )
    release = save_release(actor=legal, vendor=vendor, family="Bramble", release="2")
    record = open_record(actor=legal, area=ClauseArea.INDEMNITY, tier=world.tier)
    draft = start_draft(actor=legal, record_row=record)
    _cite(world, draft, captured.version.texts.get())
    pipeline = save_codebase(
        actor=asking,
        team=world.team,
        name="ledger tests",
        kind=CodebaseKind.REPOSITORY,
        destination=Destination.PROPRIETARY,
    )
    ledger = Codebase.objects.get(name="ledger")
    flow = add_flow(actor=asking, source=ledger, target=pipeline, kind=FlowKind.BUILD)
    request = _second_request(world)
    report = world.start()
    revision = start_revision(actor=legal, title="Second policy")
    uids = _uids(world, draft, release, flow, request, report, revision)
    return Rows(world, uids, contract, Assessment.objects.get(pk=draft.pk), report)


def _cite(world: World, draft: Assessment, text: Any) -> None:
    cite_quote(
        actor=acting(world.counsel),
        into=draft,
        questions=["ind_cap_amount"],
        text=text,
        selector=Selector(SECRET_WORDS),
    )


def _change(version: TermsVersion) -> ChangeReview:
    """A change that was put before counsel and touched nothing."""
    review: ChangeReview = ChangeReview.objects.create(
        document=version.document, former=version, newest=version, change=DriftKind.CONTENT,
        opened_at=version.created_at, changed_at=version.created_at,
    )  # fmt: skip
    return review


def _second_request(world: World) -> Any:
    """An open request for another tool of the same tier."""
    asking = acting(world.requester)
    tool = save_tool(actor=asking, tier=world.tier, name="Bramble for tests", team=world.team)
    entry = ConfigurationInput(held=Applicability(region="EU"), deployment=DeploymentKind.DEDICATED)
    configure_tool(actor=asking, tool=tool, version=None, entry=entry)
    return open_request(actor=asking, tool=tool, team=world.team, categories=[world.category], purpose="Write tests")


def _fetched(world: World) -> CaptureRule:
    """Where the posted text of the world is fetched from."""
    document, address = world.text.version.document, "https://terms.example/"
    return CaptureRule.objects.create(document=document, address=address, rhythm="daily", valid_from=timezone.now())


def _renewal(world: World, tool: Any) -> RenewalNote:
    """A note on the posted text, as if the tool were pinned to a former one."""
    version = world.text.version
    return RenewalNote.objects.create(
        tool=tool, document=version.document, new_version=version, opened_at=timezone.now()
    )


def _finding(world: World) -> CompetitionNote:
    """A note on the vendor of the world, whose reasons are counsel's."""
    return write_note(
        actor=acting(world.counsel),
        vendor=world.tier.product.vendor,
        finding=CompetitionFinding.NO,
        reasons=f"Nothing of ours does. {MARKER}",
        ends_on=today() + dt.timedelta(days=200),
    )


def _exception(world: World, request: Any) -> RuleException:
    """An exception asked for from a rule of the category, as if that rule barred the tool."""
    return RuleException.objects.create(
        number=1, tool=request.tool, category=world.category, rule_code="owner_of_output", rule_title="Owner of output",
        team=world.team, requester=world.requester, reason="Until the move.", control="Read twice.", ends_on=today(),
        created_at=timezone.now(),
    )  # fmt: skip


def _instrument(world: World) -> Instrument:
    """An instrument with a note that is counsel's, and a change that waits for them."""
    actor = acting(world.counsel)
    entry = InstrumentInput(
        name="Model Provenance Bill",
        short_name="MPB",
        kind=InstrumentKind.BILL,
        jurisdiction="European Union",
        summary="Would ask for provenance.",
        countries=["European Union"],
        vendors=[world.tier.product.vendor],
        privileged_note=f"We doubt it. {MARKER}",
    )
    row = add_instrument(actor=actor, entry=entry, stages=[StageInput(Stage.INTRODUCED, "The record", today())])
    record_stage(actor=actor, instrument=row, entry=StageInput(Stage.PASSED, "The record", today()), version=None)
    return row


def _confirmed(counsel: Any, tool: Any) -> RiskConfirmation:
    """Grades of a strategy that counsel confirmed."""
    shown, strategy = tool_grades(tool), Strategy.USE_API
    review_on = today() + dt.timedelta(days=90)
    entry = Confirming(strategy, basis_of(shown, strategy), review_on, f"Read it all. {MARKER}")
    return confirm_risk(actor=counsel, tool=tool, entry=entry)


def _screened(world: World) -> list[tuple[str, Any]]:
    """A list, a comparison, a possible match whose reasons are counsel's, and an owner."""
    counsel, vendor = acting(world.counsel), world.tier.product.vendor
    entry = ShareInput("Zubrin Trading", Decimal(30), "Made up", today())
    share = record_share(actor=counsel, vendor=vendor, entry=entry)
    run = screened(counsel)
    hit = ScreeningHit.objects.get(vendor=vendor)
    dispose_hit(actor=counsel, hit=hit, verdict=HitState.UNDECIDED, reasons=f"No address. {MARKER}", version=None)
    return [
        ("risk-confirmations", _confirmed(counsel, world.approval.tool)),
        ("screening-lists", run.list_version),
        ("screening-runs", run),
        ("screening-hits", hit),
        ("ownership-shares", share),
    ]


def _delegation(world: World) -> Delegation:
    """Counsel of the world lets another counsel decide in their place."""
    (row,) = delegate_lane(
        actor=acting(world.counsel),
        lane=Lane.LEGAL,
        delegate=world.second_counsel,
        categories=[],
        ends_on=today() + dt.timedelta(days=20),
        reason="Away.",
    )
    return row


def _view(world: World) -> SavedView:
    """A view of counsel's own."""
    return save_view(actor=acting(world.counsel), page="tools", name="Ours", query="q=lark")


def _uids(
    world: World, draft: Any, release: ModelRelease, flow: Flow, request: Any, report: Report, revision: PolicyRevision
) -> dict[str, str]:
    rows: Iterable[tuple[str, Any]] = [
        ("vendors", world.tier.product.vendor),
        ("products", world.tier.product),
        ("tiers", world.tier),
        ("releases", release),
        ("documents", world.text.version.document),
        ("watches", world.text.version.document),
        ("capture-rules", _fetched(world)),
        ("links", GoverningLink.objects.get()),
        ("captures", Capture.objects.get(document=world.text.version.document)),
        ("versions", world.text.version),
        ("changes", _change(world.text.version)),
        ("clauses", draft.record),
        ("assessments", draft),
        ("categories", world.category),
        ("revisions", revision),
        ("codebases", flow.source),
        ("flows", flow),
        ("tools", request.tool),
        ("configurations", ToolConfiguration.objects.filter(tool=request.tool).get()),
        ("renewals", _renewal(world, request.tool)),
        ("statements", OutputStatement.objects.get()),
        ("requests", request),
        ("lines", request.lines.get()),
        ("decisions", Decision.objects.first()),
        ("delegations", _delegation(world)),
        ("approvals", world.approval),
        ("competition", _finding(world)),
        ("exceptions", _exception(world, request)),
        ("instruments", _instrument(world)),
        *_screened(world),
        ("views", _view(world)),
        ("decommissions", Decommission.objects.create(tool=request.tool, reason="Over.", opened_at=timezone.now())),
        ("reports", report),
        ("events", Event.objects.first()),
        ("organisations", organisation()),
        ("people", world.requester),
        ("teams", world.team),
    ]
    return {noun: str(row.uid) for noun, row in rows}
