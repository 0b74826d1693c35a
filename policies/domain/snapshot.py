"""What a decision, an approval or a report judged, as one self-contained document.

A page of a decision reads this document and nothing else: neither the tool, the category nor the readings are ever
looked up again, since all of them may have moved on. The document holds no time of judging, so that two people who
judge the same state sign the same hash. The bytes that are hashed and kept are `governance.canonical.canonical_json`
of it. Raise SNAPSHOT_SCHEMA when a field of the types below is removed or changes its meaning; a test pins the shape.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from policies.domain.codec import Unreadable, decode, encode
from policies.domain.exceptions import ExceptionFact
from policies.domain.findings import Evaluation
from policies.domain.types import CategoryFacts, Outcome, Result, ToolFacts

SNAPSHOT_SCHEMA = 2
READABLE = (1, 2)
"""1 knew no exceptions, surfaces, duties of licences or ancestors of releases; a field that is absent takes its
default, so that both are read alike."""
KIND = "evaluation"


class UnreadableSnapshot(ValueError):
    """A document is not a snapshot this program can read."""


@dataclass(frozen=True, slots=True)
class RevisionRef:
    """The policy revision judged by: its number and the hash both owners signed."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The line that was judged, and who asked for it."""

    request: UUID
    line: UUID
    requested_by: str
    requested_at: dt.datetime
    purpose: str


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """The content of a snapshot in the shapes pages and reports use; `exceptions` are those a barred line rests on."""

    tool: ToolFacts
    category: CategoryFacts
    revision: RevisionRef
    evaluation: Evaluation
    asked: Asked | None = None
    exceptions: tuple[ExceptionFact, ...] = ()


def evaluation_document(
    *,
    tool: ToolFacts,
    category: CategoryFacts,
    evaluation: Evaluation,
    revision: RevisionRef,
    asked: Asked | None = None,
    exceptions: tuple[ExceptionFact, ...] = (),
) -> dict[str, Any]:
    """The snapshot of one judged line, as plain JSON values.

    Raises ValueError when `evaluation` is not of this tool and category: such a snapshot would prove nothing.
    """
    if (evaluation.tool, evaluation.category) != (tool.uid, category.uid):
        raise ValueError("the evaluation is not of this tool and category")
    record = EvaluationRecord(tool, category, revision, evaluation, asked, exceptions)
    return {"schema": SNAPSHOT_SCHEMA, "kind": KIND, **encode(record)}


def read_document(document: Mapping[str, Any] | str) -> EvaluationRecord:
    """The record in a snapshot, given as document or as its stored text; raises UnreadableSnapshot."""
    content = _content(document)
    try:
        return decode(EvaluationRecord, content)
    except Unreadable as error:
        raise UnreadableSnapshot(f"The snapshot does not have its form: {error}.") from error


class Stood(NamedTuple):
    """What one rule found when it was judged, without what it rests on."""

    result: Result
    outcome: Outcome


def read_findings(text: str) -> dict[str, Stood]:
    """By code what each rule found, from the stored text of a snapshot; raises UnreadableSnapshot. For comparing many
    at once: of all that a snapshot holds this takes a hundredth of the time."""
    try:
        found = _content(text)["evaluation"]["findings"]
        return {item["code"]: Stood(Result(item["result"]), Outcome(item["outcome"])) for item in found}
    except (LookupError, TypeError, ValueError) as error:
        raise UnreadableSnapshot(f"The snapshot does not have its form: {error}.") from error


def _content(document: Mapping[str, Any] | str) -> dict[str, Any]:
    try:
        content = json.loads(document) if isinstance(document, str) else dict(document)
    except ValueError as error:
        raise UnreadableSnapshot("This is not JSON text.") from error
    if not isinstance(content, dict) or content.pop("kind", None) != KIND:
        raise UnreadableSnapshot("This is not the snapshot of an evaluation.")
    schema = content.pop("schema", None)
    if schema not in READABLE:
        raise UnreadableSnapshot(f"Snapshots of schema {schema!r} are not known here.")
    return content
