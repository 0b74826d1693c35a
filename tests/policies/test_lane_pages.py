"""Pages of lanes: delegating one, asking for changes and answering, naming somebody for what is overdue."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from governance.accounts.models import Organisation, User
from policies.domain.types import LineState
from policies.models import ChangesAsked, Delegation, Nomination, RequestLine
from policies.services.requests import today
from tests.cast import PASSWORD, SignedIn


def at(name: str, line: RequestLine) -> str:
    return reverse(f"policies:{name}", args=[line.request.uid, line.uid])


def page(client: Any, line: RequestLine) -> str:
    return str(client.get(reverse("policies:request_detail", args=[line.request.uid])).content.decode())


def test_an_owner_delegates_and_the_delegate_signs_with_both_names(
    line: RequestLine, counsel: User, second_counsel: User, engineering_owner: User, signed_in: SignedIn
) -> None:
    owner, add = signed_in(counsel), reverse("policies:delegation_add")
    assert "Simon Second" in owner.get(add).content.decode()
    values = {"lane": "legal", "delegate": str(second_counsel.uid), "ends_on": "", "reason": "Away."}
    refused = owner.post(add, values)
    assert refused.status_code == 422
    assert "Every delegation ends" in refused.content.decode()
    assert owner.post(add, {**values, "ends_on": str(today() + dt.timedelta(days=9))}).status_code == 302
    shown = page(signed_in(second_counsel), line)
    assert "I, Simon Second, for Clara Counsel, decide for Legal" in shown
    assert "You decide as delegate of Clara Counsel until" in shown
    assert "or Simon Second as delegate of Clara Counsel" in page(signed_in(engineering_owner), line)
    listed = signed_in(second_counsel).get(reverse("policies:delegation_list")).content.decode()
    assert "Running" in listed and "End" in listed
    end = reverse("policies:delegation_end", args=[Delegation.objects.get().uid])
    assert signed_in(second_counsel).post(end).status_code == 302
    assert Delegation.objects.get().ended_by == second_counsel


def test_whoever_owns_no_lane_delegates_none(policy: Any, second_counsel: User, signed_in: SignedIn) -> None:
    client, add = signed_in(second_counsel), reverse("policies:delegation_add")
    assert "You own no lane" in client.get(add).content.decode()
    assert client.post(add, {"lane": "legal"}).status_code == 422


def test_a_lane_asks_and_the_requester_answers_on_the_page(
    line: RequestLine, counsel: User, requester: User, outsider: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    assert "Ask for changes instead of deciding" in page(client, line)
    assert client.post(at("line_ask", line), {"lane": "legal", "reasons": " "}).status_code == 422
    assert client.post(at("line_ask", line), {"lane": "legal", "reasons": "For which?"}).status_code == 302
    assert "I need the changes no more" in page(client, line)
    assert "Waits for changes" in page(client, line)
    asker = signed_in(requester)
    shown = page(asker, line)
    assert "For which?" in shown and "Edit the request first" in shown
    line.refresh_from_db()
    answer = {"answer": "", "version": line.version}
    assert asker.post(at("line_answer", line), answer).status_code == 422
    assert signed_in(outsider).post(at("line_answer", line), answer).status_code == 404
    assert asker.post(at("line_answer", line), {**answer, "answer": "Two."}).status_code == 302
    assert ChangesAsked.objects.get().answer == "Two."
    assert "Two." in page(client, line)
    line.refresh_from_db()
    assert line.state == LineState.OPEN


def test_every_judging_act_of_a_lane_takes_a_fresh_step_up(
    line: RequestLine, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel, stepped_up=False)
    for name, values in (
        ("line_ask", {"lane": "legal", "reasons": "For which?"}),
        ("line_take_back", {"lane": "legal"}),
        ("line_nominate", {"lane": "legal", "nominee": str(counsel.uid), "reason": "Away."}),
    ):
        answer = client.post(at(name, line), values)
        assert answer.status_code == 403
        assert "password" in answer.content.decode()
    assert not ChangesAsked.objects.exists()
    values = {"lane": "legal", "reasons": "For which?", "step_up_password": PASSWORD}
    assert client.post(at("line_ask", line), values).status_code == 302


def test_the_contact_names_somebody_on_the_page_once_a_lane_is_late(
    line: RequestLine, counsel: User, second_counsel: User, engineering_owner: User, signed_in: SignedIn
) -> None:
    Organisation.objects.update(escalation_contact=engineering_owner)
    client = signed_in(engineering_owner)
    assert "name who decides it" not in page(client, line)
    RequestLine.objects.filter(pk=line.pk).update(legal_due_on=today() - dt.timedelta(days=1))
    shown = page(client, line)
    assert "name who decides it" in shown and "Overdue" in shown
    values = {"lane": "legal", "nominee": str(second_counsel.uid), "reason": ""}
    assert client.post(at("line_nominate", line), values).status_code == 422
    assert client.post(at("line_nominate", line), {**values, "reason": "Away."}).status_code == 302
    assert Nomination.objects.get().nominee == second_counsel
    assert "I, Simon Second, named by Edgar Engineer" in page(signed_in(second_counsel), line)


def test_days_to_decide_are_set_by_the_administrator(
    organisation: Organisation, administrator: User, auditor: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(administrator), reverse("accounts:organisation_edit")
    values = {
        "name": organisation.name, "version": organisation.version, "time_zone": "Europe/Dublin",
        "legal_owner": str(organisation.legal_owner.uid),
        "engineering_owner": str(organisation.engineering_owner.uid),
        "escalation_contact": str(organisation.escalation_contact.uid),
        "legal_days": 5, "engineering_days": 91, "warning_days": organisation.warning_days,
    }  # fmt: skip
    assert client.post(address, values).status_code == 422
    values["engineering_days"] = 3
    assert client.post(address, {**values, "escalation_contact": str(auditor.uid)}).status_code == 422
    assert client.post(address, values).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.legal_days, organisation.engineering_days) == (5, 3)
