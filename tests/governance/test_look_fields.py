"""A field is drawn with label, help, control and problems tied together, whatever its kind; typed text is escaped."""

import datetime as dt
import re

import pytest
from django import forms

from governance.web.markup.fields import field, form_errors


class EveryKind(forms.Form):
    name = forms.CharField(help_text="As it signs contracts.")
    note = forms.CharField(widget=forms.Textarea, required=False)
    country = forms.ChoiceField(choices=[("de", "Germany")])
    channel = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Directly"), ("b", "By a reseller")])
    rights = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("c", "Copyright"), ("p", "Patent")],
    )
    seats = forms.IntegerField(min_value=1)
    until = forms.DateField()
    proof = forms.FileField()
    agree = forms.BooleanField(label="I have checked it")
    password = forms.CharField(widget=forms.PasswordInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


def refused():
    form = EveryKind({"name": "", "seats": "0", "version": "1"})
    assert not form.is_valid()
    return form


VISIBLE = [name for name in EveryKind.base_fields if name != "version"]


@pytest.mark.parametrize("name", VISIBLE)
def test_every_control_has_a_label_and_says_in_words_whether_it_is_required(name):
    drawn = field(EveryKind()[name])
    controls = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', drawn)
    assert controls
    assert all(f'for="{control}"' in drawn for control in controls)
    assert ("required</span>" in drawn) == EveryKind.base_fields[name].required


@pytest.mark.parametrize("name", [name for name in VISIBLE if name != "note"])
def test_every_refused_control_points_at_its_problem(name):
    drawn = field(refused()[name])
    assert f'id="id_{name}_error"' in drawn
    assert re.search(rf'aria-describedby="[^"]*id_{name}_error', drawn)


@pytest.mark.parametrize("name", [name for name in VISIBLE if name not in ("note", "rights")])
def test_every_refused_control_says_that_it_is_invalid(name):
    assert 'aria-invalid="true"' in field(refused()[name])


def test_help_stands_before_the_control_and_is_tied_to_it():
    drawn = field(EveryKind()["name"])
    assert 'aria-describedby="id_name_help"' in drawn
    assert drawn.index("id_name_help") < drawn.index("<input")


def test_choices_are_a_fieldset_with_the_question_as_its_legend():
    for name in ("channel", "rights"):
        drawn = field(EveryKind()[name])
        assert f'<fieldset class="field set" id="id_{name}"' in drawn
        assert drawn.count("<legend>") == 1
        assert drawn.count("<label") == 2


def test_a_date_uses_the_browsers_own_picker_and_its_format():
    drawn = field(EveryKind(initial={"until": dt.date(2026, 9, 30)})["until"])
    assert 'type="date"' in drawn
    assert drawn.count("type=") == 1
    assert 'value="2026-09-30"' in drawn


def test_a_date_somebody_typed_is_given_back():
    assert 'value="2026-13-99"' in field(EveryKind({"until": "2026-13-99"})["until"])


def test_a_hidden_field_is_drawn_as_it_is():
    assert field(refused()["version"]).startswith('<input type="hidden"')


def test_a_password_is_never_drawn_back():
    assert "secret" not in field(EveryKind({"password": "secret"})["password"])


def test_a_bare_field_keeps_its_label_for_those_who_listen():
    drawn = field(EveryKind()["country"], bare=True)
    assert '<label class="visually-hidden"' in drawn
    assert "required</span>" not in drawn


def test_what_was_typed_comes_back_escaped():
    drawn = field(EveryKind({"name": '"><script>'})["name"])
    assert "<script>" not in drawn
    assert "&quot;&gt;&lt;script&gt;" in drawn


def test_no_control_uses_a_class_that_needs_a_data_address():
    drawn = "".join(field(bound) for bound in refused())
    assert "form-check-input" not in drawn
    assert "is-invalid" not in drawn


def test_the_summary_counts_the_problems_and_links_to_the_fields():
    form = EveryKind({"name": "", "seats": "0", "version": "1"})
    form.is_valid()
    form.add_error(None, "A vendor with this name is on record already.")
    drawn = form_errors(form)
    assert 'role="alert"' in drawn
    assert "10 things need your attention" in drawn
    assert '<a href="#id_name">Name</a>' in drawn
    assert "on record already" in drawn


def test_the_summary_links_only_to_what_is_on_the_page():
    drawn = form_errors(refused())
    form = "".join(field(bound) for bound in refused())
    assert all(f'id="{target}"' in form for target in re.findall(r'<a href="#([^"]+)"', drawn))


def test_one_problem_is_said_in_the_singular():
    form = forms.Form({})
    form.is_valid()
    form.add_error(None, "No.")
    assert "One thing needs your attention" in form_errors(form)


def test_the_summary_does_not_promise_to_keep_what_a_browser_drops():
    assert "password or file has to be given again" in form_errors(refused())
    form = forms.Form({})
    form.add_error(None, "No.")
    assert "Nothing you entered is lost" in form_errors(form)


def test_a_form_without_problems_has_no_summary():
    assert form_errors(EveryKind()) == form_errors(None) == ""
