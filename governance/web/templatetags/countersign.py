"""The template tags of every page. Thin: each tag hands its values to one pure function of `governance.web.markup`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms, template
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, QueryDict
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.web.markup import (
    evidence,
    fields,
    icons,
    lists,
    navigation,
    times,
    words,
)
from governance.web.zones import organisation_zone

register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.simple_tag(icons.verdict, name="verdict")
register.simple_tag(icons.state, name="state")
register.simple_tag(icons.seal, name="seal")
register.simple_tag(icons.progress, name="progress")
register.simple_tag(evidence.hash_, name="hash")
register.simple_tag(evidence.fullhash, name="fullhash")
register.simple_tag(evidence.quote, name="quote")
register.simple_tag(times.when, name="when")
register.simple_tag(times.day, name="day")
register.simple_tag(times.age, name="age")
register.simple_tag(times.due, name="due")
register.simple_tag(fields.form_errors, name="form_errors")
register.simple_tag(fields.form_key, name="form_key")
register.simple_tag(lists.empty_state, name="empty_state")
register.simple_tag(words.label_of, name="label")
register.filter("label", words.label_of)


def _query(context: Context) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET if request is not None else QueryDict()


@register.simple_tag
def field(
    bound: forms.BoundField,
    label: str = "",
    help: str = "",
    narrow: bool = False,
    bare: bool = False,
) -> SafeString:
    """Label, help, control and errors of one form field."""
    return fields.field(bound, label=label, help_text=help, narrow=narrow, bare=bare)


@register.simple_tag(takes_context=True)
def sort_th(
    context: Context,
    label: str,
    key: str,
    default: str = "",
    align: str = "",
    extra: str = "",
) -> SafeString:
    """A table heading that sorts; `default` is the order the page has without ?sort."""
    return lists.sort_th(
        _query(context),
        label,
        key,
        default=default or str(context.get("sort") or ""),
        align=align,
        extra=extra,
    )


@register.simple_tag(takes_context=True)
def pages(context: Context, page: Any) -> SafeString:
    """Rows shown of rows there are, and the way to the rest."""
    return lists.pages(_query(context), page)


@register.simple_tag(takes_context=True)
def downloads(context: Context) -> SafeString:
    """This list as CSV and as an Excel file."""
    return lists.downloads(_query(context))


@register.simple_tag(takes_context=True)
def saved_views(context: Context, page: str) -> SafeString:
    """The way to the views of this page that were kept under a name."""
    return lists.saved_views(_query(context), page)


@register.simple_tag(takes_context=True)
def keep_query(context: Context, **changes: object) -> str:
    """This page's query string with some parameters changed; None drops one."""
    return lists.with_query(_query(context), **changes)


@register.simple_tag(takes_context=True)
def printed_address(context: Context) -> str:
    """Where this page is, for print. A request from a host we do not serve is answered too, hence the way round."""
    request = context.get("request")
    if request is None:
        return ""
    try:
        return f"{request.build_absolute_uri()} ·"
    except DisallowedHost:
        return f"{request.path} ·"


@register.simple_tag
def printed_now() -> str:
    """The instant of rendering, for the print footer."""
    return times.say_instant(timezone.now())


@register.simple_tag
def zone_name() -> str:
    """The zone times are shown in, by its short name and its place: CET (Europe/Berlin)."""
    zone = organisation_zone()
    short = dt.datetime.now(zone).tzname() or ""
    return zone.key if short == zone.key or short[:1] in "+-" else f"{short} ({zone.key})"


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """data-bs-theme for somebody who chose light or dark; nothing where the system decides."""
    user = getattr(context.get("request"), "user", None)
    theme = getattr(user, "theme", "")
    return format_html(' data-bs-theme="{}"', theme) if theme in ("light", "dark") else SafeString("")


NOTICE_TONES: Final = {
    "success": ("ok", "check"),
    "warning": ("cond", "clock"),
    "error": ("bar", "no"),
}


@register.simple_tag
def notice(message: Any) -> SafeString:
    """One of Django's messages as a quiet notice: icon, words, tone. One tagged `saved` tells the script that the words
    it kept for this page are saved."""
    tone, name = NOTICE_TONES.get(getattr(message, "level_tag", ""), ("idle", "info"))
    saved = SafeString(" data-saved") if getattr(message, "extra_tags", "") == SAVED else SafeString("")
    return format_html('<p class="notice {}"{}>{}<span>{}</span></p>', tone, saved, icons.icon(name), message)


SAVED: Final = "saved"
"""Tag of a message that says that what was typed on this page is saved (`static/js/countersign-1.js` keeps it till
then)."""
PARTS: Final = {
    "crumb": ('<nav class="crumb" aria-label="Breadcrumb">', "</nav>"),
    "heading": ("<h1>", "</h1>"),
    "facts": ('<div class="flow sub facts">', "</div>"),
    "actions": ('<div class="acts noprint">', "</div>"),
    "lead": ('<p class="sub lead-in">', "</p>"),
    "aside": ('<div class="sub below">', "</div>"),
}
"""What is drawn around a part of the shell, when the page filled it."""


class ShellNode(template.Node):
    """A part of the shell that is drawn around a block only when the page filled the block."""

    def __init__(self, part: str, nodelist: NodeList) -> None:
        self.part, self.nodelist = part, nodelist

    def render(self, context: Context) -> SafeString:
        """The block inside its element, or nothing."""
        inner = self.nodelist.render(context).strip()
        if not inner:
            return SafeString("")
        before, after = PARTS[self.part]
        # `inner` was rendered, hence escaped, by the template; strip() only made it a plain string again.
        return format_html("{}{}{}", SafeString(before), SafeString(inner), SafeString(after))


@register.tag
def shell(parser: Parser, token: Token) -> ShellNode:
    """{% shell "crumb" %}{% block crumb %}{% endblock %}{% endshell %}."""
    part = token.split_contents()[1].strip("\"'")
    if part not in PARTS:
        raise template.TemplateSyntaxError(f"The shell has no part called {part!r}.")
    nodelist = parser.parse(("endshell",))
    parser.delete_first_token()
    return ShellNode(part, nodelist)


def _nothing(permission: str) -> bool:
    return False


class NavigationNode(template.Node):
    """The main navigation; the block inside may name the place, else `place` in the context, else the path."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """The places whoever asks may open (`may_open` of the request, set where people are known)."""
        request = context.get("request")
        named = self.nodelist.render(context).strip() or context.get("place", "")
        current = named or navigation.place_of(getattr(request, "path_info", ""))
        return navigation.main_navigation(current, getattr(request, "may_open", _nothing))


@register.tag
def navigation_bar(parser: Parser, token: Token) -> NavigationNode:
    """{% navigation_bar %}{% block place %}{% endblock %}{% endnavigation_bar %}."""
    nodelist = parser.parse(("endnavigation_bar",))
    parser.delete_first_token()
    return NavigationNode(nodelist)


@register.simple_tag(takes_context=True)
def own_link(context: Context) -> SafeString:
    """The link with one's own name, to one's own page."""
    request = context["request"]
    user = request.user
    name = getattr(user, "name", "") or str(user)
    return navigation.own_link(name, context.get("place", "") or navigation.place_of(request.path_info))
