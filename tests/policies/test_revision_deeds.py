"""Drafting and publishing a policy revision: two people of two functions sign one content hash."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.models import User
from governance.audit.models import Event
from governance.canonical import sha256_text
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.domain.types import CodebaseKind, Destination, Lane, Mode, OnFail, RevisionState
from policies.models import CategoryOwner, PolicyRevision, RuleSetting
from policies.services import publishing, revisions
from tests.cast import AsActor, AsToken


def entry(legal: User | None, engineering: User | None, name: str = "Proprietary code") -> revisions.EditionInput:
    return revisions.EditionInput(
        name, "What we sell.", legal, engineering, [CodebaseKind.REPOSITORY], [Destination.PROPRIETARY]
    )


@pytest.fixture
def draft(counsel: User, engineering_owner: User, as_actor: AsActor) -> PolicyRevision:
    """A draft with one complete category."""
    actor = as_actor(counsel)
    draft = revisions.start_revision(actor=actor, title="First policy")
    edition = revisions.add_category(
        actor=actor, revision=draft, version=1, mode=Mode.ATTESTED, entry=entry(counsel, engineering_owner)
    )
    revisions.save_rule(
        actor=actor,
        edition=edition,
        version=2,
        code="human_review_before_merge",
        rule_version=1,
        parameters={},
        on_fail=OnFail.BARRED,
    )
    draft.refresh_from_db()
    return draft


def sign(actor, draft: PolicyRevision, lane: Lane) -> PolicyRevision:
    draft.refresh_from_db()
    offered = publishing.offer(draft)
    return publishing.sign_revision(
        actor=actor, revision=draft, lane=lane, content_hash=offered.sha256, version=draft.version
    )


def test_two_signatures_on_one_hash_publish_the_revision(
    draft: PolicyRevision, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    first = sign(as_actor(engineering_owner), draft, Lane.ENGINEERING)
    assert first.state == RevisionState.DRAFT
    second = sign(as_actor(counsel), draft, Lane.LEGAL)
    assert (second.state, second.number) == (RevisionState.PUBLISHED, 1)
    assert second.content_hash == sha256_text(second.content)
    assert {row.lane for row in CategoryOwner.objects.all()} == {"legal", "engineering"}
    assert Event.objects.filter(action="revision.published").count() == 1


def test_an_edit_voids_the_signature_given_before(
    draft: PolicyRevision, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    sign(as_actor(engineering_owner), draft, Lane.ENGINEERING)
    draft.refresh_from_db()
    edition = draft.editions.get()
    revisions.change_category(
        actor=as_actor(counsel),
        edition=edition,
        version=draft.version,
        entry=entry(counsel, engineering_owner, "Closed code"),
    )
    assert sign(as_actor(counsel), draft, Lane.LEGAL).state == RevisionState.DRAFT
    assert sign(as_actor(engineering_owner), draft, Lane.ENGINEERING).state == RevisionState.PUBLISHED


def test_another_title_or_summary_voids_the_signature_given_before(
    draft: PolicyRevision, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    former = draft.title, draft.summary
    for title, summary in [("Loose policy", former[1]), (former[0], "Permits everything."), former]:
        sign(as_actor(engineering_owner), draft, Lane.ENGINEERING)
        draft.refresh_from_db()
        revisions.describe_revision(
            actor=as_actor(counsel), revision=draft, version=draft.version, title=title, summary=summary
        )
    assert sign(as_actor(counsel), draft, Lane.LEGAL).state == RevisionState.DRAFT
    published = sign(as_actor(engineering_owner), draft, Lane.ENGINEERING)
    assert published.state == RevisionState.PUBLISHED
    assert json.loads(published.content)["title"] == "First policy"


def test_an_edit_that_is_taken_back_does_not_revive_a_signature(
    draft: PolicyRevision, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    sign(as_actor(engineering_owner), draft, Lane.ENGINEERING)
    for name in ("Closed code", "Proprietary code"):
        draft.refresh_from_db()
        revisions.change_category(
            actor=as_actor(counsel),
            edition=draft.editions.get(),
            version=draft.version,
            entry=entry(counsel, engineering_owner, name),
        )
    assert sign(as_actor(counsel), draft, Lane.LEGAL).state == RevisionState.DRAFT
    assert sign(as_actor(engineering_owner), draft, Lane.ENGINEERING).state == RevisionState.PUBLISHED


def test_one_person_never_signs_both_lanes_whatever_roles_they_hold(
    draft: PolicyRevision, counsel: User, as_actor: AsActor
) -> None:
    from django.utils import timezone

    from governance.accounts.models import RoleGrant
    from governance.accounts.roles import Role

    RoleGrant.objects.create(person=counsel, role=Role.ENGINEERING_OWNER, valid_from=timezone.now())
    sign(as_actor(counsel), draft, Lane.LEGAL)
    with pytest.raises(NotAllowed):
        sign(as_actor(counsel), draft, Lane.ENGINEERING)


def test_the_database_refuses_one_person_in_both_lanes_of_a_revision(
    draft: PolicyRevision, counsel: User, as_actor: AsActor
) -> None:
    sign(as_actor(counsel), draft, Lane.LEGAL)
    row = draft.signatures.get()
    row.pk, row.lane, row.content_hash = None, Lane.ENGINEERING, "0" * 64
    row.uid = draft.uid
    row._state.adding = True
    with pytest.raises(IntegrityError, match="never fills both lanes"), transaction.atomic():
        row.save()


def test_an_owner_of_another_category_does_not_sign_here(
    draft: PolicyRevision, second_counsel: User, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed):
        sign(as_actor(second_counsel), draft, Lane.LEGAL)


def test_a_token_never_signs(draft: PolicyRevision, counsel: User, as_token: AsToken) -> None:
    with pytest.raises(NotAllowed) as refused:
        sign(as_token(counsel), draft, Lane.LEGAL)
    assert refused.value.code == "human-session-required"


def test_what_is_signed_is_what_was_read(draft: PolicyRevision, counsel: User, as_actor: AsActor) -> None:
    with pytest.raises(Conflict):
        publishing.sign_revision(
            actor=as_actor(counsel), revision=draft, lane=Lane.LEGAL, content_hash="0" * 64, version=draft.version
        )


def test_a_stale_edit_is_refused_and_changes_nothing(
    draft: PolicyRevision, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    with pytest.raises(Stale):
        revisions.change_category(
            actor=as_actor(counsel),
            edition=draft.editions.get(),
            version=1,
            entry=entry(counsel, engineering_owner, "X"),
        )
    assert draft.editions.get().name == "Proprietary code"


def test_a_pipeline_kind_is_refused_outside_restricted_categories(draft, counsel, engineering_owner, as_actor) -> None:
    bad = revisions.EditionInput(
        "Training", "", counsel, engineering_owner, [CodebaseKind.TRAINING_PIPELINE], [Destination.TRAINING]
    )
    with pytest.raises(Invalid) as refused:
        revisions.add_category(
            actor=as_actor(counsel), revision=draft, version=draft.version, mode=Mode.ELIGIBLE, entry=bad
        )
    assert "allowed_kinds" in refused.value.problems


def test_a_category_without_owner_cannot_be_offered(draft, counsel, as_actor) -> None:
    revisions.change_category(
        actor=as_actor(counsel), edition=draft.editions.get(), version=draft.version, entry=entry(None, None)
    )
    with pytest.raises(Invalid, match="owner"):
        publishing.offer(draft)


def test_wrong_parameters_are_named(draft, counsel, as_actor) -> None:
    with pytest.raises(Invalid) as refused:
        revisions.save_rule(
            actor=as_actor(counsel),
            edition=draft.editions.get(),
            version=draft.version,
            code="retention_within",
            rule_version=1,
            parameters={"days": "many"},
            on_fail=OnFail.BARRED,
        )
    assert refused.value.problems


def test_a_published_revision_is_immutable_in_every_part(
    draft: PolicyRevision, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    sign(as_actor(engineering_owner), draft, Lane.ENGINEERING)
    published = sign(as_actor(counsel), draft, Lane.LEGAL)
    edition = published.editions.get()
    attempts = (
        lambda: PolicyRevision.objects.filter(pk=published.pk).update(content="{}"),
        lambda: published.editions.update(name="Other"),
        lambda: RuleSetting.objects.filter(edition=edition).update(parameters="{}"),
        lambda: RuleSetting.objects.filter(edition=edition).delete(),
        lambda: RuleSetting.objects.create(edition=edition, code="x", rule_version=1),
    )
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    with pytest.raises(Conflict):
        revisions.describe_revision(
            actor=as_actor(counsel), revision=published, version=None, title="Again", summary=""
        )


def test_the_next_revision_starts_as_a_copy_and_says_what_differs(
    draft: PolicyRevision, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    from policies.reading import changes_of

    sign(as_actor(engineering_owner), draft, Lane.ENGINEERING)
    sign(as_actor(counsel), draft, Lane.LEGAL)
    following = revisions.start_revision(actor=as_actor(counsel), title="Second")
    assert following.based_on is not None
    assert changes_of(following.based_on, publishing.offer(following).content) == []
    edition = following.editions.get()
    revisions.save_rule(
        actor=as_actor(counsel),
        edition=edition,
        version=1,
        code="output_statement_present",
        rule_version=1,
        parameters={},
        on_fail=OnFail.SIGN_OFF,
    )
    following.refresh_from_db()
    changes = changes_of(following.based_on, publishing.offer(following).content)
    assert len(changes) == 1
    assert json.loads(publishing.offer(following).content)


def test_only_one_draft_exists_at_a_time(draft: PolicyRevision, counsel: User, as_actor: AsActor) -> None:
    with pytest.raises(Conflict):
        revisions.start_revision(actor=as_actor(counsel), title="Another")


def test_an_engineering_manager_drafts_no_policy(requester: User, as_actor: AsActor) -> None:
    with pytest.raises(NotAllowed):
        revisions.start_revision(actor=as_actor(requester), title="Mine")


def test_a_discarded_draft_stays_readable(draft: PolicyRevision, counsel: User, as_actor: AsActor) -> None:
    revisions.discard_revision(actor=as_actor(counsel), revision=draft, version=draft.version)
    assert PolicyRevision.objects.get(pk=draft.pk).state == RevisionState.DISCARDED
