"""Deeds on exceptions besides deciding: asking, withdrawing, flagging and its review, ending before the last day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, allowed, organisation, require, team_ids_of, today
from governance.accounts.models import Team
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from governance.web.markup.times import say_day
from policies.domain.ending import RUNNING, ExceptionState
from policies.domain.evaluation import barring
from policies.domain.exceptions import term_problems
from policies.domain.findings import RuleFinding
from policies.domain.lifecycle import EXCEPTION, REVIEW_DAYS
from policies.models import Category, Codebase, ExceptionEvent, ExceptionFlag, RuleException, Tool
from policies.services.evaluations import Judged, judge_pair
from policies.services.moves import moved
from policies.services.resting import flag_resting
from vendors.models import ChangeReview


@dataclass(frozen=True, slots=True)
class ExceptionInput:
    """What is asked for: until when, why, and what is done instead of what the rule asks; `codebase` binds it to one.

    `former` is the exception in whose place it comes: one that is over is never extended, only decided anew."""

    reason: str
    control: str
    ends_on: dt.date | None
    codebase: Codebase | None = None
    former: RuleException | None = None


@deed
def ask_exception(
    *, actor: Actor, tool: Tool, category: Category, rule: str, team: Team, entry: ExceptionInput
) -> RuleException:
    """Ask for an exception from `rule` (its code) for a tool in a category.

    Raises Invalid (no reason, no control, no end, a rule that bars nothing), NotAllowed (role, another team's),
    Conflict naming what exists already.
    """
    require(actor, "exception.request")
    person = actor.person
    locked(organisation())  # the lock of the numbers, as for requests
    tool = locked(tool)
    if team.pk not in team_ids_of(person):
        raise NotAllowed("You ask for a team you belong to. Choose one of your teams.")
    finding = _barring_finding(tool, category, rule)
    ends_on = _checked(tool, category, rule, team, entry)
    _refuse_duplicate(tool, category, rule, entry)
    row = RuleException.objects.create(
        number=(RuleException.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        tool=tool,
        category=category,
        rule_code=rule,
        rule_title=finding.title,
        codebase=entry.codebase,
        team=team,
        requester=person,
        reason=entry.reason.strip(),
        control=entry.control.strip(),
        ends_on=ends_on,
        former=entry.former,
        created_at=timezone.now(),
    )
    _history(row, "", actor)
    asked = {"tool": tool.name, "category": category.slug, "rule": rule, "team": team.name, "ends_on": row.ends_on}
    told = {"reason": row.reason, "control": row.control, "former": entry.former.uid if entry.former else None}
    record(actor, "exception.requested", subject=row, detail={"number": row.number, **asked, **told})
    return row


def judged_for(row: RuleException) -> Judged:
    """What an exception is judged on now. Raises Conflict where its category is not in the policy any more."""
    judged = judge_pair(row.tool, row.category)
    if judged is None:
        raise Conflict("Its category is no longer in the published policy. The request can only be withdrawn.")
    return judged


def finding_of(judged: Judged, rule: str) -> RuleFinding | None:
    """What the rule (its code) finds; None where the category does not ask it any more."""
    return next((finding for finding in judged.evaluation.findings if finding.code == rule), None)


def _barring_finding(tool: Tool, category: Category, rule: str) -> RuleFinding:
    judged = judge_pair(tool, category)
    if judged is None:
        raise Invalid("This category is not in the published policy any more.", problems={"rule": ["Choose another."]})
    found = next((finding for finding in barring(judged.evaluation) if finding.code == rule), None)
    if found is None:
        sentence = "This rule does not bar the tool for this category, so no exception is needed."
        raise Invalid(sentence, problems={"rule": [sentence]})
    return found


def _checked(tool: Tool, category: Category, rule: str, team: Team, entry: ExceptionInput) -> dt.date:
    """The last day, where all that was entered is in order. Raises Invalid."""
    problems: dict[str, list[str]] = {}
    if not entry.reason.strip():
        problems["reason"] = ["Say why the departure is needed."]
    if not entry.control.strip():
        problems["control"] = ["Say what is done instead of what the rule asks for."]
    if entry.ends_on is None:
        problems["ends_on"] = ["Every exception ends. Choose the last day."]
    elif sentences := term_problems(entry.ends_on, today()):
        problems["ends_on"] = sentences
    if entry.codebase is not None:
        if entry.codebase.team_id != team.pk:
            problems["codebase"] = ["Choose a codebase of the team you ask for."]
        elif not entry.codebase.categories.filter(category=category, valid_until__isnull=True).exists():
            problems["codebase"] = ["This codebase is not in the category. Choose one that is."]
    former = entry.former
    if former is not None and (former.tool_id, former.category_id, former.rule_code) != (tool.pk, category.pk, rule):
        problems["former"] = ["The former exception is for something else."]
    if problems or entry.ends_on is None:
        raise Invalid("The exception could not be asked for.", problems=problems)
    return entry.ends_on


def _refuse_duplicate(tool: Tool, category: Category, rule: str, entry: ExceptionInput) -> None:
    same = RuleException.objects.filter(tool=tool, category=category, rule_code=rule, codebase=entry.codebase)
    waiting = same.filter(state=ExceptionState.REQUESTED).first()
    if waiting is not None:
        raise Conflict(f"Exception {waiting.number} asks the same and is being decided.", code="duplicate-exception")
    running = same.running_on(today()).exclude(pk=entry.former.pk if entry.former else None).first()
    if running is not None:
        raise Conflict(
            f"Exception {running.number} runs until {say_day(running.ends_on)} already. Ask anew from its page.",
            code="duplicate-exception",
        )


@deed
def withdraw_exception(*, actor: Actor, exception: RuleException, version: int | None) -> RuleException:
    """Withdraw a request for an exception. Raises NotAllowed, Stale, Conflict where it is closed."""
    row = locked(exception)
    require(actor, "exception.request")
    if row.requester_id != actor.person.pk and row.team_id not in team_ids_of(actor.person):
        raise NotAllowed("Only who asked, or somebody of the same team, withdraws it.")
    check_version(row, version)
    move(actor, row, "withdraw", "")
    record(actor, "exception.withdrawn", subject=row, detail={"number": row.number})
    return row


def is_own(actor: Actor, row: RuleException) -> bool:
    """Whether the person may withdraw this; for showing buttons."""
    mine = row.requester_id == actor.person.pk or row.team_id in team_ids_of(actor.person)
    return mine and allowed(actor, "exception.request")


@deed
def end_exception(*, actor: Actor, exception: RuleException, reason: str, version: int | None) -> RuleException:
    """End an exception before its last day; either lane alone may. Approvals that rest on it are flagged in the deed.

    Raises NotAllowed, Stale, Invalid without a reason, Conflict where it does not run.
    """
    locked(exception.tool)  # no line is being decided on it meanwhile
    row = locked(exception)
    require(actor, "exception.end")
    check_version(row, version)
    reason = _reason(reason)
    move(actor, row, "end", reason)
    record(actor, "exception.ended", subject=row, detail={"number": row.number, "reason": reason})
    flag_resting(actor=actor, exception=row, because=f"Exception {row.number} was ended: {reason}")
    return row


@deed
def review_exception(*, actor: Actor, exception: RuleException, reason: str, version: int | None) -> RuleException:
    """Clear all an exception was flagged for, with reasons; either lane alone may. Raises as `end_exception`."""
    row = locked(exception)
    require(actor, "exception.review")
    check_version(row, version)
    reason = _reason(reason)
    moved(EXCEPTION, ExceptionState(row.state), "clear")
    flags = row.flags.filter(cleared_at__isnull=True)
    flags.update(cleared_at=timezone.now(), cleared_by=actor.user, clearing=reason)
    move(actor, row, "clear", reason)
    record(actor, "exception.cleared", subject=row, detail={"number": row.number, "reason": reason})
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("Say why.", problems={"reason": ["Say why in a sentence; it stays with the exception."]})
    return text.strip()


def flag_exception(*, actor: Actor, exception: RuleException, change: ChangeReview, reason: str) -> None:
    """Flag an exception because the terms its rule reads changed: part of the deed that found the change."""
    row = locked(exception)
    due = today() + dt.timedelta(days=REVIEW_DAYS)
    defaults = {"reason": reason, "due_on": due, "raised_at": timezone.now()}
    ExceptionFlag.objects.get_or_create(exception=row, change=change, cleared_at=None, defaults=defaults)
    move(actor, row, "flag", reason)
    record(actor, "exception.flagged", subject=row, detail={"number": row.number, "reason": reason})


def settle_exception(*, actor: Actor, exception: RuleException, change: ChangeReview, how: str) -> None:
    """Clear what one change flagged an exception for; with nothing left it is active again. Part of that deed."""
    row = locked(exception)
    flags = row.flags.filter(cleared_at__isnull=True)
    flags.filter(change=change).update(cleared_at=timezone.now(), cleared_by=actor.user, clearing=how)
    if ExceptionState(row.state) in RUNNING:
        move(actor, row, "settle_part" if flags.all().exists() else "settle", how)
        record(actor, "exception.settled", subject=row, detail={"number": row.number, "reason": how})


def move(actor: Actor, row: RuleException, event: str, reason: str) -> None:
    """Take an exception along its table and write its history; the caller records what was done."""
    row.state = moved(EXCEPTION, ExceptionState(row.state), event)
    row.state_reason = reason
    row.review_due_on = min(row.flags.filter(cleared_at__isnull=True).values_list("due_on", flat=True), default=None)
    if row.state not in (*RUNNING, ExceptionState.REQUESTED):
        row.closed_at = timezone.now()
    row.version += 1
    row.save(update_fields=["state", "state_reason", "review_due_on", "closed_at", "version"])
    _history(row, reason, actor)


def _history(row: RuleException, reason: str, actor: Actor) -> None:
    ExceptionEvent.objects.create(exception=row, state=row.state, reason=reason, person=actor.user, at=timezone.now())
