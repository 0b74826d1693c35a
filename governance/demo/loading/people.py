"""The organisation, its teams and its people. The system makes accounts, the administrator gives roles and teams."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial

from governance.accounts.access import system_actor
from governance.accounts.roles import Role
from governance.accounts.services.organisations import change_organisation
from governance.accounts.services.people import add_person
from governance.accounts.services.roles import grant_role
from governance.accounts.services.set_up import add_first_administrator
from governance.accounts.services.teams import add_member, add_team
from governance.demo.loading.book import BETWEEN_DEEDS, Book, Row, Step, data

SYSTEM = system_actor("demo portfolio")


def steps() -> Iterator[Step]:
    """The administrator first, who then gives everybody else roles and teams."""
    content = data("organisation")
    admin = next(row for row in content["people"] if Role.ADMINISTRATOR in row["roles"])
    first_day = max(row["joined_days_ago"] for row in content["people"])
    yield Step(first_day, partial(_first, row=admin, teams=content["teams"]))
    joined = {row["key"]: row["joined_days_ago"] for row in content["people"]}
    for row in content["people"]:
        if row is not admin:
            yield Step(row["joined_days_ago"], partial(_join, row=row, admin=admin["key"]))
    house = content["organisation"]
    offices = ("legal_owner", "engineering_owner", "escalation_contact")
    yield Step(min(joined[house[office]] for office in offices), partial(_organise, row=house, admin=admin["key"]))


def _first(book: Book, *, row: Row, teams: list[Row]) -> None:
    _account(book, row)
    add_first_administrator(actor=SYSTEM, email=row["email"], name=row["name"])
    for team in teams:
        book.teams[team["key"]] = add_team(actor=book.act(row["key"]), name=team["name"])


def _account(book: Book, row: Row) -> None:
    password = secrets.token_urlsafe(12)
    book.clock.pass_by(BETWEEN_DEEDS)
    book.passwords[row["key"]] = password
    book.people[row["key"]] = add_person(
        actor=SYSTEM,
        email=row["email"],
        name=row["name"],
        job_title=row["job_title"],
        ends_on=book.date(row.get("ends_on")),
        password=password,
    )


def _join(book: Book, *, row: Row, admin: str) -> None:
    _account(book, row)
    person = book.people[row["key"]]
    for role in row["roles"]:
        grant_role(actor=book.act(admin), person=person, role=Role(role))
    for team in row["teams"]:
        add_member(actor=book.act(admin), team=book.teams[team], person=person)


def _organise(book: Book, *, row: Row, admin: str) -> None:
    change_organisation(
        actor=book.act(admin),
        name=row["name"],
        legal_owner=book.people[row["legal_owner"]],
        engineering_owner=book.people[row["engineering_owner"]],
        escalation_contact=book.people[row["escalation_contact"]],
        time_zone=row["time_zone"],
        version=None,
    )
