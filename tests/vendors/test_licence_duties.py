"""Duties of licence layers: entered with their layer, verified each on words of its own, inherited by what is made."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts.access import Actor, system_actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, Stale
from policies.facts import tool_facts
from policies.services.tools import configure_tool, save_tool
from tests.cast import SignedIn
from tests.factories.policies import held
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS
from tests.policies.pages import words
from vendors.domain.duties import DutyKind
from vendors.domain.terms import CaptureSource, LicenceLayerKind
from vendors.models import LicenceDuty, LicenceLayer, ModelRelease, TermsDocument, Tier, Vendor
from vendors.services.captures import capture_document
from vendors.services.catalogue import load_catalogue, read_catalogue
from vendors.services.layers import DutyInput, LayerInput, end_layer, save_layer, verify_layer
from vendors.services.releases import save_release

COMMENTS = "The assignment covers comments in code."
NAMED = DutyInput(DutyKind.NAMING, "Wren", flows_down=True)
LIMITED = DutyInput(DutyKind.USER_THRESHOLD, "ask the maker", 700_000_000)
WEIGHTS = LayerInput(LicenceLayerKind.WEIGHTS, "Wren Licence 2", duties=[NAMED])
SOFTWARE = LayerInput(LicenceLayerKind.SOFTWARE, "apache-2.0 OR mit", duties=[DutyInput(DutyKind.ATTRIBUTION)])


def released(actor: Actor, vendor: Vendor, *layers: LayerInput, family: str = "Wren", **values: Any) -> ModelRelease:
    return save_release(actor=actor, vendor=vendor, family=family, layers=layers or (WEIGHTS,), **values)


def layer_of(row: ModelRelease | Tier) -> LicenceLayer:
    found: LicenceLayer = row.layer_rows.open().get()
    return found


def verify(actor: Actor, row: ModelRelease | Tier, document: TermsDocument, **quotes: str) -> LicenceLayer:
    return verify_layer(
        actor=actor, layer=layer_of(row), version=None, document=document, quote=OWNERSHIP_SENTENCE,
        duty_quotes={DutyKind(kind): quote for kind, quote in quotes.items()},
    )  # fmt: skip


def refused(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_a_layer_is_verified_with_the_words_of_each_duty(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    with pytest.raises(Invalid) as told:
        verify(checker, release, terms)
    assert list(told.value.problems) == ["duty_naming"]
    assert not layer_of(release).verified
    assert LicenceDuty.objects.get().citation is None
    verify(checker, release, terms, naming=COMMENTS)
    duty = LicenceDuty.objects.get()
    assert duty.citation is not None and duty.citation.exact == COMMENTS
    told_of = json.loads(Event.objects.get(action="layer.verified").body)["detail"]
    assert told_of["duties"] == ["Name of derived models: “Wren”"]
    assert told_of["duty_citations"] == {"naming": str(duty.citation.uid)}


def test_a_duty_that_changes_is_a_new_layer_that_nobody_verified(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    verify(checker, release, terms, naming=COMMENTS)
    before = layer_of(release).pk
    save_layer(actor=drafter, holder=release, version=None, entry=WEIGHTS)
    assert layer_of(release).pk == before, "the same said again changes nothing"
    save_layer(actor=drafter, holder=release, version=None, entry=replace(WEIGHTS, duties=[NAMED, LIMITED]))
    assert not layer_of(release).verified
    assert LicenceLayer.objects.get(pk=before).verified_by == checker.user
    with pytest.raises(Stale):
        save_layer(actor=drafter, holder=release, version=1, entry=WEIGHTS)


def test_who_enters_a_release_without_its_duties_leaves_them_while_the_licence_stays(
    drafter: Actor, larkspur: Vendor
) -> None:
    release = released(drafter, larkspur)

    def again(**values: Any) -> list[str]:
        entry = replace(WEIGHTS, duties=None, **values)
        released(drafter, larkspur, entry, row=release, version=None)
        return [str(duty) for duty in layer_of(release).duties.all()]

    assert again(source="The repository") == ["Name of derived models: “Wren”"]
    assert again(licence="MIT") == []


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(WEIGHTS, licence="MIT OR Wren"), "layers"),
        (replace(WEIGHTS, licence=" "), "layers"),
        (replace(WEIGHTS, duties=[DutyInput(DutyKind.NAMING)]), "duties"),
        (replace(WEIGHTS, duties=[NAMED, NAMED]), "duties"),
    ],
)
def test_what_can_be_no_licence_or_duty_is_refused(
    drafter: Actor, larkspur: Vendor, entry: LayerInput, field: str
) -> None:
    with pytest.raises(Invalid) as told:
        released(drafter, larkspur, entry)
    assert list(told.value.problems) == [field]


def test_a_tool_has_layers_of_its_own_and_only_those_a_tool_can_have(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    with pytest.raises(Invalid) as told:
        save_layer(actor=drafter, holder=business, version=None, entry=WEIGHTS)
    assert list(told.value.problems) == ["layer"]
    save_layer(actor=drafter, holder=business, version=None, entry=SOFTWARE)
    assert layer_of(business).licence == "Apache-2.0 OR MIT"
    verify(checker, business, terms, attribution=COMMENTS)
    tool = save_tool(actor=system_actor("set-up"), tier=business, name="Wren at home")
    (layer,) = tool_facts(tool).layers
    assert (layer.layer, layer.licence) == ("software", "Apache-2.0 OR MIT")
    assert [duty.citation.exact for duty in layer.duties if duty.citation] == [COMMENTS]
    end_layer(actor=drafter, layer=layer_of(business), version=None)
    assert tool_facts(tool).layers == ()


def test_the_database_keeps_duties_and_verifies_no_layer_without_their_words(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    layer, duty = layer_of(release), LicenceDuty.objects.get()
    verified = {"verified_by": checker.user, "verified_at": terms.versions.get().created_at}
    other = released(drafter, larkspur, replace(WEIGHTS, duties=[]), family="Finch")
    verify(checker, other, terms)
    quote = layer_of(other).citation
    refused(lambda: LicenceLayer.objects.filter(pk=layer.pk).update(**verified, citation=quote))
    refused(lambda: LicenceDuty.objects.filter(pk=duty.pk).update(detail="Finch"))
    refused(lambda: LicenceDuty.objects.filter(pk=duty.pk).delete())
    refused(lambda: LicenceDuty.objects.create(layer=layer_of(other), kind="share_alike"))
    refused(lambda: LicenceDuty.objects.create(layer=layer, kind="user_threshold"))
    refused(lambda: LicenceLayer.objects.filter(pk=layer.pk).update(tier=Tier.objects.first(), release=None))


def test_a_new_text_that_drops_the_words_of_one_duty_makes_the_layer_stale(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    verify(checker, release, terms, naming=COMMENTS)
    text = TERMS.replace("- The assignment covers comments in code.\n", "")
    capture_document(
        actor=drafter, document=terms, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    )
    assert layer_of(release).stale


def test_facts_hold_what_a_release_was_made_from_with_the_way_to_it(
    drafter: Actor, checker: Actor, larkspur: Vendor, business: Tier, terms: TermsDocument
) -> None:
    base = released(drafter, larkspur, family="Robin")
    verify(checker, base, terms, naming=COMMENTS)
    plain = replace(WEIGHTS, licence="MIT", duties=[])
    middle = released(drafter, larkspur, plain, family="Finch", bases=[base])
    last = released(drafter, larkspur, plain, family="Wren", bases=[middle])
    system = system_actor("set-up")
    tool = save_tool(actor=system, tier=business, name="Wren at home")
    configure_tool(actor=system, tool=tool, version=None, entry=held(releases=[last]))
    (fact,) = tool_facts(tool).releases
    assert [(one.name, one.path) for one in fact.ancestors] == [("Finch", ("Finch",)), ("Robin", ("Finch", "Robin"))]
    assert [duty.detail for layer in fact.ancestors[1].layers for duty in layer.duties] == ["Wren"]
    assert fact.ancestors[0].layers == (), "nobody verified it"


def test_counsel_enters_a_layer_and_another_verifies_it_on_their_pages(
    counsel: User, second_counsel: User, drafter: Actor, larkspur: Vendor, terms: TermsDocument, signed_in: SignedIn
) -> None:
    base = released(drafter, larkspur, replace(WEIGHTS, duties=[]), family="Robin")
    release = save_release(actor=drafter, vendor=larkspur, family="Wren", bases=[base])
    desk = signed_in(counsel)
    add = reverse("vendors:release_layer_add", args=[base.uid])
    edit = reverse("vendors:layer_edit", args=[layer_of(base).uid])
    form = {"version": base.version, "layer": "weights", "licence": "Wren Licence 2", "detail_naming": "Wren"}
    untold = desk.post(edit, form)
    assert untold.status_code == 422
    assert "Tick “Name of derived models”" in words(untold)
    assert desk.post(edit, {**form, "duty_naming": "on", "flows_naming": "on"}).status_code == 302
    assert "Weights" not in words(desk.get(add)).split("Licence")[0].split("Layer")[-1]
    second = signed_in(second_counsel, stepped_up=True)
    base.refresh_from_db()
    said = {"version": base.version, "document": terms.uid, "quote": OWNERSHIP_SENTENCE, "duty_naming": COMMENTS}
    assert second.post(reverse("vendors:layer_verify", args=[layer_of(base).uid]), said).status_code == 302
    page = words(desk.get(reverse("vendors:release_detail", args=[release.uid])))
    assert "What reaches it from its bases" in page
    assert "Name of derived models: “Wren” Wren Licence 2" in page
    assert COMMENTS in page


def test_a_layer_that_was_replaced_is_taken_off_no_more(drafter: Actor, larkspur: Vendor) -> None:
    release = released(drafter, larkspur)
    old = layer_of(release)
    save_layer(actor=drafter, holder=release, version=None, entry=replace(WEIGHTS, licence="MIT"))
    with pytest.raises(Conflict):
        end_layer(actor=drafter, layer=old, version=None)


def test_the_starter_catalogue_names_what_distilled_variants_were_made_from(drafter: Actor) -> None:
    load_catalogue(actor=drafter, catalogue=read_catalogue())
    distilled = ModelRelease.objects.get(family="DeepSeek-R1 Distill", release="Llama")
    assert {base.vendor.name for base in distilled.bases.all()} == {"Meta"}
    duties = LicenceDuty.objects.filter(layer__release__family="Llama", layer__release__release="3.1")
    assert ("naming", "Llama", True) in duties.values_list("kind", "detail", "flows_down")
    assert not LicenceLayer.objects.filter(verified_by__isnull=False).exists()
