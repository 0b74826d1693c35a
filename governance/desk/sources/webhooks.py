"""Webhooks in an administrator's queue: endpoints that are asked no longer, since they took nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.webhooks.models import Webhook, WebhookState


def disabled(asker: Asker) -> Iterator[Item]:
    """Endpoints that are disabled, whoever or whatever did it: each day more is left untold."""
    if Role.ADMINISTRATOR not in asker.roles:
        return
    for row in Webhook.objects.filter(state=WebhookState.DISABLED):
        yield Item(
            section=Section.NEEDS_ME,
            kind="webhook",
            icon="stop",
            matter=f"Webhook: {row.name}",
            url=reverse("webhooks:webhook_detail", args=[row.uid]),
            why="You look after it",
            state="disabled",
            with_whom=row.state_reason,
            since=row.state_changed_at or row.created_at,
            about=row.uid,
            step="enable",
        )
