"""The deed on the one organisation: its name, owners, escalation contact and time zone."""

from __future__ import annotations

from typing import Any

from governance.accounts.access import Actor, account_open, organisation, require, roles_of
from governance.accounts.models import Organisation, User
from governance.accounts.roles import PERMISSIONS, Role
from governance.accounts.services.inputs import Inputs
from governance.accounts.warning_days import written
from governance.audit.deeds import deed, nothing_changed, record
from governance.modelling import check_version, locked

LONGEST_DAYS = 90
"""Longer no lane may take before the escalation contact is asked."""


@deed
def change_organisation(
    *,
    actor: Actor,
    name: str,
    legal_owner: User | None,
    engineering_owner: User | None,
    escalation_contact: User | None,
    time_zone: str,
    version: int | None,
    legal_days: int | None = None,
    engineering_days: int | None = None,
    warning_days: str | None = None,
) -> Organisation:
    """Change the organisation; days are those a lane has for a decision, 1 to 90. Days that are None stay as they are.

    Raises Stale, Invalid (owner without the role, one owner in both lanes, no days), NotAllowed.
    """
    house = locked(organisation())
    require(actor, "organisation.manage", system=True)
    check_version(house, version)
    inputs = Inputs()
    wanted: dict[str, Any] = {
        "name": inputs.text("name", name, limit=120),
        "legal_owner": legal_owner,
        "engineering_owner": engineering_owner,
        "escalation_contact": escalation_contact,
        "time_zone": inputs.time_zone("time_zone", time_zone),
        "legal_days": house.legal_days if legal_days is None else legal_days,
        "engineering_days": house.engineering_days if engineering_days is None else engineering_days,
        "warning_days": house.warning_days if warning_days is None else _warned(inputs, warning_days),
    }
    _check_days(inputs, wanted)
    _check_people(inputs, legal_owner, engineering_owner, escalation_contact)
    inputs.check()
    return _write(actor, house, wanted)


def _write(actor: Actor, house: Organisation, wanted: dict[str, Any]) -> Organisation:
    changed = [field for field, value in wanted.items() if getattr(house, field) != value]
    if not changed:
        nothing_changed()
        return house
    for field in changed:
        setattr(house, field, wanted[field])
    house.version += 1
    house.save(update_fields=[*changed, "version"])
    detail = {field: _said(wanted[field]) for field in changed}
    record(actor, "organisation.changed", subject=house, detail=detail)
    return house


def _warned(inputs: Inputs, text: str) -> str:
    try:
        return written(text)
    except ValueError as error:
        inputs.problem("warning_days", str(error))
        return text


def _check_days(inputs: Inputs, wanted: dict[str, Any]) -> None:
    for field in ("legal_days", "engineering_days"):
        if not 1 <= wanted[field] <= LONGEST_DAYS:
            inputs.problem(field, f"Choose 1 to {LONGEST_DAYS} days.")


def _check_people(
    inputs: Inputs, legal_owner: User | None, engineering_owner: User | None, contact: User | None
) -> None:
    if legal_owner is not None and Role.COUNSEL not in roles_of(legal_owner):
        inputs.problem("legal_owner", f"{legal_owner.name} is not counsel. The legal owner has to be.")
    if engineering_owner is not None and Role.ENGINEERING_OWNER not in roles_of(engineering_owner):
        inputs.problem("engineering_owner", f"{engineering_owner.name} does not hold the role engineering owner.")
    if legal_owner is not None and legal_owner == engineering_owner:
        inputs.problem("engineering_owner", "One person cannot be the owner in both lanes. Choose two people.")
    if contact is not None and not account_open(contact):
        inputs.problem("escalation_contact", f"The account of {contact.name} is closed.")
    elif contact is not None and not roles_of(contact) & PERMISSIONS["lane.nominate"]:
        inputs.problem(
            "escalation_contact",
            f"{contact.name} is neither counsel nor engineering owner, and so could name nobody for an overdue lane.",
        )


def _said(value: Any) -> Any:
    """How a value enters the trail: a person as uid, everything else as it is."""
    return value.uid if isinstance(value, User) else value
