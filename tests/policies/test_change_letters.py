"""Letters to counsel on changes of terms: in crowds by the hour, each once, and nothing of noise or of contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from governance.accounts.access import Actor
from tests.factories.vendors import TERMS, make_document
from tests.governance.letters import told
from tests.vendors.changes import BARRED, LONGER, capture, only
from vendors.domain.terms import DocumentVisibility
from vendors.models import TermsDocument

MORNING = dt.datetime(2026, 11, 25, 10, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A Wednesday morning; tests move on from it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def test_a_change_of_terms_is_told_with_what_it_touched_and_again_only_when_it_grows(
    legal: Actor, counsel, second_counsel, organisation, terms: TermsDocument, read_tier, clock: Any
) -> None:
    told(counsel)  # from here on there are hours
    capture(legal, terms, LONGER)
    assert told(counsel) == []
    clock.move_to(MORNING.replace(hour=11, minute=0))
    (letter,) = told(counsel)
    address = reverse("desk:change_detail", args=[only(terms).uid])
    assert address in letter.body and "1 to be confirmed" in letter.body
    capture(legal, terms, TERMS.replace("# Commercial", "#   Commercial"))  # noise
    clock.move_to(MORNING.replace(hour=12))
    assert told(counsel) == []
    capture(legal, terms, f"{LONGER}\n9.2 Notices count when they arrive.\n")
    clock.move_to(MORNING.replace(hour=13))
    assert len(told(counsel)) == 1


def test_a_letter_names_no_contract_and_says_none_of_its_words(
    legal: Actor, counsel, organisation, read_tier, clock: Any
) -> None:
    told(counsel)
    letter = make_document(legal, read_tier, LONGER, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    capture(legal, letter, BARRED)
    clock.move_to(MORNING.replace(hour=11))
    (sent,) = told(counsel)
    assert "a contract, version 1 to 2" in sent.body
    assert "Side letter" not in sent.subject + sent.body and "must not use" not in sent.body
