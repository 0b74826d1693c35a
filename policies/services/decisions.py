"""The joint decision: each lane answers a line by a named person, on a snapshot, under the rules of separation."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from governance.accounts.access import Actor, organisation, recently_empowered, require
from governance.audit.deeds import deed, record
from governance.canonical import canonical_json, sha256_text
from governance.errors import Conflict, Invalid
from governance.modelling import locked
from policies.domain.lifecycle import LINE, REQUEST, approval_period_problems, line_event
from policies.domain.sentences import decision_sentence, decline_sentence
from policies.domain.types import UNDECIDED, Capacity, Lane, LineState, RequestState, Verdict
from policies.models import Decision, RequestLine, ToolRequest
from policies.services.approvals import grant_approval
from policies.services.deciders import Decider, line_matter, require_claim, separated
from policies.services.evaluations import Judged, judge_lines, keep_snapshot, rest_on
from policies.services.moves import moved
from policies.services.requests import today


@dataclass(frozen=True, slots=True)
class Answered:
    """One lane's answer as entered. `seen_sha256` is the snapshot the person had before their eyes, `sentence` the
    sentence they read above the button ("" where the caller showed none)."""

    verdict: Verdict
    reasons: str
    seen_sha256: str
    conditions: Sequence[str] = ()
    ends_on: dt.date | None = None
    sentence: str = ""


@deed
def decide_line(*, actor: Actor, line: RequestLine, lane: Lane, answer: Answered) -> Decision:
    """Decide one lane of a line. The second approval grants the approval; one decline ends the line.

    Raises NotAllowed (role, separation, no step-up, a token), Conflict (line closed, lane decided, state changed
    since it was read, barred), Invalid (no reasons, bad end date).
    """
    locked(organisation())  # no revision is published between what is judged here and the decision on it
    request = locked(line.request)
    line = locked(line)
    locked(line.tool)  # nobody describes it anew between what is judged here and the decision on it
    require(actor, f"line.decide.{lane.value}")
    if line.state != LineState.OPEN:
        raise Conflict(f"This line is {line.state} already. Nothing was decided twice.", code="illegal-transition")
    judged = judge_lines([line]).get(line.pk)
    if judged is None:
        raise Conflict("Its category is no longer in the published policy. The line can only be withdrawn.")
    decider = require_claim(judged.edition, lane, actor.person, line_matter(line), line=line)
    others = line.current_decisions
    if any(other.lane == lane for other in others):
        raise Conflict("This lane has decided already. Nothing was decided twice.", code="already-decided")
    read, answer = answer.sentence, _checked(line, judged, answer, others)
    if read and read != sentence_for(line, judged, decider, answer):
        changed = "What you entered changes the sentence you sign. Read it again at the foot of the page, then sign."
        raise Invalid(changed, problems={"sentence": [changed]}, code="sentence-changed")
    decision = _write(actor, line, decider, judged, answer)
    _settle(actor, request, line)
    return decision


def _checked(line: RequestLine, judged: Judged, answer: Answered, others: Sequence[Decision]) -> Answered:
    if not answer.reasons.strip():
        raise Invalid("Say why.", problems={"reasons": ["A decision carries its reasons. Say why in a sentence."]})
    if answer.seen_sha256 != judged.sha256:
        raise Conflict(
            "What this line rests on changed after you opened the page. Read the new state, then decide.",
            code="state-changed",
        )
    if answer.verdict == Verdict.DECLINE:
        return Answered(Verdict.DECLINE, answer.reasons.strip(), answer.seen_sha256)
    if judged.barred:
        raise Conflict(
            f"The policy bars this line ({', '.join(judged.barring_titles)}). It cannot be approved as it stands: "
            "decline it, change what the rule found, or have an exception decided for every rule that bars.",
            code="barred",
        )
    return _checked_approval(line, judged, answer, others)


def _checked_approval(line: RequestLine, judged: Judged, answer: Answered, others: Sequence[Decision]) -> Answered:
    first = next(iter(others), None)
    if first is not None:
        _refuse_tainted(line, first)
        if first.snapshot.sha256 != judged.sha256:
            raise Conflict(
                f"{first.person_name} judged another state than the present one. Both lanes have to judge the same: "
                "ask for changes, so that both decide anew on the answer, or decline with that reason.",
                code="lanes-differ",
            )
        return Answered(
            Verdict.APPROVE,
            answer.reasons.strip(),
            answer.seen_sha256,
            tuple(json.loads(first.conditions)),
            first.ends_on,
        )
    conditions = tuple(text.strip() for text in answer.conditions if text.strip())
    missing = [text for text in judged.conditions if text not in conditions]
    problems: dict[str, list[str]] = {}
    if missing:
        problems["conditions"] = [f"This condition is demanded: {text}" for text in missing]
    if answer.ends_on is None:
        problems["ends_on"] = ["Every approval ends. Choose the last day."]
    elif sentences := approval_period_problems(today(), answer.ends_on, today()):
        problems["ends_on"] = sentences
    if problems:
        raise Invalid("The decision could not be made.", problems=problems)
    return Answered(Verdict.APPROVE, answer.reasons.strip(), answer.seen_sha256, conditions, answer.ends_on)


def _refuse_tainted(line: RequestLine, first: Decision) -> None:
    """Whoever decided and then edited the tool decided, in the end, on a description of their own."""
    decider = Decider(first.person, Lane(first.lane), Capacity(first.capacity), first.on_behalf_of)
    if separated(line_matter(line), decider):
        raise Conflict(
            f"{first.person_name} decided the other lane and edited the request or the description of its tool since. "
            "That decision cannot carry an approval: decline with that reason, or have the request withdrawn.",
            code="separation",
        )


def sentence_for(line: RequestLine, judged: Judged, decider: Decider, answer: Answered) -> str:
    """The exact sentence somebody signs with this answer; a delegate's names the owner too."""
    tool, category, name, lane = line.tool.name, judged.category.name, decider.signs_as, decider.lane
    if answer.verdict == Verdict.DECLINE or answer.ends_on is None:
        return decline_sentence(name=name, lane=lane, tool=tool, category=category)
    return decision_sentence(
        name=name,
        lane=lane,
        tool=tool,
        category=category,
        until=answer.ends_on,
        conditions=len(answer.conditions),
        exceptions=[row.number for row in judged.exceptions],
    )


def _write(actor: Actor, line: RequestLine, decider: Decider, judged: Judged, answer: Answered) -> Decision:
    person, now = actor.person, timezone.now()
    sentence = sentence_for(line, judged, decider, answer)
    decision = Decision.objects.create(
        line=line,
        lane=decider.lane,
        round=line.round,
        capacity=decider.capacity,
        acting=decider.words,
        on_behalf_of=decider.principal,
        on_behalf_name=decider.principal.name if decider.principal else "",
        person=person,
        person_name=person.name,
        job_title=person.job_title,
        verdict=answer.verdict,
        reasons=answer.reasons,
        conditions=canonical_json(list(answer.conditions)),
        ends_on=answer.ends_on,
        sentence=sentence,
        face_note=recently_empowered(person, now),
        snapshot=keep_snapshot(judged),
        revision=judged.revision,
        decided_at=now,
    )
    if answer.verdict == Verdict.APPROVE:
        rest_on(decision, judged)
    record(actor, "line.decided", subject=line, detail=_told(decision, judged))
    return decision


def _told(decision: Decision, judged: Judged) -> dict[str, Any]:
    """What the event carries."""
    return {
        "lane": decision.lane,
        "acting": decision.acting,
        "verdict": decision.verdict,
        "reasons": decision.reasons,
        "sentence_sha256": sha256_text(decision.sentence),
        "snapshot": judged.sha256,
        "decision": decision.uid,
        "exceptions": [row.uid for row in judged.exceptions],
    }


def _settle(actor: Actor, request: ToolRequest, line: RequestLine) -> None:
    decisions = list(line.decisions.filter(round=line.round).select_related("snapshot"))
    event = line_event({Lane(row.lane): Verdict(row.verdict) for row in decisions})
    if event is None:
        return
    line.state = moved(LINE, LineState(line.state), event)
    line.closed_at = timezone.now()
    line.version += 1
    line.save(update_fields=["state", "closed_at", "version"])
    if event == "approve":
        record(actor, "line.approved", subject=line, detail={"request": request.number})
        grant_approval(actor=actor, line=line, decisions=decisions)
    else:
        record(actor, "line.declined", subject=line, detail={"request": request.number})
    if not request.lines.filter(state__in=UNDECIDED).exists():
        request.state = moved(REQUEST, RequestState(request.state), "settle")
        request.closed_at = line.closed_at
        request.version += 1
        request.save(update_fields=["state", "closed_at", "version"])
