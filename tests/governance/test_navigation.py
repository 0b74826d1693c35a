"""The navigation leads to what the person may open, and to nothing else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import AuditorScope
from governance.web.markup.navigation import PLACES

MISSING = {
    "counsel": set(),
    "engineering_owner": {"Watch"},
    "requester": {"Watch", "Reports", "Audit"},
    "auditor": {"Watch"},
    "administrator": {"Watch", "Reports"},
    "limited": {"Watch", "Audit"},
}
OPEN_TO_ALL = {"Watch"}
"""Shown to those whose daily work it is; everybody may open it."""


@pytest.mark.parametrize("who", MISSING)
def test_every_place_shown_opens_and_every_place_left_out_is_refused_or_is_others_work(
    who, request, auditor, payments, signed_in
):
    if who == "limited":
        AuditorScope.objects.create(person=auditor, team=payments, valid_from=timezone.now())
    client = signed_in(auditor if who == "limited" else request.getfixturevalue(who))
    page = client.get("/account/").content.decode()
    bar = page.partition('aria-label="Main">')[2].partition("</nav>")[0]
    shown = set(re.findall(r'href="([^"]+)"', bar))
    opens = {place.word: client.get(reverse(place.page), follow=True).status_code for place in PLACES}
    assert {place.word for place in PLACES if reverse(place.page) not in shown} == MISSING[who]
    refused = MISSING[who] - OPEN_TO_ALL
    assert opens == {place.word: 403 if place.word in refused else 200 for place in PLACES}


def test_the_navigation_costs_no_query(counsel, signed_in, django_assert_num_queries):
    client = signed_in(counsel)
    client.get("/api/docs/vendors/")
    with django_assert_num_queries(2):  # the session, and who it is
        client.get("/api/docs/vendors/")


def test_search_can_be_reached_where_its_field_has_no_room(counsel, signed_in):
    page = signed_in(counsel).get("/account/").content.decode()
    assert f'<a class="seek" href="{reverse("desk:search")}">' in page
