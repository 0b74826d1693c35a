"""A small world for reports, built through the real services: one tool in one category, approved in both lanes.

Every privileged field and everything else that must stay inside holds MARKER.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from governance.reports.models import Report
from governance.reports.services.starting import start_report
from policies.domain.types import (
    CodebaseKind,
    DeploymentKind,
    Destination,
    Lane,
    Mode,
    OnFail,
    Surface,
    Verdict,
)
from policies.models import Approval, Category, PolicyRevision, Tool
from policies.services.codebases import categorise, save_codebase
from policies.services.decisions import Answered, decide_line
from policies.services.evaluations import judge_lines
from policies.services.held_inputs import ConfigurationInput, SettingInput
from policies.services.publishing import offer, sign_revision
from policies.services.requests import open_request
from policies.services.revisions import EditionInput, add_category, save_rule, start_revision
from policies.services.statements import write_statement
from policies.services.tools import configure_tool, save_tool
from vendors.domain.terms import (
    Applicability,
    CaptureSource,
    ClauseArea,
    DocumentKind,
    ProductKind,
    Rating,
    TierKind,
)
from vendors.models import Assessment, CanonicalText, Tier
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.captures import capture_document
from vendors.services.citations import quote_citation, silence_citation
from vendors.services.clauses import AnswerInput, ReadingInput, attach_citation, open_record, save_draft, start_draft
from vendors.services.documents import add_link, save_document
from vendors.services.vendors import add_vendor, save_product, save_tier

MARKER = "heron-under-the-pier"
QUOTE = "Between you and us you own the Output, and we assign to you whatever right in it we may have."
TERMS = f"""# Commercial terms of Bramble Works

## 1. Output

{QUOTE}

## 2. Content

We do not use your Content or Output to train models.
"""
SENSE = {
    "own_owner": "customer",
    "own_mechanism": "assignment",
    "own_qualified": True,
    "own_similar_to_others": "silent",
}


def acting(user: User) -> Actor:
    """The person at their desk, password just confirmed."""
    return Actor(user=user, via="session", stepped_up_at=timezone.now())


@dataclass(slots=True)
class World:
    """The people of the world, and what they made."""

    counsel: User
    second_counsel: User
    engineering_owner: User
    requester: User
    auditor: User
    team: Team
    tier: Tier = field(init=False)
    text: CanonicalText = field(init=False)
    reading: Assessment = field(init=False)
    revision: PolicyRevision = field(init=False)
    category: Category = field(init=False)
    tool: Tool = field(init=False)
    approval: Approval = field(init=False)

    def start(self, title: str = "Portfolio in spring", **changes: object) -> Report:
        """A report started by the auditor, named to both signatories."""
        named: dict = {"legal_signatory": self.counsel, "engineering_signatory": self.engineering_owner, **changes}
        return start_report(actor=acting(self.auditor), title=title, **named)

    def publish(self) -> None:
        """One category with one rule on the owner of output, signed by both functions."""
        legal, engineering = acting(self.counsel), acting(self.engineering_owner)
        self.revision = start_revision(actor=legal, title="First policy")
        entry = EditionInput(
            name="Proprietary",
            description="What we ship and keep.",
            legal_owner=self.counsel,
            engineering_owner=self.engineering_owner,
            allowed_kinds=[CodebaseKind.REPOSITORY],
            allowed_destinations=[Destination.PROPRIETARY],
        )
        edition = add_category(actor=legal, revision=self.revision, version=None, mode=Mode.ATTESTED, entry=entry)
        self.category = edition.category
        save_rule(
            actor=legal,
            edition=edition,
            version=None,
            code="owner_of_output",
            rule_version=1,
            parameters={"owners": ["customer"], "accept_qualified": True, "accept_conditional": True},
            on_fail=OnFail.BARRED,
            reason="What we ship has to be ours.",
        )
        for actor, lane in ((legal, Lane.LEGAL), (engineering, Lane.ENGINEERING)):
            digest = offer(PolicyRevision.objects.get(pk=self.revision.pk)).sha256
            self.revision = sign_revision(
                actor=actor, revision=self.revision, lane=lane, content_hash=digest, version=None
            )

    def read_terms(self) -> None:
        """Vendor, tier, terms and an approved reading of who owns the output."""
        legal = acting(self.counsel)
        vendor = add_vendor(actor=legal, name="Bramble Works", privileged_note=f"Advice: {MARKER}")
        product = save_product(actor=legal, vendor=vendor, name="Bramble", kind=ProductKind.ASSISTANT)
        self.tier = save_tier(actor=legal, product=product, name="Business", kind=TierKind.BUSINESS)
        document = save_document(
            actor=legal, vendor=vendor, title="Commercial terms", kind=DocumentKind.COMMERCIAL_TERMS
        )
        captured = capture_document(
            actor=legal, document=document, data=TERMS.encode(), media_type="text/markdown", source=CaptureSource.PASTE
        )
        self.text = captured.version.texts.get()
        add_link(actor=legal, document=document, tier=self.tier)
        record = open_record(actor=legal, area=ClauseArea.OUTPUT_OWNERSHIP, tier=self.tier)
        draft = start_draft(actor=legal, record_row=record)
        note = ReadingInput(Rating.ACCEPTABLE, "Output is ours.", "Assigned in so many words.", "", f"Doubt: {MARKER}")
        answers = {code: AnswerInput(raw=raw) for code, raw in SENSE.items()}
        draft = save_draft(actor=legal, assessment=draft, version=None, reading=note, answers=answers)
        quote = quote_citation(actor=legal, text=self.text, exact=QUOTE)
        silence = silence_citation(actor=legal, versions=[captured.version])
        for citation, codes in ((quote, list(SENSE)[:-1]), (silence, list(SENSE)[-1:])):
            draft = attach_citation(actor=legal, assessment=draft, version=None, questions=codes, citation=citation)
        draft = submit_assessment(actor=legal, assessment=draft, version=None)
        self.reading = approve_assessment(actor=acting(self.second_counsel), assessment=draft, version=None)

    def hold_tool(self) -> None:
        """The tier as this organisation holds it, with engineering's statement."""
        asking = acting(self.requester)
        self.tool = save_tool(actor=asking, tier=self.tier, name="Bramble for Payments", team=self.team)
        entry = ConfigurationInput(
            held=Applicability(region="EU", channel="direct"),
            deployment=DeploymentKind.SHARED_INFERENCE,
            hosted_by="Bramble Works",
            settings=[SettingInput("model_training", "off", "Screen of 3 March", dt.date(2026, 3, 3))],
        )
        configure_tool(actor=asking, tool=self.tool, version=None, entry=entry)
        statement = {"sent": "Open files", "returned": "Code", "output": "What is accepted", "kept": "In the commit"}
        write_statement(actor=acting(self.engineering_owner), tool=self.tool, surface=Surface.COMPLETION, **statement)

    def approve_tool(self) -> None:
        """A codebase, a request for the category, and both lanes' decisions."""
        asking = acting(self.requester)
        codebase = save_codebase(
            actor=asking,
            team=self.team,
            name="ledger",
            kind=CodebaseKind.REPOSITORY,
            destination=Destination.PROPRIETARY,
        )
        categorise(actor=asking, codebase=codebase, category=self.category)
        request = open_request(
            actor=asking, tool=self.tool, team=self.team, categories=[self.category], purpose="Daily work"
        )
        for person, lane in ((self.counsel, Lane.LEGAL), (self.engineering_owner, Lane.ENGINEERING)):
            line = request.lines.get()
            judged = judge_lines([line])[line.pk]
            answer = Answered(
                verdict=Verdict.APPROVE,
                reasons=f"{lane.value} has read the chain.",
                seen_sha256=judged.sha256,
                conditions=[*judged.evaluation.conditions, "Review every change by a person."],
                ends_on=timezone.now().date() + dt.timedelta(days=180),
            )
            decide_line(actor=acting(person), line=line, lane=lane, answer=answer)
        self.approval = Approval.objects.get(line__request=request)

    def build(self) -> World:
        """All of it."""
        self.publish()
        self.read_terms()
        self.hold_tool()
        self.approve_tool()
        return self
