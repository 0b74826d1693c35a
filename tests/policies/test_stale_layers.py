"""A licence layer counts as long as the newest text of its licence carries the words it was verified on."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team, User
from governance.audit.models import Event
from governance.errors import Conflict, NotAllowed
from policies.domain.types import ApprovalState, FlagCause, OnFail
from policies.facts import tool_facts
from policies.models import Approval
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import (
    CLOSED,
    REVIEW_RULE,
    CategoryPlan,
    held,
    make_approval,
    make_policy,
    make_request,
    make_tool,
)
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS, make_document, newest_version
from tests.policies.pages import words
from vendors.domain.terms import CaptureSource, DocumentVisibility, LicenceLayerKind
from vendors.models import LicenceLayer, ModelRelease, TermsDocument, Tier
from vendors.services.captures import capture_document
from vendors.services.layers import LayerInput, verify_layer
from vendors.services.releases import save_release

LICENCES = CategoryPlan(
    "Licensed code",
    rules=(("licence_layers", {"weights": ["Apache-2.0"]}, OnFail.BARRED), REVIEW_RULE),
)
OTHERS = "As between the parties, Larkspur owns the Output."
GONE = TERMS.replace(OWNERSHIP_SENTENCE, OTHERS)


def capture(actor: Actor, document: TermsDocument, text: str) -> None:
    capture_document(
        actor=actor, document=document, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    )


def layer() -> LicenceLayer:
    return LicenceLayer.objects.open().select_related("release").get()


@pytest.fixture
def licence(legal: Actor, tier: Tier) -> TermsDocument:
    """A licence that governs no tier: nobody reads it for anything else."""
    document = make_document(legal, tier, title="Model licence")
    document.links.update(valid_until=document.links.get().valid_from)
    return document


@pytest.fixture
def release(legal: Actor, second: Actor, tier: Tier, licence: TermsDocument) -> ModelRelease:
    made = save_release(
        actor=legal, vendor=tier.product.vendor, family="Wren", release="2",
        layers=[LayerInput(LicenceLayerKind.WEIGHTS, "Apache-2.0")],
    )  # fmt: skip
    verify_layer(actor=second, layer=layer(), version=None, document=licence, quote=OWNERSHIP_SENTENCE)
    return made


@pytest.fixture
def approvals(
    legal: Actor, engineering: Actor, asker: Actor, payments: Team, read_tier: Tier, release: ModelRelease,
    organisation: Organisation,
) -> dict[str, Approval]:  # fmt: skip
    """By category: of a tool that runs the release, and of one that does not."""
    make_policy(legal, engineering, LICENCES, CLOSED)
    found = {}
    for name, releases in (("Licensed code", [release]), ("Closed code", [release])):
        tool = make_tool(asker, read_tier)
        configure_tool(actor=asker, tool=tool, version=None, entry=held(releases=releases))
        found[name] = make_approval(legal, engineering, make_request(asker, tool, payments, name).lines.get())
    return found


def test_a_new_text_without_the_words_leaves_the_layer_stale_and_rules_without_it(
    approvals: dict[str, Approval], legal: Actor, licence: TermsDocument
) -> None:
    tool = approvals["Licensed code"].tool
    assert tool_facts(tool).releases[0].licences == {"weights": "Apache-2.0"}
    capture(legal, licence, TERMS + "\nA word on notices.\n")
    assert layer().verified and tool_facts(tool).releases[0].licences == {"weights": "Apache-2.0"}
    capture(legal, licence, GONE)
    assert layer().stale and not layer().verified and tool_facts(tool).releases[0].licences == {}
    assert layer().stale_reason == "Version 3 of Model licence does not carry the words it was verified on."
    assert Event.objects.filter(action="layer.marked-stale", subject_uid=layer().release.uid).count() == 1
    capture(legal, licence, TERMS)
    assert layer().verified and Event.objects.filter(action="layer.stands-again").count() == 1


def test_approvals_that_rest_on_the_licence_are_flagged_in_the_same_deed_and_no_others(
    approvals: dict[str, Approval], legal: Actor, licence: TermsDocument
) -> None:
    capture(legal, licence, GONE)
    for approval in approvals.values():
        approval.refresh_from_db()
    licensed, closed = approvals["Licensed code"], approvals["Closed code"]
    assert (licensed.state, closed.state) == (ApprovalState.FLAGGED, ApprovalState.ACTIVE)
    assert "Model licence has a new version 2. “Licences of the layers” was satisfied" in licensed.state_reason
    assert [flag.cause for flag in licensed.flags.all()] == [FlagCause.LICENCE]


def test_a_stale_layer_is_verified_anew_as_a_row_of_its_own_by_who_did_not_enter_it(
    release: ModelRelease, legal: Actor, second: Actor, licence: TermsDocument
) -> None:
    with pytest.raises(Conflict):
        verify_layer(actor=second, layer=layer(), version=None, document=licence, quote=OWNERSHIP_SENTENCE)
    capture(legal, licence, GONE)
    former = layer()
    with pytest.raises(NotAllowed):
        verify_layer(actor=legal, layer=layer(), version=None, document=licence, quote=OTHERS)
    assert layer() == former
    verify_layer(actor=second, layer=layer(), version=None, document=licence, quote=OTHERS)
    former.refresh_from_db()
    assert former.valid_until is not None and former.citation.exact == OWNERSHIP_SENTENCE and former.stale
    assert layer().verified and layer().citation.exact == OTHERS and layer().entered_by == legal.user
    assert layer().citation.text.version == newest_version(licence)


def test_the_database_knows_nothing_stale_that_was_not_verified(release: ModelRelease) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LicenceLayer.objects.update(stale_reason="It is.")


def test_the_page_says_so_and_offers_to_verify_anew_to_who_may(
    release: ModelRelease, legal: Actor, second_counsel: User, outsider: User, licence: TermsDocument,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    capture(legal, licence, GONE)
    address = reverse("vendors:release_detail", args=[release.uid])
    page = words(signed_in(second_counsel).get(address))
    assert "Stale" in page and "does not carry the words it was verified on" in page and "Verify anew" in page
    assert "Verify anew" not in words(signed_in(outsider).get(address))
    row = signed_in(outsider).get(f"/api/v1/releases/{release.uid}/").json()["layers"][0]
    assert row["verified"] is False and "Version 2 of Model licence" in row["stale_reason"]


def test_the_reason_names_no_contract(
    second: Actor, legal: Actor, tier: Tier, outsider: User, signed_in: SignedIn, release: ModelRelease
) -> None:
    letter = make_document(legal, tier, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    save_release(
        actor=legal, vendor=release.vendor, row=release, version=None, family="Wren", release="2",
        layers=[LayerInput(LicenceLayerKind.WEIGHTS, "MIT")],
    )  # fmt: skip
    verify_layer(actor=second, layer=layer(), version=None, document=letter, quote=OWNERSHIP_SENTENCE)
    capture(legal, letter, GONE)
    page = words(signed_in(outsider).get(reverse("vendors:release_detail", args=[release.uid])))
    assert "Stale" in page and "Side letter" not in page and OWNERSHIP_SENTENCE not in page
