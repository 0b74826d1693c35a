"""What is kept of an evaluation when it is stored: which rules fail, and a hash of all that was found.

Reasons are left out of both. Their words may name a draft that nobody approved or a day that has come nearer, and a row
is to say since when the rules find what they find.
"""

from __future__ import annotations

import json

from governance.canonical import sha256_text
from policies.domain.findings import Evaluation
from policies.domain.rules.base import PASSING


def failing(evaluation: Evaluation) -> str:
    """Codes of the rules that fail, strictest first, as canonical JSON."""
    return _canonical([finding.code for finding in evaluation.findings if finding.result not in PASSING])


def content_hash(evaluation: Evaluation) -> str:
    """SHA-256 of what each rule found: code, version, result, outcome and conditions, strictest first."""
    found = [
        (finding.code, finding.version, finding.result, finding.outcome, finding.conditions)
        for finding in evaluation.findings
    ]
    return sha256_text(_canonical(found))


def _canonical(value: object) -> str:
    """As `governance.canonical.canonical_json`, for lists of texts and whole numbers: there are as many of them as
    tools times categories, and the encoder of the standard library needs no help with those."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
