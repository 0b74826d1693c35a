"""Words of a document on file, which may be an order form, reach counsel and auditors in scope and nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import AuditorScope, Team, User
from policies.models import RequestLine
from tests.cast import SignedIn
from tests.factories.policies import CLOSED, OWNER_RULE, make_approval, make_policy, make_request, make_tool
from tests.factories.vendors import make_draft, make_tier
from tests.policies.pages import words
from vendors.domain.terms import Rating
from vendors.models import Assessment, Citation
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.citing import Proof, cite_document
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft

TITLE, PAGE, NOTE = "Order form 7 of Harbour", "page 9 of 12", "We pay 19 a seat for this."
PROOF = Proof(TITLE, b"the order form", "text/plain", PAGE, dt.date(2026, 2, 3), NOTE)


@pytest.fixture
def reading(legal: Actor, second: Actor) -> Assessment:
    """An approved reading that rests on an order form on file."""
    draft = make_draft(legal, make_tier(legal))
    given = {"own_owner": AnswerInput("customer")}
    draft = save_draft(
        actor=legal, assessment=draft, version=None, reading=ReadingInput(Rating.ACCEPTABLE), answers=given
    )
    draft = cite_document(actor=legal, into=draft, questions=["own_owner"], proof=PROOF)
    waiting = submit_assessment(actor=legal, assessment=draft, version=None)
    return approve_assessment(actor=second, assessment=waiting, version=None)


@pytest.fixture
def line(
    reading: Assessment, legal: Actor, engineering: Actor, asker: Actor, payments: Team, organisation: Any
) -> RequestLine:
    """A line of Payments that is judged on it."""
    make_policy(legal, engineering, replace(CLOSED, rules=(OWNER_RULE,)))
    found: RequestLine = make_request(asker, make_tool(asker, reading.record.tier), payments).lines.get()
    return found


def addresses(line: RequestLine, reading: Assessment) -> list[str]:
    return [
        reverse("policies:request_detail", args=[line.request.uid]),
        reverse("policies:tool_detail", args=[line.tool.uid]),
        f"/assessments/{reading.uid}/",
        f"/clauses/{reading.record.uid}/",
        f"/tiers/{reading.record.tier.uid}/",
        f"/api/v1/assessments/{reading.uid}/",
        f"/api/v1/tools/{line.tool.uid}/preview/",
        f"/api/v1/lines/{line.uid}/evaluation/",
    ]


def said(client: Any, address: str) -> str:
    return words(client.get(address))


def test_title_page_and_note_are_kept_from_everybody_else(
    line: RequestLine, reading: Assessment, legal: Actor, engineering: Actor, requester: User,
    engineering_owner: User, administrator: User, counsel: User, auditor: User, signed_in: SignedIn,
) -> None:  # fmt: skip
    shown = addresses(line, reading)
    for address in (shown[0], *shown[2:4], *shown[5:]):
        assert TITLE in said(signed_in(counsel), address), address
        assert TITLE not in said(signed_in(engineering_owner), address), address
    make_approval(legal, engineering, line)
    approval = reverse("policies:approval_detail", args=[line.approval.uid])
    for person in (requester, engineering_owner, administrator):
        client = signed_in(person)
        for address in (*shown, approval):
            seen = said(client, address)
            assert not [text for text in (TITLE, PAGE, NOTE) if text in seen], (person, address)
    seen = said(signed_in(requester), f"/assessments/{reading.uid}/")
    assert "A document on file" in seen and "Only counsel and auditors in scope" in seen
    for person in (counsel, auditor):
        for address in (shown[0], *shown[2:4], approval):
            assert TITLE in said(signed_in(person), address), (person, address)


def test_an_auditor_of_other_teams_reads_neither_words_nor_file(
    line: RequestLine, reading: Assessment, auditor: User, search_team: Team, payments: Team, signed_in: SignedIn
) -> None:
    since = timezone.now() - dt.timedelta(hours=1)
    scope = AuditorScope.objects.create(person=auditor, team=search_team, valid_from=since)
    client, page = signed_in(auditor), f"/assessments/{reading.uid}/"
    file = f"/citations/{Citation.objects.get(kind='document').uid}/file/"
    assert TITLE not in said(client, page)
    assert file not in client.get(page).content.decode()
    assert client.get(file).status_code == 404
    AuditorScope.objects.create(person=auditor, team=payments, valid_from=since)
    assert TITLE in said(client, page)
    assert file in client.get(page).content.decode()
    assert client.get(file).status_code == 200
    assert scope.valid_until is None
