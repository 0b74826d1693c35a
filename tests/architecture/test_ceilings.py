"""Files and functions stay short enough to be read. The tail is policed, not the average."""

import ast

from tests.architecture.sources import PACKAGES, name_of, nodes, python_files, templates

FILE, FUNCTION, TEMPLATE = 300, 40, 150
EXCEPTIONS: frozenset[str] = frozenset()
"""Starts empty. An entry needs a reason a reader accepts."""


def length(path) -> int:
    return len(path.read_text().splitlines())


def test_no_python_file_is_longer_than_its_ceiling():
    files = [path for path in python_files(*PACKAGES, "tests") if name_of(path) not in EXCEPTIONS]
    assert len(files) > 100
    assert {name_of(path): length(path) for path in files if length(path) > FILE} == {}


def test_no_function_is_longer_than_its_ceiling():
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path, node in nodes(*PACKAGES, "tests")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION
    }
    assert {name: lines for name, lines in long.items() if name not in EXCEPTIONS} == {}


def test_no_template_is_longer_than_its_ceiling():
    assert {name_of(path): length(path) for path in templates() if length(path) > TEMPLATE} == {}


def test_every_module_says_what_lives_in_it():
    silent = [
        name_of(path)
        for path in python_files(*PACKAGES)
        if (tree := ast.parse(path.read_text())).body and not ast.get_docstring(tree)
    ]
    assert silent == []
