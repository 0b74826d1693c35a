"""The merge page shows both texts, and what it posts is what the form would have posted."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from governance.errors import Stale
from governance.web.forms import VersionedForm
from governance.web.merge import merge_page, merge_rows


class TierForm(VersionedForm):
    name = forms.CharField()
    notes = forms.CharField(widget=forms.Textarea, required=False)
    rating = forms.ChoiceField(choices=[("ok", "Acceptable"), ("no", "Not acceptable")])
    regions = forms.MultipleChoiceField(choices=[("eu", "Europe"), ("us", "America"), ("as", "Asia")], required=False)
    beta = forms.BooleanField(required=False)
    since = forms.DateField(required=False)


POSTED = (
    "version=1&name=Mine&notes=one%0D%0Atwo&rating=ok&regions=eu&regions=us&beta=on&since=2026-03-01"
    "&act=save&password=x"
)
CURRENT = {
    "name": "Theirs <b>",
    "notes": "one\ntwo",
    "rating": "no",
    "regions": ["us", "as"],
    "beta": False,
    "since": None,
}


def page(posted: str = POSTED, current: dict | None = None) -> str:
    request = RequestFactory().post("/tiers/1/edit/?tab=2", posted, content_type="application/x-www-form-urlencoded")
    form = TierForm(request.POST)
    assert form.is_valid(), form.errors
    error = Stale("Somebody was faster.", current=SimpleNamespace(version=7))
    answer = merge_page(
        request, form, error, CURRENT if current is None else current, heading="Tier", cancel_url="/tiers/1/"
    )
    assert answer.status_code == 412
    return answer.content.decode()


def inputs(html: str) -> list[dict[str, str]]:
    body = html[html.index('<form method="post"') : html.index("</form>")]
    return [
        dict(re.findall(r'(\w+)="([^"]*)"', tag)) | {"checked": " checked" in tag}
        for tag in re.findall(r"<input[^>]*>", body)
    ][1:]  # after the CSRF token


def test_both_texts_stand_side_by_side_and_are_escaped(db):
    html = page()
    assert "Mine" in html
    assert "Theirs &lt;b&gt;" in html
    assert "Theirs <b>" not in html
    assert "Acceptable" in html and "Not acceptable" in html
    assert "Somebody was faster." in html


def test_keeping_yours_posts_what_was_entered_with_the_version_of_now(db):
    ticked = [tag for tag in inputs(page()) if tag["type"] == "hidden" or tag["checked"]]
    data = QueryDict(mutable=True)
    for tag in ticked:
        data.appendlist(tag["name"], tag["value"])
    form = TierForm(data)
    assert form.is_valid(), form.errors
    assert form.expected_version == 7
    values = form.values()
    assert values["name"] == "Mine"
    assert values["notes"].split() == ["one", "two"]
    assert values["regions"] == ["eu", "us"]
    assert values["beta"] is True
    assert str(values["since"]) == "2026-03-01"
    assert data["act"] == "save"
    assert "password" not in data


def test_taking_theirs_posts_what_is_saved_now(db):
    data = QueryDict("version=7", mutable=True)
    for tag in inputs(page()):
        if tag["type"] == "radio" and not tag["checked"]:
            data.appendlist(tag["name"], tag["value"].replace("&lt;", "<").replace("&gt;", ">"))
    form = TierForm(data)
    assert form.is_valid(), form.errors
    values = form.values()
    assert (values["name"], values["rating"], values["beta"], values["since"]) == ("Theirs <b>", "no", False, None)


def test_line_ends_are_no_difference(db):
    rows = merge_rows({"notes": "Notes"}, {"notes": "one\r\ntwo "}, {"notes": "one\ntwo"})
    assert not rows[0].differs


def test_several_values_are_ticked_one_by_one(db):
    html = page()
    ticks = {tag["value"]: tag["checked"] for tag in inputs(html) if tag["name"] == "regions"}
    assert ticks == {"eu": True, "us": True, "as": False}
    assert "Europe" in html and "Asia" in html


def test_an_empty_set_of_values_stays_empty(db):
    posted = POSTED.replace("&regions=eu&regions=us", "")
    assert not [tag for tag in inputs(page(posted, {**CURRENT, "regions": []})) if tag["name"] == "regions"]


def test_a_field_the_row_does_not_have_travels_along(db):
    current = {name: value for name, value in CURRENT.items() if name != "since"}
    assert any(tag["name"] == "since" and tag["value"] == "2026-03-01" for tag in inputs(page(current=current)))


def test_equal_texts_are_said_to_be_equal(db):
    form = {
        "name": "Mine",
        "notes": "one\ntwo",
        "rating": "ok",
        "regions": ["us", "eu"],
        "beta": True,
        "since": "2026-03-01",
    }
    assert not [tag for tag in inputs(page(current=form)) if tag["type"] in ("radio", "checkbox")]


@pytest.mark.parametrize(("yours", "theirs", "differs"), [(None, "", False), ("", None, False), ("a", None, True)])
def test_nothing_and_empty_are_the_same(yours, theirs, differs):
    assert merge_rows({"name": "Name"}, {"name": yours}, {"name": theirs})[0].differs is differs
