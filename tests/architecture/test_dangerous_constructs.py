"""What is never written here, or in named places only. Each rule says where the exception lives."""

import ast
import re

import pytest

from tests.architecture.sources import PACKAGES, name_of, nodes, python_files, templates

FORBIDDEN_CALLS = {
    "eval": set(),
    "exec": set(),
    "compile": set(),
    "__import__": set(),
    "RawSQL": set(),
    "csrf_exempt": set(),
    "receiver": set(),
    # Markup made in one place each, from parts escaped there.
    "mark_safe": {
        "governance/web/templatetags/countersign.py",
        "governance/web/markup",
        "governance/reports/rendering/words.py",
        "governance/reports/rendering/pages.py",
    },
}
FORBIDDEN_ATTRIBUTES = ("is_superuser", "has_perm")
FORBIDDEN_METHODS = ("raw", "extra")
WORDS = re.compile(
    r"\b(TODO|FIXME|XXX)\b|NotImplementedError|pytest\.skip|mark\.(skip|xfail)|pragma: no cover|importorskip"
)
IN_TEMPLATES = {
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape\s+off|safeseq"),
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}


def called(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        target = node.func
        return target.id if isinstance(target, ast.Name) else ""
    return ""


@pytest.mark.parametrize("name", sorted(FORBIDDEN_CALLS))
def test_a_dangerous_function_is_called_only_where_it_is_allowed(name):
    allowed = tuple(FORBIDDEN_CALLS[name]) or ("-",)
    callers = {f"{name_of(path)}:{node.lineno}" for path, node in nodes() if called(node) == name}
    assert {caller for caller in callers if not caller.startswith(allowed)} == set()


@pytest.mark.parametrize("name", FORBIDDEN_ATTRIBUTES)
def test_an_attribute_that_goes_round_our_gates_is_not_used(name):
    users = {
        f"{name_of(path)}:{node.lineno}"
        for path, node in nodes()
        if isinstance(node, ast.Attribute) and node.attr == name
    }
    assert users == set()


@pytest.mark.parametrize("name", FORBIDDEN_METHODS)
def test_a_query_is_never_written_as_text(name):
    users = {
        f"{name_of(path)}:{node.lineno}"
        for path, node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    }
    assert users == set()


def test_signals_are_connected_only_for_the_triggers():
    connecting = {
        name_of(path)
        for path, node in nodes()
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith((".signals", ".dispatch"))
    }
    assert connecting <= {"governance/web/apps.py"}


def test_no_model_overrides_save_or_delete():
    overriding = {
        f"{name_of(path)}:{node.name}"
        for path, node in nodes()
        if isinstance(node, ast.ClassDef)
        and any("Model" in ast.unparse(base) for base in node.bases)
        and any(isinstance(item, ast.FunctionDef) and item.name in {"save", "delete", "clean"} for item in node.body)
    }
    assert overriding == set()


def test_nothing_unsafe_is_unpickled_or_run_through_a_shell():
    found = set()
    for path, node in nodes():
        if isinstance(node, ast.Import) and {a.name for a in node.names} & {"pickle", "marshal", "shelve"}:
            found.add(f"{name_of(path)}: {ast.unparse(node)}")
        if isinstance(node, ast.keyword) and node.arg == "shell":
            found.add(f"{name_of(path)}: shell=")
    assert found == set()


def test_nothing_is_left_for_later_and_no_test_is_skipped():
    here = "tests/architecture/test_dangerous_constructs.py"
    left = {
        f"{name_of(path)}:{number}"
        for path in python_files(*PACKAGES, "tests")
        if name_of(path) != here
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if WORDS.search(line)
    }
    assert left == set()


@pytest.mark.parametrize("what", sorted(IN_TEMPLATES))
def test_no_page_template_breaks_the_content_policy(what):
    pages = [path for path in templates() if path.suffix == ".html" and "/pdf/" not in path.as_posix()]
    broken = {name_of(path) for path in pages if IN_TEMPLATES[what].search(path.read_text())}
    assert broken == set()
