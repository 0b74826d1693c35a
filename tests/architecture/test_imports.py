"""Who may import whom: the contracts in pyproject hold, and would notice a violation."""

import shutil
import subprocess
import sys

import pytest

from tests.architecture.sources import PACKAGES, ROOT, name_of, nodes

CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", CHECK], cwd=folder, capture_output=True, text=True, check=False)


def test_the_import_contracts_hold():
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("vendors/services/planted.py", "import policies.models", "Floors"),
        ("governance/audit/planted.py", "import governance.accounts.models", "Floors"),
        ("policies/services/planted.py", "import policies.urls_planted", "Inside an app"),
        ("policies/domain/planted.py", "import django.utils.timezone", "The domain is pure"),
        ("vendors/domain/planted.py", "import governance.modelling", "The domain is pure"),
        ("governance/bootstrap/planted.py", "import celery", "stands alone"),
    ],
)
def test_a_planted_violation_is_noticed(tmp_path, file, line, contract):
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "texts"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    if "urls_planted" in line:
        line = "import policies.views.planted"
        (tmp_path / "policies/views/planted.py").write_text("")
    (tmp_path / file).write_text(f"{line}\n")
    found = lint(tmp_path)
    assert found.returncode == 1, found.stdout
    broken = [row for row in found.stdout.splitlines() if "BROKEN" in row or contract in row]
    assert any(contract in row for row in broken)
    assert file.removesuffix(".py").replace("/", ".") in found.stdout


def test_only_the_renderer_imports_weasyprint():
    import ast

    importers = {
        name_of(path)
        for path, node in nodes()
        if (isinstance(node, ast.Import) and any(a.name.split(".")[0] == "weasyprint" for a in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "weasyprint")
    }
    outside = {
        name for name in importers if not name.startswith(("governance/reports/pdf", "governance/reports/rendering/"))
    }
    assert outside == set()
