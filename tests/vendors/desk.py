"""The clause desk as a browser sees it: what its form would post back. Helpers of the tests beside it."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from vendors.domain.questions import decode_value
from vendors.models import Assessment


def desk(assessment: Assessment) -> str:
    return f"/assessments/{assessment.uid}/"


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would post back from the desk form as it is shown."""
    form = page[page.index('<form id="desk"') : page.index("</form>", page.index('<form id="desk"'))]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = re.search(r'name="([^"]*)"', tag), re.search(r'type="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and (kind is None or kind[1] not in ("radio", "checkbox") or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    for name, body in re.findall(r'<textarea name="([^"]*)"[^>]*>\s*([^<]*)</textarea>', form):
        found[name] = [body]
    for name, body in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, flags=re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = [chosen[1] if chosen else ""]
    found.pop("csrfmiddlewaretoken", None)
    return found


def opened(client: Client, assessment: Assessment) -> dict[str, Any]:
    return dict(fields_of(client.get(desk(assessment)).content.decode()))


def value_of(assessment: Assessment, code: str) -> Any:
    return decode_value(assessment.answers.get(question=code).value)
