"""`make run`: migrate, fill on the first run, and keep web server and worker going until Ctrl-C.

It runs on the system's Python beside `.venv` and knows nothing of Django; what it wants done it asks manage.py.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from governance.bootstrap import environment
from governance.bootstrap.children import Child
from governance.bootstrap.environment import ROOT

FIRST_PORT = 8000
PORTS_TRIED = 100
PATIENCE = 90.0
NOT_EMPTY = 3
"""Exit code of `manage.py load_demo` on a database that already holds something: then there is nothing to fill."""


class CannotRun(Exception):
    """The site cannot be started; the text says why."""


def run() -> int:
    """Run the site until a signal; returns the exit code (2: what was asked for by variables cannot be)."""
    home = environment.home()
    try:
        _first_port()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except CannotRun as problem:
        print(problem, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"COUNTERSIGN_HOME is {str(home)!r}, which cannot be used: {error.strerror}.", file=sys.stderr)
        return 2
    with (home / "run.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            print(f"Countersign already runs from {home}: {handle.read().strip() or 'it is just starting'}")
            print("End it there with Ctrl-C, or give this one a COUNTERSIGN_HOME of its own.")
            return 0
        handle.truncate(0)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a background shell hands SIGINT on ignored
            signal.signal(number, _as_interrupt)
        try:
            return _run_in(home, handle.name)
        except KeyboardInterrupt:
            return 0
        except CannotRun as problem:
            print(problem, file=sys.stderr)
            return 1
        finally:
            Path(handle.name).write_text("")


def _as_interrupt(_: int, __: "FrameType | None") -> None:
    raise KeyboardInterrupt


def _run_in(home: Path, lock: str) -> int:
    logs = home / "logs"
    logs.mkdir(exist_ok=True)
    print("Preparing the database ...", flush=True)
    if _manage("migrate", "--noinput", "-v", "0"):
        raise CannotRun("The database could not be prepared; see above.")
    _fill(home)
    with _free_door() as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        children = _children(home, logs, door)
        try:
            for child in children:
                child.start()
            _wait_until_healthy(address, children[0])
            Path(lock).write_text(address)
            _greet(home, address, logs)
            while True:
                time.sleep(0.5)
                for child in children:
                    child.keep_going()
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them behind
            print("\nStopping ...", flush=True)
            for child in children:
                child.ask_to_end()
            for child in children:
                child.end()


def _fill(home: Path) -> None:
    """Load the demo unless it was loaded or the database is in use."""
    if (home / "demo-logins.txt").exists():
        return
    print("Loading the demo portfolio and driving it to a signed report (once) ...", flush=True)
    code = _manage("load_demo")
    if code not in (0, NOT_EMPTY):
        raise CannotRun(f"The demo could not be loaded; see above. To start again, remove {home}.")


def _children(home: Path, logs: Path, door: socket.socket) -> list[Child]:
    python = str(environment.python())
    web = [python, "-m", "gunicorn", "governance.wsgi", "--bind", f"fd://{door.fileno()}", "--workers", "2"]
    web += ["--threads", "4", "--graceful-timeout", "5", "--no-control-socket"]  # it would lie in ~/.gunicorn
    worker = [python, "-m", "celery", "-A", "governance", "worker", "-P", "threads", "-c", "2", "-B", "-l", "INFO"]
    schedule = ["-s", str(home / "celerybeat-schedule"), "--without-gossip", "--without-mingle"]
    return [
        Child(
            "web",
            web,
            logs / "web.log",
            door.fileno(),
        ),
        Child("worker", [*worker, *schedule], logs / "worker.log"),
    ]


def _manage(*arguments: str) -> int:
    command = [str(environment.python()), str(ROOT / "manage.py"), *arguments]
    variables = {"COUNTERSIGN_LOG_LEVEL": "WARNING", "COUNTERSIGN_LOG_FORMAT": "lines", **environment.for_children()}
    return subprocess.run(command, cwd=str(ROOT), env=variables, check=False).returncode


def _free_door() -> socket.socket:
    """A listening socket on the first free loopback port; it stays open while children are replaced."""
    first = _first_port()
    for port in range(first, first + PORTS_TRIED):
        try:
            return socket.create_server(("127.0.0.1", port), backlog=128)
        except OSError:
            continue
    raise CannotRun(f"No free port from {first} on.")


def _first_port() -> int:
    """The port to try first. Asked before anything is done, so that nonsense is refused at once."""
    given = os.environ.get("COUNTERSIGN_PORT", "").strip() or str(FIRST_PORT)
    if not (given.isascii() and given.isdigit() and 1024 <= int(given) <= 65000):
        raise CannotRun(f"COUNTERSIGN_PORT is {given!r}; it must be a whole number from 1024 to 65000.")
    return int(given)


def _wait_until_healthy(address: str, web: Child) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and web.runs():
        try:
            with opener.open(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise CannotRun(f"The web server did not come up:\n{web.last_words()}")


def _greet(home: Path, address: str, logs: Path) -> None:
    reports = sorted((home / "reports").glob("*.pdf"), key=lambda path: path.stat().st_mtime)
    logins = home / "demo-logins.txt"
    print("\nCountersign is running. Ctrl-C ends it. Logs:", logs)
    if reports:
        print("A jointly signed audit report:")
        print(reports[-1])
    print("The site:")
    print(address)
    if logins.exists():
        print("\nDemo log-ins, by role:")
        print(logins.read_text().rstrip())
    sys.stdout.flush()
