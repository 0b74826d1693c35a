"""Lists of tools, requests and approvals as tables: the page's filters, the page's gate, and no formula."""

from __future__ import annotations

from governance.accounts.models import Team, User
from policies.models import Category, RequestLine
from tests.cast import SignedIn
from tests.governance import desk_rows as rows
from tests.governance.desk_sheets import sheet_rows


def test_a_list_is_taken_away_as_it_is_filtered_and_as_its_reader_may_see_it(
    counsel: User, engineering_owner: User, requester: User, outsider: User, payments: Team, signed_in: SignedIn
) -> None:
    rows.policy(counsel, engineering_owner, "Open", "Closed")
    category = Category.objects.get(slug="open")
    held = rows.tool(rows.tier(), "=1+1")
    rows.tool(rows.tier(vendor="Meridian AI", product="Studio"), "Other")
    made = rows.request_for(held, payments, requester, category)
    rows.approval(RequestLine.objects.get(request=made))
    client = signed_in(requester)
    for ending in ("csv", "xlsx"):
        first, *tools = sheet_rows(client.get(f"/tools/?format={ending}&q=1%2B1"))
        assert first[0] == "Tool"
        assert [row[0] for row in tools] == ["'=1+1" if ending == "csv" else "=1+1"]
        asked = sheet_rows(client.get(f"/requests/?format={ending}"))
        assert asked[1][6:] == ["Open", "Approved"]
        assert len(sheet_rows(signed_in(outsider).get(f"/requests/?format={ending}"))) == 1
        assert sheet_rows(client.get(f"/requests/?format={ending}&state=withdrawn"))[1:] == []
        granted = sheet_rows(client.get(f"/approvals/?format={ending}&standing=active"))
        assert granted[1][1:3] == ["Open", "Active"]
    page = client.get("/tools/?q=1").content.decode()
    assert "?q=1&amp;format=csv" in page and "?q=1&amp;format=xlsx" in page
