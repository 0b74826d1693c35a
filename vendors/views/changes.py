"""What pages say of changes between captures. No view lives here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendors.domain.capture_problems import remedy_for
from vendors.domain.terms import CaptureState, ProblemKind
from vendors.models import Capture


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """The newest look at a document where it found no terms: what to do, and whether counsel may say that these are the
    terms all the same (not of a look that holds no text)."""

    capture: Capture
    remedy: str
    may_be_terms: bool


def open_problem(captures: Sequence[Capture]) -> OpenProblem | None:
    """The problem of the newest of `captures`, if it has one."""
    newest = captures[0] if captures else None
    if newest is None or newest.state != CaptureState.CAPTURE_PROBLEM:
        return None
    kind = ProblemKind(newest.problem_kind) if newest.problem_kind else None
    return OpenProblem(newest, remedy_for(kind) if kind else "", kind is not None)
