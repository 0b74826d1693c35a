"""Outcomes as they are kept: in line with what the rules find after every deed, only changes written, history kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from governance.accounts.access import Actor
from governance.accounts.models import Organisation
from policies.domain.types import BindingMode, CompetitionFinding, DeploymentKind, Lane, OnFail, Outcome
from policies.models import PolicyRevision, StoredOutcome, Tool
from policies.services.competition import write_note
from policies.services.held_inputs import BindingInput
from policies.services.outcomes import found_now, reevaluate
from policies.services.requests import today
from policies.services.revisions import discard_revision
from policies.services.tools import configure_tool
from policies.tasks import turn
from tests.factories.policies import (
    CLOSED,
    OPEN,
    OWNER_RULE,
    REVIEW_RULE,
    CategoryPlan,
    draft_policy,
    held,
    make_policy,
    make_statement,
    make_tool,
    sign_policy,
)
from tests.factories.screening import screened
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS, cite, make_approved, newest_text, newest_version
from vendors.domain.terms import CaptureSource, ClauseArea, LicenceLayerKind, Rating
from vendors.models import ChangeReview, ClauseRecord, LicenceLayer, ModelRelease, TermsDocument, Tier
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.captures import capture_document
from vendors.services.change_reviews import confirm_change
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft, start_draft
from vendors.services.layers import LayerInput, verify_layer
from vendors.services.releases import save_release

TRAINING_SENTENCE = "Larkspur will not train on Customer Content unless the administrator has agreed in the console."
CURRENT = ("assessments_current", {"areas": ["output_ownership"]}, OnFail.SIGN_OFF)
STATED = ("output_statement_present", {}, OnFail.BARRED)
LICENSED = ("licence_layers", {"weights": ["MIT"]}, OnFail.SIGN_OFF)
EASTERN = ("region_allowed", {"regions": ["East"]}, OnFail.SIGN_OFF)
UNLISTED = ("vendor_not_listed", {}, OnFail.SIGN_OFF)
COMPETING = ("competition", {}, OnFail.SIGN_OFF)
PLAN = replace(CLOSED, rules=(OWNER_RULE, REVIEW_RULE, CURRENT, STATED, LICENSED, COMPETING, UNLISTED))


@dataclass
class World:
    """Who acts on what in the deeds below."""

    legal: Actor
    second: Actor
    engineering: Actor
    asker: Actor
    tier: Tier
    terms: TermsDocument
    tool: Tool
    release: ModelRelease

    def capture(self, text: str) -> None:
        capture_document(
            actor=self.legal, document=self.terms, data=text.encode(), media_type="text/markdown",
            source=CaptureSource.PASTE,
        )  # fmt: skip


@pytest.fixture
def world(
    legal: Actor,
    second: Actor,
    engineering: Actor,
    asker: Actor,
    organisation: Organisation,
    read_tier: Tier,
    terms: TermsDocument,
) -> World:
    """A tool of a read tier under a policy with rules on readings, statements and licences."""
    make_policy(legal, engineering, OPEN, PLAN)
    make_approved(
        legal, second, read_tier, terms,
        area=ClauseArea.TRAINING_RESTRICTIONS, answers={"train_barred_act": "competing_model"}, exact=TRAINING_SENTENCE,
    )  # fmt: skip
    layer = LayerInput(LicenceLayerKind.WEIGHTS, "MIT")
    release = save_release(actor=legal, vendor=read_tier.product.vendor, family="Larkspur 3", layers=[layer])
    tool = make_tool(asker, read_tier, "Larkspur Business")
    found = World(legal, second, engineering, asker, read_tier, terms, tool, release)
    describe(found, releases=[release])
    return found


def stored() -> dict[tuple[int, int], tuple[str, str, str]]:
    rows = StoredOutcome.objects.open()
    return {(row.tool_id, row.category_id): (row.outcome, row.failing, row.content_hash) for row in rows}


def fresh() -> dict[tuple[int, int], tuple[str, str, str]]:
    """Judged anew, all of it."""
    return found_now(Tool.objects.filter(configurations__valid_until__isnull=True, configurations__isnull=False))


def describe(world: World, **values: Any) -> None:
    configure_tool(actor=world.asker, tool=world.tool, version=None, entry=replace(held(), **values))


def publish(world: World, *plans: CategoryPlan) -> None:
    draft = draft_policy(world.legal, world.engineering, *plans)
    sign_policy(world.engineering, draft, Lane.ENGINEERING)
    sign_policy(world.legal, draft, Lane.LEGAL)


def read_anew(world: World, owner: str) -> None:
    """Where the sentence stands no more there is nothing to read."""
    if OWNERSHIP_SENTENCE not in newest_text(world.terms).text:
        return
    record = ClauseRecord.objects.get(area=ClauseArea.OUTPUT_OWNERSHIP)
    draft = start_draft(actor=world.legal, record_row=record)
    answers = {"own_owner": AnswerInput(owner)}
    reading = ReadingInput(Rating.ACCEPTABLE, plain_reading="Read again.")
    save_draft(actor=world.legal, assessment=draft, version=None, reading=reading, answers=answers)
    cite(world.legal, draft, world.terms, ["own_owner"], OWNERSHIP_SENTENCE)
    submit_assessment(actor=world.legal, assessment=draft, version=None)
    approve_assessment(actor=world.second, assessment=draft, version=None)


def confirm(world: World) -> None:
    for review in ChangeReview.objects.open().filter(confirmed_at=None):
        waiting = review.readings.filter(settled_at=None, effect="to_be_confirmed")
        holds = waiting.values_list("assessment__uid", flat=True)
        confirm_change(actor=world.legal, review=review, version=None, holds=[*holds])


def verify(world: World) -> None:
    layer = LicenceLayer.objects.open().get()
    if not layer.verified:
        verify_layer(actor=world.second, layer=layer, version=None, document=world.terms, quote="1.1 “Output” means")


def note(world: World, finding: CompetitionFinding) -> None:
    """Counsel's finding on the vendor, for a week."""
    ends_on = today() + dt.timedelta(days=7)
    write_note(actor=world.legal, vendor=world.tier.product.vendor, finding=finding, reasons="Seen.", ends_on=ends_on)


def pin(world: World) -> None:
    version = newest_version(world.terms)
    bound = BindingInput(world.terms, BindingMode.PINNED, version=version, renews_on=today() + dt.timedelta(days=9))
    describe(world, bindings=[bound], releases=[world.release])


DEEDS: dict[str, Callable[[World], object]] = {
    "described with a release": lambda world: describe(world, releases=[world.release]),
    "described elsewhere": lambda world: describe(world, data_location="East", deployment=DeploymentKind.DEDICATED),
    "pinned": pin,
    "stated": lambda world: make_statement(world.engineering, world.tool),
    "ours": lambda world: read_anew(world, "customer"),
    "theirs": lambda world: read_anew(world, "vendor"),
    "quote edited": lambda world: world.capture(TERMS.replace("Customer owns", "Larkspur owns")),
    "sentence added": lambda world: world.capture(f"{TERMS}\n## 9 Notices\n\n9.1 Notices are sent by post.\n"),
    "text returned": lambda world: world.capture(TERMS),
    "confirmed": confirm,
    "licence verified": verify,
    "no competitor": lambda world: note(world, CompetitionFinding.NO),
    "a competitor": lambda world: note(world, CompetitionFinding.YES),
    "screened": lambda world: screened(world.legal),
    "possibly listed": lambda world: screened(world.legal, [{"name": world.tier.product.vendor.name}]),
    "published otherwise": lambda world: publish(world, replace(PLAN, rules=(EASTERN, STATED)), CategoryPlan("New")),
    "published again": lambda world: publish(world, OPEN, PLAN),
    "another tool": lambda world: make_tool(world.asker, world.tier),
}


@example(names=["quote edited", "text returned"])
@example(names=["sentence added", "confirmed"])
@example(names=["stated", "licence verified"])
@example(names=["stated", "no competitor", "screened", "possibly listed"])
@example(names=["pinned", "quote edited", "theirs"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(DEEDS)), min_size=2, max_size=6))
def test_what_is_stored_equals_what_is_found_after_any_deeds(world: World, names: Sequence[str]) -> None:
    with transaction.atomic():
        for name in names:
            DEEDS[name](world)
            assert stored() == fresh(), name
        assert reevaluate() == 0
        transaction.set_rollback(True)


def test_a_tool_nobody_described_has_no_outcome_and_one_that_is_has_one_for_each_category(world: World) -> None:
    make_tool(world.asker, world.tier, described=False)
    assert {tool for tool, _ in stored()} == {world.tool.pk}
    assert len(stored()) == 2


def test_only_what_changed_is_written_and_what_was_stays_on_record(world: World) -> None:
    before = {row.category.slug: row for row in StoredOutcome.objects.open()}
    make_statement(world.engineering, world.tool)
    assert StoredOutcome.objects.count() == 3
    ended = StoredOutcome.objects.get(valid_until__isnull=False)
    begun = StoredOutcome.objects.open().get(category=ended.category)
    assert before["closed-code"] == ended
    assert begun.valid_from == ended.valid_until
    assert ended.codes == ["output_statement_present", *begun.codes]
    assert (ended.outcome, begun.outcome) == (Outcome.BARRED, Outcome.NEEDS_SIGN_OFF)


def test_publishing_ends_what_the_policy_no_longer_holds(world: World) -> None:
    publish(world, OPEN)
    assert {row.category.slug for row in StoredOutcome.objects.open()} == {"open-code"}


def test_the_outcome_on_a_day_is_the_one_that_held_when_the_day_ended(world: World) -> None:
    later = timezone.now() + dt.timedelta(days=3)
    with time_machine.travel(later, tick=False):
        make_statement(world.engineering, world.tool)
        changed = today()
    closed = StoredOutcome.objects.filter(category__slug="closed-code")
    assert closed.on(changed - dt.timedelta(days=1)).get().outcome == Outcome.BARRED
    assert closed.on(changed).get().outcome == Outcome.NEEDS_SIGN_OFF
    assert not closed.on(changed - dt.timedelta(days=9)).exists()


def test_what_the_clock_changes_is_found_by_the_hourly_task(world: World) -> None:
    pin(world)
    world.capture(TERMS.replace("Customer owns", "Larkspur owns"))
    assert "owner_of_output" not in _closed().codes
    with time_machine.travel(timezone.now() + dt.timedelta(days=10), tick=False):
        turn()
        assert "owner_of_output" in _closed().codes
        assert stored() == fresh()


def test_the_hourly_task_begins_what_is_missing_as_after_an_upgrade(world: World) -> None:
    StoredOutcome.objects.update(valid_until=timezone.now())
    turn()
    assert stored() == fresh()
    assert turn() == 0


def _closed() -> StoredOutcome:
    found: StoredOutcome = StoredOutcome.objects.open().get(category__slug="closed-code")
    return found


def test_drafting_a_policy_changes_no_outcome(world: World) -> None:
    before = StoredOutcome.objects.count()
    discard_revision(actor=world.legal, revision=draft_policy(world.legal, world.engineering), version=None)
    assert PolicyRevision.objects.filter(state="discarded").exists()
    assert StoredOutcome.objects.count() == before


@pytest.mark.parametrize("column", ["outcome", "failing", "valid_from"])
def test_the_database_refuses_to_rewrite_what_was(world: World, column: str) -> None:
    row = StoredOutcome.objects.open().filter(category__slug="open-code")
    value = timezone.now() if column == "valid_from" else "barred"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(**{column: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        row._raw_delete(row.db)


def test_judging_everything_anew_costs_the_same_queries_for_one_tool_and_for_many(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert reevaluate() == 0
        return len([one for one in counted if "SAVEPOINT" not in one["sql"] and "advisory" not in one["sql"]])

    few = cost()
    for _ in range(3):
        make_tool(world.asker, world.tier)
    assert cost() == few
    assert few <= 10
