"""The demo portfolio hangs together: keys resolve, values are known, separation is kept, every line can come about."""

from __future__ import annotations

import pytest

from governance.accounts.roles import Role, clashes
from policies.domain.evaluation import evaluate
from policies.domain.lifecycle import Standing
from policies.domain.rules import rule_of
from policies.domain.rules.parameters import clean_parameters, parameter_problems
from policies.domain.types import (
    RESTRICTED_KINDS,
    ApprovalState,
    BindingMode,
    CodebaseKind,
    Destination,
    FlowKind,
    Lane,
    LineState,
    Mode,
    OnFail,
    Outcome,
    RequestState,
    RevisionState,
    Surface,
    Verdict,
)
from tests.domain.content.portfolio import categories, category_facts, load, releases, tiers, tool_on, versions
from tests.domain.content.test_demo_texts import canonical
from vendors.domain.settings_catalogue import SETTINGS, setting_problem
from vendors.domain.terms import Channel, FeatureStatus, LicenceLayerKind, ProductKind, TierKind

REQUESTS = load("requests")["requests"]
LINES = [(request, line) for request in REQUESTS for line in request["lines"]]
NAMES = [f"{request['key']}: {line['category']}" for request, line in LINES]


def people() -> dict[str, dict]:
    return {row["key"]: row for row in load("organisation")["people"]}


def test_people_hold_roles_that_go_together_and_live_at_the_demo_address() -> None:
    for person in people().values():
        held = frozenset(Role(role) for role in person["roles"])
        assert all(not clashes(held - {role}, role) for role in held)
        assert person["email"].endswith("@northbeck.example")
    assert {role for person in people().values() for role in person["roles"]} == {role.value for role in Role}
    organisation = load("organisation")["organisation"]
    named = (organisation["legal_owner"], organisation["engineering_owner"], organisation["escalation_contact"])
    assert set(named) <= set(people())
    assert len(load("organisation")["teams"]) == 3


def test_four_vendors_have_two_to_four_tiers_each() -> None:
    vendors = load("vendors")["vendors"]
    assert len(vendors) == 4
    for vendor in vendors:
        assert 2 <= sum(len(product["tiers"]) for product in vendor["products"]) <= 4
        assert all(ProductKind(product["kind"]) for product in vendor["products"])
    assert all(TierKind(tier["kind"]) and set(tier["releases"]) <= set(releases()) for tier in tiers().values())
    for release in releases().values():
        assert set(release["bases"]) <= set(releases())
        assert all(LicenceLayerKind(layer["layer"]) for layer in release["layers"])


def test_a_second_counsel_verifies_each_layer_on_words_of_a_licence_captured_before() -> None:
    counsel = {row["key"] for row in load("organisation")["people"] if "counsel" in row["roles"]}
    for vendor in load("vendors")["vendors"]:
        for layer in (layer for release in vendor["releases"] for layer in release["layers"]):
            said = layer["verified"]
            assert said["by"] in counsel - {vendor["added_by"]}
            version = versions()[said["document"], 1]
            assert version["captured_days_ago"] >= said["days_ago"]
            for exact in (said["exact"], *(duty["exact"] for duty in layer["duties"])):
                assert canonical(version["file"]).count(exact) == 1


def test_codebases_and_flows_use_known_values_and_restricted_kinds_are_restricted() -> None:
    rows = {row["key"]: row for row in load("codebases")["codebases"]}
    assert len(rows) >= 12
    for row in rows.values():
        category = categories()[row["category"]]
        assert row["kind"] in category["allowed_kinds"]
        assert row["destination"] in category["allowed_destinations"]
        assert row["owner"] in people()
        assert CodebaseKind(row["kind"]) not in RESTRICTED_KINDS or category["mode"] == Mode.RESTRICTED
    assert {row["kind"] for row in rows.values()} == {kind.value for kind in CodebaseKind}
    for flow in load("codebases")["flows"]:
        assert flow["source"] != flow["target"]
        assert {flow["source"], flow["target"]} <= set(rows)
        assert FlowKind(flow["kind"])


def test_six_categories_have_known_rules_parameters_and_two_owners() -> None:
    assert len(categories()) == 6
    for row in categories().values():
        assert "counsel" in people()[row["legal_owner"]]["roles"]
        assert "engineering_owner" in people()[row["engineering_owner"]]["roles"]
        assert all(Destination(place) for place in row["allowed_destinations"])
        for rule in row["rules"]:
            check_rule(rule)


def check_rule(rule: dict) -> None:
    """A rule of a data file is known, told what it can use, and has its reason."""
    known = rule_of(rule["code"], rule["version"])
    assert parameter_problems(known, clean_parameters(known, rule["parameters"])) == {}
    assert set(rule["parameters"]) == {parameter.name for parameter in known.parameters}
    assert OnFail(rule["on_fail"])
    assert rule["reason"]


def test_revisions_come_in_every_state_and_edit_what_the_first_one_has() -> None:
    first, *later = load("policy")["revisions"]
    assert {row["state"] for row in (first, *later)} == {state.value for state in RevisionState}
    for row in (first, *later):
        lanes = {signature["lane"] for signature in row["signatures"]}
        assert (lanes == {lane.value for lane in Lane}) == (row["state"] in ("published", "superseded"))
        assert len({signature["by"] for signature in row["signatures"]}) == len(row["signatures"])
    for edit in (edit for row in later for edit in row["edits"]):
        codes = {rule["code"] for rule in categories()[edit["category"]]["rules"]}
        if edit["edit"] == "save_rule":
            check_rule(edit["rule"])
        elif edit["edit"] == "remove_rule":
            assert edit["code"] in codes
        else:
            assert edit["edit"] == "change_category"


def test_no_published_edit_changes_a_rule_so_that_lines_are_judged_by_the_first_rules() -> None:
    for row in load("policy")["revisions"][1:]:
        if row["state"] in ("published", "superseded"):
            assert {edit["edit"] for edit in row["edits"]} == {"change_category"}


def test_tools_are_described_in_known_words() -> None:
    for tool in load("tools")["tools"]:
        assert tool["tier"] in tiers()
        assert "engineering_manager" in people()[tool["added_by"]]["roles"]
        for held in tool["configurations"]:
            assert Channel(held["held"]["channel"])
            assert FeatureStatus(held["held"]["feature_status"])
            assert set(held["releases"]) <= set(tiers()[tool["tier"]]["releases"])
            for setting in held["settings"]:
                assert setting["code"] in SETTINGS
                assert setting_problem(setting["code"], setting["value"]) == ""
            for binding in held["bindings"]:
                if BindingMode(binding["mode"]) is BindingMode.PINNED:
                    assert (binding["document"], binding["version"]) in versions()
        for statement in tool["statements"]:
            assert Surface(statement["surface"])
            assert "engineering_owner" in people()[statement["by"]]["roles"]


@pytest.mark.parametrize(("request_row", "line"), LINES, ids=NAMES)
def test_a_line_has_the_outcome_it_says_on_every_day_somebody_acted(request_row: dict, line: dict) -> None:
    days = {request_row["days_ago"], *(decision["days_ago"] for decision in line["decisions"])}
    category = category_facts(categories()[line["category"]])
    found = [evaluate(tool_on(request_row["tool"], day), category) for day in days]
    assert {evaluation.outcome for evaluation in found} == {line["outcome"]}
    if line["state"] in ("approved", "superseded"):
        bars = {row.code for one in found for row in one.findings if row.outcome is Outcome.BARRED}
        assert bars <= {
            row["rule"]
            for row in load("exceptions")["exceptions"]
            if (row["tool"], row["category"]) == (request_row["tool"], line["category"]) and row["state"] == "active"
        }


@pytest.mark.parametrize(("request_row", "line"), LINES, ids=NAMES)
def test_a_line_is_decided_by_its_owners_and_nobody_decides_what_they_asked_for(request_row: dict, line: dict) -> None:
    category = categories()[line["category"]]
    tool = next(row for row in load("tools")["tools"] if row["key"] == request_row["tool"])
    contributors = {request_row["requester"], tool["added_by"], *(held["by"] for held in tool["configurations"])}
    assert request_row["team"] in people()[request_row["requester"]]["teams"]
    days = [request_row["days_ago"]]
    for decision in line["decisions"]:
        assert Verdict(decision["verdict"])
        assert decision["by"] == category[f"{Lane(decision['lane']).value}_owner"]
        assert decision["by"] not in contributors
        assert decision["reasons"]
        days.append(decision["days_ago"])
    assert days == sorted(days, reverse=True)
    verdicts = [decision["verdict"] for decision in line["decisions"]]
    if line["state"] in ("approved", "superseded"):
        assert verdicts == ["approve", "approve"]
        assert len({(str(d["ends_on"]), tuple(d["conditions"])) for d in line["decisions"]}) == 1
    if line["state"] == "declined":
        assert verdicts[-1] == "decline"


def test_requests_lines_and_approvals_come_in_every_state() -> None:
    assert {request["state"] for request in REQUESTS} == {state.value for state in RequestState}
    assert {line["state"] for _, line in LINES} == {state.value for state in LineState}
    approvals = [line["approval"] for _, line in LINES if line["approval"]]
    assert {row["state"] for row in approvals} == {state.value for state in ApprovalState}
    assert {row["standing"] for row in approvals} == {state.value for state in Standing} - {"not_started"}
    decided = {tuple(d["lane"] for d in line["decisions"]) for _, line in LINES if line["state"] == "open"}
    assert decided == {(), ("legal",), ("engineering",)}
    assert {line["outcome"] for _, line in LINES} == {outcome.value for outcome in Outcome}


def test_reports_name_two_signatories_and_known_scopes() -> None:
    teams = {row["key"] for row in load("organisation")["teams"]}
    for report in load("reports")["reports"]:
        assert "counsel" in people()[report["legal_signatory"]]["roles"]
        assert "engineering_owner" in people()[report["engineering_signatory"]]["roles"]
        assert set(report["scope"]["teams"]) <= teams
        assert set(report["scope"]["categories"]) <= set(categories())
    states = {report["state"] for report in load("reports")["reports"]}
    assert states == {"sealed", "signed_by_one", "draft", "declined", "cancelled"}
