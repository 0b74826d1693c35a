"""The reader of one terms version."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of
from vendors.domain.layout import Span, lay_out, sections
from vendors.models import TermsVersion
from vendors.views.common import may
from vendors.views.reader import cited_in, text_of
from vendors.views.suggested import area_asked, suggested, tabs
from vendors.views.targets import aim_of
from vendors.views.terms_text import TermsText


def version_for(request: HttpRequest, uid: uuid.UUID) -> TermsVersion:
    """The version if the person may read its document. Raises Http404."""
    rows = TermsVersion.objects.visible_to(actor_of(request).person).select_related("document__vendor")
    found: TermsVersion = get_object_or_404(rows, uid=uid)
    return found


@require_GET
def version_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The text of one version, with what is cited in it. `?for=` and `?question=` name the answer to cite for, `?area=`
    the clause area whose passages are suggested."""
    version = version_for(request, uid)
    text = text_of(version)
    cited, readings = cited_in(version, text)
    spans = [item.span for item in cited]
    others = list(version.document.versions.order_by("-number"))
    older = [other for other in others if other.number < version.number]
    rights = may(actor_of(request))
    aim = {name: request.GET[name] for name in ("for", "question") if request.GET.get(name)}
    cite_url = reverse("vendors:version_cite", args=[uid]) if rights["assessment_edit"] else ""
    hints = _hints(request, text.text, spans, aim)
    writer = TermsText({item.span.key: item.refs for item in cited}, cite_url, aim, hints["suggested"])
    context = {
        "version": version,
        "document": version.document,
        "text": text,
        "html": writer.html(lay_out(text.text, spans)),
        "cite_url": cite_url,
        "sections": sections(text.text, spans),
        "readings": readings,
        "versions": others,
        "current": TermsVersion.objects.current().get(document=version.document),
        "before": older[0] if older else None,
        "captured": version.captures.order_by("sequence").first(),
        "links": version.document.links.open().select_related("tier__product"),
        "aim": aim,
        "may": rights,
        **hints,
    }
    return render(request, "vendors/version_detail.html", context)


def _hints(request: HttpRequest, text: str, spans: list[Span], aim: dict[str, str]) -> dict[str, Any]:
    """The areas to choose from, the chosen one, and its suggested passages."""
    aimed = aim_of(request.GET) if aim else None
    area = area_asked(request.GET.get("area", ""), aimed.area if aimed else None)
    return {
        "areas": tabs(area, aim),
        "area": area,
        "suggested": suggested(text, area, spans, aim) if area else [],
    }
