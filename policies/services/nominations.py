"""The deed of the escalation contact: naming who may decide a lane of a line that is overdue."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from governance.accounts.access import Actor, organisation, require
from governance.accounts.models import User
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import locked
from policies.domain.separation import Matter, is_late, lane_separation
from policies.domain.types import Lane, LineState
from policies.models import Nomination, RequestLine
from policies.services.deciders import LANE_ROLE, holders, line_matter
from policies.services.evaluations import edition_of
from policies.services.requests import today


def is_contact(person: User) -> bool:
    """Whether `person` is the organisation's escalation contact."""
    return organisation().escalation_contact_id == person.pk


@deed
def name_nominee(*, actor: Actor, line: RequestLine, lane: Lane, nominee: User, reason: str) -> Nomination:
    """Name who may decide the overdue lane of a line; the owner and delegates may still decide first.

    The nominee is bound by separation as every decider; one stands per line and lane, a new one takes the place of the
    old. Raises NotAllowed (not the contact, or the contact asked for it), Conflict (not open, decided, not late),
    Invalid (nominee without the role, separated, or no reason).
    """
    require(actor, "lane.nominate")
    request = locked(line.request)
    line = locked(line)
    line.request = request
    if not is_contact(actor.person):
        raise NotAllowed("Only the escalation contact of the organisation names a nominee.", code="not-the-contact")
    _require_overdue(line, lane)
    matter = line_matter(line)
    if actor.person.pk == matter.requester or actor.person.pk in matter.contributors:
        raise NotAllowed(
            "You asked for this or edited it, so you do not choose who decides it. "
            "An administrator can name another escalation contact.",
            code="separation",
        )
    _check(line, lane, nominee, matter, reason)
    for former in Nomination.objects.filter(line=line, lane=lane, ended_at__isnull=True):
        former.ended_at = timezone.now()
        former.save(update_fields=["ended_at"])
    nomination = Nomination.objects.create(
        line=line,
        lane=lane,
        nominee=nominee,
        named_by=actor.person,
        reason=reason.strip(),
        named_at=timezone.now(),
    )
    detail = {"lane": lane, "nominee": nominee.uid, "reason": nomination.reason, "nomination": nomination.uid}
    record(actor, "line.nominated", subject=line, detail=detail)
    return nomination


def _require_overdue(line: RequestLine, lane: Lane) -> None:
    if line.state != LineState.OPEN:
        raise Conflict("This line is not waiting for a decision.", code="illegal-transition")
    if any(row.lane == lane for row in line.current_decisions):
        raise Conflict("This lane has decided already.", code="already-decided")
    if edition_of(line) is None:
        raise Conflict("Its category is no longer in the published policy. The line can only be withdrawn.")
    if not is_late(line.due_on(lane), today()):
        raise Conflict(
            f"The {lane.value} lane is in time still: a nominee is named when it is overdue.", code="not-late"
        )


def _check(line: RequestLine, lane: Lane, nominee: User, matter: Matter[int], reason: str) -> None:
    problems: dict[str, list[str]] = {}
    if not holders(lane, today()).filter(pk=nominee.pk).exists():
        role = LANE_ROLE[lane].value.replace("_", " ")
        problems["nominee"] = [f"{nominee.name} does not hold the role {role}, which this lane needs."]
    elif reasons := lane_separation(matter, nominee.pk, lane, strict=settings.STRICT_SEPARATION, who=nominee.name):
        problems["nominee"] = reasons
    if not reason.strip():
        problems["reason"] = ["Say why this person, in a few words."]
    if problems:
        raise Invalid("Nobody was named.", problems=problems)
