"""The content of a policy revision: one document for all its pages show, categories and rules, title and summary.

The bytes both owners sign are `governance.canonical.canonical_json` of the document. It holds no number and no time;
the number stands in the sentence that is signed. It does hold the version the draft had reached: an edit that is taken
back is two edits, and a signature given before them is void like any other.

Schema 1 held the categories only, without the reasons of their rules. Raise REVISION_SCHEMA when a field is added,
removed or changes its meaning, and keep the older ones readable: published revisions are never rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from policies.domain.codec import Unreadable, decode, encode
from policies.domain.labels import label
from policies.domain.rules import REGISTRY
from policies.domain.rules.parameters import parameter_problems
from policies.domain.sentences import listing
from policies.domain.types import RESTRICTED_KINDS, CategoryFacts, CodebaseKind, Mode

REVISION_SCHEMA = 2
READABLE_SCHEMAS = (1, 2)
KIND = "policy_revision"


class UnreadableRevision(ValueError):
    """A document is not a policy revision this program can read."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person who owns a category in one lane."""

    uid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class OwnedCategory:
    """A category as a revision states it, with its owners. `reasons`: code of a rule -> why the category has it; None
    where the document does not say (schema 1)."""

    facts: CategoryFacts
    legal_owner: Owner
    engineering_owner: Owner
    description: str = ""
    reasons: Mapping[str, str] | None = None


def revision_document(
    categories: Sequence[OwnedCategory], *, title: str, summary: str, draft_version: int
) -> dict[str, Any]:
    """The content of a revision as plain JSON values; the order in which categories are given does not matter.

    `draft_version` is the version of the draft that is offered: it rises with every edit.
    """
    ordered = sorted(categories, key=lambda category: category.facts.slug)
    return {
        "schema": REVISION_SCHEMA,
        "kind": KIND,
        "title": title,
        "summary": summary,
        "draft_version": draft_version,
        "categories": [encode(category) for category in ordered],
    }


def read_revision(document: Mapping[str, Any]) -> tuple[OwnedCategory, ...]:
    """The categories in a revision's document, in the order of their slugs; raises UnreadableRevision."""
    if document.get("kind") != KIND:
        raise UnreadableRevision("This is not a policy revision.")
    if document.get("schema") not in READABLE_SCHEMAS:
        raise UnreadableRevision(f"Policy revisions of schema {document.get('schema')!r} are not known here.")
    try:
        return tuple(decode(OwnedCategory, category) for category in document.get("categories", ()))
    except Unreadable as error:
        raise UnreadableRevision(f"The policy revision does not have its form: {error}.") from error


def publishing_problems(categories: Sequence[OwnedCategory]) -> list[str]:
    """Sentences that say why these categories cannot be published as they are; empty when they can."""
    if not categories:
        return ["There is no category; a policy needs at least one."]
    slugs = [category.facts.slug for category in categories]
    found = [f"Two categories are called {slug}." for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1})]
    for category in categories:
        found += [f"{category.facts.name}: {text}" for text in category_problems(category)]
    return found


def category_problems(category: OwnedCategory) -> list[str]:
    """Sentences that say what is wrong with one category; empty when nothing is."""
    facts, found = category.facts, []
    if category.legal_owner.uid == category.engineering_owner.uid:
        found.append("One person cannot own both lanes.")
    found += kinds_problems(facts.mode, facts.allowed_kinds)
    if not facts.rules:
        found.append("It has no rules, so every request would need sign-off with nothing checked.")
    codes = [use.code for use in facts.rules]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        found.append(f"The rule {code} is used twice.")
    for use in facts.rules:
        rule = REGISTRY.get((use.code, use.version))
        if rule is None:
            found.append(f"The rule {use.code}, version {use.version}, is not known.")
            continue
        labels = {parameter.name: parameter.label for parameter in rule.parameters}
        for name, texts in parameter_problems(rule, use.parameters).items():
            found += [f"{rule.title}, {labels.get(name, name)}: {text}" for text in texts]
    return found


def kinds_problems(mode: Mode, kinds: Sequence[CodebaseKind]) -> list[str]:
    """Whether the kinds fit the mode: what trains or is trained may only be in a restricted category."""
    barred = [label(kind).lower() for kind in CodebaseKind if kind in RESTRICTED_KINDS and kind in kinds]
    if mode is Mode.RESTRICTED or not barred:
        return []
    return [f"Only a restricted category may hold a {listing(barred, 'or')}."]
