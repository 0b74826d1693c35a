"""What deeds on lower floors do to what we permit: new terms versions to approvals, the end of a role to categories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from governance.accounts.access import Actor, organisation
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.web.markup.times import say_day
from policies.binding import notice_of, pinned_on
from policies.domain.rules import areas_read
from policies.domain.sentences import listing
from policies.domain.types import ApprovalState, FlagCause, RevisionState
from policies.domain.worsening import read_falls
from policies.models import Approval, Binding, CategoryEdition, RuleException, ToolConfiguration
from policies.services.approvals import Cause, flag_approval, settle_flags
from policies.services.exceptions import flag_exception, settle_exception
from policies.services.rejudging import losses_on_newest, worded
from policies.services.requests import today
from vendors.domain.in_force import in_force
from vendors.domain.terms import Applicability, ClauseArea, DocumentVisibility
from vendors.looks import looks_of
from vendors.models import Assessment, ChangeReview, TermsVersion


def flag_for_change(*, actor: Actor, review: ChangeReview, touched: Sequence[Assessment]) -> None:
    """Flag every approval in force of a tool whose held tier a touched reading speaks for. Suspends nothing.

    A tool pinned to another version of the document, or bound by this one already, is left alone: it got no new text.
    Where the text binds the tool only on a later day, the reason names it and the review is not due before.
    """
    version = review.newest
    tiers = {assessment.record.tier_id for assessment in touched}
    approvals = list(
        Approval.objects.filter(tool__tier_id__in=tiers).in_force_on(today()).select_related("tool").order_by("pk")
    )
    held = {row.tool_id: row.held for row in _open({approval.tool_id for approval in approvals})}
    binds = _binds_from(held.keys(), version)
    # Stale readings are read all the same, so this is what was lost before the change.
    known = losses_on_newest(approvals, version.document_id)
    for approval in approvals:
        place, day = held.get(approval.tool_id), binds.get(approval.tool_id)
        if place is None or day is None or not _speaks(touched, approval.tool.tier_id, place):
            continue
        later = f" It binds this tool from {say_day(day)}." if day > today() else ""
        flag_approval(
            actor=actor,
            approval=approval,
            reason=f"{_named(version)} has a new version {version.number}; readings this rests on need review.{later}",
            cause=Cause(FlagCause.CHANGE, change=review, known=known[approval.pk]),
            not_due_before=day,
        )


def settle_change(*, actor: Actor, review: ChangeReview) -> None:
    """Clear exactly what a change flagged, where nothing it touched waits any more for the tool of the approval.

    Judged anew on the newest text, also where it binds a tool only later: what has lost something by the readings as
    they are now stays flagged for the change, and says so.
    """
    rows = review.flags.filter(cleared_at__isnull=True).exclude(approval__state=ApprovalState.REVOKED)
    flags = list(rows.select_related("approval__tool").order_by("approval"))
    held = {row.tool_id: row.held for row in _open({flag.approval.tool_id for flag in flags})}
    waiting = [row.assessment for row in review.readings.filter(settled_at=None).select_related("assessment__record")]
    done = [
        flag
        for flag in flags
        if not _speaks(waiting, flag.approval.tool.tier_id, held.get(flag.approval.tool_id, Applicability()))
    ]
    losses = losses_on_newest([flag.approval for flag in done], review.document_id)
    read = "was read anew" if review.confirmed_at else "returned to what it said before"
    for flag in done:
        known = read_falls(flag.known)
        new = [text for fall, text in losses[flag.approval_id].items() if fall not in known]
        because = f"{_named(review.newest)}, version {review.newest.number}, {read}."
        reason = worded(because, new)
        if not new:
            settle_flags(actor=actor, approval=flag.approval, flags=[flag], how=f"{because} Nothing was lost by it.")
        elif reason != flag.reason:
            cause = Cause(FlagCause.CHANGE, change=review)
            flag_approval(actor=actor, approval=flag.approval, reason=reason, cause=cause)


def flag_exceptions(*, actor: Actor, review: ChangeReview, touched: Sequence[Assessment]) -> None:
    """Flag every running exception of a tool bound by the text from a rule that reads a touched reading: the departure
    was agreed to on other words. Ends nothing."""
    tiers = {assessment.record.tier_id for assessment in touched}
    rows = list(RuleException.objects.running_on(today()).filter(tool__tier__in=tiers).select_related("tool"))
    held = {row.tool_id: row.held for row in _open({row.tool_id for row in rows})}
    binds = _binds_from(held.keys(), review.newest)
    for row in rows:
        areas = areas_read(row.rule_code)
        read = [assessment for assessment in touched if ClauseArea(assessment.record.area) in areas]
        if row.tool_id in binds and _speaks(read, row.tool.tier_id, held[row.tool_id]):
            text = f"{_named(review.newest)} has a new version {review.newest.number}"
            reason = f"{text}; readings that “{row.rule_title}” rests on need review."
            flag_exception(actor=actor, exception=row, change=review, reason=reason)


def settle_exceptions(*, actor: Actor, review: ChangeReview) -> None:
    """Clear what a change flagged exceptions for, where no reading it touched waits any more for the tool."""
    flags = review.exception_flags.filter(cleared_at__isnull=True).select_related("exception__tool")
    held = {row.tool_id: row.held for row in _open({flag.exception.tool_id for flag in flags})}
    waiting = [row.assessment for row in review.readings.filter(settled_at=None).select_related("assessment__record")]
    read = "was read anew" if review.confirmed_at else "returned to what it said before"
    how = f"{_named(review.newest)}, version {review.newest.number}, {read}."
    for flag in flags:
        row = flag.exception
        if not _speaks(waiting, row.tool.tier_id, held.get(row.tool_id, Applicability())):
            settle_exception(actor=actor, exception=row, change=review, how=how)


def _named(version: TermsVersion) -> str:
    """Approvals are open to everyone signed in, the title of a contract is not."""
    return version.document.title if version.document.visibility == DocumentVisibility.POSTED else "A contract"


def _open(tools: Collection[int]) -> QuerySet[ToolConfiguration]:
    return ToolConfiguration.objects.open().filter(tool_id__in=tools)


def _binds_from(tools: Collection[int], version: TermsVersion) -> dict[int, dt.date]:
    """By tool the first day on which the version, just found, binds it; tools it changes nothing for are left out."""
    zone, day = organisation().time_zone, today()
    looks = looks_of([version.document_id])[version.document_id]
    rows = Binding.objects.filter(document=version.document_id, configuration__in=_open(tools))
    bindings = {row.configuration.tool_id: row for row in rows.select_related("configuration")}
    found = {}
    for tool in tools:
        row = bindings.get(tool)
        if row is not None and pinned_on(row, day) and row.version_id != version.pk:
            continue
        notice = notice_of(row)
        bound = in_force(looks, day, zone, notice)
        if bound is not looks[-1] and bound.version == version.pk:  # a return to the text that never stopped binding
            continue
        found[tool] = looks[-1].binds_from(zone, notice)
    return found


def _speaks(touched: Sequence[Assessment], tier_id: int, held: Applicability) -> bool:
    own = (assessment.record for assessment in touched if assessment.record.tier_id == tier_id)
    return any(record.applicability.covers(held) for record in own)


def undecided_without(*, person: User, roles: Collection[Role]) -> list[str]:
    """Which categories in force nobody decides in a lane any more once `person` is without `roles`, in a sentence."""
    found = []
    for role, lane, field in (
        (Role.COUNSEL, "legal", "legal_owner"),
        (Role.ENGINEERING_OWNER, "engineering", "engineering_owner"),
    ):
        owned = CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED, **{field: person})
        names = list(owned.order_by("position").values_list("name", flat=True)) if role in roles else []
        if names:
            found.append(
                f"{person.name} is the {lane} owner of {listing(names)}: until a policy revision names somebody else, "
                "nobody can decide requests for that in this lane."
            )
    return found
