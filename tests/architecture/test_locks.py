"""The locks are host-free, hash-checked, and know every dependency that pyproject names."""

import re
import tomllib

import pytest

from tests.architecture.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-prod.lock")
ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|file:|git\+", re.IGNORECASE)
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text()))


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=;~! ]", text, maxsplit=1)[0].lower() for text in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock):
    assert ADDRESS.findall((ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_carries_a_hash(lock):
    text = (ROOT / lock).read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    assert [block.split()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


def test_the_locks_know_what_pyproject_asks_for_and_agree_with_each_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    assert named(project["dependencies"]) <= pins("requirements.lock").keys()
    assert named(project["dependencies"] + extras["dev"]) <= pins("requirements-dev.lock").keys()
    assert named(project["dependencies"] + extras["prod"]) <= pins("requirements-prod.lock").keys()
    shared = pins("requirements.lock").items()
    assert shared <= pins("requirements-dev.lock").items()
    assert shared <= pins("requirements-prod.lock").items()


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text().partition("\n[tool.")[0]
    lines = [line for line in text.splitlines() if re.match(r'\s+"[a-z][^"]*",', line)]
    assert len(lines) > 20
    assert [line for line in lines if not re.search(r"#\s+\S+ \S+", line)] == []


def test_the_package_is_private_until_the_owner_decides():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "Private :: Do Not Upload" in project["classifiers"]
    assert not list(ROOT.glob("LICEN[CS]E*"))
