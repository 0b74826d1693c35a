"""`.venv` from the hash-checked lock, and the variables children are given. A repeat run does not call pip."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements-dev.lock"
STAMP = VENV / "countersign.stamp"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NotInstalled(Exception):
    """The environment could not be made; pip has said why."""


def python() -> Path:
    """The interpreter of `.venv`."""
    return VENV / "bin" / "python"


def install() -> None:
    """Make `.venv` as the lock says, unless it is so already. Raises NotInstalled."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text().strip() == wanted and _runs():
        return
    if VENV.exists() and not _runs():
        shutil.rmtree(VENV)
    print("Setting up .venv (once; about a minute) ...", flush=True)
    if not VENV.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    STAMP.unlink(missing_ok=True)
    pip = [str(python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q"]
    done = subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=False)
    if done.returncode:
        raise NotInstalled("pip could not install what the lock names; its words are above. Run the command again.")
    STAMP.write_text(wanted)


def _runs() -> bool:
    """Whether the interpreter of `.venv` still starts (the Python it came from may be gone)."""
    if not python().exists():
        return False
    return subprocess.run([str(python()), "-c", ""], capture_output=True, check=False).returncode == 0


def home() -> Path:
    """COUNTERSIGN_HOME as governance.settings reads it."""
    given = os.environ.get("COUNTERSIGN_HOME", "").strip()
    return Path(given).expanduser().absolute() if given else ROOT / ".local"


def for_children() -> dict[str, str]:
    """Our environment with loopback kept away from proxies, and Homebrew's libraries in reach on a Mac."""
    variables = dict(os.environ)
    for name in ("NO_PROXY", "no_proxy"):
        entries = [entry for entry in variables.get(name, "").split(",") if entry]
        variables[name] = ",".join([*entries, *(host for host in LOOPBACK if host not in entries)])
    if sys.platform == "darwin":
        variables.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib:/usr/lib")
    return variables
