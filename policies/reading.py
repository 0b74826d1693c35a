"""What pages and API show of the policy: rows turned into words. Reads only, decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.accounts.models import User
from policies.domain.labels import label
from policies.domain.revision_diff import Change, diff_revisions
from policies.domain.rules import LATEST, UnknownRule, rule_of
from policies.domain.rules.base import Rule
from policies.domain.rules.parameters import clean_parameters, parameter_in_words
from policies.domain.sentences import publish_sentence
from policies.domain.types import CodebaseKind, Destination, Lane, Mode, OnFail, RevisionState
from policies.facts import category_named, rules_of
from policies.models import ApprovalFlag, CategoryEdition, PolicyRevision, RevisionSignature, RuleSetting
from policies.services.publishing import may_sign


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule of a category in words."""

    code: str
    title: str
    sentence: str
    parameters: tuple[tuple[str, str], ...]
    on_fail: OnFail
    reason: str


@dataclass(frozen=True, slots=True)
class CategoryShown:
    """A category in words, with the row for links."""

    edition: CategoryEdition
    mode: Mode
    kinds: tuple[str, ...]
    destinations: tuple[str, ...]
    rules: tuple[RuleShown, ...]


@dataclass(frozen=True, slots=True)
class LaneShown:
    """One lane of a revision: who signed it, or the sentence the reader may sign."""

    lane: Lane
    signature: RevisionSignature | None
    may_sign: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class RuleOffered:
    """A rule that can be set in a category, and whether it is."""

    rule: Rule
    row: RuleSetting | None
    shown: RuleShown | None


def rule_shown(row: RuleSetting) -> RuleShown:
    """A stored rule in words; one this version of the product no longer has is shown by its code."""
    try:
        rule = rule_of(row.code, row.rule_version)
    except UnknownRule:
        return RuleShown(row.code, row.code, "", (), OnFail(row.on_fail), row.reason)
    values = clean_parameters(rule, json.loads(row.parameters))
    words = tuple((entry.label, parameter_in_words(entry, values[entry.name])) for entry in rule.parameters)
    return RuleShown(row.code, rule.title, rule.sentence, words, OnFail(row.on_fail), row.reason)


def categories_shown(editions: Iterable[CategoryEdition]) -> list[CategoryShown]:
    """Categories of a revision in words, in order; read with `editions_of`."""
    return [
        CategoryShown(
            edition=edition,
            mode=Mode(edition.category.mode),
            kinds=tuple(label(CodebaseKind(code)) for code in edition.allowed_kinds.split()),
            destinations=tuple(label(Destination(code)) for code in edition.allowed_destinations.split()),
            rules=tuple(rule_shown(row) for row in rules_of(edition)),
        )
        for edition in editions
    ]


def rules_offered(edition: CategoryEdition) -> list[RuleOffered]:
    """Every rule the product knows, those of the category first in their order."""
    rows = {row.code: row for row in edition.rules.all()}
    known = sorted(LATEST.values(), key=lambda rule: rows[rule.code].position if rule.code in rows else 10_000)
    return [
        RuleOffered(rule, rows.get(rule.code), rule_shown(rows[rule.code]) if rule.code in rows else None)
        for rule in known
    ]


def changes_of(against: PolicyRevision | None, content: str) -> list[Change]:
    """What `content` changes `against` another revision; empty while there is no content to compare."""
    if not content:
        return []
    before = against.content if against else ""
    return diff_revisions(json.loads(before) if before else None, json.loads(content))


def meant_for_approvals(revision: PolicyRevision) -> list[ApprovalFlag]:
    """The approvals that publishing `revision` flagged, each once, with what it lost and how the review ended."""
    rows = ApprovalFlag.objects.filter(revision=revision).select_related("approval__tool", "cleared_by")
    return list(
        rows.annotate(category_name=category_named("approval__category")).order_by("approval__tool__name", "pk")
    )


def lanes_of(
    revision: PolicyRevision, person: User, sha256: str, *, number: int | None, editions: Sequence[CategoryEdition]
) -> list[LaneShown]:
    """Both lanes of a revision as the person sees them."""
    signed = {row.lane: row for row in revision.signatures.all() if row.content_hash == sha256}
    shown = []
    for lane in Lane:
        signature = signed.get(lane.value)
        open_to = (
            revision.state == RevisionState.DRAFT
            and signature is None
            and may_sign(revision, person, lane, editions)
            and not any(row.person_id == person.pk and row.lane != lane for row in revision.signatures.all())
        )
        sentence = publish_sentence(name=person.name, lane=lane, number=number or 0, sha256=sha256) if open_to else ""
        shown.append(LaneShown(lane, signature, open_to, sentence))
    return shown
