"""Programs that call the API in tests, and a world in which every noun has a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from governance.accounts.access import organisation, today
from governance.accounts.models import User
from governance.accounts.roles import Scope
from governance.accounts.services.tokens import create_token
from governance.audit.models import Event
from governance.reports.models import Report
from policies.domain.types import CodebaseKind, Destination, FlowKind
from policies.models import (
    Codebase,
    Decision,
    Decommission,
    Flow,
    OutputStatement,
    PolicyRevision,
    ToolConfiguration,
)
from policies.services.codebases import add_flow, save_codebase
from policies.services.revisions import start_revision
from tests.cast import SignedIn
from tests.governance.api_rows import (
    SECRET_WORDS,
    change_of,
    cite_in,
    competition_finding,
    delegation_of,
    exception_for,
    fetched_document,
    instrument_on,
    renewal_of,
    screening_rows,
    second_request,
    view_of,
)
from tests.governance.report_world import World, acting
from vendors.domain.terms import CaptureSource, ClauseArea, DocumentKind, DocumentVisibility
from vendors.models import (
    Assessment,
    Capture,
    GoverningLink,
    ModelRelease,
    TermsDocument,
)
from vendors.services.captures import capture_document
from vendors.services.clauses import open_record, start_draft
from vendors.services.documents import save_document
from vendors.services.releases import save_release

V1 = "/api/v1/"
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
    cite_in(world, draft, captured.version.texts.get())
    pipeline = save_codebase(
        actor=asking,
        team=world.team,
        name="ledger tests",
        kind=CodebaseKind.REPOSITORY,
        destination=Destination.PROPRIETARY,
    )
    ledger = Codebase.objects.get(name="ledger")
    flow = add_flow(actor=asking, source=ledger, target=pipeline, kind=FlowKind.BUILD)
    request = second_request(world)
    report = world.start()
    revision = start_revision(actor=legal, title="Second policy")
    uids = _uids(world, draft, release, flow, request, report, revision)
    return Rows(world, uids, contract, Assessment.objects.get(pk=draft.pk), report)


def _uids(
    world: World, draft: Any, release: ModelRelease, flow: Flow, request: Any, report: Report, revision: PolicyRevision
) -> dict[str, str]:
    rows: Iterable[tuple[str, Any]] = [
        *_of_vendors(world, draft, release),
        ("categories", world.category),
        ("revisions", revision),
        ("codebases", flow.source),
        ("flows", flow),
        ("tools", request.tool),
        ("configurations", ToolConfiguration.objects.filter(tool=request.tool).get()),
        ("renewals", renewal_of(world, request.tool)),
        ("statements", OutputStatement.objects.get()),
        ("requests", request),
        ("lines", request.lines.get()),
        ("decisions", Decision.objects.first()),
        ("delegations", delegation_of(world)),
        ("approvals", world.approval),
        ("competition", competition_finding(world)),
        ("exceptions", exception_for(world, request)),
        ("instruments", instrument_on(world)),
        *screening_rows(world),
        ("views", view_of(world)),
        ("decommissions", Decommission.objects.create(tool=request.tool, reason="Over.", opened_at=timezone.now())),
        ("reports", report),
        ("events", Event.objects.first()),
        ("organisations", organisation()),
        ("people", world.requester),
        ("teams", world.team),
    ]
    return {noun: str(row.uid) for noun, row in rows}


def _of_vendors(world: World, draft: Any, release: ModelRelease) -> Iterable[tuple[str, Any]]:
    return [
        ("vendors", world.tier.product.vendor),
        ("products", world.tier.product),
        ("tiers", world.tier),
        ("releases", release),
        ("documents", world.text.version.document),
        ("watches", world.text.version.document),
        ("capture-rules", fetched_document(world)),
        ("links", GoverningLink.objects.get()),
        ("captures", Capture.objects.get(document=world.text.version.document)),
        ("versions", world.text.version),
        ("changes", change_of(world.text.version)),
        ("clauses", draft.record),
        ("assessments", draft),
    ]
