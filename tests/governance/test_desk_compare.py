"""Tiers side by side: what differs, who is stricter, what is kept back, and that nothing unknown looks safe."""

from __future__ import annotations

import re
import uuid

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.desk.comparison import comparison_of
from tests.cast import SignedIn
from tests.governance import desk_rows as rows
from tests.governance.desk_sheets import sheet_rows
from vendors.domain.terms import ClauseArea


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def address(*tiers, **more: str) -> str:
    return "/compare/?" + "&".join([f"tier={tier.uid}" for tier in tiers] + [f"{k}={v}" for k, v in more.items()])


def approved(of, area, answers, counsel, second_counsel, **fields):
    return rows.reading(of, area, answers, by=counsel, approved_by=second_counsel, **fields)


def line(user, question, *tiers):
    found = {line.question.code: line for section in comparison_of(user, tiers) for line in section.lines}
    return found[question]


def test_differing_answers_are_marked_and_the_stricter_one_by_name(counsel, second_counsel, signed_in: SignedIn):
    one, two = rows.tier("Business"), rows.tier("Pro", kind="pro")
    approved(one, "retention", {"keep_prompts_days": 30, "keep_zero": "none"}, counsel, second_counsel)
    approved(two, "retention", {"keep_prompts_days": 90, "keep_zero": "none"}, counsel, second_counsel)
    found = line(counsel, "keep_prompts_days", one, two)
    assert [column.stricter for column in found.columns] == [False, True] and not found.same
    assert line(counsel, "keep_zero", one, two).same
    page = words(signed_in(counsel).get(address(one, two)))
    assert "Differs 30 days 90 days Stricter" in page and "1 of " in page
    assert "Retention: " in page and "where all say the same" in page


def test_what_one_tier_leaves_open_is_undocumented_and_neither_stricter_nor_the_same(
    counsel, second_counsel, signed_in
):
    one, two = rows.tier("Business"), rows.tier("Pro", kind="pro")
    approved(one, "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
    rows.reading(two, "indemnity", {"ind_covers": ["output"]}, by=counsel, state="draft")
    found = line(counsel, "keep_prompts_days", one, two)
    assert not found.same and not any(column.stricter for column in found.columns)
    page = words(signed_in(counsel).get(address(one, two)))
    assert "30 days Undocumented No reading yet" in page
    assert "Clara Counsel, not approved" in page


def test_words_of_a_contract_are_kept_from_who_may_not_read_it_on_page_and_in_tables(counsel, outsider, signed_in):
    one, two = rows.tier("Business"), rows.tier("Pro", kind="pro")
    made = rows.reading(one, "retention", {"keep_prompts_days": 30}, by=counsel, state="draft")
    secret = rows.text_of(one.product.vendor, "Order form", "Prompts go after 30 days.", visibility="contract")
    rows.quote(made, "keep_prompts_days", secret, "Prompts go after 30 days.")
    for person, seen in ((outsider, False), (counsel, True)):
        client = signed_in(person)
        for asked in ({}, {"format": "csv"}, {"format": "xlsx"}):
            answer = client.get(address(one, two, **asked))
            text = str(sheet_rows(answer)) if asked else answer.content.decode()
            assert ("Prompts go after 30 days." in text) is seen
            assert seen or "Order form" not in text


def test_the_tables_hold_every_question_and_no_formula(counsel, second_counsel, signed_in: SignedIn):
    one, two = rows.tier("=1+1"), rows.tier("Pro", kind="pro")
    for of, days in ((one, 30), (two, 90)):
        approved(of, "retention", {"keep_prompts_days": days}, counsel, second_counsel)
    client = signed_in(counsel)
    lines = sheet_rows(client.get(address(one, two, format="csv")))
    assert lines[0][2:6] == ["Differs", "Stricter", "Code =1+1", "Code Pro"]
    assert len(lines) - 1 == sum(len(section.lines) for section in comparison_of(counsel, [one, two]))
    (kept,) = [row for row in lines if row[2] == "yes"]
    assert kept[3:6] == ["Code Pro", "30 days", "90 days"]


def test_one_tier_asks_for_another_and_nonsense_is_refused_in_words(counsel, signed_in: SignedIn):
    made = [rows.tier(f"Plan {number}") for number in range(5)]
    client = signed_in(counsel)
    assert "Which tiers?" in words(client.get("/compare/"))
    assert "One more tier" in words(client.get(address(made[0])))
    assert "One more tier" in words(client.get(address(made[0], made[0]) + "&tier="))
    assert "0 of" in words(client.get(address(*made[:4])))
    five = client.get(address(*made))
    assert five.status_code == 422 and "At most 4 tiers stand side by side" in words(five)
    for nonsense in ("x", str(uuid.uuid4()), "%00"):
        assert client.get(f"/compare/?tier={nonsense}").status_code == 422
    assert Client().get("/compare/")["Location"].startswith("/sign-in/")


def test_four_tiers_cost_as_many_queries_as_two(counsel, second_counsel, outsider, signed_in):
    made = [rows.tier(f"Plan {number}") for number in range(4)]
    for of in made:
        approved(of, "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
        draft = rows.reading(of, "indemnity", {"ind_covers": ["output"]}, by=counsel, state="draft")
        rows.quote(draft, "ind_covers", rows.text_of(of.product.vendor, f"Terms {of.name}", "We pay."), "We pay.")
    client = signed_in(outsider)
    client.get(address(*made))
    costs = []
    for many in (2, 3, 4):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(*made[:many]))
        costs.append(len(queries))
    assert len(set(costs)) == 1 and costs[0] <= 8


def test_a_reading_for_one_region_is_said_as_such(counsel, second_counsel, signed_in: SignedIn):
    one, two = rows.tier("Business"), rows.tier("Pro", kind="pro")
    approved(one, ClauseArea.RETENTION, {"keep_prompts_days": 30}, counsel, second_counsel, region="EU")
    approved(one, ClauseArea.RETENTION, {"keep_prompts_days": 60}, counsel, second_counsel)
    approved(two, ClauseArea.RETENTION, {"keep_prompts_days": 90}, counsel, second_counsel)
    found = line(counsel, "keep_prompts_days", one, two)
    assert not found.ordered and not any(column.stricter for column in found.columns)
    assert "Differs, cannot be ordered 60 days EU: 30 days 90 days" in words(signed_in(counsel).get(address(one, two)))
