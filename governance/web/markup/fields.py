"""Drawing a form field and the summary of a form's problems. Works on any django.forms form; decides nothing."""

from __future__ import annotations

import uuid
from html import escape
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.web.markup.icons import icon

EMPTY = SafeString("")
NO_CHOICES = SafeString('<span class="sub">There are none on record yet.</span>')
FORM_KEY = "form_key"
"""Name of the hidden input that tells one drawing of a form from another."""


def form_key() -> SafeString:
    """A key of its own for this drawing of the form, so that sending it twice makes one thing."""
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_KEY, uuid.uuid4())


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _with_native_picker(widget: forms.Widget) -> forms.Widget:
    """The browser's own date field wherever a form left Django's plain text one."""
    if type(widget) is forms.DateInput and widget.input_type == "text":
        return forms.DateInput(attrs={**widget.attrs, "type": "date"}, format="%Y-%m-%d")
    return widget


def _describing(bound: BoundField, help_text: str) -> str:
    ids = [f"{bound.auto_id}_help"] if help_text else []
    return " ".join(ids + ([f"{bound.auto_id}_error"] if bound.errors else []))


def _control(bound: BoundField, described_by: str) -> SafeString:
    widget = _with_native_picker(bound.field.widget)
    classes = " ".join(part for part in (_control_class(widget), str(widget.attrs.get("class", ""))) if part)
    attrs: dict[str, Any] = {"class": classes} if classes else {}
    if described_by:
        attrs["aria-describedby"] = described_by
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if type(widget) is forms.Select:
        return _select(bound, widget, attrs)
    return bound.as_widget(widget, attrs=attrs)


def _select(bound: BoundField, widget: forms.Select, attrs: dict[str, Any]) -> SafeString:
    """A list to choose from, as Django draws it but without a template for each choice: filters offer hundreds."""
    own = {"id": bound.auto_id, **widget.attrs} if bound.auto_id else widget.attrs
    chosen = widget.format_value(bound.value())
    choices = (("" if value is None else str(value), str(words)) for value, words in widget.choices)
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>{escape(words)}</option>'
        for value, words in choices
    )
    shown = flatatt({"name": bound.html_name, **own, **bound.build_widget_attrs(attrs, widget)})
    return format_html("<select{}>{}</select>", shown, SafeString(options))  # every part of it was escaped


def _mark(bound: BoundField) -> SafeString:
    return SafeString(' <span class="n">required</span>') if bound.field.required else EMPTY


def _help(bound: BoundField, text: str) -> SafeString:
    return format_html('<div class="help" id="{}_help">{}</div>', bound.auto_id, text) if text else EMPTY


def _errors(bound: BoundField) -> SafeString:
    if not bound.errors:
        return EMPTY
    lines = format_html_join("", "<div>{}{}</div>", ((icon("no"), text) for text in bound.errors))
    return format_html('<div class="err" id="{}_error">{}</div>', bound.auto_id, lines)


def _set_of_choices(bound: BoundField, label: str, help_text: str, described_by: str) -> SafeString:
    """Radio buttons or tick boxes: a fieldset whose legend is the question."""
    attrs = {"aria-invalid": "true"} if bound.errors and isinstance(bound.field.widget, forms.RadioSelect) else {}
    rows = ((sub.id_for_label, _choice(sub, attrs), sub.choice_label) for sub in bound.subwidgets)
    options = format_html_join("", '<label for="{}">{}{}</label>', rows) or NO_CHOICES
    return format_html(
        '<fieldset class="field set" id="{}"{}><legend>{}{}</legend>{}<div class="opts">{}</div>{}</fieldset>',
        bound.auto_id,
        format_html(' aria-describedby="{}"', described_by) if described_by else EMPTY,
        label,
        _mark(bound),
        _help(bound, help_text),
        options,
        _errors(bound),
    )


def _choice(sub: Any, attrs: dict[str, str]) -> SafeString:
    sub.data["attrs"] = {**sub.data["attrs"], **attrs}
    tag: SafeString = sub.tag()
    return tag


def field(
    bound: BoundField,
    label: str = "",
    help_text: str = "",
    narrow: bool = False,
    bare: bool = False,
) -> SafeString:
    """Label, help, control and errors of one field, tied together by ids.

    `narrow` keeps the control as wide as a number or date; `bare` hides the label from sight (filter bars).
    A hidden field is drawn as it is.
    """
    if bound.is_hidden:
        return bound.as_hidden()
    label, help_text = (
        label or str(bound.label),
        help_text or str(bound.help_text or ""),
    )
    described_by = _describing(bound, help_text)
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _set_of_choices(bound, label, help_text, described_by)
    control = _control(bound, described_by)
    css = "field narrow" if narrow else "field"
    if isinstance(widget, forms.CheckboxInput):
        return format_html(
            '<div class="{} tick"><label for="{}">{}<span>{}{}</span></label>{}{}</div>',
            css, bound.id_for_label, control, label, _mark(bound), _help(bound, help_text), _errors(bound),
        )  # fmt: skip
    label_class = "visually-hidden" if bare else "lab"
    return format_html(
        '<div class="{}"><label class="{}" for="{}">{}{}</label>{}{}{}</div>',
        css, label_class, bound.id_for_label, label, EMPTY if bare else _mark(bound),
        _help(bound, help_text), control, _errors(bound),
    )  # fmt: skip


def _problem(bound: BoundField, text: str) -> SafeString:
    target = bound.auto_id
    if bound.is_hidden or not target:
        return format_html("<li>{}: {}</li>", bound.label, text)
    return format_html('<li><a href="#{}">{}</a>: {}</li>', target, bound.label, text)


def _kept(form: forms.BaseForm) -> str:
    """What became of the rest: a browser gives passwords and chosen files to nobody a second time."""
    if any(isinstance(bound.field.widget, forms.PasswordInput | forms.FileInput) for bound in form):
        return "A password or file has to be given again; everything else is still there."
    return "Nothing you entered is lost."


def form_errors(form: forms.BaseForm | None) -> SafeString:
    """The summary that stands above a form that could not be accepted; nothing when there is nothing to say."""
    if form is None or not form.errors:
        return EMPTY
    lines = [format_html("<li>{}</li>", text) for text in form.non_field_errors()]
    lines += [_problem(bound, str(text)) for bound in form for text in bound.errors]
    count = "One thing needs" if len(lines) == 1 else f"{len(lines)} things need"
    return format_html(
        '<div class="problems" role="alert" tabindex="-1" data-problems>'
        "<h2>{}{} your attention</h2><p>{}</p><ul>{}</ul></div>",
        icon("no"),
        count,
        _kept(form),
        format_html_join("", "{}", ((line,) for line in lines)),
    )
