"""Renewing an approval: a new decision beside the running one, with what changed since the last before both lanes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team
from governance.desk.queue import queue_of
from governance.errors import Conflict
from policies.domain.types import Lane, LineState
from policies.models import Approval, RequestLine, ToolRequest
from policies.services.approvals import change_approval
from policies.services.renewing import renew_approval
from policies.services.requests import open_request, today
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import decide, held, make_approval
from tests.policies.pages import words


@pytest.fixture
def approval(line: RequestLine, legal: Actor, engineering: Actor) -> Approval:
    """Runs for 90 days, on a condition that a person set."""
    from policies.services.evaluations import judge_lines

    demanded = judge_lines([line])[line.pk].conditions
    return make_approval(legal, engineering, line, conditions=(*demanded, "Seats are named."))


def renew(actor: Actor, approval: Approval, team: Team) -> RequestLine:
    made = renew_approval(actor=actor, approval=approval, team=team, purpose="We go on.")
    found: RequestLine = made.lines.get()
    return found


def test_a_renewal_is_decided_anew_beside_the_running_approval_and_takes_its_place(
    approval: Approval, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    with pytest.raises(Conflict, match="Renew it from its page"):
        open_request(actor=asker, tool=approval.tool, team=payments, categories=[approval.category], purpose="x")
    line = renew(asker, approval, payments)
    with pytest.raises(Conflict, match="being decided"):
        renew(asker, approval, payments)
    decide(legal, line, Lane.LEGAL, ends_on=today() + dt.timedelta(days=300))
    approval.line.refresh_from_db()
    assert approval.line.state == LineState.APPROVED
    decide(engineering, line, Lane.ENGINEERING)
    approval.line.refresh_from_db()
    assert approval.line.state == LineState.SUPERSEDED
    assert line.approval.ends_on == today() + dt.timedelta(days=300)
    approval.refresh_from_db()
    assert approval.ends_on == today() + dt.timedelta(days=90)  # nothing was extended


def test_the_review_shows_what_changed_and_offers_the_conditions_people_set(
    approval: Approval, asker: Actor, payments: Team, legal: Actor, signed_in: SignedIn
) -> None:
    configure_tool(actor=asker, tool=approval.tool, version=None, entry=held("Switzerland"))
    line = renew(asker, approval, payments)
    page = signed_in(legal.person).get(reverse("policies:request_detail", args=[line.request.uid]))
    text = words(page)
    assert "what changed since it was decided" in text
    assert "Held: region EEA Switzerland" in text
    assert "Seats are named." in page.content.decode()


def test_what_was_revoked_is_asked_for_anew_and_not_renewed(
    approval: Approval, asker: Actor, payments: Team, legal: Actor
) -> None:
    change_approval(actor=legal, approval=approval, event="revoke", reason="Breach.", version=None)
    with pytest.raises(Conflict, match="revoked"):
        renew(asker, approval, payments)


def test_the_page_asks_for_it_with_what_was_asked_before(
    approval: Approval, asker: Actor, payments: Team, signed_in: SignedIn
) -> None:
    client = signed_in(asker.person)
    address = reverse("policies:approval_renew", args=[approval.uid])
    assert address in client.get(reverse("policies:approval_detail", args=[approval.uid])).content.decode()
    assert approval.line.request.purpose in client.get(address).content.decode()
    posted = client.post(address, {"team": payments.uid, "purpose": "We go on."})
    assert posted.status_code == 302
    assert ToolRequest.objects.latest("pk").lines.get().renews == approval


@pytest.mark.parametrize(
    ("days", "steps"), [("60, 30, 7", []), ("90, 30", ["renew 90"]), ("120, 91, 10", ["renew 91"])]
)
def test_the_team_is_warned_at_the_days_the_organisation_chose(
    days: str, steps: list[str], approval: Approval, asker: Actor, payments: Team
) -> None:
    Organisation.objects.update(warning_days=days)
    found: Any = [item.key.rsplit(":", 1)[1] for item in queue_of(asker.person).items if item.about == approval.uid]
    assert found == steps
    if steps:
        renew(asker, approval, payments)
        assert not [item for item in queue_of(asker.person).items if item.about == approval.uid]
