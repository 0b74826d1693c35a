"""Reading a whole tier: clauses opened at once, a quote cited and answered in one go, drafts sent together."""

from __future__ import annotations

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Invalid, NotAllowed, Stale
from tests.cast import AsActor, SignedIn
from tests.factories.vendors import OWNERSHIP_SENTENCE, make_approved, newest_text, newest_version
from tests.vendors.changes import TRAINS
from tests.vendors.desk import desk, value_of
from vendors.domain.anchoring import Selector
from vendors.domain.terms import AssessmentState, ClauseArea, Rating
from vendors.models import Assessment, TermsDocument, Tier, Vendor
from vendors.services.citing import cite_and_answer
from vendors.services.reading_tiers import Sent, open_clauses, send_readings


def answered(drafter: Actor, tier: Tier, terms: TermsDocument) -> list[Assessment]:
    """The drafts of a tier, the first two with one answer each that rests on its sentence."""
    drafts = open_clauses(actor=drafter, tier=tier)
    given = (({"own_owner": "customer"}, OWNERSHIP_SENTENCE), ({"train_vendor_use": "opt_in"}, TRAINS))
    for draft, (answers, exact) in zip(drafts, given, strict=False):
        cite_and_answer(
            actor=drafter, into=draft, questions=[], answers=answers, text=newest_text(terms), selector=Selector(exact)
        )
        draft.refresh_from_db()
    return drafts


def sent(draft: Assessment, rating: Rating = Rating.ACCEPTABLE, version: int | None = None) -> Sent:
    return Sent(draft, draft.version if version is None else version, rating, "In short.", "")


def test_every_clause_without_a_reading_is_opened_once(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument, requester: User, as_actor: AsActor
) -> None:
    make_approved(drafter, checker, business, terms)
    drafts = open_clauses(actor=drafter, tier=business)
    assert [row.record.area for row in drafts] == [area.value for area in list(ClauseArea)[1:]]
    before = Event.objects.count()
    assert open_clauses(actor=drafter, tier=business) == drafts
    assert Event.objects.count() == before
    with pytest.raises(NotAllowed):
        open_clauses(actor=as_actor(requester), tier=business)


def test_drafts_are_sent_together_or_not_at_all(drafter: Actor, business: Tier, terms: TermsDocument) -> None:
    one, other, empty, _ = answered(drafter, business, terms)
    with pytest.raises(Invalid) as refused:
        send_readings(actor=drafter, readings=[sent(one), sent(other, Rating.ON_CONDITIONS), sent(empty)])
    assert set(refused.value.problems) == {str(other.uid), str(empty.uid)}
    assert not Assessment.objects.filter(state=AssessmentState.IN_REVIEW).exists()
    for readings, error in (([], Invalid), ([sent(one, version=1)], Stale)):
        with pytest.raises(error):
            send_readings(actor=drafter, readings=readings)
    found = send_readings(actor=drafter, readings=[sent(one), sent(other)])
    assert [(row.state, row.plain_reading) for row in found] == [("in_review", "In short.")] * 2


def test_an_answer_that_cannot_be_kept_takes_its_citation_back(
    drafter: Actor, business: Tier, terms: TermsDocument
) -> None:
    draft = open_clauses(actor=drafter, tier=business)[0]
    for answers in ({"own_owner": "nonsense"}, {"train_vendor_use": "never"}):
        with pytest.raises(Invalid):
            cite_and_answer(
                actor=drafter, into=draft, questions=["own_owner"], answers=answers, text=newest_text(terms),
                selector=Selector(OWNERSHIP_SENTENCE),
            )  # fmt: skip
    assert not draft.answers.exists()


def test_the_pages_open_cite_answer_send_and_lead_the_checker_on(
    drafter: Actor, counsel: User, second_counsel: User, requester: User, larkspur: Vendor, business: Tier,
    terms: TermsDocument, signed_in: SignedIn,
) -> None:  # fmt: skip
    clara, simon, rita = (signed_in(person) for person in (counsel, second_counsel, requester))
    assert rita.post(f"/tiers/{business.uid}/read/").status_code == 403
    reader = clara.post(f"/tiers/{business.uid}/read/")["Location"]
    draft = Assessment.objects.get(record__area="output_ownership")
    assert reader == f"/versions/{newest_version(terms).uid}/?for={draft.uid}"
    cite = f"/versions/{newest_version(terms).uid}/cite/"
    form = {"exact": OWNERSHIP_SENTENCE, "into": f"draft:{draft.uid}", "questions_shown": "1"}
    assert "Other questions of Output ownership" in clara.get(cite, form).content.decode()
    assert clara.post(cite, form).status_code == 422
    assert clara.post(cite, {**form, "own_owner": "nonsense"}).status_code == 422
    assert clara.post(cite, {**form, "own_owner": "customer", "own_qualified": "yes"}).status_code == 302
    assert (value_of(draft, "own_owner"), value_of(draft, "own_qualified")) == ("customer", True)
    page = f"/tiers/{business.uid}/readings/"
    assert "2 answered, 1 of them read by the starter rules" in clara.get(page).content.decode()
    posted = {}
    for row in Assessment.objects.filter(record__tier=business):
        rating = "acceptable" if row == draft else "undocumented"
        posted |= {f"{row.uid}-version": row.version, f"{row.uid}-rating": rating, f"{row.uid}-send": "on"}
    posted[f"{draft.uid}-rating"] = "on_conditions"
    refused = clara.post(page, posted)
    assert refused.status_code == 422 and "Say on which conditions" in refused.content.decode()
    assert rita.post(page, posted).status_code == 403
    assert clara.post(page, {**posted, f"{draft.uid}-rating": "acceptable"}).status_code == 302
    assert "yours to read and approve" in simon.get(page).content.decode()
    draft.refresh_from_db()
    following = simon.post(f"{desk(draft)}approve/", {"version": draft.version})["Location"]
    assert following == desk(Assessment.objects.get(record__area="training_restrictions"))


def test_a_vendor_is_registered_with_product_and_tier_in_one_go(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    named = {"name": "Fernhill", "tier": "Team"}
    assert client.post("/vendors/new/", named).status_code == 422
    answer = client.post("/vendors/new/", {**named, "product": "Fernhill Code"})
    tier = Tier.objects.get(name="Team")
    assert answer["Location"] == f"/documents/new/?vendor={tier.product.vendor.uid}&tier={tier.uid}"
    assert "checked" in client.get(answer["Location"]).content.decode().partition(str(tier.uid))[2][:40]
    too_long = client.post("/vendors/new/", {"name": "Quillon", "product": "x" * 121})
    assert too_long.status_code == 422 and not Vendor.objects.filter(name="Quillon").exists()
