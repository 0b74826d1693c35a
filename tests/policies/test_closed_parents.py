"""Nothing is added to what is closed, whoever writes: approvals, configurations, signatures, requests, readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from policies.domain.types import Lane, LineState, Verdict
from policies.models import (
    Approval,
    ApprovalCondition,
    ApprovalEvent,
    Binding,
    Deployment,
    PolicyRevision,
    RequestContributor,
    RequestLine,
    RevisionSignature,
    Tool,
    ToolConfiguration,
    ToolSetting,
)
from policies.services.approvals import change_approval
from policies.services.revisions import discard_revision, start_revision
from policies.services.tools import configure_tool
from tests.factories.policies import category, decide, held, make_approval
from tests.factories.vendors import make_approved, make_draft, newest_version
from vendors.models import AnswerCitation, AssessmentContributor, ModelRelease, SilenceVersion, TermsDocument, Tier
from vendors.services.citations import silence_citation
from vendors.services.citing import cite_silence


def refused(act: Callable[[], object], words: str) -> None:
    with pytest.raises(IntegrityError, match=f"countersign: {words}"), transaction.atomic():
        act()


@pytest.fixture
def approval(legal: Actor, engineering: Actor, line: RequestLine) -> Approval:
    return make_approval(legal, engineering, line)


def test_an_approval_takes_no_further_condition(approval: Approval) -> None:
    refused(
        lambda: ApprovalCondition.objects.create(approval=approval, position=9, text="Never mind."),
        "an approval keeps the conditions it was decided with",
    )


def test_the_history_of_an_approval_says_what_it_is_and_ends_with_its_end(approval: Approval, legal: Actor) -> None:
    def add(state: str) -> ApprovalEvent:
        return ApprovalEvent.objects.create(approval=approval, state=state, reason="x", at=timezone.now())

    refused(lambda: add("suspended"), "the history of an approval")
    change_approval(actor=legal, approval=approval, event="revoke", reason="Breach.", version=None)
    for state in ("active", "revoked"):
        refused(lambda state=state: add(state), "the history of an approval")


@pytest.mark.parametrize("ended", [False, True])
def test_a_configuration_takes_no_further_part_once_it_is_recorded(
    ended: bool, tool: Tool, asker: Actor, terms: TermsDocument, release: ModelRelease
) -> None:
    first = ToolConfiguration.objects.get(tool=tool)
    if ended:
        configure_tool(actor=asker, tool=tool, version=None, entry=held("Norway"))
    acts: list[Callable[[], object]] = [
        lambda: ToolSetting.objects.create(configuration=first, code="telemetry", value="off"),
        lambda: Binding.objects.create(configuration=first, document=terms),
        lambda: first.deployment.releases.add(release),
    ]
    for act in acts:
        refused(act, "a configuration that is recorded is whole")
    refused(lambda: ToolConfiguration.objects.filter(pk=first.pk).update(sealed=False), "sealed")


def test_a_configuration_that_ended_takes_no_part_even_if_it_was_never_sealed(tool: Tool, terms: TermsDocument) -> None:
    now = timezone.now()
    ended = ToolConfiguration.objects.create(tool=tool, valid_from=now, valid_until=now + dt.timedelta(days=1))
    refused(
        lambda: Deployment.objects.create(configuration=ended, kind="dedicated"),
        "a configuration that is recorded is whole",
    )


def signature(revision: PolicyRevision, person: User, content_hash: str) -> RevisionSignature:
    return RevisionSignature(
        revision=revision,
        lane=Lane.LEGAL,
        person=person,
        person_name=person.name,
        content_hash=content_hash,
        sentence="I sign.",
        signed_at=timezone.now(),
    )


def test_only_a_draft_is_signed_and_only_on_the_content_it_offers(
    policy: PolicyRevision, legal: Actor, second_counsel: User
) -> None:
    words = "a policy revision is signed while it is a draft"
    for content_hash in (policy.content_hash, "aa" * 32):  # a third signature, on the content in force or another
        refused(signature(policy, second_counsel, content_hash).save, words)
    draft = start_revision(actor=legal, title="Next")
    refused(signature(draft, second_counsel, "aa" * 32).save, words)
    discard_revision(actor=legal, revision=draft, version=None)
    refused(signature(draft, second_counsel, "").save, words)


def test_a_closed_request_takes_neither_lines_nor_contributors(
    line: RequestLine, legal: Actor, engineering_owner: User
) -> None:
    values = {"request": line.request, "tool": line.tool, "category": category("Training")}
    refused(lambda: RequestLine.objects.create(**values, state=LineState.APPROVED), "a line starts open")
    decide(legal, line, Lane.LEGAL, Verdict.DECLINE, ends_on=None)
    refused(lambda: RequestLine.objects.create(**values), "a line starts open")
    refused(
        lambda: RequestContributor.objects.create(request=line.request, person=engineering_owner),
        "nobody edits a request that is closed",
    )


def test_a_silence_keeps_the_versions_it_was_stated_of(
    legal: Actor, tier: Tier, terms: TermsDocument, other_terms: TermsDocument
) -> None:
    draft = make_draft(legal, tier)
    cite_silence(actor=legal, into=draft, questions=["own_owner"], versions=[newest_version(terms)])
    citation = AnswerCitation.objects.get(answer__assessment=draft, answer__question="own_owner").citation
    refused(
        lambda: SilenceVersion.objects.create(citation=citation, version=newest_version(other_terms)),
        "a silence keeps the versions it was stated of",
    )
    loose = silence_citation(actor=legal, versions=[newest_version(terms)], note="")
    SilenceVersion.objects.create(citation=loose, version=newest_version(other_terms))


def test_a_closed_reading_takes_no_contributor(
    legal: Actor, second: Actor, tier: Tier, terms: TermsDocument, engineering_owner: User
) -> None:
    approved = make_approved(legal, second, tier, terms)
    refused(
        lambda: AssessmentContributor.objects.create(assessment=approved, person=engineering_owner, at=timezone.now()),
        "nobody edits a reading that is closed",
    )


@pytest.fixture
def other_terms(legal: Actor, tier: Tier) -> TermsDocument:
    from tests.factories.vendors import make_document

    return make_document(legal, tier)


@pytest.fixture
def release(legal: Actor, tier: Tier) -> ModelRelease:
    return ModelRelease.objects.create(vendor=tier.product.vendor, family="Larkspur", version="2")
