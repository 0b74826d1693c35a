"""A portfolio of the size performance.md names: tools with readings, approvals and codebases, written straight in."""

from __future__ import annotations

from typing import Any

from governance.accounts.models import Team, User
from governance.canonical import canonical_json
from policies.domain.evaluation import evaluate_many
from policies.domain.rules import LATEST
from policies.domain.snapshot import RevisionRef, evaluation_document
from policies.domain.types import OnFail
from policies.facts import category_facts, editions_in_force, tools_with_facts
from policies.models import (
    Category,
    Codebase,
    CodebaseCategory,
    Deployment,
    PolicyRevision,
    RequestLine,
    RuleSetting,
    Tool,
)
from tests.governance import desk_rows as rows
from vendors.domain.terms import ClauseArea
from vendors.models import Answer, AnswerCitation, Capture, Citation

TOOLS, CATEGORIES, CODEBASES, APPROVALS, LINES = 200, 12, 1000, 600, 100
SENTENCE = "As between the parties, Customer owns the Output, and Larkspur keeps nothing for longer than thirty days."
ANSWERS: dict[ClauseArea, dict[str, object]] = {
    ClauseArea.OUTPUT_OWNERSHIP: {"own_owner": "customer", "own_qualified": "no", "own_conditional": "no"},
    ClauseArea.TRAINING_RESTRICTIONS: {"train_barred_act": ["competing_model"], "train_vendor_use": "never"},
    ClauseArea.RETENTION: {"keep_zero": "by_contract"},
    ClauseArea.INDEMNITY: {"ind_covers": ["output"], "ind_rights": ["copyright"]},
}


def build(world: Any) -> PolicyRevision:
    """Tools by categories under a policy with every rule, approvals in force, open lines, codebases in every category;
    and a draft that in every other category lets a sign-off do where the policy in force bars, or the other way round.
    """
    counsel, owner, requester, team = world
    names = [f"Category {number:02}" for number in range(CATEGORIES)]
    in_force = rows.policy(counsel, owner, *names, rules=[*LATEST])
    for number in range(TOOLS):
        _tool(number, counsel, owner)
    _codebases(team, list(Category.objects.order_by("pk")))
    _asked(requester, team)
    return _draft(in_force)


def _tool(number: int, counsel: User, second: User) -> None:
    tier = rows.tier(f"Tier {number:03}", vendor=f"Vendor {number % 50:02}")
    tool = rows.tool(tier, f"Tool {number:03}")
    Deployment.objects.create(
        configuration=tool.configurations.get(), kind="shared_inference", data_location="EU" if number % 3 else "US"
    )
    text = rows.text_of(tier.product.vendor, f"Terms of {tool.name}", SENTENCE)
    version = text.version
    looked = {"sequence": 1, "captured_at": rows.ago(9), "source": "paste", "state": "terms"}
    Capture.objects.create(document=version.document, version=version, blob=version.blob, **looked)
    for area, answers in ANSWERS.items():
        draft = rows.reading(tier, area, answers, by=counsel, state="draft")
        quote = Citation.objects.create(kind="quote", text=text, exact=SENTENCE, start=0)
        found = Answer.objects.filter(assessment=draft)
        AnswerCitation.objects.bulk_create(AnswerCitation(answer=answer, citation=quote) for answer in found)
        draft.submitted_by, draft.submitted_at, draft.state = counsel, rows.ago(3), "in_review"
        draft.save()
        draft.approved_by, draft.approved_at, draft.state = second, rows.ago(2), "approved"
        draft.save()


def _codebases(team: Team, categories: list[Category]) -> None:
    made = Codebase.objects.bulk_create(
        Codebase(team=team, name=f"codebase-{number:04}", kind="repository", destination="proprietary")
        for number in range(CODEBASES)
    )
    CodebaseCategory.objects.bulk_create(
        CodebaseCategory(codebase=row, category=categories[number % len(categories)], valid_from=rows.ago(20))
        for number, row in enumerate(made)
    )


def _asked(requester: User, team: Team) -> None:
    """Approvals that hold what was judged, and open lines."""
    tools = {facts.uid: (row, facts) for row, facts in tools_with_facts(Tool.objects.all())}
    editions = {row.category.uid: (row, category_facts(row)) for row in editions_in_force()}
    judged = evaluate_many([facts for _, facts in tools.values()], [facts for _, facts in editions.values()])
    step = len(judged) // (APPROVALS + LINES)
    for number, evaluation in enumerate(judged[::step][: APPROVALS + LINES]):
        (tool, held), (edition, category) = tools[evaluation.tool], editions[evaluation.category]
        request = rows.request_for(tool, team, requester, edition.category)
        if number % (APPROVALS // LINES + 1) == 0:
            continue
        revision = RevisionRef(edition.revision.number or 0, edition.revision.content_hash)
        document = evaluation_document(tool=held, category=category, evaluation=evaluation, revision=revision)
        rows.approval(RequestLine.objects.get(request=request), body=canonical_json(document))


def _draft(in_force: PolicyRevision) -> PolicyRevision:
    draft = PolicyRevision.objects.create(title="Next", based_on=in_force)
    for edition in in_force.editions.prefetch_related("rules"):
        rules, turned = list(edition.rules.all()), edition.position % 2
        edition.pk, edition.revision = None, draft
        edition._state.adding = True
        edition.save()
        for rule in rules:
            rule.pk, rule.edition = None, edition
            if turned:
                rule.on_fail = OnFail.SIGN_OFF if rule.on_fail == OnFail.BARRED else OnFail.BARRED
                rule.parameters = canonical_json({"days": 7}) if rule.code == "retention_within" else rule.parameters
        RuleSetting.objects.bulk_create(rules)
    return draft
