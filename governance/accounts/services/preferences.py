"""How a person likes to see the product. Not deeds: nothing here says anything about anybody's decisions."""

from __future__ import annotations

from governance.accounts.access import Actor, require_self
from governance.accounts.models import Theme, User
from governance.errors import Invalid


def set_theme(*, actor: Actor, theme: str) -> None:
    """Choose light, dark or as the system. Raises Invalid (no such theme), NotAllowed (a token)."""
    person = actor.person
    require_self(actor, person)
    if theme not in Theme.values:
        raise Invalid("There is no such theme.", problems={"theme": ["Choose one of the three."]})
    User.objects.filter(pk=person.pk).update(theme=theme)
    person.theme = theme
