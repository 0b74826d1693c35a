"""The commands of the Makefile. Each sees to its own set-up, so that any of them may be the first one typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from governance.bootstrap import environment, machine
from governance.bootstrap.environment import ROOT

LEGS = [
    "--dist",
    "each",
    "--tx",
    "popen//env:COUNTERSIGN_TEST_LEG=sqlite",
    "--tx",
    "popen//env:COUNTERSIGN_TEST_LEG=postgresql",
    "--tx",
    "popen//env:COUNTERSIGN_TEST_LEG=browser",
]
NOTHING_TO_RUN = 5
"""pytest's exit code when no test was selected."""
LOCKS = {
    "requirements-dev.lock": ["--extra", "dev"],
    "requirements.lock": [],
    "requirements-prod.lock": ["--extra", "prod"],
}


def run(arguments: list[str]) -> int:
    """Run the command named first; returns its exit code (2: something is missing on this machine)."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "setup": setup,
        "run": site,
        "test": test,
        "prove": prove,
        "bench": bench,
        "lint": lint,
        "lock": lock,
    }
    if not arguments or arguments[0] not in commands:
        print(f"Say one of: {', '.join(commands)}.", file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except (machine.Missing, environment.NotInstalled) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def setup(_: list[str]) -> int:
    """System packages and `.venv`, for running and for testing."""
    _prepare(testing=True)
    print("Ready. `make run` starts the site, `make test` runs the tests.")
    return 0


def site(_: list[str]) -> int:
    """The site with its worker, until Ctrl-C."""
    from governance.bootstrap import supervisor

    _prepare(testing=False)
    return supervisor.run()


def test(arguments: list[str]) -> int:
    """The whole suite, both databases side by side; the last words are pytest's own."""
    _prepare(testing=True)
    code = _pytest([*LEGS, *arguments])
    if _without_browser():
        print("Browser tests were not run (BROWSER=off).")
    return code


def prove(arguments: list[str]) -> int:
    """The slow proofs, all or the part named by P, on one database after the other; returns the worst exit code."""
    part = os.environ.get("P", "") or "all"
    _prepare(testing=True, brokers=part in ("all", "brokers"), office=part in ("all", "office"))
    codes = [_pytest(["--prove", part, "--db", database, "-s", *arguments]) for database in ("sqlite", "postgresql")]
    ran = [code for code in codes if code != NOTHING_TO_RUN]  # a proof without a database belongs to the first
    return max(ran, default=NOTHING_TO_RUN)


def bench(arguments: list[str]) -> int:
    """The benchmarks, which print their tables."""
    _prepare(testing=True)
    return _pytest(["tests/benchmarks", "-s", "-p", "no:randomly", *arguments])


def lint(_: list[str]) -> int:
    """Formatting, lint, types, import contracts, missing migrations; returns the worst exit code."""
    _prepare(testing=False)
    checks = (
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "ruff", "check", "."],
        ["-m", "mypy", "governance", "vendors", "policies", "manage.py"],
        ["-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        ["manage.py", "makemigrations", "--check", "--dry-run"],
    )
    return max(_python(check) for check in checks)


def lock(_: list[str]) -> int:
    """Rewrite the three locks from pyproject.toml: universal, hash-checked, and naming no host."""
    tools = environment.home() / "lock-tools"
    subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
    subprocess.run([str(tools / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "uv"], check=True)
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "-q"]
    for name, extra in LOCKS.items():  # the largest first; the others keep to its versions
        constraint = [] if name == "requirements-dev.lock" else ["-c", "requirements-dev.lock"]
        command = [str(tools / "bin" / "uv"), "pip", "compile", "pyproject.toml", *options, *extra, *constraint]
        done = subprocess.run([*command, "-o", name], cwd=str(ROOT), check=False)
        if done.returncode:
            return done.returncode
    return 0


def _prepare(*, testing: bool, brokers: bool = False, office: bool = False) -> None:
    needs = [machine.VENV, *machine.PDF]
    if brokers:
        needs += machine.BROKERS
    if office:
        needs.append(machine.OFFICE)
    if testing and not _without_browser():
        needs.append(machine.CHROMIUM)
    machine.provide(needs)
    environment.install()
    if testing and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        machine.provide([machine.postgres(environment.python())])


def _without_browser() -> bool:
    return os.environ.get("BROWSER", "").lower() == "off"


def _pytest(arguments: list[str]) -> int:
    return _python(["-m", "pytest", *arguments])


def _python(arguments: list[str]) -> int:
    command = [str(environment.python()), *arguments]
    return subprocess.run(command, cwd=str(ROOT), env=environment.for_children(), check=False).returncode
