"""The starter policy: one draft revision before any other, with owners where the organisation has them."""

import pytest
from django.core.management import call_command

from governance.accounts.access import system_actor
from governance.audit.models import Event
from policies.domain.types import Lane, Mode, RevisionState
from policies.models import PolicyRevision
from policies.services.publishing import offer, sign_revision
from policies.services.revisions import discard_revision, start_revision
from policies.services.starter import read_starter_policy, start_starter_policy

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("starter catalogue")


def start():
    return start_starter_policy(actor=SYSTEM, policy=read_starter_policy())


def test_it_is_a_draft_with_the_three_categories_and_all_their_rules():
    draft = start()
    assert draft.state == RevisionState.DRAFT
    wanted = {row["slug"]: row for row in read_starter_policy()["categories"]}
    editions = {edition.category.slug: edition for edition in draft.editions.all()}
    assert set(editions) == set(wanted)
    assert {edition.category.mode for edition in editions.values()} == set(Mode)
    for slug, edition in editions.items():
        assert [rule.code for rule in edition.rules.all()] == [rule["code"] for rule in wanted[slug]["rules"]]
        assert all(rule.reason for rule in edition.rules.all())


def test_the_owners_of_the_organisation_become_owners_of_each_category(organisation):
    for edition in start().editions.all():
        assert edition.legal_owner == organisation.legal_owner
        assert edition.engineering_owner == organisation.engineering_owner


def test_without_an_organisation_the_owners_are_left_open():
    for edition in start().editions.all():
        assert edition.legal_owner is None
        assert edition.engineering_owner is None


def test_it_can_be_signed_and_published_in_one_sitting(organisation, counsel, engineering_owner, as_actor):
    draft = start()
    for person, lane in ((counsel, Lane.LEGAL), (engineering_owner, Lane.ENGINEERING)):
        sha256 = offer(draft).sha256
        sign_revision(actor=as_actor(person), revision=draft, lane=lane, content_hash=sha256, version=None)
    draft.refresh_from_db()
    assert draft.state == RevisionState.PUBLISHED


def test_it_is_not_started_where_there_ever_was_a_revision(counsel, as_actor):
    own = start_revision(actor=as_actor(counsel), title="Ours")
    discard_revision(actor=as_actor(counsel), revision=own, version=None)
    events = Event.objects.count()
    assert start() is None
    assert PolicyRevision.objects.count() == 1
    assert Event.objects.count() == events


def test_the_command_starts_it_once(capsys):
    call_command("load_catalogue", skip_checks=True)
    assert "Started the draft revision" in capsys.readouterr().out
    call_command("load_catalogue", skip_checks=True)
    assert "There is a policy already" in capsys.readouterr().out
    assert PolicyRevision.objects.count() == 1
