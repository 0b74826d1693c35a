"""The starter policy: a draft revision to name owners in, adjust and publish. It is made once, before any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from governance.accounts.access import Actor, organisation
from governance.audit.deeds import deed, nothing_changed
from policies.domain.types import CodebaseKind, Destination, Mode, OnFail
from policies.models import Category, CategoryEdition, PolicyRevision
from policies.services.revisions import EditionInput, add_category, save_rule, start_revision

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "starter_policy.json"


def read_starter_policy() -> Mapping[str, Any]:
    """The starter policy's file; its shape is said in `policies/catalogue/README.md`."""
    read: Mapping[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


@deed
def start_starter_policy(*, actor: Actor, policy: Mapping[str, Any]) -> PolicyRevision | None:
    """Start the draft revision; None, and nothing changed, where there ever was a revision.

    The organisation's owners, where they are named, become the owners of each category.
    """
    if PolicyRevision.objects.exists():
        nothing_changed()
        return None
    revision = start_revision(actor=actor, title=policy["title"], summary=policy["summary"])
    for row in policy["categories"]:
        edition = _category(actor, revision, row)
        for rule in row["rules"]:
            save_rule(
                actor=actor,
                edition=edition,
                version=None,
                code=rule["code"],
                rule_version=rule["version"],
                parameters=rule["parameters"],
                on_fail=OnFail(rule["on_fail"]),
                reason=rule["reason"],
            )
    revision.refresh_from_db()  # every rule raised its version, which is part of what is signed
    return revision


def _category(actor: Actor, revision: PolicyRevision, row: Mapping[str, Any]) -> CategoryEdition:
    house = organisation()
    entry = EditionInput(
        name=row["name"],
        description=row["description"],
        legal_owner=house.legal_owner,
        engineering_owner=house.engineering_owner,
        allowed_kinds=[CodebaseKind(kind) for kind in row["allowed_kinds"]],
        allowed_destinations=[Destination(place) for place in row["allowed_destinations"]],
    )
    return add_category(
        actor=actor,
        revision=revision,
        version=None,
        mode=Mode(row["mode"]),
        entry=entry,
        category=Category.objects.filter(slug=row["slug"]).first(),
    )
