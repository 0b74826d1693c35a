"""Judging lines on what is known now. Reads only; nothing here decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.canonical import canonical_json, sha256_text
from governance.errors import Conflict
from policies.domain.evaluation import barring, evaluate, evaluate_many
from policies.domain.snapshot import SNAPSHOT_SCHEMA, Asked, RevisionRef, evaluation_document
from policies.domain.types import CategoryFacts, Evaluation, Outcome, ToolFacts
from policies.facts import category_facts, editions_in_force, judgeable, tool_facts
from policies.held import with_parts
from policies.models import CategoryEdition, PolicyRevision, RequestLine, Snapshot, Tool
from vendors.cited import Cited


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
    cited: tuple[Cited, ...]
    """What the readings of the tool rest on, as rows."""

    @property
    def barred(self) -> bool:
        return self.evaluation.outcome == Outcome.BARRED

    @property
    def barring_titles(self) -> list[str]:
        return [finding.title for finding in barring(self.evaluation)]


def policy_in_force() -> list[CategoryEdition]:
    """The categories of the policy in force. Raises Conflict while none is published."""
    editions = editions_in_force()
    if not editions:
        raise Conflict("No policy revision is published yet, so nothing can be judged. Publish one first.")
    return editions


def preview(tool: Tool) -> list[tuple[CategoryEdition, Evaluation]]:
    """The tool against every category of the published policy, in policy order. Raises Conflict while none is."""
    return outlook(tool_facts(tool), policy_in_force())


def outlook(facts: ToolFacts, editions: Sequence[CategoryEdition]) -> list[tuple[CategoryEdition, Evaluation]]:
    """A tool for each of `editions`, in their order."""
    return list(zip(editions, evaluate_many([facts], [*map(category_facts, editions)]), strict=True))


def edition_of(line: RequestLine) -> CategoryEdition | None:
    """The category of a line in the policy in force; None where it is no longer in it."""
    return next((row for row in editions_in_force() if row.category_id == line.category_id), None)


def judge_lines(lines: Sequence[RequestLine]) -> dict[int, Judged]:
    """Lines of one request, judged on the published policy, by primary key.

    A line whose category is no longer in the policy is left out: it can only be withdrawn.
    """
    if not lines:
        return {}
    editions = {edition.category_id: edition for edition in policy_in_force()}
    found = judgeable(list(with_parts(Tool.objects.filter(pk=lines[0].tool_id))))
    cited = tuple(citation for reading in found.readings for citation in reading.cited)
    (_, facts), *_ = found.tools
    return {
        line.pk: _judge(line, editions[line.category_id], facts, cited)
        for line in lines
        if line.category_id in editions
    }


def _judge(line: RequestLine, edition: CategoryEdition, facts: ToolFacts, cited: tuple[Cited, ...]) -> Judged:
    category, revision = category_facts(edition), edition.revision
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
    return Judged(edition, revision, facts, category, evaluation, body, sha256_text(body), cited)


def keep_snapshot(judged: Judged) -> Snapshot:
    """The snapshot row of what was judged; the same state is kept once."""
    row, _ = Snapshot.objects.get_or_create(
        sha256=judged.sha256, defaults={"schema": SNAPSHOT_SCHEMA, "body": judged.body}
    )
    return row
