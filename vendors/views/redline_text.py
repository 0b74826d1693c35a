"""A woven redline as HTML. Text only: everything of the captured texts is escaped. No view lives here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from vendors.domain.redline import Change, ChangeKind, for_reading, groups
from vendors.domain.text import BlockKind
from vendors.domain.weaving import BREAK, Paragraph, Passage, PassageKind, Run, weave

_TAGS = {ChangeKind.DELETED: "del", ChangeKind.INSERTED: "ins"}
_ENDS = {ChangeKind.DELETED: ("from", "to", "moved to"), ChangeKind.INSERTED: ("to", "from", "moved from")}
_SWAP = '<svg class="i" aria-hidden="true"><use href="#i-swap"/></svg>'


def shown_redline(old: str, new: str, *, forms: bool) -> tuple[Sequence[Passage], dict[str, Any]]:
    """The passages of a redline, and what `vendors/redline_sheet.html` shows of it."""
    changes = for_reading(old, new)
    passages = weave(changes, forms=forms)
    writer = RedlineText(passages, forms=forms)
    return passages, {"html": writer.html(), "changed": writer.count, "forms": forms, **_counts(changes)}


def _counts(changes: Iterable[Change]) -> dict[str, Any]:
    """Moves, formatting changes, and the share of words that stayed in per cent, never rounded up to all of them."""
    found = groups(changes)
    moves = {change.move for group in found for change in group} - {0}
    words = dict.fromkeys(ChangeKind, 0)
    for group in found:
        for change in group:
            words[change.kind] += len(change.text.split())
    stayed, all_words = 2 * words[ChangeKind.EQUAL], sum(words.values()) + words[ChangeKind.EQUAL]
    return {
        "moves": len(moves),
        "formatting": sum(group[0].noise for group in found),
        "stayed": 100 * stayed // all_words if all_words else 100,
    }


class RedlineText:
    """Writes passages. Changes of form are marked inside folds, and everywhere if `forms`; elsewhere the newer form is
    shown as if it had always been so."""

    def __init__(self, passages: Sequence[Passage], *, forms: bool) -> None:
        self.passages, self.forms = passages, forms
        self.count = sum(passage.changed for passage in passages)
        self.places = dict(_places(passages))
        self.named: set[str] = set()
        self.depth = 1

    def html(self) -> SafeString:
        """The inside of the article."""
        return SafeString("\n".join(map(self._passage, self.passages)))

    def _passage(self, passage: Passage) -> str:
        if passage.kind is PassageKind.CHANGED:
            return self._changed(passage)
        if passage.kind is PassageKind.SHOWN:
            return self._paragraphs(passage.paragraphs, forms=self.forms)
        inside = self._paragraphs(passage.paragraphs, forms=True)
        return f'<details class="fold"><summary>{escape(_summary(passage))}</summary>{inside}</details>'

    def _changed(self, passage: Passage) -> str:
        number = passage.number
        inside = self._paragraphs(passage.paragraphs, forms=self.forms)
        ref = f'<a class="ref" href="#chg-{number}" aria-label="Change {number} of {self.count}">{number}</a>'
        return f'<div class="chg" id="chg-{number}">{ref}<div>{inside}</div>{self._steps(number)}</div>'

    def _steps(self, number: int) -> str:
        """To the neighbours, for browsers without our script; with it there are the buttons above and two keys."""
        steps = [(number - 1, "Previous change")] * (number > 1) + [(number + 1, "Next change")] * (number < self.count)
        links = "".join(f'<a href="#chg-{to}">{words}</a>' for to, words in steps)
        return f'<noscript><p class="steps noprint">{links}</p></noscript>'

    def _paragraphs(self, paragraphs: Iterable[Paragraph], *, forms: bool) -> str:
        return "".join(self._paragraph(paragraph, forms=forms) for paragraph in paragraphs)

    def _paragraph(self, paragraph: Paragraph, *, forms: bool) -> str:
        words = "".join(self._run(run, forms=forms) for run in paragraph.runs)
        if paragraph.level:
            self.depth = min(max(2, paragraph.level), self.depth + 1, 4)
            return f"<h{self.depth}>{words}</h{self.depth}>"
        return f'<p class="item">{words}</p>' if paragraph.kind is BlockKind.ITEM else f"<p>{words}</p>"

    def _run(self, run: Run, *, forms: bool) -> str:
        words: str = escape(run.text)
        if run.kind is ChangeKind.EQUAL:
            return words
        tag = _TAGS[run.kind]
        if run.form:
            shown = words if run.kind is ChangeKind.INSERTED and run.text != BREAK else ""
            return f'<{tag} class="fmt">{words}</{tag}>' if forms else shown
        return self._moved(run, tag, words) if run.move else f"<{tag}>{words}</{tag}>"

    def _moved(self, run: Run, tag: str, words: str) -> str:
        here, there, verb = _ENDS[run.kind]
        name = f"move-{run.move}-{here}"
        if name in self.named:
            return f'<{tag} class="mv">{words}</{tag}>'
        self.named.add(name)
        place = self.places.get(f"move-{run.move}-{there}", "elsewhere")
        link = f'<a class="mvl" href="#move-{run.move}-{there}">{_SWAP}{verb} {escape(place)}</a>'
        return f'<{tag} class="mv" id="{name}">{words}</{tag}>{link}'


def _places(passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """The two ends of every move, each by the number of its paragraph, or of its change where it has none."""
    seen = set()
    for passage in passages:
        for paragraph in passage.paragraphs:
            for run in paragraph.runs:
                name = f"move-{run.move}-{_ENDS[run.kind][0]}" if run.move else ""
                if name and name not in seen:
                    seen.add(name)
                    number = paragraph.number
                    yield name, f"{number} (change {passage.number})" if number else f"change {passage.number}"


def _summary(passage: Passage) -> str:
    many, forms, headings = len(passage.paragraphs), passage.forms, passage.headings
    words = f"{many} paragraph{'' if many == 1 else 's'} unchanged"
    if forms:
        words += f", {forms} formatting change{'' if forms == 1 else 's'} folded"
    if headings:
        first, last = headings[0], headings[-1]
        words += f": {first}" if first == last else f": {first} … {last}"
    return words
