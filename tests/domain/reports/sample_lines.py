"""Policy, requests, decisions and approvals of the sample portfolio."""

from __future__ import annotations

import datetime as dt

from governance.reports.domain.head import (
    PolicyFact,
    PolicySignature,
)
from governance.reports.domain.lines import ApprovalLine, DecisionLine, RequestLine
from policies.domain.sentences import decision_sentence, publish_sentence
from policies.domain.types import (
    ApprovalState,
    Lane,
    LineState,
    Verdict,
)
from tests.domain.reports.sample_readings import AS_OF, sha, uid


def policy() -> PolicyFact:
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


def requests() -> tuple[RequestLine, ...]:
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


def decisions() -> tuple[DecisionLine, ...]:
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


def approvals() -> tuple[ApprovalLine, ...]:
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
