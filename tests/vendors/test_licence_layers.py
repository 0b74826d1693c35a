"""A licence layer counts once a second counsel has held it against its licence, and keeps its words for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor, system_actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.facts import tool_facts
from policies.services.tools import configure_tool, save_tool
from tests.cast import AsActor, SignedIn
from tests.factories.policies import held
from tests.factories.vendors import OWNERSHIP_SENTENCE, make_document, newest_text, newest_version
from vendors.domain.terms import DocumentKind, DocumentVisibility, LicenceLayerKind
from vendors.models import LicenceLayer, ModelRelease, TermsDocument, Tier, Vendor
from vendors.services.citations import quote_newest, silence_citation
from vendors.services.documents import save_document
from vendors.services.layers import LayerInput, verify_layer
from vendors.services.releases import save_release

WEIGHTS = LicenceLayerKind.WEIGHTS
SOURCED = LayerInput(WEIGHTS, "Apache-2.0", source="LICENSE of the repository", source_date=dt.date(2026, 3, 1))


def released(actor: Actor, vendor: Vendor, *layers: LayerInput) -> ModelRelease:
    return save_release(actor=actor, vendor=vendor, family="Wren", release="2", layers=layers or (SOURCED,))


def again(actor: Actor, row: ModelRelease, *layers: LayerInput) -> ModelRelease:
    return save_release(
        actor=actor, vendor=row.vendor, row=row, version=None, family="Wren", release="2", layers=layers
    )


def layer_of(row: ModelRelease) -> LicenceLayer:
    (found,) = ModelRelease.objects.get(pk=row.pk).layers
    return found


def verify(actor: Actor, layer: LicenceLayer, document: TermsDocument, **values: Any) -> LicenceLayer:
    return verify_layer(
        actor=actor, layer=layer, document=document, **{"version": None, "quote": OWNERSHIP_SENTENCE, **values}
    )


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_a_second_counsel_verifies_a_layer_on_words_of_its_licence_and_the_trail_names_them(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    verify(checker, layer_of(release), terms, version=1)
    layer = layer_of(release)
    assert (layer.verified, layer.verified_by, layer.entered_by) == (True, checker.user, drafter.user)
    assert layer.citation is not None and layer.citation.exact == OWNERSHIP_SENTENCE
    assert layer.citation.text == newest_text(terms)
    event = Event.objects.get(action="layer.verified")
    assert event.subject_uid == release.uid
    assert '"Apache-2.0"' in event.body and '"Weights"' in event.body and str(layer.citation.uid) in event.body
    with pytest.raises(Conflict):
        verify(checker, layer, terms)


def test_whoever_entered_a_layer_does_not_verify_it(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    with pytest.raises(NotAllowed) as told:
        verify(drafter, layer_of(release), terms)
    assert told.value.code == "separation"
    again(checker, release, LayerInput(WEIGHTS, "MIT"))
    with pytest.raises(NotAllowed):
        verify(checker, layer_of(release), terms)
    assert verify(drafter, layer_of(release), terms).verified


@pytest.mark.parametrize("quote", ["", "  ", "Words that stand nowhere.", "x" * 4001])
def test_a_layer_is_verified_on_words_that_stand_in_the_text(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument, quote: str
) -> None:
    release = released(drafter, larkspur)
    with pytest.raises(Invalid) as told:
        verify(checker, layer_of(release), terms, quote=quote)
    assert list(told.value.problems) == ["quote"]
    assert not layer_of(release).verified


def test_a_document_without_a_text_holds_no_words(drafter: Actor, checker: Actor, larkspur: Vendor) -> None:
    empty = save_document(
        actor=drafter,
        vendor=larkspur,
        title="Licence",
        kind=DocumentKind.MODEL_LICENCE,
        visibility=DocumentVisibility.POSTED,
    )
    release = released(drafter, larkspur)
    with pytest.raises(Invalid) as told:
        verify(checker, layer_of(release), empty)
    assert told.value.problems == {"quote": ["Capture its text first."]}


def test_a_layer_that_changes_is_a_new_row_that_nobody_verified(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    verify(checker, layer_of(release), terms)
    again(drafter, release, SOURCED)
    assert layer_of(release).verified
    again(drafter, release, LayerInput(WEIGHTS, "Apache-2.0", "Notices are kept.", SOURCED.source, SOURCED.source_date))
    assert not layer_of(release).verified
    past = LicenceLayer.objects.exclude(valid_until=None).get()
    assert (past.licence, past.verified) == ("Apache-2.0", True)
    with pytest.raises(Conflict):
        verify(checker, past, terms)


def test_rules_read_verified_layers_only(
    drafter: Actor, checker: Actor, engineering_owner: User, business: Tier, as_actor: AsActor, terms: TermsDocument
) -> None:
    release = released(drafter, business.product.vendor)
    business.releases.add(release)
    tool = save_tool(actor=as_actor(engineering_owner), tier=business, name="Wren at ours")
    configure_tool(actor=as_actor(engineering_owner), tool=tool, version=None, entry=held(releases=[release]))
    assert tool_facts(tool).releases[0].licences == {}
    verify(checker, layer_of(release), terms)
    assert tool_facts(tool).releases[0].licences == {"weights": "Apache-2.0"}
    again(drafter, release, LayerInput(WEIGHTS, "AGPL-3.0-only"))
    assert tool_facts(tool).releases[0].licences == {}


def test_a_version_that_was_not_looked_at_is_refused(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(drafter, larkspur)
    again(drafter, release, SOURCED)
    with pytest.raises(Stale):
        verify(checker, layer_of(release), terms, version=1)


def test_what_the_catalogue_entered_one_counsel_verifies(
    checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release = released(system_actor("starter catalogue"), larkspur)
    assert layer_of(release).entered_by is None
    assert verify(checker, layer_of(release), terms).verified


def test_the_database_keeps_the_words_of_a_layer_and_its_two_people_apart(
    drafter: Actor, checker: Actor, larkspur: Vendor, terms: TermsDocument
) -> None:
    release, now = released(drafter, larkspur), timezone.now()
    rows = LicenceLayer.objects.filter(release=release)
    quote = quote_newest(actor=checker, document=terms, quote=OWNERSHIP_SENTENCE, field="quote")
    silence = silence_citation(actor=checker, versions=[newest_version(terms)])
    row = {"release": release, "layer": "software", "licence": "MIT", "valid_from": now}
    second = {"verified_by": checker.user, "verified_at": now, "citation": quote}
    acts: list[Callable[[], Any]] = [
        lambda: rows.delete(),
        lambda: rows.update(licence="MIT"),
        lambda: rows.update(entered_by=checker.user),
        lambda: rows.update(entered_by=None),
        lambda: rows.update(source_date=None),
        lambda: rows.update(**{**second, "verified_by": drafter.user}),
        lambda: rows.update(verified_by=checker.user, verified_at=now),
        lambda: rows.update(**{**second, "citation": silence}),
        lambda: rows.update(citation=quote),
        lambda: LicenceLayer.objects.create(**row, **second),
        lambda: LicenceLayer.objects.create(**{**row, "layer": "weights"}),
    ]
    for act in acts:
        refused(act)
    rows.update(**second)
    refused(lambda: rows.update(verified_by=None, verified_at=None, citation=None))
    rows.update(valid_until=now + dt.timedelta(days=1))
    refused(lambda: rows.update(valid_until=None))


def test_a_layer_is_verified_on_a_page_after_a_step_up(
    counsel: User, second_counsel: User, auditor: User, larkspur: Vendor, drafter: Actor, business: Tier,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    document = make_document(drafter, business, title="Open licence")
    release = released(drafter, larkspur)
    layer = layer_of(release)
    address, shown = f"/layers/{layer.uid}/verify/", f"/releases/{release.uid}/"
    assert address not in signed_in(counsel).get(shown).content.decode()
    assert "a second counsel verifies it" in signed_in(counsel).get(shown).content.decode()
    client = signed_in(second_counsel)
    assert address in client.get(shown).content.decode()
    assert "Open licence" in client.get(address).content.decode()
    entry = {"document": str(document.uid), "quote": OWNERSHIP_SENTENCE, "version": 1}
    assert signed_in(auditor).post(address, entry).status_code == 403
    assert signed_in(second_counsel, stepped_up=False).post(address, entry).status_code == 403
    empty = client.post(address, {"version": 1})
    assert empty.status_code == 422 and not layer_of(release).verified
    wrong = client.post(address, {**entry, "quote": "Words that stand nowhere."})
    assert wrong.status_code == 422 and "Words that stand nowhere." in wrong.content.decode()
    again(drafter, release, SOURCED)
    stale = client.post(address, entry)
    assert stale.status_code == 422 and OWNERSHIP_SENTENCE in stale.content.decode()
    assert not layer_of(release).verified
    assert client.post(address, {**entry, "version": 2}).status_code == 302
    assert layer_of(release).verified
    page = signed_in(auditor).get(shown).content.decode()
    assert "Simon Second" in page and OWNERSHIP_SENTENCE in page
    assert client.post(address, {**entry, "version": 3}).status_code == 409


def test_a_program_enters_layers_and_verifies_none(
    program: Any, browser_of: Any, counsel: User, second_counsel: User, larkspur: Vendor, terms: TermsDocument
) -> None:
    ask = program(counsel, "draft")
    entry = {"layer": "weights", "licence": "MIT", "source": "LICENSE", "source_date": "2026-03-01"}
    words = {"document": str(terms.uid), "quote": OWNERSHIP_SENTENCE}
    body = {"vendor": str(larkspur.uid), "family": "Wren", "layers": [entry]}
    claimed = ask.post("releases/", {**body, "layers": [{**entry, "verified": True}]})
    assert claimed.status_code == 422
    release = ask.post("releases/", body).json()
    layer, path = release["layers"][0], f"releases/{release['uid']}/"
    assert (layer["verified"], layer["verified_by"], layer["entered_by"]["name"]) == (False, None, counsel.name)
    told = program(second_counsel, "draft").change("post", f"{path}verify/", {"layer": layer["uid"], **words}, of=path)
    assert (told.status_code, told.json()["code"]) == (403, "human-session-required")
    own = browser_of(counsel).change("post", f"{path}verify/", {"layer": layer["uid"], **words}, of=path)
    assert (own.status_code, own.json()["code"]) == (403, "separation")
    bare = browser_of(second_counsel).change("post", f"{path}verify/", {"layer": layer["uid"]}, of=path)
    assert (bare.status_code, set(bare.json()["problems"])) == (422, {"document", "quote"})
    done = browser_of(second_counsel).change("post", f"{path}verify/", {"layer": layer["uid"], **words}, of=path)
    assert done.json()["layers"][0]["verified_by"]["name"] == second_counsel.name
    rest = {"family": "Wren", "release": "", "size": "", "bases": []}
    changed = {**rest, "layers": [{**entry, "licence": "Apache-2.0"}]}
    assert ask.change("put", path, changed).json()["layers"][0]["verified"] is False


def test_words_of_a_contract_are_kept_back_where_a_layer_rests_on_them(
    drafter: Actor, checker: Actor, larkspur: Vendor, business: Tier, outsider: User, signed_in: SignedIn, program: Any
) -> None:
    contract = make_document(drafter, business, title="Order form 9", visibility=DocumentVisibility.CONTRACT)
    release = released(drafter, larkspur)
    verify(checker, layer_of(release), contract)
    page = signed_in(outsider).get(f"/releases/{release.uid}/").content.decode()
    answer = program(outsider).get(f"releases/{release.uid}/").content.decode()
    for words in (OWNERSHIP_SENTENCE, "Order form 9"):
        assert words not in page and words not in answer


def test_a_layer_of_another_release_is_refused(
    browser_of: Any, drafter: Actor, second_counsel: User, larkspur: Vendor, terms: TermsDocument
) -> None:
    one = released(drafter, larkspur)
    other = save_release(actor=drafter, vendor=larkspur, family="Robin")
    path = f"releases/{other.uid}/"
    body = {"layer": str(layer_of(one).uid), "document": str(terms.uid), "quote": OWNERSHIP_SENTENCE}
    told = browser_of(second_counsel).change("post", f"{path}verify/", body, of=path)
    assert (told.status_code, list(told.json()["problems"])) == (422, ["layer"])
    assert not layer_of(one).verified
