"""The loaded portfolio is what its files say: the services arrived at every state and outcome, on the days named."""

import datetime as dt
import itertools
import json
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from governance.accounts.access import organisation
from governance.accounts.models import Membership, RoleGrant, User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.audit.verify import verify_trail
from governance.demo.loading.portfolio import NotEmpty, load
from governance.modelling import IntervalModel
from policies.domain.lifecycle import Standing, approval_standing
from policies.domain.types import ApprovalState, Lane, LineState, Outcome, RequestState, RevisionState, Verdict
from policies.models import (
    Approval,
    Category,
    Codebase,
    Decision,
    Flow,
    PolicyRevision,
    RequestLine,
    Tool,
    ToolConfiguration,
    ToolRequest,
)
from policies.services.evaluations import judge_lines
from policies.services.requests import today
from tests.domain.content.portfolio import assessments, tiers
from tests.domain.content.portfolio import load as file_of
from vendors.domain.terms import AssessmentState
from vendors.models import Assessment, Capture, GoverningLink, TermsDocument, Vendor

pytestmark = pytest.mark.usefixtures("portfolio_database")
REQUESTS = file_of("requests")["requests"]


def day(days_ago: int) -> dt.date:
    zone = ZoneInfo(organisation().time_zone)
    return timezone.now().astimezone(zone).date() - dt.timedelta(days=days_ago)


def date_of(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZoneInfo(organisation().time_zone)).date()


def reading(row: dict) -> Assessment:
    tier = tiers()[row["tier"]]
    return Assessment.objects.get(
        record__tier__name=tier["name"],
        record__tier__product__name=tier["product"],
        record__area=row["area"],
        number=row["number"],
    )


def lines() -> list[tuple[dict, dict, RequestLine]]:
    """Every line of the files with its request and the row it became; requests are numbered in the order of days."""
    ordered = sorted(REQUESTS, key=lambda row: -row["days_ago"])
    stored = list(ToolRequest.objects.order_by("number"))
    assert len(ordered) == len(stored)
    return [
        (row, line, kept.lines.get(category__slug=line["category"]))
        for row, kept in zip(ordered, stored, strict=True)
        for line in row["lines"]
    ]


def standing_of(approval: Approval) -> Standing:
    return approval_standing(ApprovalState(approval.state), approval.starts_on, approval.ends_on, today())


def turned_stale_since(line: RequestLine) -> bool:
    """Whether a reading the line rests on went stale after it was asked for: then it is no more what it was."""
    readings = Assessment.objects.filter(record__tier=line.tool.tier, state="approved")
    return readings.filter(stale_since__gt=line.request.created_at).exists()


def test_every_lasting_state_occurs():
    assert set(Assessment.objects.values_list("state", flat=True)) == set(AssessmentState)
    assert set(ToolRequest.objects.values_list("state", flat=True)) == set(RequestState)
    assert set(RequestLine.objects.values_list("state", flat=True)) == set(LineState)
    assert set(Approval.objects.values_list("state", flat=True)) == set(ApprovalState)
    assert set(PolicyRevision.objects.values_list("state", flat=True)) == set(RevisionState)
    assert {(row.lane, row.verdict) for row in Decision.objects.all()} == set(itertools.product(Lane, Verdict))
    # An approval starts on the day of its second decision, so none is ever met before its start.
    standings = {standing_of(row) for row in Approval.objects.all()}
    assert standings == set(Standing) - {Standing.NOT_STARTED}


def test_readings_wait_to_be_confirmed_or_are_stale():
    approved = Assessment.objects.filter(state="approved")
    assert approved.filter(stale_since__isnull=False).exists()
    assert approved.filter(confirm_since__isnull=False).exists()
    assert approved.filter(stale_since__isnull=True, confirm_since__isnull=True).exists()


def test_every_list_has_something_to_show():
    counts = {model: model.objects.count() for model in (Vendor, TermsDocument, Capture, Codebase, Tool, Category)}
    assert all(counts.values())
    assert counts[Vendor] == 4
    assert counts[Codebase] >= 12
    assert counts[Category] == 6
    assert {team.codebases.count() > 0 for team in apps.get_model("accounts", "Team").objects.all()} == {True}
    assert set(RoleGrant.objects.open().values_list("role", flat=True)) == set(Role)
    assert not Codebase.objects.filter(categories__isnull=True).exists()


def test_readings_stand_as_the_files_say():
    for row in assessments():
        found, after = reading(row), row["after"]
        assert found.state == row["state"], row["key"]
        assert found.rating == row["rating"], row["key"]
        stale = found.stale_since and date_of(found.stale_since)
        assert stale == (day(after["stale_days_ago"]) if "stale_days_ago" in after else None), row["key"]
        waits = "to_be_confirmed_days_ago" in after and "confirmed_days_ago" not in after
        assert found.to_be_confirmed == waits, row["key"]
        superseded = found.superseded_at and date_of(found.superseded_at)
        assert superseded == (day(after["superseded_days_ago"]) if "superseded_days_ago" in after else None)
        assert found.answers.count() >= len(row["answers"])
        for answer in row["answers"]:
            kept = found.answers.get(question=answer["question"])
            assert kept.links.count() == len(answer["citations"]), (row["key"], answer["question"])


def test_requests_lines_and_approvals_stand_as_the_files_say():
    for row, line, kept in lines():
        assert kept.request.state == row["state"], row["key"]
        assert kept.state == line["state"], row["key"]
        assert date_of(kept.request.created_at) == day(row["days_ago"])
        approval = Approval.objects.filter(line=kept).first()
        assert (approval is not None) == (line["approval"] is not None), row["key"]
        if approval is not None:
            assert approval.state == line["approval"]["state"], row["key"]
            assert standing_of(approval) == line["approval"]["standing"], row["key"]


def test_every_decision_judged_the_outcome_the_files_name():
    for row, line, kept in lines():
        decisions = list(kept.decisions.order_by("decided_at"))
        assert [(d.lane, d.verdict, d.person_name) for d in decisions] == [
            (d["lane"], d["verdict"], User.objects.get(email__startswith=d["by"].replace("-", ".")).name)
            for d in line["decisions"]
        ]
        for decision in decisions:
            judged = json.loads(decision.snapshot.body)
            assert judged["evaluation"]["outcome"] == line["outcome"], (row["key"], line["category"])
        if not decisions and not turned_stale_since(kept):
            assert judge_lines([kept])[kept.pk].evaluation.outcome == Outcome(line["outcome"]), row["key"]


def test_a_text_that_binds_after_notice_bars_an_open_line_once_notice_has_run_and_not_before():
    ((line, outcome),) = (
        (line, Outcome(entry["outcome"]))
        for _, entry, line in lines()
        if line.state == "open" and turned_stale_since(line) and entry["outcome"] != "barred"
    )
    assert judge_lines([line])[line.pk].evaluation.outcome == outcome
    with time_machine.travel(timezone.now() + dt.timedelta(days=90)):
        assert judge_lines([line])[line.pk].evaluation.outcome == Outcome.BARRED


def test_the_audit_trail_holds_and_its_times_rise():
    assert verify_trail().problem == ""
    times = list(Event.objects.order_by("sequence").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[0] < timezone.now() - dt.timedelta(days=320)
    assert times[-1] <= timezone.now()


def test_no_row_begins_or_ends_in_the_future():
    for model in (model for model in apps.get_models() if issubclass(model, IntervalModel)):
        assert not model.objects.filter(valid_from__gt=timezone.now()).exists(), model
        assert not model.objects.filter(valid_until__gt=timezone.now()).exists(), model
    assert ToolConfiguration.objects.filter(valid_until__isnull=False).exists()
    assert GoverningLink.objects.exists()
    assert Membership.objects.exists()
    assert Flow.objects.exists()


def test_every_deed_is_a_persons_but_the_accounts_and_the_loading():
    by_system = Event.objects.filter(actor_uid__isnull=True)
    assert set(by_system.values_list("action", flat=True)) == {"person.added", "role.granted", "demo.loaded"}
    assert by_system.filter(action="role.granted").count() == 1
    assert set(by_system.values_list("via", flat=True)) == {"system"}
    assert set(Event.objects.filter(actor_uid__isnull=False).values_list("via", flat=True)) == {"session"}


def test_no_password_is_kept_in_the_trail(tmp_path):
    passwords = [line.split()[-1] for line in (tmp_path / "demo-logins.part").read_text().splitlines()]
    assert len(set(passwords)) == len(file_of("organisation")["people"])
    bodies = "\n".join(Event.objects.values_list("body", flat=True))
    assert not any(password in bodies for password in passwords)


def test_it_is_loaded_into_an_empty_database_only():
    before = Event.objects.count()
    with pytest.raises(NotEmpty):
        load()
    assert Event.objects.count() == before


def test_the_catalogue_goes_beside_it_and_leaves_it_alone(capsys):
    revisions = PolicyRevision.objects.count()
    call_command("load_catalogue", skip_checks=True)
    assert Vendor.objects.count() > 4
    assert PolicyRevision.objects.count() == revisions
    assert "There is a policy already" in capsys.readouterr().out
    assert verify_trail().problem == ""
