"""Drawing icons and the marks made of them: outcomes, states, the double rule. The drawings are in parts/icons.html."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.web.markup.words import Word, word_of

ICONS = frozenset(
    [
        "arrow",
        "ask",
        "back",
        "bars",
        "check",
        "chevron",
        "clock",
        "cross",
        "dl",
        "doc",
        "dots",
        "down",
        "edit",
        "eye",
        "ext",
        "file",
        "flag",
        "gear",
        "half",
        "hash",
        "hourglass",
        "info",
        "key",
        "link",
        "lock",
        "no",
        "note",
        "path",
        "pen",
        "people",
        "plus",
        "print",
        "req",
        "search",
        "seal",
        "stale",
        "stop",
        "swap",
        "trash",
        "up",
        "upload",
        "user",
    ]
)
"""Every symbol of templates/parts/icons.html (a test compares the two)."""


def icon(name: str) -> SafeString:
    """A decorative icon: the word beside it carries the meaning. Raises ValueError for a name without a drawing."""
    if name not in ICONS:
        raise ValueError(f"There is no icon called {name!r}.")
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def _marked(css: str, word: Word, text: str) -> SafeString:
    return format_html(
        '<span class="{} {}">{}{}</span>',
        css,
        word.tone,
        icon(word.icon),
        text or word.text,
    )


def verdict(value: object, text: str = "") -> SafeString:
    """An outcome, boxed: `value` decides icon and colour, `text` may replace the word."""
    return _marked("v", word_of(value), text)


def state(value: object, text: str = "") -> SafeString:
    """A state in a table or line, unboxed: `value` decides icon and colour, `text` may replace the word."""
    return _marked("st", word_of(value), text)


def seal(legal_done: object, engineering_done: object) -> SafeString:
    """The double rule: one line per signature, dashed while it is missing, with the same said in words."""
    classes = "seal" + ("" if legal_done else " l-open") + ("" if engineering_done else " e-open")
    if legal_done and engineering_done:
        words = "Legal and engineering have both signed."
    elif legal_done:
        words = "Legal has signed. Engineering has not signed yet."
    elif engineering_done:
        words = "Engineering has signed. Legal has not signed yet."
    else:
        words = "Neither legal nor engineering has signed yet."
    return format_html('<div class="{}" role="img" aria-label="{}"></div>', classes, words)


def progress(done: int | None, total: int | None, unit: str = "") -> SafeString:
    """How far long work has come, as a bar and in words; without a total, only the words and an open bar."""
    if not total:
        words = f"{done or 0} {unit} so far".replace("  ", " ")
        return format_html(
            '<div class="prog"><progress aria-label="Progress"></progress><span class="sub">{}</span></div>',
            words,
        )
    words = f"{done or 0} of {total} {unit}".strip()
    return format_html(
        '<div class="prog"><progress max="{}" value="{}" aria-label="Progress">{}</progress>'
        '<span class="sub">{}</span></div>',
        total,
        min(done or 0, total),
        words,
        words,
    )
