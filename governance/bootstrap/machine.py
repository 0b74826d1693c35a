"""System packages: which are missing on this machine, and putting them there through apt if we may."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BREW_LIBRARIES = ("/opt/homebrew/lib", "/usr/local/lib")
PROGRAM_PLACES = ("/usr/lib/rabbitmq/bin", "/usr/sbin", "/opt/homebrew/sbin", "/opt/homebrew/bin", "/usr/local/sbin")
"""Where servers lie besides PATH. RabbitMQ's own folder comes first: Debian's wrapper would turn into another user."""
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


class Missing(Exception):
    """Something has to be installed by hand; the text is what to say before exit 2."""


@dataclass(frozen=True)
class Need:
    """One thing the machine must have, and the packages that bring it."""

    words: str
    present: Callable[[], bool]
    debian: tuple[str, ...]
    fedora: tuple[str, ...]
    brew: tuple[str, ...]


def _library(linux: str, mac: str) -> Callable[[], bool]:
    def present() -> bool:
        if sys.platform == "darwin":
            return any((Path(folder) / mac).exists() for folder in BREW_LIBRARIES)
        try:
            ctypes.CDLL(linux)
        except OSError:
            return False
        return True

    return present


def program(name: str) -> str:
    """Path of a server's program, also where an ordinary PATH does not look; "" when there is none."""
    return shutil.which(name, path=os.pathsep.join([*PROGRAM_PLACES, os.environ.get("PATH", "")])) or ""


def _venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


def _chromium() -> bool:
    return any(shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *CHROMIUMS) if name)


VENV = Need("Python's venv module", _venv, ("python3-venv",), ("python3",), ("python",))
PDF = (
    Need("Pango", _library("libpango-1.0.so.0", "libpango-1.0.0.dylib"), ("libpango-1.0-0",), ("pango",), ("pango",)),
    Need(
        "Pango's FreeType half",
        _library("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
        ("libpangoft2-1.0-0",),
        ("pango",),
        ("pango",),
    ),
    Need(
        "HarfBuzz's subsetter",
        _library("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        ("libharfbuzz-subset0",),
        ("harfbuzz",),
        ("harfbuzz",),
    ),
)
CHROMIUM = Need("Chromium", _chromium, ("chromium",), ("chromium",), ("--cask chromium",))
BROKERS = (
    Need("Redis", lambda: bool(program("redis-server")), ("redis-server",), ("redis",), ("redis",)),
    Need(
        "RabbitMQ",
        lambda: bool(program("rabbitmq-server") and program("epmd")),
        ("rabbitmq-server",),
        ("rabbitmq-server",),
        ("rabbitmq",),
    ),
)
OFFICE = Need(
    "LibreOffice",
    lambda: bool(program("soffice") or program("libreoffice")),
    ("libreoffice-writer",),
    ("libreoffice-writer",),
    ("--cask libreoffice",),
)


def postgres(python: Path) -> Need:
    """PostgreSQL as the tests look for it; asked through the environment, whose wheel brings binaries of its own."""
    question = "from tests.harness.postgres import binaries; binaries()"

    def present() -> bool:
        return subprocess.run([str(python), "-c", question], capture_output=True, check=False).returncode == 0

    return Need("PostgreSQL", present, ("postgresql",), ("postgresql-server",), ("postgresql@17",))


def provide(needs: list[Need]) -> None:
    """See to it that every need is there. Raises Missing when it has to be done by hand."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    packages = list(dict.fromkeys(package for need in missing for package in need.debian))
    apt = _apt()
    if apt is None:
        raise Missing(_by_hand(missing))
    install = [*apt, "install", "-y", "--no-install-recommends", "--no-upgrade", *packages]
    print(f"Installing system packages: {' '.join(install)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "update", "-q"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    done = subprocess.run(install, env=quiet, check=False, stdout=subprocess.DEVNULL)
    still = [need for need in missing if not need.present()]
    if done.returncode or still:
        raise Missing(_by_hand(still or missing))


def _apt() -> list[str] | None:
    """The beginning of an apt-get command that may install, or None."""
    if os.environ.get("NO_APT", "") not in {"", "0"} or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


def _by_hand(missing: list[Need]) -> str:
    def line(packages: list[tuple[str, ...]]) -> str:
        return " ".join(dict.fromkeys(package for group in packages for package in group))

    return "\n".join(
        [
            f"Countersign needs {', '.join(need.words for need in missing)}.",
            "Install with one of these lines, then try again:",
            f"  Debian, Ubuntu:  sudo apt-get install -y --no-install-recommends {line([n.debian for n in missing])}",
            f"  Fedora:          sudo dnf install -y {line([n.fedora for n in missing])}",
            f"  macOS:           brew install {line([n.brew for n in missing])}",
        ]
    )
