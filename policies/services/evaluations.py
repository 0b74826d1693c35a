"""Judging lines on what is known now. Reads only; nothing here decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.canonical import canonical_json, sha256_text
from governance.errors import Conflict
from policies.domain.evaluation import barring, evaluate
from policies.domain.snapshot import SNAPSHOT_SCHEMA, Asked, RevisionRef, evaluation_document
from policies.domain.types import CategoryFacts, Evaluation, Outcome, RevisionState, ToolFacts
from policies.facts import category_facts, editions_of, tool_facts
from policies.models import CategoryEdition, PolicyRevision, RequestLine, Snapshot, Tool


@dataclass(frozen=True, slots=True)
class Judged:
    """One line as judged now: the evaluation and the canonical snapshot with its hash."""

    edition: CategoryEdition
    revision: PolicyRevision
    tool: ToolFacts
    category: CategoryFacts
    evaluation: Evaluation
    body: str
    sha256: str

    @property
    def barred(self) -> bool:
        return self.evaluation.outcome == Outcome.BARRED

    @property
    def barring_titles(self) -> list[str]:
        return [finding.title for finding in barring(self.evaluation)]


def published_revision() -> PolicyRevision:
    """The policy in force. Raises Conflict while none is published."""
    revision = PolicyRevision.objects.filter(state=RevisionState.PUBLISHED).first()
    if revision is None:
        raise Conflict("No policy revision is published yet, so nothing can be judged. Publish one first.")
    return revision


def preview(tool: Tool) -> list[tuple[CategoryEdition, Evaluation]]:
    """The tool against every category of the published policy, in policy order."""
    facts = tool_facts(tool)
    return [(edition, evaluate(facts, category_facts(edition))) for edition in editions_of(published_revision())]


def judge_lines(lines: Sequence[RequestLine]) -> dict[int, Judged]:
    """Lines of one request, judged on the published policy, by primary key.

    A line whose category is no longer in the policy is left out: it can only be withdrawn.
    """
    if not lines:
        return {}
    revision = published_revision()
    editions = {edition.category_id: edition for edition in editions_of(revision)}
    facts = tool_facts(lines[0].tool)
    return {
        line.pk: _judge(line, editions[line.category_id], revision, facts)
        for line in lines
        if line.category_id in editions
    }


def _judge(line: RequestLine, edition: CategoryEdition, revision: PolicyRevision, facts: ToolFacts) -> Judged:
    category = category_facts(edition)
    evaluation = evaluate(facts, category)
    request = line.request
    document = evaluation_document(
        tool=facts,
        category=category,
        evaluation=evaluation,
        revision=RevisionRef(revision.number or 0, revision.content_hash),
        asked=Asked(
            request=request.uid,
            line=line.uid,
            requested_by=request.requester.name,
            requested_at=request.created_at,
            purpose=request.purpose,
        ),
    )
    body = canonical_json(document)
    return Judged(edition, revision, facts, category, evaluation, body, sha256_text(body))


def keep_snapshot(judged: Judged) -> Snapshot:
    """The snapshot row of what was judged; the same state is kept once."""
    row, _ = Snapshot.objects.get_or_create(
        sha256=judged.sha256, defaults={"schema": SNAPSHOT_SCHEMA, "body": judged.body}
    )
    return row
