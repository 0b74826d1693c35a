"""Rows for the desk's pages, written straight into the tables: these tests are about showing, not about doing."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Sequence

from django.utils import timezone

from governance.accounts.access import organisation
from governance.accounts.models import Team, User
from governance.blobs.models import Blob
from governance.canonical import canonical_json, sha256_text
from governance.reports.models import Report, ReportContent
from policies.domain.lifecycle import local_date
from policies.domain.rules import LATEST
from policies.models import (
    Approval,
    Category,
    CategoryEdition,
    Decision,
    PolicyRevision,
    RequestContributor,
    RequestLine,
    RevisionSignature,
    RuleSetting,
    Snapshot,
    Tool,
    ToolConfiguration,
    ToolRequest,
)
from vendors.domain.questions import SCHEMA
from vendors.models import (
    Answer,
    AnswerCitation,
    Assessment,
    AssessmentContributor,
    CanonicalText,
    Citation,
    ClauseRecord,
    Product,
    TermsDocument,
    TermsVersion,
    Tier,
    Vendor,
)
from vendors.models.search import index_text

_NUMBERS = itertools.count(1)


def ago(days: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def tier(name: str = "Business", *, vendor: str = "Larkspur Systems", product: str = "Code", kind: str = "business"):
    owner, _ = Vendor.objects.get_or_create(name=vendor)
    offered, _ = Product.objects.get_or_create(vendor=owner, name=product, defaults={"kind": "assistant"})
    return Tier.objects.create(product=offered, name=name, kind=kind)


def reading(
    of: Tier,
    area: str,
    answers: dict[str, object],
    *,
    by: User,
    approved_by: User | None = None,
    state: str = "approved",
    rating: str = "acceptable",
    record: ClauseRecord | None = None,
    **fields: object,
) -> Assessment:
    """A reading of one area of a tier; where it is approved, by somebody else than `by`."""
    applies = {name: fields.pop(name, "") for name in ("region", "channel")}
    row = record or ClauseRecord.objects.get_or_create(area=area, tier=of, **applies)[0]
    number = row.assessments.count() + 1
    made = Assessment.objects.create(
        record=row, number=number, question_schema=SCHEMA, rating=rating, drafted_by=by, state="draft"
    )
    AssessmentContributor.objects.create(assessment=made, person=by)
    Answer.objects.bulk_create(
        Answer(assessment=made, question=question, value=json.dumps(value)) for question, value in answers.items()
    )
    if state != "draft":
        made.submitted_by, made.submitted_at = by, ago(3)
    if state == "approved":
        made.approved_by, made.approved_at = approved_by, ago(2)
        made.review_due = (timezone.now() + dt.timedelta(days=300)).date()
    if state == "approved":
        made.state = "in_review"
        made.save(update_fields=["state", "submitted_by", "submitted_at"])
    made.state = state
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def text_of(vendor: Vendor, title: str, text: str, *, visibility: str = "posted", number: int = 1) -> CanonicalText:
    """A version of a document with its canonical text."""
    document, _ = TermsDocument.objects.get_or_create(
        vendor=vendor, title=title, defaults={"kind": "commercial_terms", "visibility": visibility}
    )
    digest = sha256_text(f"{title} {number} {text}")
    blob, _ = Blob.objects.get_or_create(sha256=digest, defaults={"size": len(text), "media_type": "text/plain"})
    version = TermsVersion.objects.create(
        document=document, number=number, blob=blob, sha256=digest, media_type="text/plain", created_at=timezone.now()
    )
    made = CanonicalText.objects.create(version=version, canonicaliser=1, text=text, sha256=sha256_text(text))
    index_text(made)
    return made


def quote(assessment: Assessment, question: str, text: CanonicalText, exact: str) -> Citation:
    """The answer to `question` rests on `exact`; the assessment has to be a draft still where triggers say so."""
    made = Citation.objects.create(kind="quote", text=text, exact=exact, start=text.text.index(exact))
    AnswerCitation.objects.create(answer=assessment.answers.get(question=question), citation=made)
    return made


def policy(legal: User, engineering: User, *names: str, rules: Sequence[str] = ("owner_of_output",)) -> PolicyRevision:
    """A published revision whose categories are `names`, each with these `rules`; eligible first, then attested, then
    restricted."""
    modes = ("eligible", "attested", "restricted")
    revision = PolicyRevision.objects.create(title="Policy", content="{}", content_hash="ab" * 32, number=1)
    for position, name in enumerate(names):
        category = Category.objects.create(slug=name.lower().replace(" ", "-"), mode=modes[min(position, 2)])
        edition = CategoryEdition.objects.create(
            revision=revision,
            category=category,
            position=position,
            name=name,
            legal_owner=legal,
            engineering_owner=engineering,
            allowed_kinds="repository",
            allowed_destinations="proprietary",
        )
        RuleSetting.objects.bulk_create(
            RuleSetting(
                edition=edition,
                position=place,
                code=code,
                rule_version=LATEST[code].version,
                on_fail="needs_sign_off" if place % 2 else "barred",
            )
            for place, code in enumerate(rules)
        )
    for lane, person in (("legal", legal), ("engineering", engineering)):
        RevisionSignature.objects.create(
            revision=revision,
            lane=lane,
            person=person,
            person_name=person.name,
            content_hash=revision.content_hash,
            sentence="I sign.",
            signed_at=timezone.now(),
        )
    PolicyRevision.objects.filter(pk=revision.pk).update(state="published", published_at=timezone.now())
    revision.refresh_from_db()
    return revision


def tool(of: Tier, name: str) -> Tool:
    made = Tool.objects.create(tier=of, name=name)
    ToolConfiguration.objects.create(tool=made, region="EU", valid_from=ago(30))
    return made


DECISION_DAYS = 7
"""Days each lane has for a decision, where the organisation says nothing else."""


def request_for(of: Tool, team: Team, requester: User, *categories: Category, days: float = 1) -> ToolRequest:
    made = ToolRequest.objects.create(
        number=next(_NUMBERS),
        tool=of,
        team=team,
        requester=requester,
        purpose="Write tests with it.",
        created_at=ago(days),
    )
    RequestContributor.objects.create(request=made, person=requester)
    due = local_date(ago(days - DECISION_DAYS), organisation().time_zone)
    for category in categories:
        RequestLine.objects.create(request=made, tool=of, category=category, legal_due_on=due, engineering_due_on=due)
    return made


def snapshot(body: str = "{}") -> Snapshot:
    return Snapshot.objects.get_or_create(sha256=sha256_text(body), defaults={"schema": 1, "body": body})[0]


def decision(line: RequestLine, lane: str, person: User, body: str = "{}") -> Decision:
    return Decision.objects.create(
        line=line,
        lane=lane,
        person=person,
        person_name=person.name,
        verdict="approve",
        reasons="It is fine.",
        sentence="I approve.",
        snapshot=snapshot(body),
        revision=PolicyRevision.objects.get(state="published"),
        decided_at=timezone.now(),
    )


def approval(line: RequestLine, *, days: int = 200, state: str = "active", body: str = "{}") -> Approval:
    """An approval of the line on the snapshot `body`, decided by the category's owners in lanes still open."""
    edition = CategoryEdition.objects.get(category=line.category, revision__state="published")
    for lane, owner in (("legal", edition.legal_owner), ("engineering", edition.engineering_owner)):
        if not line.decisions.filter(lane=lane).exists():
            decision(line, lane, owner, body)
    RequestLine.objects.filter(pk=line.pk).update(state="approved", closed_at=timezone.now())
    ToolRequest.objects.filter(pk=line.request_id).update(state="decided", closed_at=timezone.now())
    today = timezone.localdate()
    return Approval.objects.create(
        line=line,
        tool=line.tool,
        category=line.category,
        state=state,
        starts_on=today,
        ends_on=today + dt.timedelta(days=days),
        snapshot=snapshot(body),
        granted_at=timezone.now(),
        state_changed_at=timezone.now() if state != "active" else None,
        review_due_on=today + dt.timedelta(days=14) if state == "flagged" else None,
    )


def report(
    started_by: User, legal: User, engineering: User, *, state: str = "draft", title: str = "Portfolio"
) -> Report:
    body = canonical_json({"title": title, "number": next(_NUMBERS)})
    content = ReportContent.objects.create(sha256=sha256_text(body), schema=1, body=body)
    return Report.objects.create(
        number=next(_NUMBERS),
        title=title,
        scope="{}",
        as_of=timezone.now(),
        state=state,
        started_by=started_by,
        legal_signatory=legal,
        engineering_signatory=engineering,
        content=content,
        created_at=ago(1),
        frozen_at=ago(1),
    )
