"""The demo's main job, driven once: reports in every lasting state, one sealed on disk, and the log-ins."""

import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.audit.verify import verify_trail
from governance.demo.loading import portfolio, reports, requests
from governance.jobs.models import Job, JobState
from governance.reports.models import Report, ReportState
from governance.reports.services.verification import verify_pdf
from policies.domain.types import Lane
from tests.architecture.sources import ROOT
from tests.domain.content.portfolio import load as file_of


@pytest.mark.usefixtures("demo_database")
def test_reports_come_in_every_state_that_lasts():
    # What is requested, frozen or signed is on the worker's desk and moves on by itself.
    passing = {ReportState.REQUESTED, ReportState.FROZEN, ReportState.SIGNED}
    assert set(Report.objects.values_list("state", flat=True)) == set(ReportState) - passing
    assert {report.title: report.state for report in Report.objects.all()} == {
        row["title"]: row["state"] for row in file_of("reports")["reports"]
    }
    jobs = Job.objects.filter(kind__startswith="report.")
    assert set(jobs.values_list("state", flat=True)) == {JobState.DONE, JobState.CANCELLED}


@pytest.mark.usefixtures("demo_database")
def test_one_report_is_signed_by_both_functions_and_lies_sealed_on_disk():
    (path,) = (settings.HOME / "reports").iterdir()
    judged = verify_pdf(path.read_bytes())
    assert judged.valid, judged.reason
    signatures = judged.report.signatures.all()
    assert {row.lane for row in signatures} == set(Lane)
    assert len({row.person_id for row in signatures}) == 2


@pytest.mark.usefixtures("demo_database")
def test_the_trail_holds_to_the_last_seal():
    assert verify_trail().problem == ""
    assert Event.objects.filter(action="report.sealed").count() == 1
    times = list(Event.objects.order_by("sequence").values_list("at", flat=True))
    assert times == sorted(times)


@pytest.mark.usefixtures("demo_database")
def test_the_log_ins_are_for_their_owner_only_and_open_every_account():
    path = settings.HOME / "demo-logins.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = path.read_text().splitlines()
    assert {line.split(":")[0].replace(" ", "_") for line in lines} == set(Role)
    for line in lines:
        email, password = line.partition(": ")[2].split(" ")
        assert User.objects.get(email=email).check_password(password)


@pytest.mark.usefixtures("demo_database")
def test_a_second_load_is_refused_and_changes_nothing():
    before = Event.objects.count()
    with pytest.raises(CommandError, match="loaded already") as refusal:
        call_command("load_demo", skip_checks=True)
    assert refusal.value.returncode == 3
    assert Event.objects.count() == before


@pytest.mark.usefixtures("portfolio_database")
def test_a_report_that_cannot_be_made_is_said_and_finished_by_the_next_load(monkeypatch):
    rows = [row for row in file_of("reports")["reports"] if row["state"] == "cancelled"]
    monkeypatch.setattr(reports, "data", lambda name: {**file_of(name), "reports": rows})
    made = reports.bring_about

    def break_off():
        raise reports.NotFinished("The pen broke.")

    monkeypatch.setattr(reports, "bring_about", break_off)
    with pytest.raises(CommandError, match=r"The pen broke\. Run `manage.py load_demo` again") as refusal:
        call_command("load_demo", skip_checks=True)
    assert refusal.value.returncode == 1
    assert not (settings.HOME / "demo-logins.txt").exists()
    monkeypatch.setattr(reports, "bring_about", made)
    call_command("load_demo", skip_checks=True, verbosity=0)
    assert reports.finished()
    assert (settings.HOME / "demo-logins.txt").exists()


def test_a_database_that_holds_something_is_refused_in_words(own_database, counsel):
    with pytest.raises(CommandError, match="into an empty one only") as refusal:
        call_command("load_demo", skip_checks=True)
    assert refusal.value.returncode == 3
    assert User.objects.count() == 1


def test_a_failing_load_leaves_nothing(own_database, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(requests, "decide_line", fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        portfolio.load()
    assert not Event.objects.exists()
    assert not User.objects.exists()


def test_the_command_line_verifies_what_the_demo_sealed(demo_database, tmp_path):
    (path,) = (tmp_path / "reports").iterdir()
    environment = {**os.environ, "DATABASE_URL": demo_database, "COUNTERSIGN_HOME": str(tmp_path)}
    command = [sys.executable, "manage.py", "verify_report", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
