"""What publishing a draft would change, over a whole portfolio: the page in one request; and outcomes kept, by what is
written."""

from __future__ import annotations

from time import process_time
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accounts.models import User
from policies.domain.rules import LATEST
from policies.models import StoredOutcome
from policies.services.outcomes import reevaluate
from policies.what_if import what_if
from tests.benchmarks.doors import doors
from tests.benchmarks.harness import Table, race
from tests.benchmarks.portfolio import APPROVALS, CATEGORIES, CODEBASES, LINES, TOOLS, build
from tests.cast import SignedIn

ROUNDS = 5
SAMPLE = (
    f"{TOOLS} tools x {CATEGORIES} categories x {len(LATEST)} rules (every rule there is; a category has each at most "
    f"once) in both policies, {APPROVALS} approvals, {LINES} open lines, {CODEBASES} codebases; CPU, {ROUNDS} rounds, "
)


def test_a_draft_is_weighed_in_one_request(own_database: str, world: Any, counsel: User, signed_in: SignedIn) -> None:
    draft = build(world)
    reevaluate()
    stored = StoredOutcome.objects.count()
    _, ours = doors(signed_in(counsel))
    page = reverse("policies:revision_what_if", args=[draft.uid])
    revision = reverse("policies:revision_detail", args=[draft.uid])
    found = race(
        {"draft": lambda: ours.ask(revision), "what if": lambda: ours.ask(page)},
        rounds=ROUNDS,
        warm=1,
        clock=process_time,
    )
    weighed = what_if(draft, counsel)
    table = Table("Policy: the page of what a draft would change", SAMPLE + connection.vendor, ("django",))
    table.add("draft", found["draft"], note=f"{ours.queries(revision)} queries")
    table.add("what if", found["what if"], limit="same request", note=f"{ours.queries(page)} queries")
    table.say(
        f"{len(weighed.rows)} pairs, {len(weighed.changed)} change; {len(weighed.flagged)} approvals would be flagged, "
        f"{len(weighed.lines)} lines judged differently, {weighed.codebases} codebases inherit a change; "
        f"{StoredOutcome.objects.count() - stored} rows written"
    )
    table.show()


def test_outcomes_kept(own_database: str, world: Any) -> None:
    draft = build(world)

    def judged() -> int:
        with transaction.atomic():
            return reevaluate()

    with CaptureQueriesContext(connection) as first:
        begun = judged()
    with CaptureQueriesContext(connection) as again:
        assert judged() == 0
    found = race({"nothing changed": judged}, rounds=ROUNDS, warm=1, clock=process_time)
    table = Table("Policy: outcomes kept", SAMPLE + connection.vendor, ("django",))
    table.add("nothing changed", found["nothing changed"], limit="<= 10 queries", note=f"{_asked(again)} queries")
    table.say(f"first: {begun} rows written in {_asked(first)} queries; nothing changed: 0 rows")
    table.say(
        f"{StoredOutcome.objects.count()} rows for {CODEBASES} codebases and draft {draft.title}: none per codebase"
    )
    table.show()


def _asked(counted: CaptureQueriesContext) -> int:
    """Queries, without those that only mark out a transaction."""
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([one for one in counted if not one["sql"].startswith(marks)])
