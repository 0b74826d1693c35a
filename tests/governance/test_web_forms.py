"""Forms show what services refused, keep out what no database holds, and carry the version they were opened on."""

import pytest
from django import forms

from governance.errors import Invalid
from governance.web.forms import Form, VersionedForm, apply_problems
from vendors.forms.fields import LinesField


class VendorForm(VersionedForm):
    name = forms.CharField(max_length=20)
    country = forms.CharField(required=False)


def test_problems_stand_beside_the_fields_they_name():
    form = VendorForm({"name": "Acme", "version": "1"})
    assert form.is_valid()
    apply_problems(
        form, Invalid("No.", problems={"name": ["Taken.", "Too plain."], "tier": ["Choose one."], "": ["Hm."]})
    )
    assert form.errors["name"] == ["Taken.", "Too plain."]
    assert form.non_field_errors() == ["Choose one.", "Hm."]


def test_a_refusal_without_problems_stands_on_top():
    form = VendorForm({"name": "Acme", "version": "1"})
    apply_problems(form, Invalid("The vendor is closed."))
    assert form.non_field_errors() == ["The vendor is closed."]


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 pair"])
def test_text_no_database_keeps_is_refused_whatever_the_field(text):
    class Loose(Form):
        anything = forms.Field(required=False)
        several = forms.TypedMultipleChoiceField(choices=[(text, "x")], required=False)

    form = Loose({"anything": text, "several": [text]})
    assert not form.is_valid()
    assert set(form.errors) == {"anything", "several"}


def test_what_nobody_can_see_is_refused_in_a_line_and_kept_in_prose_and_in_quotes():
    class Entry(Form):
        name = forms.CharField()
        aliases = LinesField()
        note = forms.CharField(widget=forms.Textarea)
        quote = forms.CharField(strip=False)

    odd = "Lark\u202espur"
    form = Entry({"name": odd, "aliases": f"Lark\n{odd}", "note": odd, "quote": odd})
    assert not form.is_valid()
    assert set(form.errors) == {"name", "aliases"}
    assert "Character 5 cannot be seen (U+202E, right-to-left override)." in form.errors["name"][0]


def test_text_is_stripped():
    form = VendorForm({"name": "  Acme ", "version": "3"})
    assert form.is_valid()
    assert form.values() == {"name": "Acme", "country": ""}
    assert form.expected_version == 3


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "1.5"])
def test_a_form_without_a_sane_version_is_refused(version):
    form = VendorForm({"name": "Acme", "version": version})
    assert not form.is_valid()
    assert list(form.errors) == ["version"]
