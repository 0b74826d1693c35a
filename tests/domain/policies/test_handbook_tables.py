"""The tables of the package's README are those of the code."""

import re
from pathlib import Path

import pytest

from policies.domain.handbook import lifecycle_tables, rules_table

README = Path(__file__).resolve().parents[3] / "policies" / "README.md"


@pytest.mark.parametrize(("name", "table"), [("rules", rules_table), ("lifecycles", lifecycle_tables)])
def test_the_readme_has_the_table_of_the_code(name, table):
    found = re.search(rf"<!-- generated: {name} -->\n(.*?)\n?<!-- end -->", README.read_text(), re.DOTALL)
    assert found, f"policies/README.md has no section for {name}"
    assert found.group(1) == table()
