"""The merge page: somebody saved while you were editing. Both texts side by side, one choice per field, one button.

The page posts to where the form was posted, under the same field names: a chosen radio carries the whole text it stands
for, so the view that answers needs to know nothing of merging.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from governance.errors import Stale


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a field that holds several: who has it."""

    value: str
    text: str
    yours: bool
    theirs: bool


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One field: the form name it is posted under, its label, both values as posted and as shown."""

    field: str
    label: str
    yours: str
    theirs: str
    yours_text: str
    theirs_text: str
    differs: bool
    items: tuple[Item, ...] = ()
    """For a field of several values: every entry of either side, to be ticked one by one."""

    @property
    def several(self) -> bool:
        return bool(self.items)


def merge_rows(
    labels: Mapping[str, str],
    yours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    texts: Mapping[str, Mapping[str, str]] | None = None,
) -> list[MergeRow]:
    """One row per field of `labels`, in its order. Values are what a form posts (lists for several); `texts` says for a
    field how its values read (choices)."""
    return [
        _row(name, label, yours.get(name), theirs.get(name), (texts or {}).get(name, {}))
        for name, label in labels.items()
    ]


def _row(name: str, label: str, yours: Any, theirs: Any, texts: Mapping[str, str]) -> MergeRow:
    if isinstance(yours, list | tuple) or isinstance(theirs, list | tuple):
        mine, other = _several(yours), _several(theirs)
        entries = list(dict.fromkeys([*mine, *other]))
        items = tuple(Item(value, texts.get(value, value), value in mine, value in other) for value in entries)
        shown = [", ".join(texts.get(value, value) for value in side) for side in (mine, other)]
        return MergeRow(name, label, "", "", shown[0], shown[1], set(mine) != set(other), items)
    mine_text, other_text = _single(yours), _single(theirs)
    return MergeRow(
        field=name,
        label=label,
        yours=mine_text,
        theirs=other_text,
        yours_text=texts.get(mine_text, mine_text),
        theirs_text=texts.get(other_text, other_text),
        differs=_folded(mine_text) != _folded(other_text),
    )


def _single(value: Any) -> str:
    return "" if value is None else str(value)


def _several(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [_single(item) for item in value] if isinstance(value, list | tuple) else [_single(value)]


def _folded(text: str) -> str:
    """Browsers send CRLF line ends whatever was stored: no difference to a person."""
    return text.replace("\r\n", "\n").strip()


def merge_page(
    request: HttpRequest,
    form: forms.BaseForm,
    error: Stale,
    current: Mapping[str, Any],
    *,
    heading: str = "",
    cancel_url: str = "",
) -> HttpResponse:
    """Answer a stale edit (412). `form` is the bound form that was posted; `current` the row's values now, by field
    name, as the form's `initial` would give them. All else that was posted travels along; chosen files cannot."""
    rows = _rows_of(form, current)
    context = {
        "rows": rows,
        "differing": [row for row in rows if row.differs],
        "hidden": _travelling(request, {form.add_prefix("version"), *(row.field for row in rows)}),
        "version_name": form.add_prefix("version"),
        "version": getattr(error.current, "version", ""),
        "message": error.message,
        "heading": heading,
        "action": request.get_full_path(),
        "cancel_url": cancel_url or request.get_full_path(),
    }
    return render(request, "errors/merge.html", context, status=error.status)


def _rows_of(form: forms.BaseForm, current: Mapping[str, Any]) -> list[MergeRow]:
    labels: dict[str, str] = {}
    yours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    texts: dict[str, dict[str, str]] = {}
    for bound in form:
        if bound.name == "version" or isinstance(bound.field, forms.FileField) or bound.name not in current:
            continue
        name = bound.html_name
        mine = _as_posted(bound.field, bound.data)
        other = _as_posted(bound.field, bound.field.prepare_value(current[bound.name]))
        if mine == other == []:  # a browser posts nothing for it, so there is nothing to carry either
            continue
        labels[name], yours[name], theirs[name] = str(bound.label), mine, other
        texts[name] = _texts(bound.field)
    return merge_rows(labels, yours, theirs, texts)


def _as_posted(field: forms.Field, value: Any) -> Any:
    """A value as the browser would post it."""
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return _several(list(value) if value else [])
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return str(bool(value))
    shown = field.widget.format_value(value)
    return _single(shown[0] if isinstance(shown, list) and shown else shown or "")


def _texts(field: forms.Field) -> dict[str, str]:
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return {"True": "Yes", "False": "No"}
    if not isinstance(field, forms.ChoiceField):
        return {}
    texts: dict[str, str] = {}
    choices: Iterable[tuple[Any, Any]] = field.choices  # type: ignore[assignment] # normalised by the field's setter
    for value, text in choices:
        group: Sequence[tuple[Any, Any]] = text if isinstance(text, list | tuple) else [(value, text)]
        texts.update({_single(entry): str(label) for entry, label in group})
    return texts


def _travelling(request: HttpRequest, shown: set[str]) -> list[tuple[str, str]]:
    """What was posted besides the fields compared (the button pressed, other parts of the page)."""
    own = shown | {"csrfmiddlewaretoken"}
    kept = [name for name in request.POST if name not in own and "password" not in name.lower()]
    return [(name, value) for name in kept for value in request.POST.getlist(name)]
