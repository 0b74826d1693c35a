"""Drawing what lists share: sortable headings, page links, the empty state. Sorting and cutting happen elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.web.markup.icons import icon

EMPTY = SafeString("")
SHEETS = (("csv", "CSV"), ("xlsx", "Excel"))
VIEWS = "desk:view_list"
"""The page of saved views; the look links to it by name and knows nothing else of the desk."""


def with_query(query: QueryDict, **changes: object) -> str:
    """`query` as "?a=b" with `changes` made; None drops a parameter. A bare "?" when nothing is left."""
    changed = query.copy()
    for name, value in changes.items():
        if value is None or value == "":
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


def sort_th(
    query: QueryDict,
    label: str,
    key: str,
    *,
    default: str = "",
    align: str = "",
    extra: str = "",
) -> SafeString:
    """A heading that sorts by `key`: first click rising, second falling; the page number starts over."""
    current = query.get("sort") or default
    rising, falling = current == key, current == f"-{key}"
    address = with_query(query, sort=f"-{key}" if rising else key, page=None)
    direction = (
        SafeString(' aria-sort="{}"'.format("ascending" if rising else "descending")) if rising or falling else EMPTY
    )
    arrow = icon("up" if rising else "down") if rising or falling else EMPTY
    css = " ".join(part for part in ("text-end" if align == "end" else "", extra) if part)
    return format_html(
        '<th role="columnheader" scope="col"{}{}><a class="sort" href="{}">{}{}</a></th>',
        format_html(' class="{}"', css) if css else EMPTY,
        direction,
        address,
        label,
        arrow,
    )


def pages(query: QueryDict, page: Any) -> SafeString:
    """Which rows of how many, and links to the page before and after. Nothing when there are no rows."""
    paginator = page.paginator
    if not paginator.count:
        return EMPTY
    said = format_html(
        "<span>Rows {} to {} of {}</span>",
        page.start_index(),
        page.end_index(),
        paginator.count,
    )
    if paginator.num_pages < 2:
        return format_html('<p class="pages sub">{}</p>', said)
    before = after = EMPTY
    if page.has_previous():
        address = with_query(query, page=page.previous_page_number())
        before = format_html('<a class="btn btn-sm" rel="prev" href="{}">Previous</a>', address)
    if page.has_next():
        address = with_query(query, page=page.next_page_number())
        after = format_html('<a class="btn btn-sm" rel="next" href="{}">Next</a>', address)
    place = format_html("<span>Page {} of {}</span>", page.number, paginator.num_pages)
    return format_html(
        '<nav class="pages sub" aria-label="Pages">{}{}{}{}</nav>',
        said,
        before,
        place,
        after,
    )


def saved_views(query: QueryDict, page: str) -> SafeString:
    """The way to the saved views of a page, with the filters it shows now; nothing where no page of views is served."""
    try:
        address = reverse(VIEWS)
    except NoReverseMatch:
        return EMPTY
    asked = urlencode({"of": page, "query": query.urlencode()})
    return format_html(
        '<a class="btn d-inline-flex align-items-center gap-1" href="{}?{}">{} Views</a>', address, asked, icon("eye")
    )


def downloads(query: QueryDict) -> SafeString:
    """This list as a table to take away, as it is filtered: CSV and Excel."""
    links = ((with_query(query, format=code, page=None), icon("dl"), word) for code, word in SHEETS)
    return format_html_join("", '<a class="btn d-inline-flex align-items-center gap-1" href="{}">{} {}</a>', links)


LOGO = SafeString(
    '<svg class="logo lg" viewBox="0 0 24 24" aria-hidden="true"><path class="l" d="M2.8 8h3.7l3.86 7.5L9 18H7.9z"/>'
    '<path class="e" d="M21.6 1.5H18L9.6 18h3.6z"/><path d="M2 20h20v1H2zM2 22.4h20v1H2z"/></svg>'
)


def empty_state(title: str, text: str = "", address: str = "", label: str = "") -> SafeString:
    """What stands where rows would: what is so, and the next act where there is one."""
    act = format_html('<a class="btn btn-go" href="{}">{}</a>', address, label) if address and label else EMPTY
    return format_html(
        '<div class="sheet empty">{}<h2>{}</h2><p class="sub">{}</p>{}</div>',
        LOGO,
        title,
        text,
        act,
    )
