"""The passage somebody is about to cite, with its neighbours. No view lives here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from vendors.domain.anchoring import Selector, find_quote, make_selector
from vendors.domain.layout import Span, lay_out_around
from vendors.domain.text import heading_at
from vendors.forms.citing import PassageForm
from vendors.views.terms_text import TermsText

NOT_THERE = "These words are not in this version of the text. Open the text, select the sentence again and cite it."
NOTHING = "No words were chosen. Open the text and choose the sentence to cite."


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a text, the blocks around them, and the heading they stand under."""

    selector: Selector
    around: SafeString
    heading: str

    @property
    def start(self) -> int:
        return self.selector.start or 0

    @property
    def end(self) -> int:
        return self.start + len(self.selector.exact)


def passage_of(text: str, form: PassageForm) -> tuple[Passage | None, str]:
    """The passage a form names, or None and why, in words for the person."""
    if not form.is_valid():
        return None, NOT_THERE
    values = form.cleaned_data
    if values["exact"].strip():
        hint = Selector(values["exact"], values["prefix"], values["suffix"], values["start"])
        match = find_quote(text, hint)
        if match is None:
            return None, NOT_THERE
        start, end = match.start, match.end
    elif values["start"] is not None and values["end"] is not None:
        start, end = values["start"], values["end"]
    else:
        return None, NOTHING
    try:
        selector = make_selector(text, start, end)
    except ValueError:
        return None, NOT_THERE
    return _passage(text, selector), ""


def _passage(text: str, selector: Selector) -> Passage:
    start = selector.start or 0
    span = Span("chosen", start, start + len(selector.exact))
    return Passage(selector, TermsText({}, "", {}).html(lay_out_around(text, span)), heading_at(text, start))
