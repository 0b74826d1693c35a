"""The life of lines, played at random over the real services and held against a model: `make prove P=lifecycle`."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.policies.lifecycle_machine import Lifecycle
from tests.policies.lifecycle_world import make_world

pytestmark = pytest.mark.usefixtures("own_database")
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def play(runs: int, steps: int, **values: bool) -> Counter[str]:
    """Play so many runs of at most so many steps; what was tried, done and refused."""
    machine = type("Lifecycle", (Lifecycle,), {"world": make_world(), "counts": Counter()})
    plan = settings(max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=CHECKS, **values)
    run_state_machine_as_test(machine, settings=plan)
    counts: Counter[str] = machine.counts
    return counts


def test_the_services_permit_what_the_model_permits_and_nothing_else() -> None:
    counts = play(
        20, 30, derandomize=True
    )  # the same lives each time: whether an approval is reached is no matter of luck
    assert counts["runs"] >= 20
    assert counts["approved"] > 0


@pytest.mark.prove("lifecycle")
def test_two_thousand_lives_of_fifty_steps() -> None:
    began = time.monotonic()
    counts = play(2000, 50)
    print(f"\n{connection.vendor}: {counts.pop('runs')} runs, {counts.pop('steps')} steps", end=", ")
    print(f"{counts.pop('attempts')} attempts", end=", ")
    print(f"{time.monotonic() - began:.0f} seconds; 0 against the rules")
    for what, count in sorted(counts.items()):
        print(f"{count:>7} {what}")
    assert counts["approved"] and counts["decided as delegate"] and counts["decided as nominee"]
