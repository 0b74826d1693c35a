"""Deeds on the draft policy revision: start, edit its categories and rules, discard. Signing lives in `publishing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.text import slugify

from governance.accounts.access import Actor, organisation, require, roles_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.audit.deeds import deed, record
from governance.canonical import canonical_json
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from policies.domain.lifecycle import REVISION
from policies.domain.rules import UnknownRule, rule_of
from policies.domain.rules.parameters import clean_parameters, parameter_problems
from policies.domain.types import RESTRICTED_KINDS, CodebaseKind, Destination, Mode, OnFail, RevisionState
from policies.models import Category, CategoryEdition, PolicyRevision, RuleSetting
from policies.services.moves import moved
from policies.services.names import name_problem


@dataclass(frozen=True, slots=True)
class EditionInput:
    """A category as entered for a draft revision."""

    name: str
    description: str
    legal_owner: User | None
    engineering_owner: User | None
    allowed_kinds: Sequence[CodebaseKind]
    allowed_destinations: Sequence[Destination]


@deed
def start_revision(*, actor: Actor, title: str, summary: str = "") -> PolicyRevision:
    """Start the one draft revision, as a copy of the published one. Raises Conflict when a draft exists already."""
    locked(organisation())  # else two at once could both find that there is no draft
    require(actor, "policy.edit", system=True)
    if sentence := name_problem(title.strip(), "Give it a title."):
        raise Invalid("Say in a few words what this revision is about.", problems={"title": [sentence]})
    if PolicyRevision.objects.filter(state=RevisionState.DRAFT).exists():
        raise Conflict("There is a draft revision already. Edit that one, or discard it first.")
    published = PolicyRevision.objects.filter(state=RevisionState.PUBLISHED).first()
    draft = PolicyRevision.objects.create(
        title=title.strip(), summary=summary, based_on=published, created_by=actor.user
    )
    if published is not None:
        _copy_editions(published, draft)
    record(actor, "revision.started", subject=draft, detail={"title": draft.title})
    return draft


def _copy_editions(source: PolicyRevision, target: PolicyRevision) -> None:
    for edition in source.editions.prefetch_related("rules"):
        rules = list(edition.rules.all())
        edition.pk, edition.revision = None, target
        edition._state.adding = True
        edition.save()
        for rule in rules:
            rule.pk, rule.edition = None, edition
        RuleSetting.objects.bulk_create(rules)


def _edit(actor: Actor, revision: PolicyRevision, version: int | None, what: Mapping[str, object]) -> PolicyRevision:
    """The common part of every edit: lock, permission, version, and void whatever was offered for signing."""
    revision = locked(revision)
    require(actor, "policy.edit", system=True)
    check_version(revision, version)
    moved(REVISION, RevisionState(revision.state), "edit")
    revision.version += 1
    revision.content = revision.content_hash = ""
    revision.save(update_fields=["version", "content", "content_hash"])
    record(actor, "revision.changed", subject=revision, detail=what)
    return revision


@deed
def describe_revision(
    *, actor: Actor, revision: PolicyRevision, version: int | None, title: str, summary: str
) -> PolicyRevision:
    """Change title and summary of the draft."""
    if sentence := name_problem(title.strip(), "Give it a title."):
        raise Invalid("Give the revision a title.", problems={"title": [sentence]})
    revision = _edit(actor, revision, version, {"title": title})
    revision.title, revision.summary = title.strip(), summary
    revision.save(update_fields=["title", "summary"])
    return revision


@deed
def add_category(
    *,
    actor: Actor,
    revision: PolicyRevision,
    version: int | None,
    mode: Mode,
    entry: EditionInput,
    category: Category | None = None,
) -> CategoryEdition:
    """Add a category to the draft: a new one with its mode, or an earlier `category` taken up again."""
    revision = _edit(actor, revision, version, {"added": entry.name, "mode": mode})
    _check_entry(revision, entry, mode, None)
    if category is None:
        category = Category.objects.create(slug=_free_slug(entry.name), mode=mode)
        record(actor, "category.added", subject=category, detail={"slug": category.slug, "mode": mode})
    position = (revision.editions.aggregate(last=Max("position"))["last"] or 0) + 1
    edition = CategoryEdition(revision=revision, category=category, position=position)
    _write_entry(edition, entry)
    edition.save()
    return edition


@deed
def change_category(
    *, actor: Actor, edition: CategoryEdition, version: int | None, entry: EditionInput
) -> CategoryEdition:
    """Change a category of the draft. Raises Invalid, Stale, Conflict."""
    _check_entry(edition.revision, entry, Mode(edition.category.mode), edition)
    _edit(actor, edition.revision, version, {"changed": entry.name})
    _write_entry(edition, entry)
    edition.save(
        update_fields=[
            "name",
            "description",
            "legal_owner",
            "engineering_owner",
            "allowed_kinds",
            "allowed_destinations",
        ]
    )
    return edition


@deed
def remove_category(*, actor: Actor, edition: CategoryEdition, version: int | None) -> PolicyRevision:
    """Take a category out of the draft. Earlier revisions keep it."""
    revision = _edit(actor, edition.revision, version, {"removed": edition.name})
    edition.delete()
    return revision


@deed
def save_rule(
    *,
    actor: Actor,
    edition: CategoryEdition,
    version: int | None,
    code: str,
    rule_version: int,
    parameters: Mapping[str, object],
    on_fail: OnFail,
    reason: str = "",
) -> RuleSetting:
    """Set a rule of a category in the draft, with checked parameters. Raises Invalid naming each wrong parameter."""
    try:
        rule = rule_of(code, rule_version)
    except UnknownRule as error:
        raise Invalid("There is no such rule.", problems={"code": ["Choose one of the rules listed."]}) from error
    values = clean_parameters(rule, parameters)
    problems = parameter_problems(rule, values)
    if problems:
        raise Invalid("Some parameters of the rule cannot be used.", problems=problems)
    _edit(actor, edition.revision, version, {"category": edition.name, "rule": code, "parameters": values})
    position = (edition.rules.aggregate(last=Max("position"))["last"] or 0) + 1
    row, _ = RuleSetting.objects.get_or_create(
        edition=edition, code=code, defaults={"position": position, "rule_version": rule_version}
    )
    row.rule_version, row.parameters = rule_version, canonical_json(values)
    row.on_fail, row.reason = on_fail, reason
    row.save(update_fields=["rule_version", "parameters", "on_fail", "reason"])
    return row


@deed
def remove_rule(*, actor: Actor, rule: RuleSetting, version: int | None) -> PolicyRevision:
    """Take a rule out of a category of the draft."""
    revision = _edit(actor, rule.edition.revision, version, {"category": rule.edition.name, "removed rule": rule.code})
    rule.delete()
    return revision


@deed
def discard_revision(*, actor: Actor, revision: PolicyRevision, version: int | None) -> PolicyRevision:
    """Give the draft up. It stays readable as discarded."""
    revision = locked(revision)
    require(actor, "policy.edit", system=True)
    check_version(revision, version)
    revision.state = moved(REVISION, RevisionState(revision.state), "discard")
    revision.version += 1
    revision.save(update_fields=["state", "version"])
    record(actor, "revision.discarded", subject=revision, detail={"title": revision.title})
    return revision


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "category"
    slug, count = base, 1
    while Category.objects.filter(slug=slug).exists():
        count += 1
        slug = f"{base}-{count}"
    return slug


def _write_entry(edition: CategoryEdition, entry: EditionInput) -> None:
    edition.name, edition.description = entry.name.strip(), entry.description
    edition.legal_owner, edition.engineering_owner = entry.legal_owner, entry.engineering_owner
    edition.allowed_kinds = " ".join(kind.value for kind in CodebaseKind if kind in entry.allowed_kinds)
    edition.allowed_destinations = " ".join(place.value for place in Destination if place in entry.allowed_destinations)


def _check_entry(revision: PolicyRevision, entry: EditionInput, mode: Mode, edition: CategoryEdition | None) -> None:
    problems: dict[str, list[str]] = {}
    others = revision.editions.exclude(pk=edition.pk if edition else 0)
    if sentence := name_problem(entry.name.strip(), "Give the category a name."):
        problems["name"] = [sentence]
    elif others.filter(name__iexact=entry.name.strip()).exists():
        problems["name"] = ["Another category of this revision has this name."]
    if not entry.allowed_kinds:
        problems["allowed_kinds"] = ["Choose at least one kind of codebase."]
    if not entry.allowed_destinations:
        problems["allowed_destinations"] = ["Choose at least one destination."]
    if mode != Mode.RESTRICTED and RESTRICTED_KINDS & set(entry.allowed_kinds):
        problems["allowed_kinds"] = ["Training pipelines, datasets and models can only be in a restricted category."]
    for field, owner, role in (
        ("legal_owner", entry.legal_owner, Role.COUNSEL),
        ("engineering_owner", entry.engineering_owner, Role.ENGINEERING_OWNER),
    ):
        if owner is not None and role not in roles_of(owner):
            problems[field] = [f"{owner.name} does not hold the role {role.value.replace('_', ' ')}."]
    if entry.legal_owner is not None and entry.legal_owner == entry.engineering_owner:
        problems["engineering_owner"] = ["One person never fills both lanes: name two."]
    if problems:
        raise Invalid("The category could not be saved.", problems=problems)
