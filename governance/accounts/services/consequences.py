"""The one port through which the end of a role or an account asks higher floors what nobody could do any more.

`policies` adds its answer once, at start (`AppConfig.ready`), as it adds its handlers of a new terms version.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Conflict


class Lapse(Protocol):
    """Sentences that name what nobody can do any more once the person is without the roles; none where nothing is."""

    def __call__(self, *, person: User, roles: Collection[Role]) -> list[str]: ...


_lapses: tuple[Lapse, ...] = ()


def on_leaving(lapse: Lapse) -> None:
    """Declare a handler; called once per process, in the order of INSTALLED_APPS."""
    global _lapses
    if lapse not in _lapses:
        _lapses = (*_lapses, lapse)


def what_lapses(person: User, roles: Collection[Role]) -> list[str]:
    """What nobody can do any more once `person` holds none of `roles`, in sentences."""
    return [sentence for lapse in _lapses for sentence in lapse(person=person, roles=roles)]


def refuse_unknowing(person: User, roles: Collection[Role], *, knowing: bool) -> list[str]:
    """What lapses; raises Conflict naming it where the actor has not said that they know.

    It is no bar: whoever has to go today goes today, and a revision that names somebody else takes two signatures.
    """
    sentences = what_lapses(person, roles)
    if sentences and not knowing:
        raise Conflict(" ".join(sentences), code="leaves-undecided")
    return sentences
