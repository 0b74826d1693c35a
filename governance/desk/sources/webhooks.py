"""Webhooks in an administrator's queue: endpoints that are asked no longer, since they took nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from django.db.models import Subquery
from django.urls import reverse

from governance.accounts.roles import Role
from governance.database.within import instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.desk.sources.together import Found, Part
from governance.webhooks.models import Webhook, WebhookState

_COLUMNS = {name: name for name in ("pk", "uid", "name", "state_reason", "state_changed_at", "created_at")}


def _asks(asker: Asker) -> Mapping[str, Subquery]:
    """Endpoints that are disabled, whoever or whatever did it: each day more is left untold."""
    if Role.ADMINISTRATOR not in asker.roles:
        return {}
    return {"endpoints": rows_within(Webhook.objects.filter(state=WebhookState.DISABLED), **_COLUMNS)}


def _says(asker: Asker, found: Found) -> Iterator[Item]:
    for row in sorted(found["endpoints"], key=lambda row: (row["name"], row["pk"])):
        about = uuid.UUID(row["uid"])
        yield Item(
            section=Section.NEEDS_ME,
            kind="webhook",
            icon="stop",
            matter=f"Webhook: {row['name']}",
            url=reverse("webhooks:webhook_detail", args=[about]),
            why="You look after it",
            state="disabled",
            with_whom=row["state_reason"],
            since=instant_of(row["state_changed_at"] or row["created_at"]),
            about=about,
            step="enable",
        )


DISABLED = Part(_asks, _says)
