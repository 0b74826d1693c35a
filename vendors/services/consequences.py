"""The one port through which a deed on terms reaches rows of higher floors, inside the same transaction.

`policies` and `governance.reports` add their handlers once, at start (`AppConfig.ready`). The tuple is ordered, typed
and listed by a test. There is no other port for deeds (`models.scoping` has one for a question), and no signals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from governance.accounts.access import Actor
from vendors.models import Assessment, TermsVersion


class NewVersionHandler(Protocol):
    """Told of a new version and the assessments that no longer stand as they were."""

    def __call__(self, *, actor: Actor, version: TermsVersion, touched: Sequence[Assessment]) -> None: ...


_new_version: tuple[NewVersionHandler, ...] = ()


def on_new_version(handler: NewVersionHandler) -> None:
    """Declare a handler; called once per process, in the order of INSTALLED_APPS."""
    global _new_version
    if handler not in _new_version:
        _new_version = (*_new_version, handler)


def new_version_handlers() -> tuple[NewVersionHandler, ...]:
    """The handlers in calling order (for the test that lists them)."""
    return _new_version


def tell_of_new_version(*, actor: Actor, version: TermsVersion, touched: Sequence[Assessment]) -> None:
    """Call every handler in order. `touched` are the readings just marked."""
    for handler in _new_version:
        handler(actor=actor, version=version, touched=touched)
