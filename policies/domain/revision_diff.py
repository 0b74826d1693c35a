"""What changed from one policy revision to the next, in words with old and new. Reads documents, never rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from policies.domain.labels import label
from policies.domain.revision import OwnedCategory, read_revision
from policies.domain.rules import REGISTRY
from policies.domain.rules.base import Rule
from policies.domain.rules.parameters import parameter_in_words
from policies.domain.sentences import listing
from policies.domain.types import RuleUse


class ChangeKind(StrEnum):
    CATEGORY_ADDED = "category_added"
    CATEGORY_REMOVED = "category_removed"
    CATEGORY_RENAMED = "category_renamed"
    CATEGORY_CHANGED = "category_changed"
    OWNER_CHANGED = "owner_changed"
    RULE_ADDED = "rule_added"
    RULE_REMOVED = "rule_removed"
    RULE_VERSION_CHANGED = "rule_version_changed"
    PARAMETER_CHANGED = "parameter_changed"
    ON_FAIL_CHANGED = "on_fail_changed"
    REASON_CHANGED = "reason_changed"


TOLD_WHOLE = frozenset(
    {
        ChangeKind.CATEGORY_ADDED,
        ChangeKind.CATEGORY_REMOVED,
        ChangeKind.CATEGORY_RENAMED,
        ChangeKind.RULE_ADDED,
        ChangeKind.RULE_REMOVED,
    }
)
"""Changes whose sentence says more than what stood before and what stands now."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `subject` is what changed within the category; `old` and `new` are in words, empty where none."""

    kind: ChangeKind
    category: str
    subject: str
    old: str
    new: str
    sentence: str

    @property
    def about(self) -> str:
        """What changed, for a table in which `old` and `new` stand beside it and need not be said twice."""
        return self.sentence if self.kind in TOLD_WHOLE else f"{self.category}: {self.subject}"


def diff_revisions(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Change]:
    """The changes from `old` (None: there was no policy) to `new`, category by category; raises UnreadableRevision.

    A category is the same when its uid is, or else its slug; a rule is the same when its code is.
    """
    before = list(read_revision(old)) if old is not None else []
    after = list(read_revision(new))
    pairs = _pairs(before, after)
    changes: list[Change] = []
    for category in after:
        counterpart = pairs.get(category.facts.uid)
        changes += _added(category) if counterpart is None else _changed(counterpart, category)
    matched = {category.facts.uid for category in pairs.values()}
    for category in before:
        if category.facts.uid not in matched:
            name = category.facts.name
            text = f"The category {name} was removed."
            changes.append(Change(ChangeKind.CATEGORY_REMOVED, name, "category", name, "", text))
    return changes


def _pairs(before: Sequence[OwnedCategory], after: Sequence[OwnedCategory]) -> dict[Any, OwnedCategory]:
    """The uid of each category of `after` that was there before -> what it was before."""
    by_uid = {category.facts.uid: category for category in before}
    pairs = {category.facts.uid: by_uid[category.facts.uid] for category in after if category.facts.uid in by_uid}
    by_slug = {category.facts.slug: category for category in before if category.facts.uid not in pairs}
    for category in after:
        if category.facts.uid not in pairs and category.facts.slug in by_slug:
            pairs[category.facts.uid] = by_slug[category.facts.slug]
    return pairs


def _added(category: OwnedCategory) -> Iterator[Change]:
    name = category.facts.name
    mode = label(category.facts.mode).lower()
    yield Change(
        ChangeKind.CATEGORY_ADDED, name, "category", "", name, f"The category {name} was added, with the mode {mode}."
    )
    for use in category.facts.rules:
        yield _rule_added(name, use)


def _changed(old: OwnedCategory, new: OwnedCategory) -> Iterator[Change]:
    name = new.facts.name
    if old.facts.name != name:
        text = f"The category {old.facts.name} is now called {name}."
        yield Change(ChangeKind.CATEGORY_RENAMED, name, "name", old.facts.name, name, text)
    for subject, was, now in _fields(old, new):
        if was != now:
            yield _change(ChangeKind.CATEGORY_CHANGED, name, subject, was, now)
    for subject, before, after in (
        ("legal owner", old.legal_owner, new.legal_owner),
        ("engineering owner", old.engineering_owner, new.engineering_owner),
    ):
        if before.uid != after.uid:
            yield _change(ChangeKind.OWNER_CHANGED, name, subject, before.name, after.name)
    yield from _rule_changes(name, old.facts.rules, new.facts.rules)
    yield from _reason_changes(old, new)


def _fields(old: OwnedCategory, new: OwnedCategory) -> Iterator[tuple[str, str, str]]:
    yield "mode", label(old.facts.mode), label(new.facts.mode)
    yield ("allowed kinds", _names(old.facts.allowed_kinds), _names(new.facts.allowed_kinds))
    yield ("allowed destinations", _names(old.facts.allowed_destinations), _names(new.facts.allowed_destinations))
    yield "description", old.description, new.description


def _rule_changes(name: str, old: Sequence[RuleUse], new: Sequence[RuleUse]) -> Iterator[Change]:
    before, after = ({use.code: use for use in uses} for uses in (old, new))
    for code, use in after.items():
        if code not in before:
            yield _rule_added(name, use)
        else:
            yield from _use_changes(name, before[code], use)
    for code, use in before.items():
        if code not in after:
            title = _title(use)
            yield Change(ChangeKind.RULE_REMOVED, name, title, title, "", f"{name}: the rule “{title}” was removed.")


def _use_changes(name: str, old: RuleUse, new: RuleUse) -> Iterator[Change]:
    title = _title(new)
    if old.version != new.version:
        was, now = f"version {old.version}", f"version {new.version}"
        yield _change(ChangeKind.RULE_VERSION_CHANGED, name, title, was, now)
    for parameter in dict.fromkeys((*old.parameters, *new.parameters)):
        was, now = _value(old, parameter), _value(new, parameter)
        if was != now:
            subject = f"{title}, {_parameter_label(new, parameter) or _parameter_label(old, parameter) or parameter}"
            yield _change(ChangeKind.PARAMETER_CHANGED, name, subject, was, now)
    if old.on_fail != new.on_fail:
        was, now = label(old.on_fail).lower(), label(new.on_fail).lower()
        yield _change(ChangeKind.ON_FAIL_CHANGED, name, f"{title}, when it fails", was, now)


def _reason_changes(old: OwnedCategory, new: OwnedCategory) -> Iterator[Change]:
    """Of the rules in both. A document of schema 1 does not hold reasons, so nothing is said against one."""
    if old.reasons is None or new.reasons is None:
        return
    kept = {use.code for use in old.facts.rules}
    for use in new.facts.rules:
        was, now = old.reasons.get(use.code, ""), new.reasons.get(use.code, "")
        if use.code in kept and was != now:
            yield _change(ChangeKind.REASON_CHANGED, new.facts.name, f"{_title(use)}, its reason", was, now)


def _rule_added(name: str, use: RuleUse) -> Change:
    title, fails = _title(use), label(use.on_fail).lower()
    told = "; ".join(f"{_parameter_label(use, key) or key}: {_value(use, key)}" for key in use.parameters)
    text = f"{name}: the rule “{title}” was added{f' ({told})' if told else ''}; failing it means {fails}."
    return Change(ChangeKind.RULE_ADDED, name, title, "", title, text)


def _change(kind: ChangeKind, category: str, subject: str, old: str, new: str) -> Change:
    sentence = f"{category}: {subject} was “{old or 'empty'}”, is now “{new or 'empty'}”."
    return Change(kind, category, subject, old, new, sentence)


def _rule(use: RuleUse) -> Rule | None:
    return REGISTRY.get((use.code, use.version))


def _title(use: RuleUse) -> str:
    rule = _rule(use)
    return rule.title if rule else use.code


def _parameter_label(use: RuleUse, name: str) -> str:
    rule = _rule(use)
    return next((item.label for item in rule.parameters if item.name == name), "") if rule else ""


def _value(use: RuleUse, name: str) -> str:
    if name not in use.parameters:
        return ""
    rule, value = _rule(use), use.parameters[name]
    parameter = next((item for item in rule.parameters if item.name == name), None) if rule else None
    return parameter_in_words(parameter, value) if parameter else str(value)


def _names(values: Sequence[StrEnum]) -> str:
    return listing([label(value) for value in sorted(values)])
