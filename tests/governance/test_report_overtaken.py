"""A report whose readings changed after it was frozen says so wherever it is read or signed, and stays as it is."""

from __future__ import annotations

import html
import re
from typing import Any

from governance.accounts.models import User
from governance.reports.models import Report
from governance.reports.services import working
from tests.cast import SignedIn
from tests.governance.report_world import TERMS, World, acting
from vendors.domain.terms import CaptureSource
from vendors.models import ChangeReview
from vendors.services.captures import capture_document
from vendors.services.change_reviews import confirm_change

NOTICE = "Readings this report rests on have changed since"


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def drafted(world: World) -> Report:
    report = world.start()
    working.work(report.draft_job.uid)
    return Report.objects.get(pk=report.pk)


def change(world: World, text: str) -> ChangeReview:
    document = world.text.version.document
    capture_document(
        actor=acting(world.counsel), document=document, data=text.encode(), media_type="text/markdown",
        source=CaptureSource.PASTE,
    )  # fmt: skip
    return ChangeReview.objects.open().get(document=document)


def page(report: Report, client: Any) -> str:
    return words(client.get(f"/reports/{report.uid}/"))


def test_a_draft_says_which_readings_changed_since_it_was_frozen_and_leads_to_the_change(
    world: World, quick_pen: None, counsel: User, signed_in: SignedIn
) -> None:
    report, client = drafted(world), signed_in(counsel)
    assert NOTICE not in page(report, client)
    review = change(world, f"{TERMS}\n## 99. Notices\n\nNotices are sent by e-mail.\n")
    said = page(report, client)
    assert NOTICE in said and "You would sign what was so on" in said
    assert "To be confirmed" in said
    assert f"/changes/{review.uid}/" in client.get(f"/reports/{report.uid}/").content.decode()
    assert f"Report {report.number}" in words(client.get(f"/changes/{review.uid}/"))


def test_what_was_settled_since_is_no_change_any_more(
    world: World, quick_pen: None, counsel: User, signed_in: SignedIn
) -> None:
    report = drafted(world)
    review = change(world, f"{TERMS}\n## 99. Notices\n\nNotices are sent by e-mail.\n")
    holds = list(review.readings.values_list("assessment__uid", flat=True))
    confirm_change(actor=acting(world.counsel), review=review, version=None, holds=holds)
    assert NOTICE not in page(report, signed_in(counsel))


def test_a_report_started_after_the_change_says_nothing(
    world: World, quick_pen: None, counsel: User, signed_in: SignedIn
) -> None:
    change(world, f"{TERMS}\n## 99. Notices\n\nNotices are sent by e-mail.\n")
    assert NOTICE not in page(drafted(world), signed_in(counsel))


def test_the_frozen_content_stays_what_it_was(world: World, quick_pen: None) -> None:
    report = drafted(world)
    assert report.content is not None
    before = report.content.body
    change(world, f"{TERMS}\n## 99. Notices\n\nNotices are sent by e-mail.\n")
    report.refresh_from_db()
    assert report.content is not None and report.content.body == before
