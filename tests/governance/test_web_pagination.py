"""Pages of lists tolerate nonsense; cursors hold no integer key and do not slip when rows are added."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from governance.jobs.models import Job
from governance.web.api.problems import BadQuery
from governance.web.pagination import CursorPage, paginate

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs() -> list[Job]:
    return [
        Job.objects.create(kind="report.draft", key=f"job {number}", created_at=timezone.now()) for number in range(7)
    ]


def listing(query: str, queryset=None) -> tuple[list[str], str, str]:
    """Keys on the page, the cursor of the next and of the previous page."""
    pages = CursorPage()
    request = Request(RequestFactory().get(f"/api/v1/jobs/?{query}"))
    rows = pages.paginate_queryset(Job.objects.all() if queryset is None else queryset, request)
    data = pages.get_paginated_response([row.key for row in rows]).data
    cursors = [parse_qs(urlsplit(data[name] or "").query).get("cursor", [""])[0] for name in ("next", "previous")]
    return data["results"], cursors[0], cursors[1]


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("2", 2), ("99", 3), ("0", 3), ("-1", 3), ("two", 1), ("9" * 5000, 1), ("1.5", 1)]
)
def test_a_nonsense_page_number_gives_a_page(jobs, asked, number):
    page = paginate(RequestFactory().get("/", {"page": asked}), Job.objects.order_by("pk"), per_page=3)
    assert page.number == number


def test_an_unordered_list_is_shown_newest_first(jobs):
    page = paginate(RequestFactory().get("/"), Job.objects.all(), per_page=3)
    assert [job.key for job in page] == ["job 6", "job 5", "job 4"]


def test_cursors_lead_through_all_rows_and_back(jobs):
    first, forward, backward = listing("limit=3")
    assert (first, backward) == (["job 6", "job 5", "job 4"], "")
    second, forward, backward = listing(f"limit=3&cursor={forward}")
    assert second == ["job 3", "job 2", "job 1"]
    assert backward
    third, end, backward = listing(f"limit=3&cursor={forward}")
    assert (third, end) == (["job 0"], "")
    assert listing(f"limit=3&cursor={backward}")[0] == second
    again, _, start = listing(f"limit=3&cursor={listing(f'limit=3&cursor={backward}')[2]}")
    assert (again, start) == (first, "")


def test_rows_added_meanwhile_shift_no_page(jobs):
    _, forward, _ = listing("limit=3")
    Job.objects.create(kind="report.draft", key="new", created_at=timezone.now())
    assert listing(f"limit=3&cursor={forward}")[0] == ["job 3", "job 2", "job 1"]


def test_filters_stay_in_the_links(jobs):
    pages = CursorPage()
    request = Request(RequestFactory().get("/api/v1/jobs/?limit=2&kind=report.draft&q=%C3%A4"))
    pages.paginate_queryset(Job.objects.all(), request)
    following = pages.get_paginated_response([]).data["next"]
    query = parse_qs(urlsplit(following).query)
    assert (query["kind"], query["limit"], query["q"]) == (["report.draft"], ["2"], ["ä"])


@pytest.mark.parametrize("cursor", ["nonsense", "***", "YQ", "é", "eHh4eHh4eHh4eHh4eHh4eHg"])
def test_a_nonsense_cursor_is_not_found_in_words(jobs, cursor):
    with pytest.raises(NotFound, match="none of ours"):
        listing(f"cursor={cursor}")


def test_a_cursor_at_a_row_the_caller_does_not_see_is_not_found(jobs):
    _, forward, _ = listing("limit=3")
    with pytest.raises(NotFound, match="not there for you"):
        listing(f"cursor={forward}", Job.objects.filter(uid=uuid.uuid4()))


@pytest.mark.parametrize("limit", ["0", "-1", "x", "", "1.5", "1e2", "%202", "٢", "201", "9" * 5000])
def test_a_limit_that_is_none_is_refused_in_words(jobs, limit):
    with pytest.raises(BadQuery, match="a whole number from 1 to 200"):
        listing(f"limit={limit}")


def test_a_page_has_as_many_rows_as_the_limit_says(jobs):
    assert [len(listing(query)[0]) for query in ("limit=1", "limit=2", "limit=200", "")] == [1, 2, 7, 7]


def test_a_page_takes_the_same_number_of_queries_whatever_its_size(jobs, django_assert_num_queries):
    _, forward, _ = listing("limit=1")
    for limit in (1, 5):
        with django_assert_num_queries(2):
            listing(f"limit={limit}&cursor={forward}")


def test_the_schema_of_a_page_names_what_the_page_holds():
    properties = CursorPage().get_paginated_response_schema({"type": "array"})["properties"]
    assert set(properties) == {"next", "previous", "results"}
    assert [entry["name"] for entry in CursorPage().get_schema_operation_parameters(None)] == ["cursor", "limit"]
