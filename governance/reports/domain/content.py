"""The content of a portfolio audit: every statement with its evidence, as frozen values with one canonical text.

The text is what is hashed, signed and attached; the drawn document is a view of it and adds nothing. There is no field
for privileged text anywhere below, and none may be added. Raise REPORT_SCHEMA when a field is removed or changes its
meaning: sealed reports are read again years later. What builds the content from facts is `portfolio`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from governance.canonical import canonical_json, sha256_text
from governance.reports.domain.head import OrganisationFact, PolicyFact, ReportHead, Scope, Signatory
from governance.reports.domain.lines import (
    ApprovalLine,
    CategoryLine,
    CodebaseLine,
    DecisionLine,
    ExceptionLine,
    Matter,
    ReadingLine,
    RequestLine,
    TermsLine,
    ToolLine,
    UndocumentedLine,
    VerdictLine,
)
from policies.domain.codec import Unreadable, decode, encode
from vendors.domain.terms import CitationFact

REPORT_SCHEMA = 1
KIND = "portfolio"


class UnreadableContent(ValueError):
    """A text is not the content of a report this program can read."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The whole content. `statements` is the highest statement number. Reports from before exceptions have none."""

    head: ReportHead
    organisation: OrganisationFact
    signatories: tuple[Signatory, ...]
    scope: Scope
    policy: PolicyFact
    categories: tuple[CategoryLine, ...]
    tools: tuple[ToolLine, ...]
    verdicts: tuple[VerdictLine, ...]
    citations: tuple[CitationFact, ...]
    readings: tuple[ReadingLine, ...]
    undocumented: tuple[UndocumentedLine, ...]
    requests: tuple[RequestLine, ...]
    decisions: tuple[DecisionLine, ...]
    approvals: tuple[ApprovalLine, ...]
    codebases: tuple[CodebaseLine, ...]
    terms: tuple[TermsLine, ...]
    matters: tuple[Matter, ...]
    statements: int
    exceptions: tuple[ExceptionLine, ...] = ()


def content_text(content: Portfolio) -> str:
    """The canonical text of `content`; raises TypeError where a value has no canonical form (a NUL, a float)."""
    return canonical_json({"schema": REPORT_SCHEMA, "kind": KIND, **encode(content)})


def content_hash(text: str) -> str:
    """The content hash both lanes sign: SHA-256 of the canonical text."""
    return sha256_text(text)


def read_content(text: str) -> Portfolio:
    """The content in a canonical text; raises UnreadableContent for anything else."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UnreadableContent("This is not JSON text.") from error
    if not isinstance(document, dict) or document.pop("kind", None) != KIND:
        raise UnreadableContent("This is not the content of a portfolio audit.")
    schema = document.pop("schema", None)
    if schema != REPORT_SCHEMA:
        raise UnreadableContent(f"Report contents of schema {schema!r} are not known here.")
    try:
        return decode(Portfolio, document)
    except Unreadable as error:
        raise UnreadableContent(f"The content does not have its form: {error}.") from error
