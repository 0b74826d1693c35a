"""Licences of layers: an SPDX expression in its own spelling, or the name a licence gives itself.

SPDX identifiers and expressions: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/. The list of
identifiers is that of the package license-expression, read once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from license_expression import ExpressionError, Licensing, get_spdx_licensing

_OPERATOR = re.compile(r"(?:^|\s)(?:AND|OR|WITH)(?:\s|$)")
_OWN = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+\Z")


_EXPRESSIONS = Licensing()
"""Reads expressions without the list: with it `LicenseRef-MIT-Bootstrap` would be read as an alias of MIT."""


@cache
def _known() -> Mapping[str, str]:
    """SPDX's identifiers by their lower-case spelling. Aliases are left out: `BSD` names no licence."""
    names = get_spdx_licensing().known_symbols
    return {name.lower(): name for name in names if not name.startswith("LicenseRef-")}


def licence_problem(text: str) -> str:
    """Why `text` can be no licence, in a sentence that says what to do; empty where it can."""
    said = " ".join(text.split())
    if said.startswith(("LicenseRef-", "DocumentRef-")) and not _OPERATOR.search(said):
        return "" if _OWN.match(said) else "After LicenseRef- only letters, digits, points and hyphens may follow."
    if not _OPERATOR.search(said):
        return ""
    known = _known()
    try:
        keys = _EXPRESSIONS.license_keys(_EXPRESSIONS.parse(said))
    except ExpressionError:
        return "This expression cannot be read. Join SPDX identifiers by AND, OR or WITH, with brackets in pairs."
    unknown = [key for key in keys if key.lower() not in known and not _OWN.match(key)]
    if not unknown:
        return ""
    return f"“{unknown[0]}” is no SPDX identifier. In an expression a licence of its own is written LicenseRef-…"


def licence_spelled(text: str) -> str:
    """`text` as it is kept: SPDX identifiers in SPDX's spelling, any other name as it came, without stray spaces."""
    said = " ".join(text.split())
    if licence_problem(said):
        return said
    known = _known()
    if not _OPERATOR.search(said):
        return known.get(said.lower(), said)
    return "".join(known.get(word.lower(), word) for word in re.split(r"([()\s])", said))


def is_spdx(licence: str) -> bool:
    """Whether a licence is an SPDX expression; a name of its own is not."""
    said = licence.strip()
    return bool(_OWN.match(said)) or said.lower() in _known() or bool(_OPERATOR.search(said))


def allows(licence: str, allowed: Collection[str]) -> bool:
    """Whether somebody content with the licences `allowed` is content with `licence`: with one side of an OR, with both
    of an AND; an exception (WITH) has to be named with its licence. Case and spaces do not matter."""
    names = {" ".join(name.split()).lower() for name in allowed}
    said = " ".join(licence.split())
    if said.lower() in names:
        return True
    if not _OPERATOR.search(said) or licence_problem(said):
        return False
    return _accepts(_EXPRESSIONS.parse(said), names)


def _accepts(node: Any, names: Collection[str]) -> bool:
    parts = getattr(node, "args", ())
    if not parts:
        return str(node.render()).lower() in names
    accepted = [_accepts(part, names) for part in parts]
    return any(accepted) if node.operator.strip() == "OR" else all(accepted)
