"""A portfolio of invented tools, large enough to try a report on: six tools, six categories, awkward names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from governance.reports.domain.content import content_hash, read_content
from governance.reports.domain.head import (
    OrganisationFact,
    ReportHead,
    Scope,
    Signatory,
)
from governance.reports.domain.lines import CodebaseLine, TermsLine
from governance.reports.domain.portfolio import PortfolioFacts, build_content
from governance.reports.domain.sentences import report_reference, signed_sentence
from governance.reports.rendering.pages import SignatureFact
from policies.domain.evaluation import evaluate_many
from policies.domain.revision import OwnedCategory, Owner
from policies.domain.rules import LATEST
from policies.domain.rules.parameters import default_parameters
from policies.domain.types import (
    CategoryFacts,
    CodebaseKind,
    Destination,
    Lane,
    Mode,
    OnFail,
    RuleUse,
)
from tests.domain.reports.sample_lines import approvals, decisions, policy, requests
from tests.domain.reports.sample_readings import AS_OF, sha, uid
from tests.domain.reports.sample_tools import tools


def categories() -> tuple[OwnedCategory, ...]:
    def rules(*codes: str, on_fail: OnFail = OnFail.BARRED) -> tuple[RuleUse, ...]:
        return tuple(RuleUse(code, 1, default_parameters(LATEST[code]), on_fail) for code in codes)

    light = rules("assessments_current", "vendor_does_not_train") + rules("owner_of_output", on_fail=OnFail.SIGN_OFF)
    firm = light + rules("indemnity_covers_output", "retention_within", on_fail=OnFail.SIGN_OFF)
    strict = firm + rules("competition", "output_for_training", "output_statement_present")
    plan = (
        ("Internal tooling", Mode.ELIGIBLE, rules("vendor_does_not_train")),
        ("Public source", Mode.ATTESTED, light),
        ("Customer services", Mode.ATTESTED, firm),
        ("Instrument firmware", Mode.RESTRICTED, firm + rules("destination_allowed", "region_allowed")),
        ("Evaluation", Mode.RESTRICTED, strict),
        ("Model training", Mode.RESTRICTED, strict + rules("licence_layers", "zero_retention")),
    )
    return tuple(
        OwnedCategory(
            CategoryFacts(
                uid=uid(name),
                slug=name.lower().replace(" ", "-"),
                name=name,
                mode=mode,
                allowed_kinds=(CodebaseKind.REPOSITORY,),
                allowed_destinations=(Destination.PROPRIETARY,),
                rules=used,
            ),
            Owner(uid("Ingrid"), "Ingrid Solheim"),
            Owner(uid("Henrik"), "Henrik Vasse"),
            f"What the organisation builds as {name.lower()}, with the rules a tool must meet to be used in it.",
        )
        for name, mode, used in plan
    )


def facts(**changes: Any) -> PortfolioFacts:
    """The whole sample; `changes` replace fields of it."""
    held, owned = tools(), categories()
    whole = PortfolioFacts(
        head=ReportHead(uid("report"), report_reference(14, AS_OF), "Portfolio audit", AS_OF, "Nadia Brandt"),
        organisation=OrganisationFact(
            "Aldermoor Instruments plc", "Ingrid Solheim", "Henrik Vasse", "Petra Lindqvist", "UTC"
        ),
        signatories=(
            Signatory(Lane.LEGAL, "Ingrid Solheim", "Deputy General Counsel"),
            Signatory(Lane.ENGINEERING, "Henrik Vasse", "Director of Engineering"),
        ),
        scope=Scope(),
        policy=policy(),
        categories=owned,
        tools=held,
        evaluations=tuple(evaluate_many(held, [category.facts for category in owned])),
        requests=requests(),
        decisions=decisions(),
        approvals=approvals(),
        codebases=_codebases(),
        terms=_terms(),
    )
    return replace(whole, **changes)


def _codebases() -> tuple[CodebaseLine, ...]:
    return tuple(
        CodebaseLine(name, team, CodebaseKind.REPOSITORY, Destination.PROPRIETARY, category, "Maud Okafor")
        for name, team, category in (
            ("inlet-portal", "Payments", "Customer services"),
            ("fleet-billing", "Payments", "Customer services"),
            ("field-gateway", "Firmware Leeds", "Instrument firmware"),
            ("gauge-assist-7b", "Analytics", "Model training"),
            (
                "an-extremely-long-repository-name-without-any-place-to-break-it-whatsoever-in-the-table",
                "Analytics",
                "",
            ),
        )
    )


def _terms() -> tuple[TermsLine, ...]:
    return (
        TermsLine(
            "Corvane Labs",
            "Corvane Labs Commercial Terms",
            "commercial_terms",
            7,
            uid("Corvane Labs Commercial Terms"),
            sha("Corvane Labs Commercial Terms"),
            sha("text of Corvane Labs Commercial Terms"),
            1,
            dt.date(2026, 5, 1),
            AS_OF,
        ),
    )


def sample_content(**changes: Any) -> str:
    """The canonical text of the sample."""
    return build_content(facts(**changes))


def signatures(content_text: str, *lanes: Lane) -> tuple[SignatureFact, ...]:
    """A signature for each lane, as the people named would give it."""
    digest = content_hash(content_text)
    head = read_content(content_text).head
    people = {
        Lane.LEGAL: ("Ingrid Solheim", "Deputy General Counsel", 31),
        Lane.ENGINEERING: ("Henrik Vasse", "Director of Engineering", 44),
    }
    return tuple(
        SignatureFact(
            lane,
            people[lane][0],
            people[lane][1],
            signed_sentence(
                lane=lane,
                name=people[lane][0],
                job_title=people[lane][1],
                title=head.title,
                content_hash=digest,
                as_of=head.as_of,
            ),
            digest,
            dt.datetime(2026, 10, 6, 8, people[lane][2], 7, tzinfo=dt.UTC),
        )
        for lane in lanes
    )
