"""Slow proof: two editors save the same draft at the same moment. One is saved, the other is told; nothing is lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import connection

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.audit.verify import verify_trail
from tests.cast import SignedIn
from tests.factories.vendors import make_draft, make_tier
from tests.policies.test_decision_race import at_once
from tests.vendors.desk import desk, opened
from vendors.models import Assessment

pytestmark = [pytest.mark.prove("races"), pytest.mark.usefixtures("own_database")]
ROUNDS = 1000
"""By the API. Every tenth is played on the pages besides."""
PAGE_EVERY = 10


def body(words: str) -> dict[str, Any]:
    reading = {"rating": "acceptable", "plain_reading": words, "rationale": "", "conditions": ""}
    return {**reading, "answers": [{"question": "own_owner", "value": "customer"}]}


def words_of(draft: Assessment) -> str:
    return str(Assessment.objects.get(pk=draft.pk).plain_reading)


def saved_events() -> int:
    return Event.objects.filter(action="assessment.saved").count()


def round_by_api(number: int, draft: Assessment, path: str, editors: tuple[Any, Any]) -> Counter[str]:
    """Both read, both save at once; a third save comes without saying what it read."""
    tag = editors[0].get(path)["ETag"]
    version, events = Assessment.objects.get(pk=draft.pk).version, saved_events()
    texts = [f"Round {number}: {name}." for name in ("Clara", "Simon")]
    found: Any = at_once(
        *(
            lambda one=one, text=text: one("put", path, body(text), If_Match=tag)
            for one, text in zip(editors, texts, strict=True)
        )
    )
    codes = sorted(answer.status_code for answer in found)
    assert codes == [200, 412], [getattr(answer, "content", answer) for answer in found]
    winner = next(index for index, answer in enumerate(found) if answer.status_code == 200)
    loser = 1 - winner
    assert words_of(draft) == texts[winner] == found[winner].json()["plain_reading"]
    assert (Assessment.objects.get(pk=draft.pk).version, saved_events()) == (version + 1, events + 1)
    blind = editors[loser]("put", path, body("Blind."))
    assert (blind.status_code, words_of(draft)) == (428, texts[winner])
    there = editors[loser].get(path)
    both = f"{there.json()['plain_reading']} {texts[loser]}"
    assert editors[loser]("put", path, body(both), If_Match=there["ETag"]).status_code == 200
    assert words_of(draft) == " ".join((texts[winner], texts[loser]))
    return Counter({"saved": 1, "told 412": 1, "merged": 1, "told 428": 1, f"won by {winner}": 1})


def round_by_page(number: int, draft: Assessment, clients: tuple[Any, Any]) -> Counter[str]:
    """Both opened the desk; the loser's page holds both texts."""
    forms = [opened(client, draft) for client in clients]
    texts = [f"Page {number}: {name}." for name in ("Clara", "Simon")]
    found: Any = at_once(
        *(
            lambda client=client, form=form, text=text: client.post(desk(draft), {**form, "plain_reading": text})
            for client, form, text in zip(clients, forms, texts, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in found) == [302, 412], found
    loser = next(answer for answer in found if answer.status_code == 412).content.decode()
    assert all(text in loser for text in texts) and words_of(draft) in texts
    return Counter({"pages saved": 1, "pages that show both": 1})


def test_of_two_editors_at_once_one_is_saved_and_the_other_loses_nothing(
    counsel: User, second_counsel: User, as_actor: Any, browser_of: Any, signed_in: SignedIn
) -> None:
    drafter: Actor = as_actor(counsel)
    draft = make_draft(drafter, make_tier(drafter))
    editors = (browser_of(counsel), browser_of(second_counsel))
    clients = (signed_in(counsel), signed_in(second_counsel))
    path = f"assessments/{draft.uid}/"
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        seen += round_by_api(number, draft, path, editors)
        if number % PAGE_EVERY == 0:
            seen += round_by_page(number, draft, clients)
    assert not verify_trail().problem
    told = ", ".join(f"{count} {what}" for what, count in sorted(seen.items()))
    print(f"\n{connection.vendor}: {ROUNDS} rounds of two editors at once: {told}")
    assert (seen["saved"], seen["told 412"], seen["told 428"], seen["merged"]) == (ROUNDS,) * 4
