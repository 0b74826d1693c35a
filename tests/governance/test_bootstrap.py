"""Set-up and supervision, before and beside Django: what is missing is said, what died is started again, pip rests."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from governance.bootstrap import commands, environment, machine, supervisor
from governance.bootstrap.children import Child
from tests.harness.site import ROOT


def absent(name: str) -> machine.Need:
    return machine.Need(f"The {name}", lambda: False, (f"deb-{name}",), (f"rpm-{name}",), (f"brew-{name}",))


def test_nothing_is_installed_when_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(machine.subprocess, "run", lambda *_, **__: pytest.fail("something was run"))
    machine.provide([machine.Need("Python", lambda: True, (), (), ())])


def test_without_apt_one_line_to_copy_is_given_for_each_system(monkeypatch):
    monkeypatch.setenv("NO_APT", "1")
    with pytest.raises(machine.Missing) as told:
        machine.provide([absent("one"), absent("two")])
    lines = str(told.value).splitlines()
    assert any(line.strip().startswith("Debian") and line.endswith("deb-one deb-two") for line in lines)
    assert any(line.strip().startswith("Fedora") and line.endswith("rpm-one rpm-two") for line in lines)
    assert any(line.strip().startswith("macOS") and line.endswith("brew-one brew-two") for line in lines)


def test_a_repeated_setup_does_not_call_pip(monkeypatch, tmp_path):
    lock = tmp_path / "lock"
    lock.write_text("a==1")
    monkeypatch.setattr(environment, "LOCK", lock)
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp")
    (tmp_path / "stamp").write_text(environment.hashlib.sha256(b"a==1").hexdigest())
    monkeypatch.setattr(environment, "_runs", lambda: True)
    monkeypatch.setattr(environment.subprocess, "run", lambda *_, **__: pytest.fail("pip was called"))
    environment.install()


def test_loopback_never_goes_through_a_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "internal.example,127.0.0.1")
    assert environment.for_children()["NO_PROXY"] == "internal.example,127.0.0.1,localhost,::1"


def test_a_taken_port_makes_it_take_the_next(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("COUNTERSIGN_PORT", str(port))
        with supervisor._free_door() as door:
            assert port < door.getsockname()[1] < port + supervisor.PORTS_TRIED


@pytest.mark.parametrize("port", ["80", "http", "70000", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("COUNTERSIGN_PORT", port)
    with pytest.raises(supervisor.CannotRun, match="COUNTERSIGN_PORT"):
        supervisor._free_door()


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def wait_for(condition, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def test_a_killed_child_is_started_again_and_ended_with_all_it_started(tmp_path):
    log = tmp_path / "log"
    program = (
        "import os, subprocess, sys, time; c = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(90)']);"
        "print(os.getpid(), c.pid, flush=True); time.sleep(90)"
    )
    child = Child("patient", [sys.executable, "-c", program], log)
    child.start()
    try:
        wait_for(lambda: len(log.read_text().split()) == 2)
        first, grandchild = map(int, log.read_text().split())
        os.kill(first, signal.SIGKILL)

        def started_again() -> bool:
            child.keep_going()
            return len(log.read_text().split()) == 4

        wait_for(started_again)
        wait_for(lambda: not alive(grandchild) or _is_zombie(grandchild))
        assert child.runs()
    finally:
        child.ask_to_end()
        child.end()
    assert not child.runs()


def _is_zombie(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return state.strip().startswith("Z") or not state.strip()


def test_a_second_run_beside_the_first_says_so(tmp_path):
    import fcntl

    with (tmp_path / "run.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("http://127.0.0.1:8000")
        held.flush()
        environment_of_second = {**os.environ, "COUNTERSIGN_HOME": str(tmp_path), "NO_APT": "1"}
        second = subprocess.run(
            [sys.executable, "governance/bootstrap", "run"],
            cwd=ROOT,
            env=environment_of_second,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert second.returncode == 0, second.stderr
    assert "already runs" in second.stdout
    assert "http://127.0.0.1:8000" in second.stdout


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"COUNTERSIGN_PORT": "http"}, "COUNTERSIGN_PORT is 'http'"),
        ({"COUNTERSIGN_HOME": "/proc/countersign"}, "COUNTERSIGN_HOME is '/proc/countersign', which cannot be used"),
        ({"COUNTERSIGN_HOME": str(ROOT / "Makefile")}, "which cannot be used"),
    ],
)
def test_a_run_that_cannot_be_is_refused_before_anything_is_done(tmp_path, variables, words):
    found = subprocess.run(
        [sys.executable, "governance/bootstrap", "run"],
        cwd=ROOT,
        env={**os.environ, "COUNTERSIGN_HOME": str(tmp_path / "home"), "NO_APT": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert found.returncode == 2
    assert words in found.stderr and len(found.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "home").exists()


def test_the_web_server_leaves_nothing_outside_the_home(tmp_path):
    with supervisor._free_door() as door:
        web = supervisor._children(tmp_path, tmp_path, door)[0]
    assert "--no-control-socket" in web._command  # gunicorn puts it into ~/.gunicorn, one for all homes


def test_what_is_printed_last_is_the_report_the_address_and_the_log_ins_by_role(tmp_path, capsys):
    report = tmp_path / "reports" / "countersign-report-0001.pdf"
    report.parent.mkdir()
    report.touch()
    (tmp_path / "demo-logins.txt").write_text("counsel: ines@x.example secret\nauditor: agnes@x.example secret\n")
    supervisor._greet(tmp_path, "http://127.0.0.1:8000", tmp_path / "logs")
    said = capsys.readouterr().out.splitlines()
    assert said.index(str(report)) < said.index("http://127.0.0.1:8000") < said.index("counsel: ines@x.example secret")
    assert said[-1] == "auditor: agnes@x.example secret"


def test_an_unknown_command_is_answered_with_the_known_ones():
    found = subprocess.run(
        [sys.executable, "governance/bootstrap", "jump"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 2
    assert "setup, run, test" in found.stderr


@pytest.mark.parametrize(
    ("part", "servers"),
    [
        ("", {"Redis", "RabbitMQ", "LibreOffice"}),
        ("brokers", {"Redis", "RabbitMQ"}),
        ("office", {"LibreOffice"}),
        ("kills", set()),
    ],
)
def test_a_proof_asks_only_for_the_programs_it_drives(monkeypatch, part, servers):
    asked = []
    monkeypatch.setenv("P", part)
    monkeypatch.setenv("BROWSER", "off")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setattr(commands.machine, "provide", lambda needs: asked.extend(need.words for need in needs))
    monkeypatch.setattr(commands.environment, "install", lambda: None)
    monkeypatch.setattr(commands, "_pytest", lambda _: 0)
    assert commands.run(["prove"]) == 0
    assert set(asked) & {"Redis", "RabbitMQ", "LibreOffice"} == servers


@pytest.mark.parametrize(
    ("codes", "worst"), [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5)]
)
def test_slow_proofs_run_on_both_databases_and_need_not_have_something_for_each(monkeypatch, codes, worst):
    ran, left = [], iter(codes)
    monkeypatch.setattr(commands, "_prepare", lambda **_: None)
    monkeypatch.setattr(commands, "_pytest", lambda given: ran.append(given[given.index("--db") + 1]) or next(left))
    assert commands.run(["prove"]) == worst
    assert ran == ["sqlite", "postgresql"]
