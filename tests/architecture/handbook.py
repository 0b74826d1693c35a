"""What the READMEs have to say of the code, as Markdown: packages, commands, roles, life cycles, audit actions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from governance.accounts.roles import EVERYONE, PERMISSIONS, ROLE_SENTENCES, SCOPE_SENTENCES, Role, clashes
from governance.audit.actions import ACTIONS
from governance.jobs.models import JobState
from governance.reports.lifecycle import STEPS as REPORT_STEPS
from governance.reports.models import ReportState
from tests.architecture.sources import ROOT, tree_of
from vendors.domain.lifecycle import STEPS as READING_STEPS
from vendors.domain.terms import AssessmentState


def packages_of(app: str) -> list[Path]:
    """The packages inside an app, without what Django demands (migrations, commands)."""
    folders = {path.parent for path in (ROOT / app).rglob("__init__.py")} - {ROOT / app}
    return sorted(path for path in folders if not {"migrations", "management"} & set(path.parts))


def commands_of(app: str) -> list[Path]:
    """The modules of an app's management commands."""
    return sorted(path for path in (ROOT / app / "management/commands").glob("*.py") if path.stem != "__init__")


def packages(app: str) -> str:
    """Every package with the first sentence of its docstring."""
    rows = ((f"`{path.relative_to(ROOT / app).as_posix()}/`", _first_sentence(path)) for path in packages_of(app))
    return _table(("package", "what lives there"), rows)


def modules(app: str) -> str:
    """Every module that stands beside the packages of an app, with the first sentence of its docstring."""
    found = sorted(path for path in (ROOT / app).glob("*.py") if path.stem not in DJANGOS)
    return _table(("module", "what it is for"), ((f"`{path.name}`", _first_sentence(path)) for path in found))


def _first_sentence(code: Path) -> str:
    """Of a module, or of a package, which is a folder."""
    module = code / "__init__.py" if code.is_dir() else code
    words = " ".join((ast.get_docstring(tree_of(module)) or "").split())
    return re.split(r"(?<=\.) ", words)[0]


def commands(app: str) -> str:
    """Every management command with its help."""
    return _table(("command", "what it does"), ((f"`manage.py {path.stem}`", _help(path)) for path in commands_of(app)))


def _help(module: Path) -> str:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["help"]:
            return str(ast.literal_eval(node.value))
    return ""


def roles(app: str) -> str:
    """Every role with what it does, which roles it excludes, and what it may besides what everyone may."""
    shared = [code for code, holders in PERMISSIONS.items() if holders == EVERYONE]
    rows = [
        (
            f"`{role}`",
            ROLE_SENTENCES[role],
            ", ".join(f"`{other}`" for other in clashes(EVERYONE, role)) or "none",
            _codes(code for code, holders in PERMISSIONS.items() if role in holders and code not in shared),
        )
        for role in Role
    ]
    everyone = ("everyone", "Is signed in.", "", _codes(shared))
    return _table(("role", "does", "never with", "permissions"), [*rows, everyone])


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def scopes(app: str) -> str:
    """Every scope of a token."""
    return _table(("scope of a token", "for"), ((f"`{scope}`", text) for scope, text in SCOPE_SENTENCES.items()))


def actions(app: str) -> str:
    """Every action code of the audit trail."""
    return _table(("action", "what happened"), ((f"`{code}`", text) for code, text in ACTIONS.items()))


def report_states(app: str) -> str:
    """The life cycle of a report."""
    steps = ((_words(step.source), step.event, _words(step.target), step.may, step.sentence) for step in REPORT_STEPS)
    return _lifecycle("report", ReportState, steps, "the worker")


def job_states(app: str) -> str:
    """The states of a job."""
    return f"States of a job: {', '.join(_words(state) for state in JobState)}."


def reading_states(app: str) -> str:
    """The life cycle of a reading."""
    steps = (
        (_words(step.source), step.event, _words(step.target), (step.may,) if step.may else (), step.sentence)
        for step in READING_STEPS
    )
    return _lifecycle("reading", AssessmentState, steps, "with another deed")


def _lifecycle(noun: str, states: Iterable[str], steps: Iterable[tuple[str, ...]], nobody: str) -> str:
    rows = (
        (source, event, target, " or ".join(f"`{code}`" for code in may) or nobody, sentence)
        for source, event, target, may, sentence in steps
    )
    table = _table(("from", "event", "to", "who may", "what happened"), rows)
    return f"States of a {noun}: {', '.join(_words(state) for state in states)}.\n\n{table}"


def _words(code: str) -> str:
    return str(code).replace("_", " ")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows)]
    return "\n".join(lines)


WITH_PACKAGES = ("governance", "vendors", "policies")
WITH_COMMANDS = (
    "governance/accounts",
    "governance/audit",
    "governance/demo",
    "governance/reports",
    "vendors",
    "policies",
)
DJANGOS = ("__init__", "apps", "urls", "tasks")
"""Modules whose names Django and Celery give."""
SECTIONS: dict[tuple[str, str], Callable[[str], str]] = {
    **{(app, "packages"): packages for app in WITH_PACKAGES},
    **{(app, "commands"): commands for app in WITH_COMMANDS},
    **{(app, "modules"): modules for app in ("vendors", "policies")},
    ("governance/accounts", "roles"): roles,
    ("governance/accounts", "scopes"): scopes,
    ("governance/audit", "actions"): actions,
    ("governance/jobs", "states"): job_states,
    ("governance/reports", "states"): report_states,
    ("vendors", "states"): reading_states,
}
"""App that owns the README, name of the section -> what stands there."""
