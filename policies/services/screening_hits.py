"""The deed of judgement on a possible match: counsel says whether two names are one party."""

from __future__ import annotations

from django.utils import timezone

from governance.accounts.access import Actor, recently_empowered, require
from governance.audit.deeds import deed, record
from governance.errors import Invalid
from governance.modelling import check_version, locked
from policies.domain.screening.standing import HitState
from policies.models import HitDecision, ScreeningHit
from policies.services.screening_standings import ScreeningWatch

VERDICTS = (HitState.FALSE_MATCH, HitState.TRUE_MATCH, HitState.UNDECIDED)


@deed
def dispose_hit(
    *, actor: Actor, hit: ScreeningHit, verdict: HitState | None, reasons: str, version: int | None
) -> ScreeningHit:
    """Say what a possible match is, with reasons, which are privileged. What was said before is kept beside it.

    Raises NotAllowed, Stale, Invalid without a verdict or reasons.
    """
    hit = locked(hit)
    require(actor, "screening.dispose")
    check_version(hit, version)
    if verdict not in VERDICTS:
        raise Invalid("Say what it is.", problems={"verdict": ["Choose what the possible match is."]})
    reasons = reasons.strip()
    if not reasons:
        sentence = "Say what you compared: who the listed party is, and why ours is or is not the same."
        raise Invalid(sentence, problems={"reasons": [sentence]})
    watch = ScreeningWatch()
    now = timezone.now()
    HitDecision.objects.create(
        hit=hit,
        verdict=verdict,
        reasons=reasons,
        person=actor.person,
        at=now,
        note=recently_empowered(actor.person, now),
    )
    hit.state, hit.decided_by, hit.decided_at = verdict, actor.person, now
    hit.version += 1
    hit.save(update_fields=["state", "decided_by", "decided_at", "version"])
    detail = {"vendor": hit.vendor.name, "name": hit.name, "entry": hit.entry.sha256, "verdict": verdict}
    record(actor, "screening.disposed", subject=hit, detail=detail)
    watch.settle(actor=actor, because=f"Counsel decided a possible match of {hit.vendor.name} with a screening list.")
    return hit
