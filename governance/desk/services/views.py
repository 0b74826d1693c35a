"""Deeds on saved views. What only its owner sees is nobody's business and leaves no event; what others see does."""

from __future__ import annotations

from typing import Any

from governance.accounts.access import Actor, require, team_ids_of
from governance.accounts.models import Team
from governance.audit.deeds import deed, nothing_changed, record
from governance.desk.domain.saved_pages import kept_query
from governance.desk.models import SavedView, Sharing
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from governance.visible import unseen

MOST = 60
"""Views a person may keep, over all pages."""
LONGEST_NAME = 80


@deed
def save_view(
    *, actor: Actor, page: str, name: str, query: str, shared: str = Sharing.NOBODY, team: Team | None = None
) -> SavedView:
    """Keep the filters of a page under a name; one of the same name on the same page is replaced.

    Raises NotAllowed, Invalid for what the page does not know or nobody could read, Conflict when there are too many.
    """
    person = actor.person
    require(actor, "view.save")
    columns = _columns(actor, page, name, query, shared, team)
    former = SavedView.objects.select_for_update().filter(person=person, page=page, name=columns["name"]).first()
    if former is not None:
        return _change(actor, former, columns)
    if SavedView.objects.filter(person=person).count() >= MOST:
        raise Conflict(f"You keep {MOST} views already. Delete one of them first.")
    row = SavedView.objects.create(person=person, page=page, **columns)
    _tell(actor, "view.shared", row, told=bool(row.shared))
    return row


@deed
def change_view(
    *,
    actor: Actor,
    view: SavedView,
    version: int | None,
    name: str,
    shared: str = Sharing.NOBODY,
    team: Team | None = None,
    query: str | None = None,
) -> SavedView:
    """Rename a view of one's own, share it or keep it to oneself. Raises NotAllowed, Stale, Invalid."""
    row = _own(actor, view)
    check_version(row, version)
    columns = _columns(actor, row.page, name, row.query if query is None else query, shared, team)
    others = SavedView.objects.filter(person=row.person_id, page=row.page, name=columns["name"]).exclude(pk=row.pk)
    if others.exists():
        sentence = "Another view of yours on this page has that name."
        raise Invalid(sentence, problems={"name": [sentence]})
    return _change(actor, row, columns)


@deed
def delete_view(*, actor: Actor, view: SavedView) -> None:
    """Take a view of one's own away. Raises NotAllowed."""
    row = _own(actor, view)
    _tell(actor, "view.deleted", row, told=bool(row.shared))
    row.delete()


def _own(actor: Actor, view: SavedView) -> SavedView:
    row = locked(view)
    require(actor, "view.save")
    if row.person_id != actor.person.pk:
        raise NotAllowed("Only whoever keeps this view can change it. Save it under a name of your own.")
    return row


def _change(actor: Actor, row: SavedView, columns: dict[str, Any]) -> SavedView:
    before = row.shared
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*columns, "version"])
    if before and not row.shared:
        _tell(actor, "view.unshared", row, told=True)
    else:
        _tell(actor, "view.changed" if before else "view.shared", row, told=bool(row.shared))
    return row


def _tell(actor: Actor, action: str, row: SavedView, *, told: bool) -> None:
    if not told:
        nothing_changed()
        return
    team = row.team.name if row.team else None
    detail = {"page": row.page, "name": row.name, "query": row.query, "shared": row.shared, "team": team}
    record(actor, action, subject=row, detail=detail)


def _columns(actor: Actor, page: str, name: str, query: str, shared: str, team: Team | None) -> dict[str, Any]:
    problems: dict[str, list[str]] = {}
    name = " ".join(name.split())
    if not name:
        problems["name"] = ["Give it a name."]
    elif len(name) > LONGEST_NAME:
        problems["name"] = [f"This is {len(name)} characters long; {LONGEST_NAME} are the most."]
    elif why := unseen(name):
        problems["name"] = [why]
    if shared not in Sharing.values:
        problems["shared"] = ["Choose who sees it."]
    elif shared == Sharing.TEAM and (team is None or team.pk not in team_ids_of(actor.person)):
        problems["team"] = ["Choose a team you belong to."]
    try:
        kept = kept_query(page, query)
    except ValueError as error:
        problems["query"], kept = [str(error)], ""
    if problems:
        raise Invalid("The view could not be saved.", problems=problems)
    return {"name": name, "query": kept, "shared": shared, "team": team if shared == Sharing.TEAM else None}
