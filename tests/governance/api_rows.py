"""One row of each noun beside the world of reports, for tests that go through the whole API."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from governance.accounts.access import today
from governance.desk.models import SavedView
from governance.desk.services.views import save_view
from policies.domain.register import InstrumentKind, Stage
from policies.domain.risk.types import Strategy
from policies.domain.screening.standing import HitState
from policies.domain.types import CompetitionFinding, DeploymentKind, Lane
from policies.models import (
    CompetitionNote,
    Delegation,
    Instrument,
    RenewalNote,
    RiskConfirmation,
    RuleException,
    ScreeningHit,
)
from policies.risks import basis_of, tool_grades
from policies.services.competition import write_note
from policies.services.delegations import delegate_lane
from policies.services.held_inputs import ConfigurationInput
from policies.services.ownership import ShareInput, record_share
from policies.services.register import InstrumentInput, StageInput, add_instrument, record_stage
from policies.services.requests import open_request
from policies.services.risk import Confirming, confirm_risk
from policies.services.screening_hits import dispose_hit
from policies.services.tools import configure_tool, save_tool
from tests.factories.screening import screened
from tests.governance.report_world import MARKER, World, acting
from vendors.domain.anchoring import Selector
from vendors.domain.terms import Applicability, DriftKind
from vendors.models import (
    Assessment,
    CaptureRule,
    ChangeReview,
    TermsVersion,
)
from vendors.services.citing import cite_quote

SECRET_WORDS = "The fee is nine shillings for every seat."


def cite_in(world: World, draft: Assessment, text: Any) -> None:
    cite_quote(
        actor=acting(world.counsel),
        into=draft,
        questions=["ind_cap_amount"],
        text=text,
        selector=Selector(SECRET_WORDS),
    )


def change_of(version: TermsVersion) -> ChangeReview:
    """A change that was put before counsel and touched nothing."""
    review: ChangeReview = ChangeReview.objects.create(
        document=version.document, former=version, newest=version, change=DriftKind.CONTENT,
        opened_at=version.created_at, changed_at=version.created_at,
    )  # fmt: skip
    return review


def second_request(world: World) -> Any:
    """An open request for another tool of the same tier."""
    asking = acting(world.requester)
    tool = save_tool(actor=asking, tier=world.tier, name="Bramble for tests", team=world.team)
    entry = ConfigurationInput(held=Applicability(region="EU"), deployment=DeploymentKind.DEDICATED)
    configure_tool(actor=asking, tool=tool, version=None, entry=entry)
    return open_request(actor=asking, tool=tool, team=world.team, categories=[world.category], purpose="Write tests")


def fetched_document(world: World) -> CaptureRule:
    """Where the posted text of the world is fetched from."""
    document, address = world.text.version.document, "https://terms.example/"
    return CaptureRule.objects.create(document=document, address=address, rhythm="daily", valid_from=timezone.now())


def renewal_of(world: World, tool: Any) -> RenewalNote:
    """A note on the posted text, as if the tool were pinned to a former one."""
    version = world.text.version
    return RenewalNote.objects.create(
        tool=tool, document=version.document, new_version=version, opened_at=timezone.now()
    )


def competition_finding(world: World) -> CompetitionNote:
    """A note on the vendor of the world, whose reasons are counsel's."""
    return write_note(
        actor=acting(world.counsel),
        vendor=world.tier.product.vendor,
        finding=CompetitionFinding.NO,
        reasons=f"Nothing of ours does. {MARKER}",
        ends_on=today() + dt.timedelta(days=200),
    )


def exception_for(world: World, request: Any) -> RuleException:
    """An exception asked for from a rule of the category, as if that rule barred the tool."""
    return RuleException.objects.create(
        number=1, tool=request.tool, category=world.category, rule_code="owner_of_output", rule_title="Owner of output",
        team=world.team, requester=world.requester, reason="Until the move.", control="Read twice.", ends_on=today(),
        created_at=timezone.now(),
    )  # fmt: skip


def instrument_on(world: World) -> Instrument:
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


def risk_confirmed(counsel: Any, tool: Any) -> RiskConfirmation:
    """Grades of a strategy that counsel confirmed."""
    shown, strategy = tool_grades(tool), Strategy.USE_API
    review_on = today() + dt.timedelta(days=90)
    entry = Confirming(strategy, basis_of(shown, strategy), review_on, f"Read it all. {MARKER}")
    return confirm_risk(actor=counsel, tool=tool, entry=entry)


def screening_rows(world: World) -> list[tuple[str, Any]]:
    """A list, a comparison, a possible match whose reasons are counsel's, and an owner."""
    counsel, vendor = acting(world.counsel), world.tier.product.vendor
    entry = ShareInput("Zubrin Trading", Decimal(30), "Made up", today())
    share = record_share(actor=counsel, vendor=vendor, entry=entry)
    run = screened(counsel)
    hit = ScreeningHit.objects.get(vendor=vendor)
    dispose_hit(actor=counsel, hit=hit, verdict=HitState.UNDECIDED, reasons=f"No address. {MARKER}", version=None)
    return [
        ("risk-confirmations", risk_confirmed(counsel, world.approval.tool)),
        ("screening-lists", run.list_version),
        ("screening-runs", run),
        ("screening-hits", hit),
        ("ownership-shares", share),
    ]


def delegation_of(world: World) -> Delegation:
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


def view_of(world: World) -> SavedView:
    """A view of counsel's own."""
    return save_view(actor=acting(world.counsel), page="tools", name="Ours", query="q=lark")
