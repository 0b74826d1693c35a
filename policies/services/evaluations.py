"""Judging lines on what is known now. Reads only; nothing here decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.canonical import canonical_json, sha256_text
from governance.errors import Conflict
from policies.domain.evaluation import evaluate, evaluate_many
from policies.domain.exceptions import ExceptionFact, covering, demanded, uncovered
from policies.domain.findings import Evaluation
from policies.domain.snapshot import SNAPSHOT_SCHEMA, Asked, RevisionRef, evaluation_document
from policies.domain.types import CategoryFacts, ToolFacts
from policies.excepted import carrying, open_of
from policies.facts import category_facts, editions_in_force, judgeable, tool_facts
from policies.held import with_parts
from policies.models import (
    Category,
    CategoryEdition,
    Decision,
    DecisionException,
    PolicyRevision,
    RequestLine,
    RuleException,
    Snapshot,
    Tool,
)
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
    exceptions: tuple[ExceptionFact, ...] = ()
    """Active exceptions from the rules that bar it."""

    @property
    def barred(self) -> bool:
        """Whether a rule bars it for which no exception was decided: then nothing can be approved."""
        return bool(uncovered(self.evaluation, self.exceptions))

    @property
    def barring_titles(self) -> list[str]:
        """The rules in the way of an approval."""
        return [finding.title for finding in uncovered(self.evaluation, self.exceptions)]

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every condition an approval has to carry: of the rules, and of the exceptions."""
        return demanded(self.evaluation, self.exceptions)


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


def judge_lines(lines: Sequence[RequestLine], exceptions: Sequence[RuleException] | None = None) -> dict[int, Judged]:
    """Lines of one request, judged on the published policy, by primary key; `exceptions`: `open_of` their tool, where
    somebody has read them already.

    A line whose category is no longer in the policy is left out: it can only be withdrawn.
    """
    if not lines:
        return {}
    editions = {edition.category_id: edition for edition in policy_in_force()}
    facts, cited = _known(lines[0].tool_id)
    carried = carrying(open_of(lines[0].tool_id) if exceptions is None else exceptions)
    return {
        line.pk: _judge(editions[line.category_id], facts, cited, _asked(line), carried.get(line.category_id, ()))
        for line in lines
        if line.category_id in editions
    }


def judge_pair(tool: Tool, category: Category) -> Judged | None:
    """A tool for a category, judged on the published policy, whoever asks. None where the policy has it no longer."""
    edition = next((row for row in policy_in_force() if row.category_id == category.pk), None)
    return _judge(edition, *_known(tool.pk)) if edition else None


def _known(tool: int) -> tuple[ToolFacts, tuple[Cited, ...]]:
    found = judgeable(list(with_parts(Tool.objects.filter(pk=tool))))
    (_, facts), *_ = found.tools
    return facts, tuple(citation for reading in found.readings for citation in reading.cited)


def _asked(line: RequestLine) -> Asked:
    request = line.request
    return Asked(
        request=request.uid,
        line=line.uid,
        requested_by=request.requester.name,
        requested_at=request.created_at,
        purpose=request.purpose,
    )


def _judge(
    edition: CategoryEdition,
    facts: ToolFacts,
    cited: tuple[Cited, ...],
    asked: Asked | None = None,
    exceptions: Iterable[ExceptionFact] = (),
) -> Judged:
    category, revision = category_facts(edition), edition.revision
    evaluation = evaluate(facts, category)
    rested_on = covering(evaluation, exceptions)
    document = evaluation_document(
        tool=facts,
        category=category,
        evaluation=evaluation,
        revision=RevisionRef(revision.number or 0, revision.content_hash),
        asked=asked,
        exceptions=rested_on,
    )
    body = canonical_json(document)
    return Judged(edition, revision, facts, category, evaluation, body, sha256_text(body), cited, rested_on)


def keep_snapshot(judged: Judged) -> Snapshot:
    """The snapshot row of what was judged; the same state is kept once."""
    row, _ = Snapshot.objects.get_or_create(
        sha256=judged.sha256, defaults={"schema": SNAPSHOT_SCHEMA, "body": judged.body}
    )
    return row


def rest_on(decision: Decision, judged: Judged) -> None:
    """Write down which exceptions an approving decision on a barred line rests on; none where nothing bars it."""
    rows = RuleException.objects.filter(uid__in=[row.uid for row in judged.exceptions])
    DecisionException.objects.bulk_create(DecisionException(decision=decision, exception=row) for row in rows)
