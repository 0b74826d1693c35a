"""A portfolio of invented tools, large enough to try a report on: six tools, six categories, awkward names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from governance.reports.domain.content import content_hash, read_content
from governance.reports.domain.head import (
    OrganisationFact,
    PolicyFact,
    PolicySignature,
    ReportHead,
    Scope,
    Signatory,
)
from governance.reports.domain.lines import ApprovalLine, CodebaseLine, DecisionLine, RequestLine, TermsLine
from governance.reports.domain.portfolio import PortfolioFacts, build_content
from governance.reports.domain.sentences import report_reference, signed_sentence
from governance.reports.rendering.pages import SignatureFact
from policies.domain.evaluation import evaluate_many
from policies.domain.revision import OwnedCategory, Owner
from policies.domain.rules import LATEST
from policies.domain.rules.parameters import default_parameters
from policies.domain.sentences import decision_sentence, publish_sentence
from policies.domain.types import (
    ApprovalState,
    CategoryFacts,
    CodebaseKind,
    DeploymentKind,
    Destination,
    Lane,
    LineState,
    Mode,
    OnFail,
    ReleaseFact,
    RuleUse,
    SettingFact,
    StatementFact,
    Surface,
    ToolFacts,
    Verdict,
)
from vendors.domain.terms import (
    SILENT,
    UNDOCUMENTED,
    AnswerFact,
    AnswerValue,
    Applicability,
    AssessmentState,
    CitationFact,
    CitationKind,
    ClauseArea,
    Condition,
    Rating,
    ReadingFact,
)

SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
AS_OF = dt.datetime(2026, 9, 30, 17, 0, tzinfo=dt.UTC)
OWN, TRAIN, KEEP, COVER = ClauseArea


def uid(name: str) -> UUID:
    return uuid5(SPACE, name)


def sha(name: str) -> str:
    return content_hash(f"sample {name}")


QUOTES: dict[str, tuple[str, str, str]] = {
    "own_owner": (
        "As between the parties, ",
        "{vendor} hereby assigns to Customer its right, title and interest, if any, in and to Output",
        ".",
    ),
    "train_barred_act": (
        "Customer shall not, and shall not permit any Affiliate or third party to, ",
        "use Output, or any data derived from Output, to train a model, “directly” or by way of a 'teacher' model",
        "; this restriction survives termination.",
    ),
    "train_vendor_use": (
        "",
        "{vendor} does not use Customer Content to train, retrain or improve any model",
        ", except that Feedback may be used as set out in section 11.",
    ),
    "keep_prompts_days": (
        "Prompts and Output are ",
        "deleted no later than twenty-eight (28) days after receipt",
        ", backups within a further seven (7) days.",
    ),
    "ind_covers": (
        "{vendor} will defend Customer against any claim that Output, as delivered, infringes a copyright, ",
        "provided that the Duplicate Filter was enabled for the relevant Seat at the time the Output was generated",
        ".",
    ),
}
HEADINGS = {
    OWN: "5.1 Output",
    TRAIN: "3.4 (c) Restrictions",
    KEEP: "Annex B, Retention",
    COVER: "9.2 Intellectual property",
}


def quote(vendor: str, area: ClauseArea, question: str) -> CitationFact:
    known = question if question in QUOTES else next((name for name in QUOTES if name[:3] == question[:3]), "own_owner")
    before, exact, after = (part.format(vendor=vendor) for part in QUOTES[known])
    document = f"{vendor} Data Addendum" if area is KEEP else f"{vendor} Commercial Terms"
    return CitationFact(
        uid=uid(f"{vendor} {known}"),
        kind=CitationKind.QUOTE,
        document=document,
        exact=exact,
        prefix=before,
        suffix=after,
        heading=HEADINGS[area],
        start=1204,
        version_number=3 if area is KEEP else 7,
        version_uid=uid(document),
        version_sha256=sha(document),
        text_sha256=sha(f"text of {document}"),
    )


def silence(vendor: str, question: str) -> CitationFact:
    return replace(
        quote(vendor, TRAIN, question),
        uid=uid(f"silence {vendor} {question}"),
        kind=CitationKind.SILENCE,
        exact="",
        prefix="",
        suffix="",
        heading="",
        note="Read by two counsel on 11 June 2026.",
    )


def answered(vendor: str, area: ClauseArea, question: str, value: AnswerValue, *conditions: Condition) -> AnswerFact:
    if value == UNDOCUMENTED:
        return AnswerFact(question, value)
    cited = silence(vendor, question) if value == SILENT else quote(vendor, area, question)
    return AnswerFact(question, value, conditions, (cited,))


FILTER_ON = Condition("output_filter", ("on",), "The indemnity is void where the output filter is off.")
GOOD: dict[ClauseArea, dict[str, AnswerValue]] = {
    OWN: {"own_owner": "customer", "own_mechanism": "assignment", "own_qualified": True, "own_similar_to_others": True},
    TRAIN: {
        "train_barred_act": ("none",),
        "train_vendor_use": "never",
        "train_object": ("outputs",),
        "train_benchmarks": "allowed",
        "train_survives": False,
    },
    KEEP: {
        "keep_prompts_days": 28,
        "keep_outputs_days": 28,
        "keep_code_context_days": 0,
        "keep_logs_days": 14,
        "keep_embeddings_days": 0,
        "keep_zero": "by_contract",
        "keep_location": "EU",
        "keep_zero_carve_outs": ("none",),
    },
    COVER: {
        "ind_covers": ("output", "service"),
        "ind_cap": "uncapped",
        "ind_rights": ("copyright", "patent"),
        "ind_beta_excluded": False,
        "ind_void_if": ("filters_off",),
    },
}
PLAIN = {
    OWN: "The customer owns what comes out, as far as there is anything to own. Nothing here is exclusive.",
    TRAIN: "Two texts speak to the same act. The commercial terms look at purpose: does the model compete? The "
    "usage policy looks only at the act: was it training? Where the two differ the stricter is applied.",
    KEEP: "Twenty-eight days, then deletion, and deletion means deletion. Backups lag by a week.",
    COVER: "A good indemnity: uncapped, the vendor in control of the defence. It hangs on one switch.",
}


def reading(vendor: str, tool: str, area: ClauseArea, changes: dict[str, AnswerValue], **facts: Any) -> ReadingFact:
    answers = {
        question: answered(vendor, area, question, value, *((FILTER_ON,) if question == "ind_void_if" else ()))
        for question, value in {**GOOD[area], **changes}.items()
    }
    whole = ReadingFact(
        area=area,
        assessment_uid=uid(f"{tool} {area}"),
        number=2,
        state=AssessmentState.APPROVED,
        rating=Rating.ACCEPTABLE,
        stale=False,
        to_be_confirmed=False,
        drafted_by="Tomás Arrieta",
        approved_by="Ingrid Solheim",
        approved_at=dt.datetime(2026, 6, 11, 9, 41, tzinfo=dt.UTC),
        plain_reading=PLAIN[area],
        answers=answers,
    )
    return replace(whole, **facts)


def tool(name: str, vendor: str, tier: str, readings: list[ReadingFact], **changes: Any) -> ToolFacts:
    whole = ToolFacts(
        uid=uid(name),
        name=name,
        tier=tier,
        product=name.rsplit(" ", 1)[0],
        vendor=vendor,
        held=Applicability(f"{vendor}, Inc.", "EU", "direct", "general"),
        deployment=DeploymentKind.SHARED_INFERENCE,
        hosted_by=vendor,
        data_location="EU",
        settings={
            "output_filter": SettingFact("output_filter", "on", "Admin export of 22 September", dt.date(2026, 9, 22)),
            "model_training": SettingFact(
                "model_training", "off", "Admin export of 22 September", dt.date(2026, 9, 22)
            ),
        },
        readings={given.area: given for given in readings},
        statements=(
            StatementFact(uid(f"{name} said"), Surface.CHAT, "Code in the reply.", "Maud Okafor", AS_OF),
            StatementFact(uid(f"{name} typed"), Surface.COMPLETION, "Completed lines.", "Maud Okafor", AS_OF),
        ),
        competition="no",
    )
    return replace(whole, **changes)


def tools() -> tuple[ToolFacts, ...]:
    def read(vendor: str, name: str, **by_area: dict[str, Any]) -> list[ReadingFact]:
        return [
            reading(vendor, name, area, given.get("answers", {}), **given.get("facts", {}))
            for area in ClauseArea
            if (given := by_area.get(area.value, {})) is not None
        ]

    barred = {"train_barred_act": ("competing_model", "any_model_training")}
    filters_off = {"output_filter": SettingFact("output_filter", "off", "Admin export", dt.date(2026, 9, 22))}
    return (
        tool(
            "Corvane Pilot Business",
            "Corvane Labs",
            "Business",
            read("Corvane Labs", "Corvane", training_restrictions={"answers": barred}),
            settings=filters_off,
        ),
        tool("Runa Agent Enterprise", "Runa", "Enterprise", read("Runa", "Runa")),
        tool(
            "Merrow API Commercial",
            "Merrow Systems",
            "Commercial",
            read(
                "Merrow Systems",
                "Merrow",
                training_restrictions={"answers": barred},
                retention={"answers": {"keep_prompts_days": 90, "keep_zero": SILENT}},
            ),
        ),
        tool(
            "Basalt Code Team",
            "Basalt Werke",
            "Team",
            read(
                "Basalt Werke",
                "Basalt",
                retention={"facts": {"stale": True}},
                indemnity={
                    "answers": dict.fromkeys(GOOD[COVER], UNDOCUMENTED),
                    "facts": {
                        "state": AssessmentState.DRAFT,
                        "approved_by": "",
                        "approved_at": None,
                        "rating": Rating.UNDOCUMENTED,
                        "plain_reading": "",
                    },
                },
            ),
            held=Applicability(),
            deployment=None,
            hosted_by="",
            data_location="",
            settings={},
        ),
        tool(
            "Palisade Review with a name that goes on for rather longer than any table would wish Enterprise",
            "Palisade",
            "Enterprise",
            read("Palisade", "Palisade", output_ownership=None),
            statements=(),
        ),
        tool(
            "Wren 2 14B <b>weights</b> & “open”",
            "Wren Œuvres & Łódź",
            "Open weights",
            read("Wren Œuvres & Łódź", "Wren", indemnity=None),
            deployment=DeploymentKind.OWN_PREMISES,
            hosted_by="Aldermoor Instruments",
            releases=(ReleaseFact(uid("wren"), "Wren 2 14B 1.1", "Wren", {"weights": "apache-2.0"}),),
        ),
    )


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
        policy=_policy(),
        categories=owned,
        tools=held,
        evaluations=tuple(evaluate_many(held, [category.facts for category in owned])),
        requests=_requests(),
        decisions=_decisions(),
        approvals=_approvals(),
        codebases=tuple(
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
        ),
        terms=(
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
        ),
    )
    return replace(whole, **changes)


def _policy() -> PolicyFact:
    digest = sha("policy")
    people = (
        (Lane.LEGAL, "Ingrid Solheim", "Deputy General Counsel"),
        (Lane.ENGINEERING, "Henrik Vasse", "Director of Engineering"),
    )
    return PolicyFact(
        12,
        "Firmware and evaluation set apart",
        digest,
        dt.datetime(2026, 7, 14, 10, 0, tzinfo=dt.UTC),
        tuple(
            PolicySignature(
                lane,
                name,
                title,
                dt.datetime(2026, 7, 14, 9, 30, tzinfo=dt.UTC),
                publish_sentence(name=name, lane=lane, number=12, sha256=digest),
            )
            for lane, name, title in people
        ),
    )


def _requests() -> tuple[RequestLine, ...]:
    asked = dt.datetime(2026, 9, 21, 8, 15, tzinfo=dt.UTC)
    return (
        RequestLine(
            251,
            "Corvane Pilot Business",
            "Instrument firmware",
            "Firmware Leeds",
            "Jonas Weidner",
            asked,
            "Completion in the firmware of the new flow meter.",
            LineState.OPEN,
            (Lane.ENGINEERING,),
        ),
        RequestLine(
            252, "Basalt Code Team", "Evaluation", "Analytics", "Leila Haddad", asked, "", LineState.OPEN, tuple(Lane)
        ),
    )


def _decisions() -> tuple[DecisionLine, ...]:
    lines = []
    for request, name, category, verdicts in (
        (231, "Runa Agent Enterprise", "Internal tooling", (Verdict.APPROVE, Verdict.APPROVE)),
        (244, "Merrow API Commercial", "Model training", (Verdict.DECLINE, Verdict.DECLINE)),
        (251, "Corvane Pilot Business", "Instrument firmware", (Verdict.APPROVE,)),
    ):
        for lane, verdict, person, hour in zip(
            Lane, verdicts, ("Ingrid Solheim", "Henrik Vasse"), (9, 15), strict=False
        ):
            until = dt.date(2027, 6, 30) if verdict is Verdict.APPROVE else None
            lines.append(
                DecisionLine(
                    request,
                    name,
                    category,
                    lane,
                    verdict,
                    person,
                    "",
                    "",
                    "The commercial terms speak of competing models and one could argue that ours does not. The "
                    "usage policy leaves no such room, and section 2.3 makes the policy part of the contract.",
                    ("Results are published without naming the vendor’s model.",) if until else (),
                    until,
                    decision_sentence(
                        name=person, lane=lane, tool=name, category=category, until=until or AS_OF.date()
                    ),
                    dt.datetime(2026, 7, request % 28 + 1, hour, 41, tzinfo=dt.UTC),
                    12,
                    sha(f"snapshot {request}"),
                )
            )
    return tuple(lines)


def _approvals() -> tuple[ApprovalLine, ...]:
    granted = dt.datetime(2026, 7, 6, 15, 20, tzinfo=dt.UTC)
    plan = (
        ("Runa Agent Enterprise", "Internal tooling", ApprovalState.ACTIVE, dt.date(2027, 6, 30), ""),
        ("Runa Agent Enterprise", "Public source", ApprovalState.ACTIVE, dt.date(2026, 11, 15), ""),
        (
            "Merrow API Commercial",
            "Internal tooling",
            ApprovalState.SUSPENDED,
            dt.date(2027, 1, 31),
            "Settings not proved since June.",
        ),
        (
            "Basalt Code Team",
            "Customer services",
            ApprovalState.FLAGGED,
            dt.date(2027, 3, 31),
            "Retention clause edited.",
        ),
        ("Corvane Pilot Business", "Internal tooling", ApprovalState.ACTIVE, dt.date(2026, 10, 20), ""),
        ("Corvane Pilot Business", "Public source", ApprovalState.ACTIVE, dt.date(2027, 3, 10), ""),
    )
    return tuple(
        ApprovalLine(
            231 + index,
            uid(name),
            uid(category),
            name,
            category,
            state,
            dt.date(2026, 7, 6),
            ends,
            ("Every merge carries an attestation.", "The filter stays locked on.") if index % 2 else (),
            granted,
            sha(f"snapshot {231 + index}"),
            reason,
            dt.date(2026, 10, 14) if state is ApprovalState.FLAGGED else None,
        )
        for index, (name, category, state, ends, reason) in enumerate(plan)
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
