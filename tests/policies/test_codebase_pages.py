"""The pages of codebases and categories: what a team sees of its own, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from policies.domain.types import CodebaseKind, FlowKind
from policies.models import Codebase, CodebaseCategory, Flow, PolicyRevision, RequestLine
from policies.services.codebases import add_flow, categorise
from tests.cast import AsActor, SignedIn
from tests.factories.policies import category, make_approval, make_codebase
from tests.policies.pages import queries, words

LIST = "policies:codebase_list"


def detail(codebase: Codebase) -> str:
    return reverse("policies:codebase_detail", args=[codebase.uid])


@pytest.fixture
def ledger(asker: Actor, payments: Team, policy: PolicyRevision) -> Codebase:
    codebase = make_codebase(asker, payments, "ledger-core")
    categorise(actor=asker, codebase=codebase, category=category("Closed code"))
    return codebase


def test_a_codebase_is_registered_categorised_and_connected_on_pages(
    requester: User, payments: Team, policy: PolicyRevision, asker: Actor, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    assert client.get(reverse("policies:codebase_add")).status_code == 200
    entry = {"name": "ledger", "team": payments.uid, "kind": "repository", "destination": "proprietary"}
    client.post(reverse("policies:codebase_add"), entry)
    codebase = Codebase.objects.get()
    other = make_codebase(asker, payments, "billing")
    place = reverse("policies:codebase_categorise", args=[codebase.uid])
    client.post(place, {"category": category("Closed code").uid})
    client.post(
        reverse("policies:flow_add", args=[codebase.uid]), {"target": other.uid, "kind": "data", "note": "Daily"}
    )
    text = words(client.get(detail(codebase)))
    assert "Closed code" in text
    assert "billing" in text
    end = reverse("policies:flow_end", args=[Flow.objects.get().uid])
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 409


def test_what_is_refused_stands_beside_its_field(
    requester: User, payments: Team, ledger: Codebase, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    entry = {"name": "LEDGER-core", "team": payments.uid, "kind": "repository", "destination": "proprietary"}
    page = client.post(reverse("policies:codebase_add"), entry)
    assert page.status_code == 422
    assert "of this name already" in words(page)
    place = reverse("policies:codebase_categorise", args=[ledger.uid])
    refused = client.post(place, {"category": category("Open code").uid})
    assert refused.status_code == 422
    assert "does not take codebases with this destination" in words(refused)
    assert client.post(place, {"category": "nonsense"}).status_code == 422
    assert client.post(place, {"category": category("Closed code").uid}).status_code == 409
    flow = reverse("policies:flow_add", args=[ledger.uid])
    assert client.post(flow, {"target": ledger.uid, "kind": "data"}).status_code == 422


def test_a_stale_edit_is_answered_with_both_texts(requester: User, ledger: Codebase, signed_in: SignedIn) -> None:
    client = signed_in(requester)
    edit = reverse("policies:codebase_edit", args=[ledger.uid])
    assert client.get(edit).status_code == 200
    entry = {"name": "first", "team": ledger.team.uid, "kind": "repository", "destination": "proprietary"}
    assert client.post(edit, {**entry, "version": ledger.version}).status_code == 302
    page = client.post(edit, {**entry, "name": "second", "version": ledger.version})
    assert page.status_code == 412
    assert "first" in words(page)
    assert "second" in words(page)


def test_tools_approved_for_its_category_are_listed_with_their_standing(
    ledger: Codebase, line: RequestLine, legal: Actor, engineering: Actor, requester: User, signed_in: SignedIn
) -> None:
    make_approval(legal, engineering, line)
    text = words(signed_in(requester).get(detail(ledger)))
    assert "Larkspur Business Active" in text


def test_an_outsider_finds_no_codebase(
    ledger: Codebase, outsider: User, administrator: User, signed_in: SignedIn, client: Client
) -> None:
    for user in (outsider, administrator):
        window = signed_in(user)
        assert "ledger-core" not in words(window.get(reverse(LIST)))
        assert window.get(detail(ledger)).status_code == 404
        assert "ledger-core" not in words(window.get(reverse("policies:category_detail", args=["closed-code"])))
    window = signed_in(outsider)
    assert window.get(reverse("policies:codebase_edit", args=[ledger.uid])).status_code == 404
    for name in ("codebase_categorise", "flow_add"):
        assert window.post(reverse(f"policies:{name}", args=[ledger.uid])).status_code == 404
    assert client.get(reverse(LIST)).status_code == 302


def test_a_flow_from_what_one_does_not_see_is_not_named(
    ledger: Codebase, outsider: User, search_team: Team, as_actor: AsActor, requester: User, engineering: Actor,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    secret = make_codebase(as_actor(outsider), search_team, "ranking-secrets")
    flow = add_flow(actor=engineering, source=secret, target=ledger, kind=FlowKind.DATA)
    assert "ranking-secrets" not in words(signed_in(requester).get(detail(ledger)))
    assert signed_in(requester).post(reverse("policies:flow_end", args=[flow.uid])).status_code == 404
    assert "ranking-secrets" in words(signed_in(engineering.person).get(detail(ledger)))


@pytest.mark.parametrize("who", ["counsel", "auditor"])
def test_readers_see_codebases_and_no_buttons(
    who: str, request: pytest.FixtureRequest, ledger: Codebase, signed_in: SignedIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    page = client.get(detail(ledger))
    assert page.status_code == 200
    assert "Put it into another category" not in words(page)
    assert client.get(reverse("policies:codebase_add")).status_code == 403
    assert client.get(reverse("policies:codebase_edit", args=[ledger.uid])).status_code == 403


def test_a_category_says_what_the_policy_in_force_says(ledger: Codebase, requester: User, signed_in: SignedIn) -> None:
    client = signed_in(requester)
    text = words(client.get(reverse("policies:category_detail", args=["closed-code"])))
    for expected in ("Owner of output", "When it fails", "Barred", "Clara Counsel", "ledger-core"):
        assert expected in text
    row = category("Closed code")
    by_uid = client.get(reverse("policies:category_by_uid", args=[row.uid]))
    assert by_uid["Location"] == reverse("policies:category_detail", args=["closed-code"])
    assert client.get("/categories/no-such/").status_code == 404


def test_filters_narrow_the_list(
    ledger: Codebase, asker: Actor, payments: Team, counsel: User, signed_in: SignedIn
) -> None:
    make_codebase(asker, payments, "pairs", kind=CodebaseKind.DATASET)
    client = signed_in(counsel)
    for query, found in (
        ({"q": "ledg"}, {"ledger-core"}),
        ({"kind": "dataset"}, {"pairs"}),
        ({"category": "closed-code"}, {"ledger-core"}),
        ({"category": "none"}, {"pairs"}),
        ({"team": payments.uid}, {"ledger-core", "pairs"}),
        ({"team": "nonsense", "sort": "-kind"}, {"ledger-core", "pairs"}),
    ):
        text = words(client.get(reverse(LIST), query))
        assert {name for name in ("ledger-core", "pairs") if name in text} == found, query


def test_lists_cost_the_same_with_ten_and_a_hundred_rows(ledger: Codebase, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)

    def more(start: int, count: int) -> None:
        for number in range(start, start + count):
            row = Codebase.objects.create(
                team=ledger.team, name=f"c{number}", kind="repository", destination="proprietary", owner=ledger.owner
            )
            CodebaseCategory.objects.create(codebase=row, category=category("Closed code"), valid_from=timezone.now())

    addresses = [reverse(LIST), reverse("policies:category_detail", args=["closed-code"])]
    more(0, 9)
    few: list[Any] = [queries(client, address) for address in addresses]
    more(100, 90)
    assert [queries(client, address) for address in addresses] == few
