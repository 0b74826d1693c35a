"""The demo behind the real server: what tests of pages stand on."""

import pytest


@pytest.mark.parametrize("path", ["/", "/vendors/", "/audit/"])
def test_a_page_of_the_demo_is_served_to_a_person_of_the_demo(demo_windows, demo_person, path):
    page = demo_windows.open(demo_person("Ines Halloran"))
    assert page.goto(path).status == 200
