"""Renewals in a queue: new versions of texts that tools are pinned to, for counsel and for who owns the tool."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from governance.accounts.roles import Role
from governance.database.within import day_of, instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.desk.sources.together import Found, Part
from policies.models import RenewalNote
from vendors.models import TermsDocument

_COLUMNS = {
    "tool": "tool__name",
    "tool_uid": "tool__uid",
    "owner": "tool__business_owner_id",
    "title": "document__title",
    "version": "new_version__number",
    **{name: name for name in ("pk", "uid", "opened_at", "due_on", "readable")},
}


def _asks(asker: Asker) -> Mapping[str, Subquery]:
    """Open notes: all of them for counsel, for others those of tools they own."""
    seen = TermsDocument.objects.visible_to(asker.user).filter(pk=OuterRef("document"))
    rows = RenewalNote.objects.open().annotate(readable=Exists(seen))
    mine = rows if Role.COUNSEL in asker.roles else rows.filter(tool__business_owner=asker.user)
    return {"notes": rows_within(mine, **_COLUMNS)}


def _says(asker: Asker, found: Found) -> Iterator[Item]:
    """Who may not read the text is led to the tool, and its title is kept back."""
    for row in sorted(found["notes"], key=lambda row: (row["opened_at"], row["pk"]), reverse=True):
        about, readable = uuid.UUID(row["uid"]), bool(row["readable"])
        named = f"version {row['version']} of {row['title']}" if readable else "a contract"
        yield Item(
            section=Section.NEEDS_ME,
            kind="renewal",
            icon="hourglass",
            matter=f"Renewal: {row['tool']}, {named}",
            url=reverse("policies:renewal_detail", args=[about])
            if readable
            else reverse("policies:tool_detail", args=[uuid.UUID(row["tool_uid"])]),
            why="You own the tool" if row["owner"] == asker.user.pk else "A pinned text is new",
            state="open",
            state_text="New version",
            since=instant_of(row["opened_at"]),
            due=day_of(row["due_on"]),
            about=about,
            step="settle",
            outside=f"Renewal: {row['tool']}, a pinned text has a new version",
        )


RENEWALS = Part(_asks, _says)
