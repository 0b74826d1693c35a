"""Documented or red: what can be set, run, done or held is in the README that owns it, in the words of the code."""

import re

import pytest
from django.core.management import get_commands

from governance.bootstrap.variables import VARIABLES
from governance.settings import env
from tests.architecture.handbook import SECTIONS, WITH_COMMANDS, commands_of
from tests.architecture.sources import PACKAGES, ROOT


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


def readme(app: str) -> str:
    return (ROOT / app / "README.md").read_text()


@pytest.mark.parametrize(("app", "name"), SECTIONS, ids=lambda part: part)
def test_a_readme_says_what_the_code_says(app, name):
    found = re.search(rf"<!-- generated: {name} -->\n(.*?)\n?<!-- end -->", readme(app), re.DOTALL)
    assert found, f"{app}/README.md has no section for {name}"
    assert found.group(1) == SECTIONS[app, name](app)


def test_packages_modules_and_commands_say_in_a_sentence_what_they_are_for():
    told = [make(app) for (app, name), make in SECTIONS.items() if name in {"packages", "modules", "commands"}]
    cells = [line.removesuffix(" |").split(" | ")[1] for table in told for line in table.splitlines()[2:]]
    assert len(cells) > 50
    assert [text for text in cells if not text.endswith(".")] == []


def test_no_command_lies_where_no_readme_owns_it_and_no_readme_names_one_that_is_not_there():
    there = {path.stem for app in PACKAGES for path in (ROOT / app).rglob("management/commands/[!_]*.py")}
    assert there == {path.stem for app in WITH_COMMANDS for path in commands_of(app)}
    readmes = [ROOT / "README.md", *(path for app in PACKAGES for path in (ROOT / app).rglob("README.md"))]
    named = {name for path in readmes for name in re.findall(r"manage\.py (\w+)", path.read_text())}
    assert named <= set(get_commands())
