"""Registering codebases, putting them into categories, recording flows: who may, what is refused, what stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.domain.types import CodebaseKind, Destination, FlowKind
from policies.models import Category, Codebase, CodebaseCategory, Flow, PolicyRevision
from policies.services.codebases import add_flow, categorise, end_flow, misfits, save_codebase
from tests.cast import AsActor, AsToken
from tests.factories.policies import category, make_codebase

PLACES = {"kind": CodebaseKind.REPOSITORY, "destination": Destination.PROPRIETARY}


def actions() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


def test_a_codebase_is_registered_and_changed(asker: Actor, payments: Team) -> None:
    codebase = save_codebase(actor=asker, team=payments, name="  ledger   core ", **PLACES)
    assert codebase.name == "ledger core"
    changed = save_codebase(actor=asker, team=payments, name="ledger", codebase=codebase, version=1, **PLACES)
    assert (changed.pk, changed.version) == (codebase.pk, 2)
    assert actions() == ["codebase.added", "codebase.changed"]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " "}, "name"), ({"name": "LEDGER"}, "name"), ({"name": "x", "url": "javascript:alert(1)"}, "url")],
)
def test_a_codebase_needs_a_name_of_its_own_and_a_real_address(
    values: dict[str, Any], field: str, asker: Actor, payments: Team
) -> None:
    make_codebase(asker, payments, "ledger")
    with pytest.raises(Invalid) as refused:
        save_codebase(actor=asker, team=payments, **PLACES, **values)
    assert field in refused.value.problems
    assert Codebase.objects.count() == 1


def test_a_stale_edit_is_refused(asker: Actor, payments: Team) -> None:
    codebase = make_codebase(asker, payments)
    save_codebase(actor=asker, team=payments, name="one", codebase=codebase, version=1, **PLACES)
    with pytest.raises(Stale):
        save_codebase(actor=asker, team=payments, name="two", codebase=codebase, version=1, **PLACES)


@pytest.mark.parametrize("who", ["counsel", "auditor", "outsider", "administrator"])
def test_others_neither_register_nor_move_nor_connect(
    who: str,
    request: pytest.FixtureRequest,
    asker: Actor,
    payments: Team,
    policy: PolicyRevision,
    as_actor: AsActor,
) -> None:
    actor = as_actor(request.getfixturevalue(who))
    codebase, other = make_codebase(asker, payments), make_codebase(asker, payments)
    flow = add_flow(actor=asker, source=codebase, target=other, kind=FlowKind.DATA)
    before = Event.objects.count()
    acts = (
        lambda: save_codebase(actor=actor, team=payments, name="new", **PLACES),
        lambda: categorise(actor=actor, codebase=codebase, category=category("Closed code")),
        lambda: add_flow(actor=actor, source=codebase, target=other, kind=FlowKind.BUILD),
        lambda: end_flow(actor=actor, flow=flow),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Event.objects.count() == before


def test_a_codebase_is_not_taken_to_a_team_one_is_not_in(asker: Actor, payments: Team, search_team: Team) -> None:
    codebase = make_codebase(asker, payments)
    with pytest.raises(NotAllowed):
        save_codebase(actor=asker, team=search_team, name="mine", codebase=codebase, version=1, **PLACES)


def test_a_token_with_scope_draft_registers(requester: User, payments: Team, as_token: AsToken) -> None:
    assert make_codebase(as_token(requester, ["draft"]), payments).team == payments
    with pytest.raises(NotAllowed):
        make_codebase(as_token(requester, ["read"]), payments)


def test_a_category_is_kept_by_date(asker: Actor, payments: Team, policy: PolicyRevision) -> None:
    codebase = make_codebase(asker, payments)
    first = categorise(actor=asker, codebase=codebase, category=category("Closed code"))
    categorise(actor=asker, codebase=codebase, category=category("Training"))
    first.refresh_from_db()
    assert first.valid_until is not None
    assert CodebaseCategory.objects.open().get(codebase=codebase).category.slug == "training"
    assert actions().count("codebase.categorised") == 2
    with pytest.raises(Conflict, match="already"):
        categorise(actor=asker, codebase=codebase, category=category("Training"))


@pytest.mark.parametrize(
    ("kind", "destination", "name"),
    [
        (CodebaseKind.DATASET, Destination.PROPRIETARY, "Closed code"),
        (CodebaseKind.EVALUATION_PIPELINE, Destination.PROPRIETARY, "Closed code"),
        (CodebaseKind.REPOSITORY, Destination.PUBLIC, "Closed code"),
    ],
)
def test_a_category_takes_only_its_kinds_and_destinations(
    kind: CodebaseKind, destination: Destination, name: str, asker: Actor, payments: Team, policy: PolicyRevision
) -> None:
    codebase = make_codebase(asker, payments, kind=kind, destination=destination)
    with pytest.raises(Invalid) as refused:
        categorise(actor=asker, codebase=codebase, category=category(name))
    assert "category" in refused.value.problems
    assert not CodebaseCategory.objects.exists()


def test_a_category_out_of_force_takes_nothing(asker: Actor, payments: Team, policy: PolicyRevision) -> None:
    codebase, old = make_codebase(asker, payments), Category.objects.create(slug="old", mode="attested")
    with pytest.raises(Invalid, match="not in the published policy"):
        categorise(actor=asker, codebase=codebase, category=old)


def test_a_codebase_in_open_code_does_not_become_a_dataset(
    asker: Actor, payments: Team, policy: PolicyRevision
) -> None:
    codebase = make_codebase(asker, payments)
    categorise(actor=asker, codebase=codebase, category=category("Closed code"))
    with pytest.raises(Invalid, match="could not be saved") as refused:
        save_codebase(
            actor=asker,
            team=payments,
            name=codebase.name,
            kind=CodebaseKind.DATASET,
            destination=Destination.PROPRIETARY,
            codebase=codebase,
            version=1,
        )
    assert "kind" in refused.value.problems


def test_a_codebase_that_no_longer_fits_is_told_so(asker: Actor, payments: Team, policy: PolicyRevision) -> None:
    codebase = make_codebase(asker, payments, destination=Destination.PUBLIC)
    edition = policy.editions.get(name="Closed code")
    assert "destination" in misfits(codebase, edition)[0]
    assert misfits(codebase, None)[0].startswith("The policy in force has no such category")


def test_the_database_keeps_pipelines_out_of_other_categories(
    asker: Actor, payments: Team, policy: PolicyRevision
) -> None:
    codebase = make_codebase(asker, payments, kind=CodebaseKind.DATASET)
    with pytest.raises(IntegrityError, match="restricted"), transaction.atomic():
        CodebaseCategory.objects.create(codebase=codebase, category=category("Closed code"), valid_from=timezone.now())


def test_a_flow_is_recorded_once_and_ended_once(asker: Actor, payments: Team) -> None:
    source, target = make_codebase(asker, payments), make_codebase(asker, payments)
    flow = add_flow(actor=asker, source=source, target=target, kind=FlowKind.DATA, note="Nightly")
    with pytest.raises(Conflict):
        add_flow(actor=asker, source=source, target=target, kind=FlowKind.DATA)
    end_flow(actor=asker, flow=flow)
    with pytest.raises(Conflict):
        end_flow(actor=asker, flow=flow)
    assert Flow.objects.get().valid_until is not None
    assert actions()[-2:] == ["flow.added", "flow.ended"]


def test_a_flow_leads_neither_to_itself_nor_to_what_one_does_not_see(
    asker: Actor, payments: Team, search_team: Team, outsider: User, as_actor: AsActor
) -> None:
    own, foreign = make_codebase(asker, payments), make_codebase(as_actor(outsider), search_team)
    for target in (own, foreign):
        with pytest.raises(Invalid) as refused:
            add_flow(actor=asker, source=own, target=target, kind=FlowKind.DATA)
        assert "target" in refused.value.problems
