"""Screening on pages: a list is brought, a possible match decided, a share recorded; reasons stay with counsel."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.accounts.access import Actor
from governance.desk.queue import queue_of
from policies.domain.screening.standing import HitState
from policies.models import ListVersion, ScreeningHit
from policies.services.requests import today
from policies.services.screening_hits import dispose_hit
from tests.factories.screening import PARTIES, list_file, screened
from tests.factories.vendors import make_vendor
from tests.policies.pages import words


@pytest.fixture
def hit(legal: Actor) -> ScreeningHit:
    make_vendor(legal, "Zubrin", country="Ireland")
    screened(legal)
    found: ScreeningHit = ScreeningHit.objects.get()
    return found


def bring(client, data: bytes, **values):
    said = {"kind": "consolidated", "dated_on": str(today()), "source": "made up", **values}
    file = SimpleUploadedFile("list.csv", data, content_type="text/csv")
    return client.post(reverse("policies:list_add"), {**said, "main": file}, follow=True)


def test_counsel_brings_a_list(legal: Actor, signed_in):
    client = signed_in(legal.person)
    assert "No list is on record" in words(client.get(reverse("policies:screening")))
    answered = bring(client, list_file())
    assert "3 parties are on record" in words(answered)
    assert ListVersion.objects.get().sha256 in answered.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "names no column"),
        (b"\x00\x01\x02 binary", "names no column"),
        (b"{}", "ends before its list does"),
        (list_file([{"name": ""}]), "has no name"),
        (b"name,source\nZubrin\x00,List\n", "NUL"),
    ],
)
def test_a_file_that_is_no_list_is_answered_in_words(legal: Actor, signed_in, data, said):
    answered = bring(signed_in(legal.person), data)
    assert answered.status_code == 422
    assert said in words(answered)
    assert not ListVersion.objects.exists()


def test_a_list_of_several_files_wants_them_all(legal: Actor, signed_in):
    answered = bring(signed_in(legal.person), b'7,"ZUBRIN"', kind="sdn")
    assert answered.status_code == 422
    assert "Bring ALT.CSV and ADD.CSV too" in words(answered)


def test_a_possible_match_is_decided_on_its_page_and_reasons_stay_with_counsel(
    legal: Actor, hit: ScreeningHit, signed_in, auditor, outsider
):
    page, deed = reverse("policies:hit_detail", args=[hit.uid]), reverse("policies:hit_dispose", args=[hit.uid])
    client = signed_in(legal.person)
    shown = words(client.get(page))
    assert "Zubrin Trading" in shown
    assert "1 Quay" not in shown
    said = {"version": hit.version, "verdict": "false_match", "reasons": "Compared the registers of both."}
    assert client.post(deed, {**said, "reasons": ""}).status_code == 422
    assert "Compared the registers" in words(client.post(deed, said, follow=True))
    assert client.post(deed, said).status_code == 412
    read = words(signed_in(auditor).get(page))
    assert "False match" in read
    assert "Compared the registers" not in read
    assert signed_in(outsider).get(page).status_code == 403
    assert signed_in(auditor).post(deed, said).status_code == 403
    assert signed_in(legal.person, stepped_up=False).post(deed, said).status_code == 403


def test_a_share_is_recorded_and_ended_on_the_page_of_the_vendor(legal: Actor, hit: ScreeningHit, signed_in, auditor):
    page = reverse("policies:vendor_screening", args=[hit.vendor.uid])
    client = signed_in(legal.person)
    said = {"owner": "Veyra Holding", "percent": "60", "source": "Register", "source_date": str(today())}
    shown = words(client.post(page, said, follow=True))
    assert "60.00 %" in shown
    assert "Veyra Holding" in shown
    assert signed_in(auditor).post(page, said).status_code == 403
    share = hit.vendor.shares.get()
    client.post(reverse("policies:share_end", args=[share.uid]))
    assert not hit.vendor.shares.open().exists()


def test_counsel_compares_again_from_another_score(legal: Actor, hit: ScreeningHit, signed_in, engineering_owner):
    deed = reverse("policies:list_compare", args=[hit.found_by.list_version.uid])
    client = signed_in(legal.person)
    assert "From a score of 95" in words(client.post(deed, {"threshold": "95"}, follow=True))
    assert "has to be a whole number" in words(client.post(deed, {"threshold": "12"}, follow=True))
    assert signed_in(engineering_owner).post(deed, {"threshold": "95"}).status_code == 403
    assert ScreeningHit.objects.count() == 1


def test_possible_matches_and_old_lists_are_in_counsels_queue(legal: Actor, hit: ScreeningHit, engineering_owner):
    def matters(user):
        return [item.matter for item in queue_of(user).items if item.kind == "screening"]

    assert matters(legal.person) == ["Screening: Zubrin, 1 possible match"]
    assert matters(engineering_owner) == []
    dispose_hit(actor=legal, hit=hit, verdict=HitState.FALSE_MATCH, reasons="Another body.", version=None)
    assert matters(legal.person) == []


def test_a_list_that_is_old_is_in_counsels_queue(legal: Actor):
    screened(legal, PARTIES, days_ago=31)
    (item,) = [item for item in queue_of(legal.person).items if item.kind == "screening"]
    assert item.matter == "Screening: the US Consolidated Screening List on record is 31 days old"
