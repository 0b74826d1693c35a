"""One supervised child process: started, started again when it dies, ended with everything it started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from governance.bootstrap import environment
from governance.bootstrap.environment import ROOT

LONGEST_PAUSE = 30.0
GRACE = 10.0
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """On Linux: should the supervisor be killed outright, the kernel asks its children to end."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A command kept running. Its process group is its own, so Ctrl-C in the terminal reaches the supervisor only."""

    def __init__(self, name: str, command: list[str], log: Path, inherited: int | None = None) -> None:
        self.name, self._command, self._log = name, command, log
        self._inherited = () if inherited is None else (inherited,)
        self._process: subprocess.Popen[bytes] | None = None
        self._pause, self._not_before, self._started = 1.0, 0.0, 0.0

    def start(self) -> None:
        """Start the command, its words appended to the log."""
        self._started = time.monotonic()
        with self._log.open("ab") as sink:
            self._process = subprocess.Popen(
                self._command,
                cwd=str(ROOT),
                env=environment.for_children(),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                pass_fds=self._inherited,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def runs(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def keep_going(self) -> None:
        """Start the process again if it died: at once the first time, with growing pauses while it keeps dying."""
        now = time.monotonic()
        if self.runs():
            if now - self._started > LONGEST_PAUSE:
                self._pause = 1.0
            return
        if self._not_before == 0.0:
            code = self._process.returncode if self._process else None
            print(
                f"The {self.name} process ended (exit code {code}); it is started again. Log: {self._log}", flush=True
            )
            self._end_group()  # Celery's clock is a process of its own and outlives a killed worker
            self._not_before = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        elif now >= self._not_before:
            self._not_before = 0.0
            self.start()

    def ask_to_end(self) -> None:
        """Ask the process to finish what it does."""
        if self._process is not None and self.runs():
            self._process.terminate()

    def end(self) -> None:
        """Wait a while, then end the whole group."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=GRACE)
        self._end_group()
        self._process.wait()

    def _end_group(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """The end of the log."""
        return self._log.read_text(errors="replace")[-3000:] if self._log.exists() else ""
