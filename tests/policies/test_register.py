"""The regulatory register: stages are kept, a change waits for counsel, and nothing unchecked passes for checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from governance.accounts.access import Actor, system_actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.domain.register import InstrumentKind, ReviewCause, Stage
from policies.models import Allegation, Instrument, InstrumentReview, InstrumentStage
from policies.registered import allegations_of, instrument_facts, instruments_of
from policies.services import register
from policies.services.register import InstrumentInput, StageInput
from policies.services.requests import today
from policies.services.starter_register import load_register, read_starter_register
from tests.cast import AsToken
from vendors.models import Vendor
from vendors.services.catalogue import read_catalogue

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("starter catalogue")
INTRODUCED = StageInput(Stage.INTRODUCED, "The official record", dt.date(2026, 5, 2), dt.date(2026, 4, 15))
BILL = InstrumentInput(
    name="Model Provenance Bill",
    short_name="MPB",
    kind=InstrumentKind.BILL,
    jurisdiction="European Union",
    summary="Would ask for provenance of training data.",
    countries=["European Union"],
    rules=["output_for_training"],
    privileged_note="Our counsel in Brussels doubts it.",
)


@pytest.fixture
def bill(legal: Actor) -> Instrument:
    return register.add_instrument(actor=legal, entry=BILL, stages=[INTRODUCED])


def staged(actor: Actor, row: Instrument, **changes: Any) -> InstrumentStage:
    return register.record_stage(actor=actor, instrument=row, entry=replace(INTRODUCED, **changes), version=None)


def reviews(row: Instrument) -> list[tuple[str, bool]]:
    return [(review.cause, review.closed_at is None) for review in row.reviews.order_by("pk")]


def test_counsel_alone_edits_and_what_a_program_enters_is_not_checked(
    bill: Instrument, legal: Actor, engineering: Actor, asker: Actor, counsel: User, as_token: AsToken
) -> None:
    assert bill.stages.get().checked and not reviews(bill)
    for actor in (engineering, asker, as_token(counsel, ["read"])):
        with pytest.raises(NotAllowed):
            staged(actor, bill, stage=Stage.PASSED)
    assert not staged(as_token(counsel, ["draft"]), bill, stage=Stage.PASSED).checked
    with pytest.raises(NotAllowed):
        register.close_review(actor=as_token(counsel, ["draft"]), instrument=bill, reasons="Fine.", version=None)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"stage": Stage.IN_COMMITTEE}, ReviewCause.STAGE),
        ({"staged_on": dt.date(2026, 4, 16)}, ReviewCause.DATE),
        ({"source": "The committee's own page"}, ReviewCause.SOURCE),
    ],
)
def test_a_new_stage_date_or_source_waits_for_counsel_until_they_say_what_it_means(
    changes: dict[str, Any], cause: ReviewCause, bill: Instrument, legal: Actor
) -> None:
    staged(legal, bill, **changes)
    review = bill.reviews.get()
    assert (review.cause, review.due_on) == (cause, today() + dt.timedelta(days=14))
    staged(legal, bill, stage=Stage.PASSED)
    assert reviews(bill) == [(cause, True)]
    with pytest.raises(Invalid):
        register.close_review(actor=legal, instrument=bill, reasons="  ", version=None)
    with pytest.raises(Stale):
        register.close_review(actor=legal, instrument=bill, reasons="Nothing for us.", version=1)
    closed = register.close_review(actor=legal, instrument=bill, reasons="Nothing for us.", version=3)
    assert (closed.closed_by, closed.reasons) == (legal.user, "Nothing for us.")
    with pytest.raises(Conflict):
        register.close_review(actor=legal, instrument=bill, reasons="Again.", version=None)
    staged(legal, bill, stage=Stage.REPEALED)
    assert reviews(bill) == [(cause, False), (ReviewCause.STAGE, True)]


def test_the_same_again_is_no_change_unless_nobody_had_checked_it(bill: Instrument, legal: Actor) -> None:
    with pytest.raises(Conflict):
        staged(legal, bill, seen_on=dt.date(2026, 6, 1))
    starter = register.add_instrument(actor=SYSTEM, entry=replace(BILL, name="Another"), stages=[INTRODUCED])
    assert not starter.stages.get().checked
    assert staged(legal, starter).checked
    assert reviews(starter) == [(ReviewCause.SOURCE, True)]


def test_looking_without_news_sets_the_next_check_and_opens_no_review(bill: Instrument, legal: Actor) -> None:
    for day in (today(), today() - dt.timedelta(days=1)):
        with pytest.raises(Invalid):
            register.look_at(actor=legal, instrument=bill, next_check_on=day, version=None)
    register.look_at(actor=legal, instrument=bill, next_check_on=today() + dt.timedelta(days=30), version=None)
    bill.refresh_from_db()
    assert bill.next_check_on == today() + dt.timedelta(days=30) and not reviews(bill)


@pytest.mark.parametrize(
    "changes",
    [{"name": "model provenance bill"}, {"summary": " "}, {"rules": ["no_such_rule"]}, {"short_name": "x" * 61}],
)
def test_what_does_not_fit_is_refused_in_words(changes: dict[str, Any], bill: Instrument, legal: Actor) -> None:
    entry = replace(BILL, **{"name": "Other", **changes})
    with pytest.raises(Invalid) as refused:
        register.add_instrument(actor=legal, entry=entry, stages=[INTRODUCED])
    assert set(refused.value.problems) == set(changes)
    for wrong in ({"source": " "}, {"seen_on": today() + dt.timedelta(days=1)}, {"source_url": "ftp://x"}):
        with pytest.raises(Invalid):
            staged(legal, bill, stage=Stage.PASSED, **wrong)


def test_changing_what_it_reaches_names_what_changed_and_never_the_advice(bill: Instrument, legal: Actor) -> None:
    vendor = Vendor.objects.create(name="Larkspur Systems", country="Ireland")
    entry = replace(BILL, vendors=[vendor], privileged_note="Other advice.")
    register.change_instrument(actor=legal, instrument=bill, entry=entry, version=1)
    with pytest.raises(Stale):
        register.change_instrument(actor=legal, instrument=bill, entry=entry, version=1)
    event = Event.objects.get(action="instrument.changed")
    assert "privileged_note" in event.body and "Larkspur Systems" in event.body
    told = "".join(Event.objects.values_list("body", flat=True))
    assert "Other advice." not in told and "Brussels" not in told
    events = Event.objects.count()
    register.change_instrument(actor=legal, instrument=bill, entry=entry, version=None)
    assert Event.objects.count() == events


def test_the_database_keeps_stages_reviews_and_allegations_as_they_were_said(bill: Instrument, legal: Actor) -> None:
    staged(legal, bill, stage=Stage.PASSED)
    register.close_review(actor=legal, instrument=bill, reasons="Nothing for us.", version=None)
    told = {"named": "Somebody", "what": "Was named.", "alleged": "May 2026", "source": "A page", "seen_on": today()}
    named = register.record_allegation(actor=legal, **told)
    register.link_allegation(actor=legal, allegation=named, vendor=Vendor.objects.create(name="Somebody Ltd"))
    with pytest.raises(Conflict):
        register.link_allegation(actor=legal, allegation=named, vendor=Vendor.objects.get())
    with pytest.raises(Invalid):
        register.record_allegation(actor=legal, **told)
    for rows, change in (
        (InstrumentStage.objects.all(), {"note": "Other"}),
        (InstrumentReview.objects.all(), {"reasons": "Other"}),
        (InstrumentReview.objects.all(), {"due_on": today()}),
        (Allegation.objects.all(), {"what": "Did it."}),
        (Allegation.objects.all(), {"vendor": None}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def test_facts_tell_what_reaches_a_vendor_by_country_or_by_name_in_one_query(bill: Instrument, legal: Actor) -> None:
    staged(legal, bill, stage=Stage.IN_FORCE, staged_on=today() + dt.timedelta(days=1))
    vendor = Vendor.objects.create(name="Meridian AI", country="Canada")
    other = register.add_instrument(
        actor=SYSTEM, entry=replace(BILL, name="Other", countries=["Japan"], vendors=[vendor]), stages=[INTRODUCED]
    )
    assert instruments_of() == []
    with CaptureQueriesContext(connection) as queries:
        reached = instruments_of(["Ireland"]), instruments_of([], [vendor.uid]), instruments_of(["Canada", ""])
    assert [[fact.name for fact in found] for found in reached] == [["Model Provenance Bill"], ["Other"], []]
    assert len(queries) == 3
    (fact,) = reached[0]
    assert (fact.now.stage, fact.in_force, fact.now.checked) == (Stage.IN_FORCE, False, True)
    assert fact.review_due == today() + dt.timedelta(days=14) and fact.rule_titles == ("Use of output for training",)
    assert [stage.number for stage in fact.stages] == [2, 1]
    (unchecked,) = instrument_facts(Instrument.objects.filter(pk=other.pk))
    assert not unchecked.now.checked and unchecked.vendors == {vendor.uid: "Meridian AI"}
    assert Instrument.objects.unchecked().get() == other
    assert Instrument.objects.at_stage("in_force").get() == bill


def test_the_starter_register_is_loaded_once_and_nothing_of_it_is_checked() -> None:
    call_command("load_catalogue")
    wanted = read_starter_register()
    assert {row.name for row in Instrument.objects.all()} == {row["name"] for row in wanted["instruments"]}
    assert not InstrumentStage.objects.filter(checked=True).exists() and not InstrumentReview.objects.exists()
    assert Instrument.objects.unchecked().count() == len(wanted["instruments"])
    linked = dict(Allegation.objects.values_list("named", "vendor__name"))
    assert linked == {"DeepSeek": "DeepSeek", "Moonshot AI": None, "MiniMax": None}
    events = Event.objects.count()
    moonshot = Vendor.objects.create(name="Moonshot AI")
    assert load_register(actor=SYSTEM, register=wanted, catalogue=read_catalogue()) == 1
    assert [row.named for row in allegations_of([moonshot.uid])] == ["Moonshot AI"]
    assert load_register(actor=SYSTEM, register=wanted, catalogue=read_catalogue()) == 0
    assert Event.objects.count() == events + 1
