"""The site as it really runs: gunicorn and a Celery worker as processes of their own, over a database of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from governance import neighbours

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0


class LiveSite:
    """A running site. `url` is its address, `home` its COUNTERSIGN_HOME (the test process uses the same one)."""

    def __init__(self, database_url: str, home: Path) -> None:
        self.home = home
        self.url = ""
        self.environment = {**os.environ, "DATABASE_URL": database_url, "COUNTERSIGN_HOME": str(home)}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start gunicorn on a free loopback port, handed over as an open socket: nobody can take it."""
        self._start(0)

    def start_again(self) -> None:
        """Start gunicorn at the address it had before."""
        self._start(int(self.url.rpartition(":")[2]))

    def _start(self, port: int) -> None:
        with socket.create_server(("127.0.0.1", port)) as door:
            self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
            command = ["gunicorn", "governance.wsgi", "--bind", f"fd://{door.fileno()}", "--threads", "4"]
            self._spawn("web", [*command, "--graceful-timeout", "2"], pass_fds=(door.fileno(),))
        self._wait_for_web()

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a Celery worker with the clock in it, as `make run` does; returns the process (to kill it, say)."""
        schedule = self.home / "celerybeat-schedule"
        command = ["celery", "-A", "governance", "worker", "-P", "threads", "-c", "2", "-B", "-s", str(schedule)]
        return self._spawn("worker", [*command, "--without-gossip", "--without-mingle", "-l", "WARNING"])

    def stop_worker(self) -> None:
        """End the worker if it runs."""
        self._end("worker")

    def stop(self) -> None:
        """End every process."""
        for name in list(self._processes):
            self._end(name)

    def log(self, name: str = "web") -> str:
        """What a process wrote so far."""
        return (self.home / f"{name}.log").read_text(errors="replace")

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `manage.py` over the site's database and home; never raises for an exit code."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)

    def _spawn(self, name: str, module: list[str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        with (self.home / f"{name}.log").open("ab") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._processes[name] = process
        return process

    def _end(self, name: str) -> None:
        process = self._processes.pop(name, None)
        if process is None:
            return
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=8)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # Celery's clock outlives a worker that was killed
        process.wait(timeout=8)

    def _wait_for_web(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._processes["web"].poll() is None:
            try:
                with opener.open(f"{self.url}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the site did not start:\n{self.log()[-4000:]}")


def settings_at(home: Path, store: dict[str, Any] | None = None) -> dict[str, Any]:
    """The settings under which the test process writes its files into `home`; stored bytes go to `store` if given."""
    store = store or neighbours.file_store(home / "blobs")
    return {
        "HOME": home,
        "REPORTS_DIR": home / "reports",
        "EMAIL_FILE_PATH": home / "mail",
        "STORAGES": {**django_settings.STORAGES, "default": store, "blobs": store},
    }


@contextlib.contextmanager
def running(
    database_url: str, home: Path, variables: Mapping[str, str] | None = None, store: dict[str, Any] | None = None
) -> Iterator[LiveSite]:
    """The site running over a database, configured by `variables` besides.

    Files the test writes through Django and the site's files are the same; a `store` is what `variables` name.
    """
    with override_settings(**settings_at(home, store)):
        site = LiveSite(database_url, home)
        site.environment |= variables or {}
        site.environment["COUNTERSIGN_SECRET_KEY"] = django_settings.SECRET_KEY  # else it would not open our sessions
        try:
            site.start()
            yield site
        finally:
            site.stop()


@pytest.fixture
def live_site(own_database: str, tmp_path: Path) -> Iterator[LiveSite]:
    """The site running over `own_database`."""
    with running(own_database, tmp_path) as site:
        yield site
