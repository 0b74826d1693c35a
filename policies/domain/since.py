"""What is different between the state an approval was decided on and the present one: what a renewal has to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policies.domain.evaluation import outcome_rank
from policies.domain.findings import RuleFinding
from policies.domain.labels import label
from policies.domain.snapshot import EvaluationRecord
from vendors.domain.terms import AREA_LABELS


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different: of what, then and now, in words; `worse`: the tool is judged less well by it."""

    subject: str
    then: str
    now: str
    worse: bool = False


def differences(then: EvaluationRecord, now: EvaluationRecord) -> tuple[Difference, ...]:
    """What changed from `then` to `now`: the outcome, the policy, each rule, how the tool is held, each reading.

    What is worse comes first, each in the order in which the page shows it.
    """
    found = [*_outcome(then, now), *_policy(then, now), *_rules(then, now), *_held(then, now), *_readings(then, now)]
    return tuple(sorted(found, key=lambda one: not one.worse))


def _outcome(then: EvaluationRecord, now: EvaluationRecord) -> Iterator[Difference]:
    before, after = then.evaluation.outcome, now.evaluation.outcome
    if before != after:
        worse = outcome_rank(after) > outcome_rank(before)
        yield Difference("Outcome", label(before), label(after), worse)


def _policy(then: EvaluationRecord, now: EvaluationRecord) -> Iterator[Difference]:
    if then.revision.sha256 != now.revision.sha256:
        yield Difference("Policy", f"Revision {then.revision.number}", f"Revision {now.revision.number}")


def _rules(then: EvaluationRecord, now: EvaluationRecord) -> Iterator[Difference]:
    before = {finding.code: finding for finding in then.evaluation.findings}
    after = {finding.code: finding for finding in now.evaluation.findings}
    for code, finding in after.items():
        old = before.get(code)
        if old is None:
            yield Difference(f"Rule: {finding.title}", "Not asked", _found(finding), outcome_rank(finding.outcome) > 1)
        elif _found(old) != _found(finding):
            worse = outcome_rank(finding.outcome) > outcome_rank(old.outcome)
            yield Difference(f"Rule: {finding.title}", _found(old), _found(finding), worse)
    for code, finding in before.items():
        if code not in after:
            yield Difference(f"Rule: {finding.title}", _found(finding), "Not asked any more")


def _found(finding: RuleFinding) -> str:
    told = (*finding.reasons, *(f"Condition: {text}" for text in finding.conditions))
    return " ".join((f"{label(finding.result)}.", *told))


def _held(then: EvaluationRecord, now: EvaluationRecord) -> Iterator[Difference]:
    before, after = _place(then), _place(now)
    for subject in dict.fromkeys((*before, *after)):
        if before.get(subject, "") != after.get(subject, ""):
            yield Difference(f"Held: {subject}", before.get(subject, ""), after.get(subject, ""))


def _place(record: EvaluationRecord) -> Mapping[str, str]:
    tool = record.tool
    settings = {f"setting {code}": _setting(code, record) for code in tool.settings}
    return {
        "contracting entity": tool.held.contracting_entity,
        "region": tool.held.region,
        "channel": str(tool.held.channel or ""),
        "deployment": label(tool.deployment) if tool.deployment else "",
        "hosted by": tool.hosted_by,
        "data location": tool.data_location,
        "model releases": ", ".join(sorted(release.name for release in tool.releases)),
        **settings,
    }


def _setting(code: str, record: EvaluationRecord) -> str:
    setting = record.tool.settings[code]
    return setting.value if setting.proven else f"{setting.value} (not proven)"


def _readings(then: EvaluationRecord, now: EvaluationRecord) -> Iterator[Difference]:
    for area in dict.fromkeys((*then.tool.readings, *now.tool.readings)):
        old, new = then.tool.readings.get(area), now.tool.readings.get(area)
        before = f"Reading {old.number}" if old else ""
        after = f"Reading {new.number}" if new else ""
        if (old.assessment_uid if old else None) != (new.assessment_uid if new else None):
            yield Difference(f"Reading: {AREA_LABELS[area].lower()}", before, after)
