"""Documented or red: what an operator can set is in a README, in the words of the code."""

import re

import pytest

from governance.bootstrap.variables import VARIABLES
from governance.settings import env
from tests.architecture.sources import ROOT


def documents() -> str:
    return "\n".join(
        (ROOT / name).read_text() for name in ("README.md", "governance/README.md") if (ROOT / name).exists()
    )


@pytest.mark.parametrize("name", sorted(env.variables))
def test_a_variable_of_the_settings_is_documented_with_default_and_sentence(name):
    variable = env.variables[name]
    row = f"| `{name}` | {f'`{variable.default}`' if variable.default else 'empty'} | {variable.sentence} |"
    assert row in documents()


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_a_variable_of_make_is_documented_with_its_sentence(name):
    assert f"| `{name}` | {VARIABLES[name]} |" in documents()


def test_no_document_describes_a_variable_nobody_reads():
    told = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", documents(), flags=re.MULTILINE))
    assert told <= set(env.variables) | set(VARIABLES)


@pytest.mark.parametrize("command", re.findall(r"^([a-z]+): ##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
def test_a_make_command_is_documented(command):
    assert f"make {command}" in documents() or command == "help"


def test_every_part_of_the_slow_proofs_is_documented_and_none_besides():
    marks = [re.findall(r"mark\.prove\(\"(\w+)\"", path.read_text()) for path in (ROOT / "tests").rglob("test_*.py")]
    told = (ROOT / "governance" / "README.md").read_text().partition("| part of `make prove` |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", told, flags=re.MULTILINE)) == {part for parts in marks for part in parts}
