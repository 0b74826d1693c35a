"""The matrix: what a cell says, what it never hides, what it keeps back, and that it costs the same however large."""

from __future__ import annotations

import re
import uuid

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from governance.desk.matrix import matrix_of
from governance.desk.tier_index import TierFilter, TierIndex
from tests.cast import SignedIn
from tests.governance import desk_rows as rows
from tests.governance.desk_sheets import sheet_rows

TRAINING = {"train_vendor_use": "opt_out", "train_barred_act": ["competing_model"]}


def words(html: str) -> str:
    """The text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def matrix_for(user: User, **how):
    index = TierIndex(TierFilter())
    return matrix_of(user, index.tiers(index.vendor_keys()), **how)


def cells(user: User) -> dict[tuple[str, str], list[str]]:
    return {
        (str(row.tier), cell.area.value): [entry.words for entry in cell.entries]
        for group in matrix_for(user).groups
        for row in group.rows
        for cell in row.cells
    }


def approved(of, area, answers, counsel, second_counsel, **fields):
    return rows.reading(of, area, answers, by=counsel, approved_by=second_counsel, **fields)


def test_each_area_is_said_by_its_key_answers(counsel, second_counsel, outsider):
    plan = rows.tier()
    approved(plan, "output_ownership", {"own_owner": "customer"}, counsel, second_counsel)
    approved(plan, "training_restrictions", TRAINING, counsel, second_counsel)
    approved(plan, "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
    approved(plan, "indemnity", {"ind_covers": ["service", "output"]}, counsel, second_counsel)
    found = cells(outsider)
    assert found["Code Business", "output_ownership"] == ["Output is ours"]
    assert found["Code Business", "training_restrictions"] == [
        "Vendor trains unless we opt out; barred: training a competing model"
    ]
    assert found["Code Business", "retention"] == ["Prompts kept 30 days"]
    assert found["Code Business", "indemnity"] == ["Covers the service, the output"]


def test_silence_and_ignorance_are_said_and_never_left_blank(counsel, second_counsel, signed_in: SignedIn):
    plan = rows.tier()
    approved(plan, "retention", {"keep_prompts_days": "silent"}, counsel, second_counsel)
    approved(plan, "indemnity", {}, counsel, second_counsel, rating="undocumented")
    found = cells(counsel)
    assert found["Code Business", "retention"] == ["silent on prompts"]
    assert found["Code Business", "indemnity"] == ["cover undocumented"]
    page = words(signed_in(counsel).get("/matrix/").content.decode())
    assert "Undocumented No reading yet" in page
    assert "Silent on prompts" in page


def test_a_draft_is_shown_as_not_approved_and_a_stale_reading_as_stale(counsel, second_counsel, signed_in: SignedIn):
    plan = rows.tier()
    rows.reading(plan, "retention", {"keep_prompts_days": 0}, by=counsel, state="draft")
    approved(plan, "indemnity", {}, counsel, second_counsel, stale_since=rows.ago(1))
    approved(plan, "output_ownership", {}, counsel, second_counsel, confirm_since=rows.ago(1))
    page = words(signed_in(counsel).get("/matrix/").content.decode())
    assert "Prompts not kept Draft, not approved" in page
    assert "Stale" in page
    assert "To be confirmed" in page


def test_an_approved_reading_goes_on_being_shown_while_a_new_one_is_drafted(counsel, second_counsel, signed_in):
    made = approved(rows.tier(), "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
    rows.reading(made.record.tier, "retention", {"keep_prompts_days": 0}, by=counsel, state="draft", record=made.record)
    page = words(signed_in(counsel).get("/matrix/").content.decode())
    assert "Prompts kept 30 days Simon Second, " in page
    assert "; new reading draft" in page
    assert "Prompts not kept" not in page


def test_a_cell_leads_to_its_clause_record_and_names_who_approved(counsel, second_counsel, signed_in: SignedIn):
    made = approved(rows.tier(), "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
    page = signed_in(counsel).get("/matrix/").content.decode()
    assert f"{made.record.uid}/" in page
    assert "Simon Second" in page


def test_readings_for_some_region_stand_beside_the_one_for_everywhere(counsel, second_counsel):
    plan = rows.tier()
    approved(plan, "retention", {"keep_prompts_days": 10}, counsel, second_counsel, region="EU")
    approved(plan, "retention", {"keep_prompts_days": 90}, counsel, second_counsel)
    entries = matrix_for(counsel).groups[0].rows[0].cells[2].entries
    assert [(entry.applies, entry.words) for entry in entries] == [
        ("", "Prompts kept 90 days"),
        ("EU", "Prompts kept 10 days"),
    ]


def test_the_baseline_is_a_held_tier_and_equal_cells_say_same(counsel, second_counsel, signed_in: SignedIn):
    business, pro = rows.tier(), rows.tier("Pro", kind="pro")
    rows.tool(pro, "Pro as held")
    for plan in (business, pro):
        approved(plan, "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
    approved(business, "indemnity", {"ind_covers": ["output"]}, counsel, second_counsel)
    group = matrix_for(counsel).groups[0]
    assert [(str(row.tier), row.baseline) for row in group.rows] == [("Code Pro", True), ("Code Business", False)]
    assert [cell.same for cell in group.rows[1].cells] == [True, True, True, False]
    client = signed_in(counsel)
    # Three cells and the legend.
    assert len(re.findall(r"\bsame\b", words(client.get("/matrix/?show=differences").content.decode()))) == 4
    assert " same " not in words(client.get("/matrix/").content.decode())


def test_the_best_category_is_judged_on_the_tool_as_held(counsel, second_counsel, engineering_owner, signed_in):
    plan = rows.tier()
    approved(plan, "output_ownership", {"own_owner": "customer"}, counsel, second_counsel)
    rows.policy(counsel, engineering_owner, "Open", "Internal", rules=())
    assert "not held" in words(signed_in(counsel).get("/matrix/").content.decode())
    held = rows.tool(plan, "Larkspur as held")
    best = matrix_for(counsel).groups[0].rows[0].best
    assert [(item.tool, item.category, item.outcome) for item in best] == [(held, "Open", "needs_sign_off")]


def test_a_tool_every_category_bars_has_no_best_category(counsel, engineering_owner, signed_in: SignedIn):
    rows.tool(rows.tier(), "Larkspur as held")
    rows.policy(counsel, engineering_owner, "Open")
    assert [(item.category, item.outcome) for item in matrix_for(counsel).groups[0].rows[0].best] == [("", "barred")]
    assert "None Larkspur as held" in words(signed_in(counsel).get("/matrix/").content.decode())


def test_without_a_policy_in_force_nothing_is_judged(counsel, signed_in: SignedIn):
    rows.tool(rows.tier(), "Larkspur as held")
    page = words(signed_in(counsel).get("/matrix/").content.decode())
    assert "no policy in force" in page


def test_a_quote_from_a_contract_is_kept_from_who_may_not_read_it(counsel, second_counsel, outsider, signed_in):
    plan = rows.tier()
    made = rows.reading(plan, "retention", {"keep_prompts_days": 30}, by=counsel, state="draft")
    secret = rows.text_of(plan.product.vendor, "Order form", "Prompts go after 30 days.", visibility="contract")
    open_text = rows.text_of(plan.product.vendor, "Terms", "We keep prompts a while.")
    rows.quote(made, "keep_prompts_days", secret, "Prompts go after 30 days.")
    rows.quote(made, "keep_prompts_days", open_text, "We keep prompts a while.")
    theirs = signed_in(outsider).get("/matrix/").content.decode()
    assert "Prompts go after 30 days." not in theirs
    assert "Order form" not in theirs
    assert "Rests on a contract you may not read." in theirs
    assert "We keep prompts a while." in theirs
    assert "Prompts go after 30 days." in signed_in(counsel).get("/matrix/").content.decode()


def test_the_download_says_what_the_page_says_and_neutralises_formulas(counsel, second_counsel, signed_in: SignedIn):
    plan = rows.tier(vendor="=cmd|' /C calc'!A0")
    approved(plan, "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
    answer = signed_in(counsel).get("/matrix/?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert re.search(r'attachment; filename="matrix-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
    lines = sheet_rows(answer)
    assert len(lines) == 5
    kept = next(line for line in lines if line[5] == "Retention")
    assert kept[0] == "'=cmd|' /C calc'!A0"
    assert kept[7:11] == ["Acceptable", "Prompts kept 30 days", "Approved", "Simon Second"]
    assert next(line for line in lines if line[5] == "Indemnity")[9] == "No reading yet"


def test_the_vendor_filter_narrows_page_and_download(counsel, signed_in: SignedIn):
    rows.tier()
    other = rows.tier(vendor="Meridian AI", product="Studio")
    client = signed_in(counsel)
    query = f"vendor={other.product.vendor.uid}"
    assert "Code Business" not in str(sheet_rows(client.get(f"/matrix/?{query}&format=xlsx")))
    assert "Code Business" not in client.get(f"/matrix/?{query}").content.decode()
    assert "Code Business" not in str(sheet_rows(client.get(f"/matrix/?{query}&format=csv")))
    assert "Studio Business" in client.get(f"/matrix/?{query}").content.decode()


def test_what_no_filter_offers_is_refused_in_words(counsel, signed_in: SignedIn):
    rows.tier()
    client = signed_in(counsel)
    for asked in ("vendor=nobody", f"vendor={uuid.uuid4()}", f"base={uuid.uuid4()}", "base=x", "rating=good", "area=x"):
        assert client.get(f"/matrix/?{asked}").status_code == 422, asked


def test_filters_leave_the_tiers_that_answer_to_all_of_them(counsel, second_counsel, signed_in: SignedIn):
    bad, good, unread = rows.tier("Free", kind="free"), rows.tier("Business"), rows.tier("Pro", kind="pro")
    approved(bad, "retention", {}, counsel, second_counsel, rating="not_acceptable")
    for area in ("output_ownership", "training_restrictions", "retention", "indemnity"):
        approved(good, area, {}, counsel, second_counsel)
    rows.reading(unread, "retention", {}, by=counsel, state="draft", rating="not_acceptable")
    rows.reading(good, "retention", {}, by=counsel, state="draft", rating="not_acceptable")
    rows.tool(good, "Held one")

    def shown(query: str) -> list[str]:
        lines = sheet_rows(signed_in(counsel).get(f"/matrix/?format=csv&{query}"))[1:]
        return sorted({line[1] for line in lines})

    assert shown("rating=not_acceptable") == ["Code Free", "Code Pro"]
    assert shown("rating=not_acceptable&kind=pro") == ["Code Pro"]
    assert shown("rating=undocumented") == ["Code Free", "Code Pro"]
    assert shown("rating=undocumented&area=retention") == []
    assert shown("held=held") == ["Code Business"] and shown("held=not_held") == ["Code Free", "Code Pro"]
    page = words(signed_in(counsel).get("/matrix/?area=retention").content.decode())
    assert "Retention" in page.partition("Best category")[0].rpartition("Tier")[2] and "3 tiers, 1 area" in page
    assert "No tier matches" in signed_in(counsel).get("/matrix/?rating=acceptable&held=not_held").content.decode()


def test_every_tier_is_compared_with_a_chosen_one_and_what_says_the_same_is_folded(
    counsel, second_counsel, signed_in: SignedIn
):
    base, twin = rows.tier("Business"), rows.tier("Team")
    other = rows.tier("Business", vendor="Meridian AI", product="Studio")
    for plan, days in ((base, 30), (twin, 30), (other, 90)):
        approved(plan, "retention", {"keep_prompts_days": days}, counsel, second_counsel)
    found = matrix_for(counsel, base=other)
    assert [[(str(row.tier), row.same) for row in group.rows] for group in found.groups] == [
        [("Code Business", False), ("Code Team", False)],
        [("Studio Business", False)],
    ]
    client = signed_in(counsel)
    page = words(client.get(f"/matrix/?show=differences&base={base.uid}").content.decode())
    assert "Nothing differs from Code Business: Code Team" in page
    assert "Every tier is compared with Larkspur Systems Code Business" in page
    lines = sheet_rows(client.get(f"/matrix/?show=differences&base={base.uid}&format=csv"))[1:]
    assert [(line[1], line[5], line[12], line[13]) for line in lines if line[2] == "no"] == [
        ("Studio Business", "Retention", "no", "Code Business")
    ]


def test_everybody_signed_in_reads_the_matrix_and_nobody_else(outsider, administrator, signed_in: SignedIn):
    rows.tier()
    assert signed_in(outsider).get("/matrix/").status_code == 200
    assert signed_in(administrator).get("/matrix/").status_code == 200
    assert Client().get("/matrix/")["Location"].startswith("/sign-in/")


def test_an_empty_matrix_says_the_next_act_to_whom_it_is_open(counsel, outsider, signed_in: SignedIn):
    assert "Register a vendor" in signed_in(counsel).get("/matrix/").content.decode()
    theirs = signed_in(outsider).get("/matrix/").content.decode()
    assert "No tiers yet" in theirs
    assert "Register a vendor" not in theirs


def test_the_matrix_costs_the_same_with_ten_and_a_hundred_tiers(counsel, second_counsel, engineering_owner, signed_in):
    rows.policy(counsel, engineering_owner, "Open", "Internal")
    client = signed_in(counsel)

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            plan = rows.tier(f"Plan {number}", vendor=f"Vendor {number % 20}")
            made = rows.reading(plan, "output_ownership", {"own_owner": "customer"}, by=counsel, state="draft")
            text = rows.text_of(plan.product.vendor, f"Terms {number}", "You own output.")
            rows.quote(made, "own_owner", text, "You own output.")
            approved(plan, "retention", {"keep_prompts_days": 30}, counsel, second_counsel)
            rows.tool(plan, f"Tool {number}")

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            assert answer.status_code == 200 and (not answer.streaming or len(sheet_rows(answer)) > 1)
        return len(queries)

    addresses = (
        "/matrix/",
        "/matrix/?show=differences",
        "/matrix/?rating=undocumented&held=held",
        "/matrix/?format=csv",
    )
    fill(0, 10)
    client.get("/matrix/")
    before = [cost(address) for address in addresses]
    fill(10, 100)
    assert [cost(address) for address in addresses] == before
