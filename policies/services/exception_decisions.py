"""The joint decision on an exception: each lane of its category answers by a named person, on what is judged now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from governance.accounts.access import Actor, organisation, recently_empowered, require, today
from governance.audit.deeds import deed, record
from governance.canonical import sha256_text
from governance.errors import Conflict, Invalid
from governance.modelling import locked
from policies.domain.ending import ExceptionState
from policies.domain.lifecycle import EXCEPTION, line_event
from policies.domain.sentences import exception_decline_sentence, exception_sentence
from policies.domain.separation import Matter
from policies.domain.types import Lane, Outcome, Verdict
from policies.models import ExceptionDecision, RuleException
from policies.services.deciders import Decider, drafters_of, filled_by, require_claim, tool_contributors
from policies.services.evaluations import Judged, keep_snapshot
from policies.services.exceptions import finding_of, judged_for, move
from policies.services.moves import moved
from policies.services.resting import settle_resting


@dataclass(frozen=True, slots=True)
class ExceptionAnswer:
    """One lane's answer. `seen_sha256` is the state the person had before their eyes, `sentence` what they read above
    the button ("" where the caller showed none)."""

    verdict: Verdict
    reasons: str
    seen_sha256: str
    sentence: str = ""


@deed
def decide_exception(
    *, actor: Actor, exception: RuleException, lane: Lane, answer: ExceptionAnswer
) -> ExceptionDecision:
    """Decide one lane of an exception. The second agreement brings it into force; one decline ends it.

    Raises NotAllowed (role, separation, no step-up, a token), Conflict (closed, run out, lane decided, state changed
    since it was read, the rule bars nothing any more), Invalid (no reasons).
    """
    locked(organisation())  # no revision is published between what is judged here and the decision on it
    locked(exception.tool)  # nobody describes it anew meanwhile
    row = locked(exception)
    require(actor, f"exception.decide.{lane.value}")
    moved(EXCEPTION, ExceptionState(row.state), "approve")
    judged = judged_for(row)
    others = list(row.decisions.all())
    decider = require_claim(judged.edition, lane, actor.person, exception_matter(row, others))
    if any(other.lane == lane for other in others):
        raise Conflict("This lane has decided already. Nothing was decided twice.", code="already-decided")
    _check(row, judged, answer, others)
    sentence = sentence_of(row, judged.category.name, decider, answer.verdict)
    if answer.sentence and answer.sentence != sentence:
        changed = "The sentence you sign has changed. Read it again at the foot of the page, then sign."
        raise Invalid(changed, problems={"sentence": [changed]}, code="sentence-changed")
    decision = _write(actor, row, decider, judged, answer, sentence)
    _settle(actor, row)
    return decision


def exception_matter(row: RuleException, others: Sequence[ExceptionDecision]) -> Matter[int]:
    """What separation asks of an exception: who asked, who described the tool, who answered in each lane."""
    return Matter(
        requester=row.requester_id,
        contributors=tool_contributors(row.tool_id),
        filled=filled_by([(other.lane, other.person_id, other.on_behalf_of_id) for other in others]),
        drafters=drafters_of(row.tool_id) if settings.STRICT_SEPARATION else set(),
    )


def _check(row: RuleException, judged: Judged, answer: ExceptionAnswer, others: Sequence[ExceptionDecision]) -> None:
    if not answer.reasons.strip():
        raise Invalid("Say why.", problems={"reasons": ["A decision carries its reasons. Say why in a sentence."]})
    if answer.seen_sha256 != judged.sha256:
        raise Conflict(
            "What this exception departs from changed after you opened the page. Read the new state, then decide.",
            code="state-changed",
        )
    if answer.verdict == Verdict.DECLINE:
        return
    if row.ends_on < today():
        raise Conflict("Its last day has passed. Decline it; what is still needed is asked for anew.", code="expired")
    finding = finding_of(judged, row.rule_code)
    if finding is None or finding.outcome != Outcome.BARRED:
        raise Conflict("The rule bars nothing any more, so no exception is needed. Decline it.", code="not-barred")
    for other in others:
        if other.snapshot.sha256 != judged.sha256:
            raise Conflict(
                f"{other.person_name} judged another state than the present one. Both lanes have to judge the same: "
                "decline with that reason, or have it withdrawn and asked for again.",
                code="lanes-differ",
            )


def sentence_of(row: RuleException, category: str, decider: Decider, verdict: Verdict) -> str:
    """The exact sentence a person signs with this answer; `category` is what the policy in force calls it."""
    name, lane, number, rule, tool = decider.signs_as, decider.lane, row.number, row.rule_title, row.tool.name
    if verdict == Verdict.DECLINE:
        return exception_decline_sentence(name=name, lane=lane, number=number, rule=rule, tool=tool, category=category)
    return exception_sentence(
        name=name,
        lane=lane,
        number=number,
        rule=rule,
        tool=tool,
        category=category,
        until=row.ends_on,
        codebase=row.codebase.name if row.codebase else "",
    )


def _write(
    actor: Actor, row: RuleException, decider: Decider, judged: Judged, answer: ExceptionAnswer, sentence: str
) -> ExceptionDecision:
    person, now = actor.person, timezone.now()
    decision = ExceptionDecision.objects.create(
        exception=row,
        lane=decider.lane,
        person=person,
        person_name=person.name,
        job_title=person.job_title,
        on_behalf_of=decider.principal,
        capacity=decider.words,
        verdict=answer.verdict,
        reasons=answer.reasons.strip(),
        sentence=sentence,
        face_note=recently_empowered(person, now),
        snapshot=keep_snapshot(judged),
        revision=judged.revision,
        decided_at=now,
    )
    said = {"lane": decider.lane, "verdict": answer.verdict, "reasons": decision.reasons, "snapshot": judged.sha256}
    told = {"number": row.number, "sentence_sha256": sha256_text(sentence), "decision": decision.uid}
    record(actor, "exception.decided", subject=row, detail={**said, **told})
    return decision


def _settle(actor: Actor, row: RuleException) -> None:
    event = line_event({Lane(item.lane): Verdict(item.verdict) for item in row.decisions.all()})
    if event is None:
        return
    move(actor, row, event, "")
    granted = event == "approve"
    action = "exception.granted" if granted else "exception.declined"
    record(actor, action, subject=row, detail={"number": row.number, "ends_on": row.ends_on})
    if granted:
        settle_resting(actor=actor, exception=row)
