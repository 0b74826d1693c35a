"""Signing and publishing the draft policy revision: both functions sign one content hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, organisation, recently_empowered, require, roles_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.audit.deeds import deed, record
from governance.canonical import canonical_json, sha256_text
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from policies.domain.lifecycle import REVISION
from policies.domain.revision import publishing_problems, revision_document
from policies.domain.sentences import publish_sentence
from policies.domain.types import FlagCause, Lane, RevisionState
from policies.facts import editions_of, owned_category
from policies.models import Approval, CategoryEdition, CategoryOwner, PolicyRevision, RevisionSignature
from policies.services.approvals import Cause
from policies.services.moves import moved
from policies.services.outcomes import owe_outcomes
from policies.services.rejudging import Watch


@dataclass(frozen=True, slots=True)
class Offered:
    """What is signed: the number the revision will bear, its canonical content and that content's SHA-256."""

    number: int
    content: str
    sha256: str


def offer(revision: PolicyRevision, read: Sequence[CategoryEdition] | None = None) -> Offered:
    """The content of a draft as it would be signed now; `read` are its editions where they were read already. Raises
    Invalid while a category lacks an owner or a rule."""
    editions = editions_of(revision) if read is None else read
    missing = [edition.name for edition in editions if edition.legal_owner is None or edition.engineering_owner is None]
    if not editions:
        raise Invalid("A revision without categories permits nothing and cannot be published. Add a category.")
    if missing:
        raise Invalid(f"Name a legal and an engineering owner for: {', '.join(missing)}.")
    categories = [owned_category(edition) for edition in editions]
    problems = [*publishing_problems(categories), *_powerless(editions)]
    if problems:
        raise Invalid(" ".join(problems))
    content = canonical_json(
        revision_document(categories, title=revision.title, summary=revision.summary, draft_version=revision.version)
    )
    number = revision.number or (PolicyRevision.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    return Offered(number, content, sha256_text(content))


def _powerless(editions: Sequence[CategoryEdition]) -> list[str]:
    """Owners who lost their role, or whose account ended, after they were named: nobody could decide."""
    named = [(edition.name, edition.legal_owner, Role.COUNSEL) for edition in editions]
    named += [(edition.name, edition.engineering_owner, Role.ENGINEERING_OWNER) for edition in editions]
    roles = {owner: roles_of(owner) for owner in {owner for _, owner, _ in named if owner is not None}}
    return [
        f"{owner.name} does not hold the role {role.value.replace('_', ' ')} any more: name another owner for {name}."
        for name, owner, role in named
        if owner is not None and role not in roles[owner]
    ]


def may_sign(revision: PolicyRevision, person: User, lane: Lane, read: Sequence[CategoryEdition] | None = None) -> bool:
    """Whether the person owns this lane: of a category in it, or of the organisation. `read`: as in `offer`."""
    field = "legal_owner_id" if lane == Lane.LEGAL else "engineering_owner_id"
    owners = revision.editions.all() if read is None else read
    return any(getattr(row, field) == person.pk for row in (organisation(), *owners))


@deed
def sign_revision(
    *, actor: Actor, revision: PolicyRevision, lane: Lane, content_hash: str, version: int | None
) -> PolicyRevision:
    """Sign the draft in one lane; the second signature on the same content hash publishes it, and flags approvals that
    lose something by it.

    Raises NotAllowed (not an owner of that lane, or signed the other lane), Conflict (the content changed, or the
    lane has signed), Stale, Invalid.
    """
    locked(organisation())  # decisions take it too: what is judged and the approval it brings are of one revision
    revision = locked(revision)
    require(actor, f"policy.sign.{lane.value}")
    check_version(revision, version)
    moved(REVISION, RevisionState(revision.state), "sign")
    person = actor.person
    if not may_sign(revision, person, lane):
        raise NotAllowed("Only an owner named in this revision, or the organisation's owner, signs in this lane.")
    offered = offer(revision)
    if offered.sha256 != content_hash:
        raise Conflict("The revision was changed after you opened it. Read the difference, then sign.")
    _refuse_second_hat(revision, person, lane, offered)
    _sign(actor, revision, lane, offered)
    lanes = set(revision.signatures.filter(content_hash=offered.sha256).values_list("lane", flat=True))
    if lanes == {lane.value for lane in Lane}:
        _publish(actor, revision, offered)
    return revision


def _sign(actor: Actor, revision: PolicyRevision, lane: Lane, offered: Offered) -> None:
    person, now = actor.person, timezone.now()
    sentence = publish_sentence(name=person.name, lane=lane, number=offered.number, sha256=offered.sha256)
    revision.content, revision.content_hash = offered.content, offered.sha256
    revision.save(update_fields=["content", "content_hash"])
    RevisionSignature.objects.create(
        revision=revision,
        lane=lane,
        person=person,
        person_name=person.name,
        job_title=person.job_title,
        content_hash=offered.sha256,
        sentence=sentence,
        face_note=recently_empowered(person, now),
        signed_at=now,
    )
    record(
        actor,
        "revision.signed",
        subject=revision,
        detail={"lane": lane, "content_hash": offered.sha256, "sentence_sha256": sha256_text(sentence)},
    )


def _refuse_second_hat(revision: PolicyRevision, person: User, lane: Lane, offered: Offered) -> None:
    if revision.signatures.filter(person=person).exclude(lane=lane).exists():
        raise NotAllowed("You signed this revision in the other lane; one person never fills both.", code="separation")
    if revision.signatures.filter(lane=lane, content_hash=offered.sha256).exists():
        raise Conflict("This lane has signed already. Nothing was signed twice.")


def _publish(actor: Actor, revision: PolicyRevision, offered: Offered) -> None:
    now = timezone.now()
    watch = Watch(Approval.objects.all())
    for former in PolicyRevision.objects.filter(state=RevisionState.PUBLISHED).select_for_update():
        former.state = moved(REVISION, RevisionState(former.state), "supersede")
        former.superseded_at = now
        former.version += 1
        former.save(update_fields=["state", "superseded_at", "version"])
        record(actor, "revision.superseded", subject=former, detail={"number": former.number})
    revision.state = moved(REVISION, RevisionState(revision.state), "publish")
    revision.number, revision.published_at = offered.number, now
    revision.version += 1
    revision.save(update_fields=["state", "number", "published_at", "version"])
    _write_owners(list(revision.editions.select_related("category")))
    record(
        actor, "revision.published", subject=revision, detail={"number": offered.number, "content_hash": offered.sha256}
    )
    cause = Cause(FlagCause.PUBLICATION, revision=revision)
    watch.flag_worse(actor=actor, because=f"Policy revision {offered.number} was published.", cause=cause)
    owe_outcomes()


def _write_owners(editions: list[CategoryEdition]) -> None:
    now = timezone.now()
    wanted = {
        (edition.category_id, lane.value): person
        for edition in editions
        for lane, person in (
            (Lane.LEGAL, edition.legal_owner_id),
            (Lane.ENGINEERING, edition.engineering_owner_id),
        )
    }
    held: set[tuple[int, str]] = set()
    for row in CategoryOwner.objects.open():
        key = (row.category_id, row.lane)
        if wanted.get(key) == row.person_id:
            held.add(key)
        else:
            row.valid_until = now
            row.save(update_fields=["valid_until"])
    CategoryOwner.objects.bulk_create(
        CategoryOwner(category_id=category, lane=lane, person_id=person, valid_from=now)
        for (category, lane), person in wanted.items()
        if person is not None and (category, lane) not in held
    )
