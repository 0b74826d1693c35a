"""Reports in a queue: to sign, and those one started."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Q, Subquery
from django.urls import reverse

from governance.database.within import instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.desk.sources.together import Found, Part, Row
from governance.jobs.models import JobState
from governance.reports.models import Report, ReportSignature, ReportState

Signed = Mapping[int, dt.datetime]
"""Who signed a report (primary key), and when."""
UNDER_WAY = (
    ReportState.REQUESTED,
    ReportState.FROZEN,
    ReportState.DRAFT,
    ReportState.SIGNED_BY_ONE,
    ReportState.SIGNED,
)


_NEED_SIGNING = (ReportState.DRAFT, ReportState.SIGNED_BY_ONE)
_COLUMNS = {
    "starter": "started_by__name",
    "legal": "legal_signatory_id",
    "legal_name": "legal_signatory__name",
    "engineering": "engineering_signatory_id",
    "engineering_name": "engineering_signatory__name",
    "draft_job": "draft_job__state",
    "final_job": "final_job__state",
    **{name: name for name in ("pk", "uid", "number", "title", "state", "created_at", "frozen_at")},
}


def _asks(asker: Asker) -> Mapping[str, Subquery]:
    """Reports the person was named to sign, and others they started, with the signatures they bear."""
    named = Q(legal_signatory=asker.user) | Q(engineering_signatory=asker.user)
    started = Q(started_by=asker.user, state__in=[*UNDER_WAY, ReportState.DECLINED])
    rows = Report.objects.filter(Q(named, state__in=_NEED_SIGNING) | started)
    signed = ReportSignature.objects.filter(report__in=rows.order_by().values("pk"))
    return {
        "reports": rows_within(rows, **_COLUMNS),
        "signed": rows_within(signed, report="report_id", person="person_id", at="signed_at"),
    }


def _says(asker: Asker, found: Found) -> Iterator[Item]:
    """Those to sign; of those the person started failed ones need them, declined ones changed, the others are under
    way."""
    signed: dict[int, dict[int, dt.datetime]] = defaultdict(dict)
    for row in found["signed"]:
        signed[row["report"]][row["person"]] = instant_of(row["at"])
    for row in sorted(found["reports"], key=lambda row: -row["number"]):
        named = asker.user.pk in (row["legal"], row["engineering"]) and row["state"] in _NEED_SIGNING
        signers = signed[row["pk"]]
        yield _to_sign(asker, row, signers) if named else _started(row, signers)


def _to_sign(asker: Asker, row: Row, signed: Signed) -> Item:
    mine = asker.user.pk in signed
    partner = row["engineering_name"] if row["legal"] == asker.user.pk else row["legal_name"]
    section = Section.WAITING if mine else Section.NEEDS_ME
    with_whom = f"With {partner}" if mine else f"Started by {row['starter']}"
    return _report(row, signed, section, "You signed it" if mine else "Named to sign it", with_whom)


def _started(row: Row, signed: Signed) -> Item:
    if row["state"] == ReportState.DECLINED:
        return _report(row, signed, Section.CHANGED, "You started it", "A signatory declined")
    if (row["final_job"] or row["draft_job"]) == JobState.FAILED:
        return _report(row, signed, Section.NEEDS_ME, "You started it", "Rendering failed", state="failed")
    return _report(row, signed, Section.WAITING, "You started it", _waits_for(row, signed))


def _waits_for(row: Row, signed: Signed) -> str:
    if row["state"] not in _NEED_SIGNING:
        return "Being made"
    return "With " + " and ".join(row[f"{lane}_name"] for lane in ("legal", "engineering") if row[lane] not in signed)


def _report(row: Row, signed: Signed, section: Section, why: str, with_whom: str, state: str = "") -> Item:
    about = uuid.UUID(row["uid"])
    return Item(
        section=section,
        kind="report",
        icon="seal",
        matter=f"Report {row['number']}: {row['title']}",
        url=reverse("reports:report_detail", args=[about]),
        why=why,
        state=state or ReportState(row["state"]),
        with_whom=with_whom,
        since=max(signed.values(), default=None) or instant_of(row["frozen_at"] or row["created_at"]),
        about=about,
        step=state or (section.value if section != Section.NEEDS_ME else "sign"),
    )


REPORTS = Part(_asks, _says)
