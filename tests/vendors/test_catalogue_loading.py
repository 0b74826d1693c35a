"""The starter catalogue: drafts that name their source, loaded as often as you like, beside what people entered."""

import json

import pytest
from django.core.management import call_command
from django.db.models import Q

from governance.accounts.access import system_actor
from governance.audit.models import Event
from governance.audit.verify import verify_trail
from governance.errors import Invalid
from vendors.domain.questions import decode_value
from vendors.domain.terms import AssessmentState, Rating
from vendors.models import Assessment, ClauseRecord, LicenceLayer, ModelRelease, Tier, Vendor
from vendors.readings import reading_rows
from vendors.services.catalogue import Catalogue, load_catalogue, read_catalogue, root_of
from vendors.services.vendors import change_vendor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("starter catalogue")


def load():
    return load_catalogue(actor=SYSTEM, catalogue=read_catalogue())


def test_everything_in_the_files_is_on_record_afterwards():
    catalogue, added = read_catalogue(), load()
    assert set(Vendor.objects.values_list("name", flat=True)) == {row["name"] for row in catalogue.vendors}
    assert Tier.objects.count() == sum(len(p["tiers"]) for row in catalogue.vendors for p in row["products"])
    assert ModelRelease.objects.count() == sum(len(row["releases"]) for row in catalogue.vendors)
    assert Assessment.objects.count() == sum(len(row["readings"]) for row in catalogue.vendors) == added.readings
    for row in catalogue.vendors:
        parent = Vendor.objects.get(name=row["name"]).parent
        assert (parent.name if parent else None) == row["parent"]


def test_every_reading_is_a_draft_that_names_its_source_and_date_and_is_not_verified():
    load()
    for reading in Assessment.objects.prefetch_related("answers"):
        assert reading.state == AssessmentState.DRAFT
        assert reading.rating == Rating.UNDOCUMENTED
        assert reading.drafted_by is None
        assert reading.unverified_source.endswith("not verified against the terms")
        assert reading.unverified_source_date is not None
        assert reading.plain_reading
        for answer in reading.answers.all():
            assert answer.secondary_source.endswith("not verified against the terms")
            assert answer.secondary_date is not None
            assert answer.links.count() == 0
    assert not LicenceLayer.objects.filter(verified_by__isnull=False).exists()


def test_answers_are_those_of_the_files():
    load()
    for row in read_catalogue().vendors:
        for said in row["readings"]:
            record = ClauseRecord.objects.get(
                tier__name=said["tier"],
                tier__product__name=said["product"],
                tier__product__vendor__name=row["name"],
                area=said["area"],
                **said["applicability"],
            )
            kept = {answer.question: decode_value(answer.value) for answer in record.assessments.get().answers.all()}
            assert kept == {
                answer["question"]: tuple(answer["value"]) if isinstance(answer["value"], list) else answer["value"]
                for answer in said["answers"]
            }


def test_no_reading_of_the_catalogue_counts_as_read():
    load()
    assert reading_rows(Tier.objects.values_list("pk", flat=True), Q(state="approved")) == []


def test_a_second_load_changes_nothing_and_records_nothing():
    load()
    events = list(Event.objects.values_list("hash", flat=True))
    versions = dict(Assessment.objects.values_list("pk", "version"))
    assert load().counts() == dict.fromkeys(("vendors", "products", "tiers", "releases", "readings"), 0)
    assert list(Event.objects.values_list("hash", flat=True)) == events
    assert dict(Assessment.objects.values_list("pk", "version")) == versions


def test_the_trail_says_what_was_loaded_and_by_whom():
    added = load()
    assert verify_trail().problem == ""
    event = Event.objects.get(action="catalogue.loaded")
    assert event.via == "system"
    assert f'"vendors":{added.vendors}' in event.body
    assert set(Event.objects.values_list("actor_uid", flat=True)) == {None}


def test_the_event_is_bound_to_every_word_of_the_files():
    load()
    kept = json.loads(Event.objects.get(action="catalogue.loaded").body)["detail"]["merkle_root"]
    catalogue = read_catalogue()
    assert root_of(catalogue) == kept
    catalogue.vendors[-1]["readings"][0]["plain_reading"] += " "
    assert root_of(catalogue) != kept


def test_what_people_changed_is_left_alone(counsel, as_actor):
    load()
    vendor = Vendor.objects.get(name="Google")
    renamed = change_vendor(
        actor=as_actor(counsel), vendor=vendor, version=None, name="Google Cloud", legal_names=["Google LLC"]
    )
    events = Event.objects.count()
    load()
    renamed.refresh_from_db()
    assert renamed.name == "Google Cloud"
    assert renamed.country == ""
    assert not Vendor.objects.filter(name="Google").exists()
    assert Event.objects.count() == events


def test_a_record_that_had_a_reading_is_not_drafted_anew():
    load()
    reading = Assessment.objects.first()
    Assessment.objects.filter(pk=reading.pk).update(state=AssessmentState.DISCARDED)
    assert load().readings == 0
    assert reading.record.assessments.count() == 1


def test_no_two_vendors_of_the_files_share_a_legal_name():
    names = [name for row in read_catalogue().vendors for name in row["legal_names"]]
    assert len(names) == len(set(names))


def test_a_file_that_cannot_be_used_leaves_nothing():
    whole = read_catalogue()
    broken = {**whole.vendors[0], "name": " "}
    with pytest.raises(Invalid):
        load_catalogue(actor=SYSTEM, catalogue=Catalogue([*whole.vendors[1:3], broken], whole.sources, whole.mark))
    assert not Vendor.objects.exists()
    assert not Event.objects.exists()


def test_the_command_says_what_it_added_and_that_nothing_is_verified(capsys):
    call_command("load_catalogue", skip_checks=True)
    assert "Every reading is a draft, not verified against the terms." in capsys.readouterr().out
    call_command("load_catalogue", skip_checks=True)
    assert "The catalogue is on record already." in capsys.readouterr().out
