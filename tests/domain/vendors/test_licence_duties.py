"""Duties of licence layers, and by which way a licence of a base reaches what was made from it."""

import pytest

from vendors.domain.duties import DUTIES, DutyKind, duty_in_words, duty_problem
from vendors.domain.lineage import ancestors, descendants


def test_every_kind_of_duty_is_described():
    assert set(DUTIES) == set(DutyKind)


@pytest.mark.parametrize(
    ("kind", "detail", "users", "words"),
    [
        (DutyKind.NAMING, "", None, "the name begins with what"),
        (DutyKind.NON_COMMERCIAL, "Sundays", None, "leave the words out"),
        (DutyKind.USER_THRESHOLD, "", None, "number of monthly users"),
        (DutyKind.USER_THRESHOLD, "", 0, "number of monthly users"),
        (DutyKind.ATTRIBUTION, "", 5, "leave the number out"),
        (DutyKind.USE_LIMITS, "x" * 301, None, "300"),
    ],
)
def test_a_duty_that_says_too_little_or_too_much_is_refused_in_words(kind, detail, users, words):
    assert words in duty_problem(kind, detail, users)


def test_duties_read_as_a_phrase():
    assert duty_in_words(DutyKind.NAMING, "Wren") == "Name of derived models: “Wren”"
    assert duty_in_words(DutyKind.USER_THRESHOLD, "ask the maker", 700_000_000) == (
        "Threshold of users: 700,000,000 a month; above it: ask the maker"
    )
    assert duty_in_words(DutyKind.SHARE_ALIKE) == "Share-alike"


FAMILY = {"distilled": ["tuned", "teacher"], "tuned": ["base"], "teacher": ["base"], "base": []}


def test_every_ancestor_is_found_once_by_a_shortest_way():
    assert dict(ancestors("distilled", FAMILY)) == {
        "tuned": ("tuned",),
        "teacher": ("teacher",),
        "base": ("tuned", "base"),
    }
    assert ancestors("base", FAMILY) == []


def test_a_circle_is_walked_once():
    circle = {"a": ["b"], "b": ["c"], "c": ["a"]}
    assert [key for key, _ in ancestors("a", circle)] == ["b", "c"]
    assert descendants(["a"], circle) == {"a", "b", "c"}


def test_what_was_made_from_a_release_is_found_however_far_down():
    assert descendants(["base"], FAMILY) == set(FAMILY)
    assert descendants(["tuned"], FAMILY) == {"tuned", "distilled"}
