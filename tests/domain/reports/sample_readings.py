"""Readings and their citations for the sample portfolio."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from governance.reports.domain.content import content_hash
from policies.domain.types import (
    DeploymentKind,
    SettingFact,
    StatementFact,
    Surface,
    ToolFacts,
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
