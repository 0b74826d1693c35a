"""Policy revisions: the first whole, every later one as edits on a copy of what is published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.types import CodebaseKind, Destination, Lane, Mode, OnFail, RevisionState
from policies.models import CategoryEdition, PolicyRevision
from policies.services.publishing import offer, sign_revision
from policies.services.revisions import (
    EditionInput,
    add_category,
    change_category,
    discard_revision,
    remove_rule,
    save_rule,
    start_revision,
)


def steps() -> Iterator[Step]:
    """Each revision: drafted in a day, then signed lane by lane or given up."""
    for row in data("policy")["revisions"]:
        yield Step(row["started_days_ago"], partial(_draft, row=row))
        for signature in row["signatures"]:
            yield Step(signature["days_ago"], partial(_sign, row=signature))
        if "discarded_days_ago" in row:
            yield Step(row["discarded_days_ago"], partial(_discard, by=row["discarded_by"]))


def open_draft() -> PolicyRevision:
    """The one draft there is."""
    draft: PolicyRevision = PolicyRevision.objects.get(state=RevisionState.DRAFT)
    return draft


def _draft(book: Book, *, row: Row) -> None:
    by = row["started_by"]
    start_revision(actor=book.act(by), title=row["title"], summary=row["summary"])
    for category in row.get("categories", ()):
        _category(book, by, category)
    for edit in row.get("edits", ()):
        _edit(book, by, edit)


def _category(book: Book, by: str, row: Row) -> None:
    entry = EditionInput(
        name=row["name"],
        description=row["description"],
        legal_owner=book.people[row["legal_owner"]],
        engineering_owner=book.people[row["engineering_owner"]],
        allowed_kinds=[CodebaseKind(kind) for kind in row["allowed_kinds"]],
        allowed_destinations=[Destination(place) for place in row["allowed_destinations"]],
    )
    mode = Mode(row["mode"])
    edition = add_category(actor=book.act(by), revision=open_draft(), version=None, mode=mode, entry=entry)
    if edition.category.slug != row["slug"]:
        raise ValueError(f"{row['name']} became {edition.category.slug}, and the files call it {row['slug']}")
    for rule in row["rules"]:
        _rule(book, by, edition, rule)


def _rule(book: Book, by: str, edition: CategoryEdition, row: Row) -> None:
    save_rule(
        actor=book.act(by),
        edition=edition,
        version=None,
        code=row["code"],
        rule_version=row["version"],
        parameters=row["parameters"],
        on_fail=OnFail(row["on_fail"]),
        reason=row["reason"],
    )


def _edit(book: Book, by: str, row: Row) -> None:
    edition = CategoryEdition.objects.get(revision=open_draft(), category__slug=row["category"])
    if row["edit"] == "save_rule":
        _rule(book, by, edition, row["rule"])
    elif row["edit"] == "remove_rule":
        remove_rule(actor=book.act(by), rule=edition.rules.get(code=row["code"]), version=None)
    else:
        entry = EditionInput(
            name=edition.name,
            description=row["description"],
            legal_owner=edition.legal_owner,
            engineering_owner=edition.engineering_owner,
            allowed_kinds=[CodebaseKind(kind) for kind in edition.allowed_kinds.split()],
            allowed_destinations=[Destination(place) for place in edition.allowed_destinations.split()],
        )
        change_category(actor=book.act(by), edition=edition, version=None, entry=entry)


def _sign(book: Book, *, row: Row) -> None:
    draft = open_draft()
    offered = offer(draft)
    sign_revision(
        actor=book.act(row["by"]),
        revision=draft,
        lane=Lane(row["lane"]),
        content_hash=offered.sha256,
        version=None,
    )


def _discard(book: Book, *, by: str) -> None:
    discard_revision(actor=book.act(by), revision=open_draft(), version=None)
