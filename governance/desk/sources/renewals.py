"""Renewals in a queue: new versions of texts that tools are pinned to, for counsel and for who owns the tool."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from policies.models import RenewalNote
from vendors.models import TermsDocument


def renewals_to_settle(asker: Asker) -> Iterator[Item]:
    """Open notes: all of them for counsel, for others those of tools they own. Who may not read the text is led to the
    tool, and its title is kept back."""
    counsel = Role.COUNSEL in asker.roles
    seen = TermsDocument.objects.visible_to(asker.user).filter(pk=OuterRef("document"))
    rows = RenewalNote.objects.open().select_related("tool", "document", "new_version").annotate(readable=Exists(seen))
    for row in rows if counsel else rows.filter(tool__business_owner=asker.user):
        owner = row.tool.business_owner_id == asker.user.pk
        named = f"version {row.new_version.number} of {row.document.title}" if row.readable else "a contract"
        yield Item(
            section=Section.NEEDS_ME,
            kind="renewal",
            icon="hourglass",
            matter=f"Renewal: {row.tool.name}, {named}",
            url=reverse("policies:renewal_detail", args=[row.uid])
            if row.readable
            else reverse("policies:tool_detail", args=[row.tool.uid]),
            why="You own the tool" if owner else "A pinned text is new",
            state="open",
            state_text="New version",
            since=row.opened_at,
            due=row.due_on,
            about=row.uid,
            step="settle",
            outside=f"Renewal: {row.tool.name}, a pinned text has a new version",
        )
