"""What a renewal has to look at: the approval it renews, and what is different from the state judged then."""

from __future__ import annotations

import json
from dataclasses import dataclass

from policies.domain.since import Difference, differences
from policies.domain.snapshot import EvaluationRecord, RevisionRef, read_document
from policies.models import Approval, RequestLine
from policies.services.evaluations import Judged


@dataclass(frozen=True, slots=True)
class Renewal:
    """An approval that is decided anew: what changed since, and which of its own conditions it would carry on."""

    approval: Approval
    changed: tuple[Difference, ...]
    carried: tuple[str, ...]


def renewal_of(line: RequestLine, judged: Judged | None, record: EvaluationRecord | None) -> Renewal | None:
    """What a line renews beside the state judged now, or by the decision where it is closed. One query where it does;
    `line.renews` is there with its snapshot."""
    if line.renews is None:
        return None
    then = read_document(line.renews.snapshot.body)
    now = _record(judged) if judged else record
    changed = differences(then, now) if now else ()
    return Renewal(line.renews, changed, _added(line.renews, then))


def _record(judged: Judged) -> EvaluationRecord:
    revision = RevisionRef(judged.revision.number or 0, judged.revision.content_hash)
    return EvaluationRecord(judged.tool, judged.category, revision, judged.evaluation, None, judged.exceptions)


def _added(approval: Approval, then: EvaluationRecord) -> tuple[str, ...]:
    """Conditions that people set beyond those demanded: what the rules or an exception demanded, they demand anew."""
    given = {*then.evaluation.conditions, *(row.condition for row in then.exceptions)}
    texts: list[str] = json.loads(approval.line.decisions.latest("decided_at").conditions)
    return tuple(text for text in texts if text not in given)
