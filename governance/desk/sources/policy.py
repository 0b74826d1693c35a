"""Policy in a queue: the draft revision to sign, approvals to review, approvals that end, what changed since."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.urls import reverse

from governance.accounts.models import Organisation
from governance.accounts.roles import Role
from governance.accounts.warning_days import DEFAULT, MOST_DAYS, read_days
from governance.database.within import instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker, other, own
from governance.desk.sources.together import Found, Part, Row
from governance.web.markup.times import say_day
from policies.domain.lifecycle import Standing, approval_standing
from policies.domain.types import UNDECIDED, ApprovalState, Lane, RevisionState
from policies.domain.warning import warning_due
from policies.models import Approval, CategoryEdition, Decision, PolicyRevision, RequestLine, RevisionSignature
from policies.services.deciders import LANE_ROLE

_OWNERS = {lane: f"{lane.value}_owner_id" for lane in Lane}
_OF_OWNERS = {name: name for name in _OWNERS.values()}
_DRAFT = {name: name for name in ("pk", "uid", "title", "content_hash", "created_at")}
_SIGNED = {name: name for name in ("lane", "person_id", "person_name", "content_hash", "signed_at")}


def _asks(asker: Asker) -> Mapping[str, Subquery]:
    """The draft revision with who owns what, in it and in the house, and who signed it."""
    if not _lanes(asker):
        return {}
    newest = PolicyRevision.objects.filter(state=RevisionState.DRAFT).order_by("-pk").values("pk")[:1]
    draft = Subquery(newest)
    return {
        "draft": rows_within(PolicyRevision.objects.filter(pk=draft), **_DRAFT),
        "owned": rows_within(CategoryEdition.objects.filter(revision=draft), **_OF_OWNERS),
        "house": rows_within(Organisation.objects.all(), **_OF_OWNERS),
        "signed": rows_within(RevisionSignature.objects.filter(revision=draft), **_SIGNED),
    }


def _lanes(asker: Asker) -> list[Lane]:
    return [lane for lane, role in LANE_ROLE.items() if role in asker.roles]


def _says(asker: Asker, found: Found) -> Iterator[Item]:
    """To be signed by its owners, or waiting for the other function."""
    signed = sorted(found["signed"], key=lambda row: instant_of(row["signed_at"]))
    for draft in found["draft"]:
        for lane in _lanes(asker):
            if asker.user.pk in {row[_OWNERS[lane]] for row in (*found["owned"], *found["house"])}:
                yield _revision(asker, draft, signed, lane)


def _revision(asker: Asker, draft: Row, signatures: list[Row], lane: Lane) -> Item:
    about, content = uuid.UUID(draft["uid"]), draft["content_hash"]
    standing = [row for row in signatures if content and row["content_hash"] == content]
    mine = next((row for row in standing if row["lane"] == lane.value), None)
    earlier = any(row["person_id"] == asker.user.pk for row in signatures)
    partner = next((row["person_name"] for row in standing if row["lane"] != lane.value), "")
    if mine is not None:
        section, why, text = Section.WAITING, f"{own(lane)} has signed", f"Awaiting {other(lane)}"
    else:
        why = "Changed since you signed" if earlier else f"{own(lane)} signature"
        section, text = Section.NEEDS_ME, f"Awaiting {own(lane)}"
    return Item(
        section=section,
        kind="policy",
        icon="doc",
        matter=f"Draft policy revision: {draft['title']}",
        url=reverse("policies:revision_detail", args=[about]),
        why=why,
        state="waiting" if mine else "open",
        state_text=text,
        with_whom=f"{partner} signed" if partner else "",
        since=instant_of(mine["signed_at"] if mine else draft["created_at"]),
        about=about,
        step=f"{'signed' if mine else 'sign'} {lane.value}",
    )


REVISIONS_TO_SIGN = Part(_asks, _says)


def approvals(asker: Asker) -> Iterator[Item]:
    """Approvals still running: flagged ones of categories the person owns, to review; for whoever asked those that end
    soon and were not asked for anew; and those the person decided that were flagged, suspended or revoked since."""
    soon = asker.today + dt.timedelta(days=MOST_DAYS)
    asked_anew = Exists(
        RequestLine.objects.filter(tool=OuterRef("tool"), category=OuterRef("category"), state__in=UNDECIDED)
    )
    owned = Q(state=ApprovalState.FLAGGED, category_id__in=list(asker.editions))
    asked = Q(line__request__requester=asker.user) | Q(line__request__team_id__in=asker.teams)
    ending = Q(asked, state__in=[ApprovalState.ACTIVE, ApprovalState.FLAGGED], ends_on__lte=soon) & ~Q(asked_anew)
    if Role.ENGINEERING_MANAGER not in asker.roles:
        ending = Q(pk__in=())
    changed = ~Q(state=ApprovalState.ACTIVE) & Exists(Decision.objects.filter(line=OuterRef("line"), person=asker.user))
    cases = {"owned": owned, "ending": ending, "changed": changed}
    rows = Approval.objects.filter(owned | ending | changed, ends_on__gte=asker.today)
    rows = rows.exclude(line__state="superseded").select_related("tool")
    rows = rows.annotate(warned=Subquery(Organisation.objects.values("warning_days")[:1]))
    for row in rows.annotate(**{name: Case(When(which, then=True), default=False) for name, which in cases.items()}):
        category = asker.named(row.category_id)
        if row.owned:
            lane, _ = asker.editions[row.category_id]
            yield _approval(asker, row, "review", f"{own(lane)} owner", category, row.review_due_on)
        warned = warning_due(row.ends_on, asker.today, read_days(row.warned or DEFAULT))
        if row.ending and warned is not None:
            yield _approval(asker, row, f"renew {warned}", "Your team uses it", category, row.ends_on)
        if row.changed:
            yield _approval(asker, row, "changed", "You decided it", category, None)


def _approval(asker: Asker, row: Approval, step: str, why: str, category: str, due: dt.date | None) -> Item:
    standing = approval_standing(ApprovalState(row.state), row.starts_on, row.ends_on, asker.today)
    return Item(
        section=Section.CHANGED if step == "changed" else Section.NEEDS_ME,
        kind="approval",
        icon="hourglass" if standing == Standing.EXPIRING else "flag",
        matter=f"Approval: {row.tool.name}" + (f" for {category}" if category else ""),
        url=reverse("policies:approval_detail", args=[row.uid]),
        why=why,
        state=standing.value,
        with_whom=f"Ends {say_day(row.ends_on)}",
        since=row.state_changed_at or row.granted_at,
        due=due,
        about=row.uid,
        step=f"changed {row.state}" if step == "changed" else step,
    )
