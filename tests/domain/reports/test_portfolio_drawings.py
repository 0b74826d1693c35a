"""Ornaments and charts: drawn from the content and from nothing else, and said in words as well."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest

from governance.reports.rendering.charts import expiries, outcomes
from governance.reports.rendering.ornaments import band, rosette
from policies.domain.types import Outcome

TODAY = dt.date(2026, 9, 30)


@pytest.mark.parametrize("draw", [band, rosette])
def test_the_same_content_has_the_same_ornament_and_other_content_another(draw) -> None:
    assert draw("7a" * 32) == draw("7a" * 32)
    assert draw("7a" * 32) != draw("3c" * 32)
    ElementTree.fromstring(draw("7a" * 32))


def test_a_chart_of_outcomes_says_every_number_in_words() -> None:
    chart = outcomes([("Public source", [Outcome.PERMITTED, Outcome.PERMITTED, Outcome.BARRED])])
    assert chart.words == "Outcomes by category. Public source: 2 permitted and 1 barred."


@pytest.mark.parametrize(("tools", "categories"), [(0, 0), (1, 1), (60, 6), (8, 40), (400, 3)])
def test_a_chart_of_outcomes_holds_any_number_of_tools_and_categories(tools: int, categories: int) -> None:
    chart = outcomes([(f"Category {number}", [Outcome.NEEDS_SIGN_OFF] * tools) for number in range(categories)])
    root = ElementTree.fromstring(chart.svg)
    width = float(root.get("viewBox").split()[2])
    circles = [float(mark.get("cx")) + float(mark.get("r")) for mark in root.iter("{http://www.w3.org/2000/svg}circle")]
    assert all(edge <= width for edge in circles)


def test_names_cannot_write_markup_into_a_chart() -> None:
    chart = outcomes([("<image href='file:///etc/passwd'/>&\x0b", [Outcome.BARRED])])
    root = ElementTree.fromstring(chart.svg)
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def test_approvals_stand_in_the_month_they_end_in_and_later_ones_are_counted() -> None:
    chart = expiries(
        [dt.date(2026, 10, 20), dt.date(2026, 10, 31), dt.date(2027, 3, 1), dt.date(2028, 1, 1)], TODAY, 90
    )
    assert chart.words == "Approvals by month of expiry: Oct 2026 2 and Mar 2027 1. 1 end later."
    assert chart.svg.count("<rect") == 3


@pytest.mark.parametrize("count", [0, 1, 12, 300])
def test_a_chart_of_expiries_holds_any_number_of_approvals(count: int) -> None:
    root = ElementTree.fromstring(expiries([dt.date(2026, 12, 24)] * count, TODAY, 90).svg)
    squares = list(root.iter("{http://www.w3.org/2000/svg}rect"))
    assert len(squares) == count
    assert all(float(square.get("y")) >= 0 for square in squares)
