"""The one port through which a deed on terms reaches rows of higher floors, inside the same transaction.

`policies` and `governance.reports` add their handlers once, at start (`AppConfig.ready`). The tuples are ordered, typed
and listed by a test. There is no other port for deeds (`models.scoping` has one for a question), and no signals.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from governance.accounts.access import Actor
from vendors.models import Assessment, ChangeReview, LicenceLayer, ModelRelease, TermsVersion, Tier, Vendor


class TextHandler(Protocol):
    """Told of every look that found another text than the one before, be it noise, a return or news; and of the licence
    layers that it has just left without the words they were verified on."""

    def __call__(self, *, actor: Actor, version: TermsVersion, layers: Sequence[LicenceLayer]) -> None: ...


class ChangeHandler(Protocol):
    """Told of a change of a document that was put before counsel, and of the readings it has just touched."""

    def __call__(self, *, actor: Actor, review: ChangeReview, touched: Sequence[Assessment]) -> None: ...


class SettlingHandler(Protocol):
    """Told that some of what a change touched is settled: counsel confirmed it, the text returned, or a reading of it
    was read anew after that. Rows of the change say what still waits."""

    def __call__(self, *, actor: Actor, review: ChangeReview) -> None: ...


class NamesHandler(Protocol):
    """Told that a vendor was added, or that its names or its parent may have changed."""

    def __call__(self, *, actor: Actor, vendor: Vendor) -> None: ...


class ReadingHandler(Protocol):
    """Told of tiers and releases (primary keys) of which something else is judged from now on: a reading was approved,
    marked or stands again, a layer was entered or verified, a release was renamed."""

    def __call__(self, *, tiers: Collection[int], releases: Collection[int]) -> None: ...


_texts: tuple[TextHandler, ...] = ()
_changes: tuple[ChangeHandler, ...] = ()
_settling: tuple[SettlingHandler, ...] = ()
_names: tuple[NamesHandler, ...] = ()
_readings: tuple[ReadingHandler, ...] = ()


def on_new_text(handler: TextHandler) -> None:
    """Declare a handler; called once per process, in the order of INSTALLED_APPS."""
    global _texts
    if handler not in _texts:
        _texts = (*_texts, handler)


def on_change(handler: ChangeHandler) -> None:
    """Declare a handler; called once per process, in the order of INSTALLED_APPS."""
    global _changes
    if handler not in _changes:
        _changes = (*_changes, handler)


def on_settling(handler: SettlingHandler) -> None:
    """As `on_change`, for changes that are settled, wholly or in part."""
    global _settling
    if handler not in _settling:
        _settling = (*_settling, handler)


def on_names(handler: NamesHandler) -> None:
    """As `on_change`, for names of vendors."""
    global _names
    if handler not in _names:
        _names = (*_names, handler)


def names_handlers() -> tuple[NamesHandler, ...]:
    """As `change_handlers`."""
    return _names


def on_reading(handler: ReadingHandler) -> None:
    """As `on_change`, for what is judged of tiers and releases."""
    global _readings
    if handler not in _readings:
        _readings = (*_readings, handler)


def text_handlers() -> tuple[TextHandler, ...]:
    """As `change_handlers`."""
    return _texts


def change_handlers() -> tuple[ChangeHandler, ...]:
    """The handlers in calling order (for the test that lists them)."""
    return _changes


def settling_handlers() -> tuple[SettlingHandler, ...]:
    """As `change_handlers`."""
    return _settling


def reading_handlers() -> tuple[ReadingHandler, ...]:
    """As `change_handlers`."""
    return _readings


def tell_of_new_text(*, actor: Actor, version: TermsVersion, layers: Sequence[LicenceLayer]) -> None:
    """Call every handler in order."""
    for handler in _texts:
        handler(actor=actor, version=version, layers=layers)


def tell_of_change(*, actor: Actor, review: ChangeReview, touched: Sequence[Assessment]) -> None:
    """Call every handler in order. `touched` are the readings just marked."""
    for handler in _changes:
        handler(actor=actor, review=review, touched=touched)


def tell_of_settling(*, actor: Actor, review: ChangeReview) -> None:
    """Call every handler in order."""
    for handler in _settling:
        handler(actor=actor, review=review)


def tell_of_names(*, actor: Actor, vendor: Vendor) -> None:
    """Call every handler in order."""
    for handler in _names:
        handler(actor=actor, vendor=vendor)


def tell_of_reading(*, tiers: Collection[int] = (), releases: Collection[int] = ()) -> None:
    """Call every handler in order."""
    for handler in _readings:
        handler(tiers=tiers, releases=releases)


def tell_of_layers(holder: ModelRelease | Tier) -> None:
    """As `tell_of_reading`, of the release or tier whose licence layers changed."""
    if isinstance(holder, Tier):
        tell_of_reading(tiers=[holder.pk])
    else:
        tell_of_reading(releases=[holder.pk])
