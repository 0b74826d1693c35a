"""Letting things happen that an endpoint is told of, and the worker go its round."""

from __future__ import annotations

import re
import types
from pathlib import Path
from typing import Any

from governance.accounts.access import Actor
from governance.jobs import lease
from governance.webhooks.services import collecting, delivering
from vendors.services.vendors import add_vendor

SITE = "https://countersign.example/"
README = Path(__file__).resolve().parents[2] / "governance/webhooks/README.md"


def happens(legal: Actor, name: str = "Larkspur Systems") -> Any:
    """A deed that the endpoint of these tests is told of."""
    return add_vendor(actor=legal, name=name)


def work() -> None:
    """One round of the worker: messages of what is new, and an attempt at all that is due."""
    collecting.collect(SITE)
    for job in list(lease.waiting("webhook.delivery").order_by("pk")):
        delivering.deliver(job.uid)


def now(row: Any) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def verifying_example() -> types.ModuleType:
    """The code the README gives to receivers."""
    found = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    module = types.ModuleType("receiver")
    exec(found.group(1), module.__dict__)
    return module
