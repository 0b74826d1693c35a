"""Every address of the site, opened by every role over a demo whose every text field is hostile."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from governance.accounts.models import User
from governance.database.triggers import catalogue, remove
from policies.models import Codebase, Tool, ToolRequest, ToolSetting
from vendors.models import Assessment, CanonicalText, Citation, TermsDocument, Vendor

PAYLOAD = "<i id=x>\"'\u202e{{7*7}}"
LEAKS = ("<i id=x>", "{49}")
WHO = {
    "counsel": "Ines Halloran",
    "owner": "Marek Oyelaran",
    "manager": "Tom Achterberg",
    "auditor": "Agnes Lindqvist",
    "administrator": "Ruben Adeyemi",
}
KEPT = re.compile(
    r"sha256|hash|body|content$|^conditions$|parameters|^value$|scope|allowed_|code|question$|country|password|email|"
    r"digest|sequence|media_type|time_zone|slug|region|contracting_entity|^action$|via|kind|state|salt|commitment|"
    r"theme|prefix|suffix|exact|lease|key|url|website|name_hint|canonicaliser|^channel$|feature_status|licence$|^origin|"
    r"surfaces|^page$|warning_days"
)
ODD = (
    "",
    "?page=-1&sort=%27&q=%00",
    "?page=99999999999999999999&sort=-__class__&state=zzz&q=%3Cscript%3E",
    "?area=x&team=x&uid=x&before=9e9&cursor=%ff&next=//evil.example",
)
ADVICE, CLOSED, FILED = "zzadvicezz", "zzcontractzz", "zzfilezz"


def plant() -> None:
    """Triggers off (this is a copy), then the payload into every free text column; markers into what is guarded."""
    remove(connection, catalogue(connection))
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in ("governance", "vendors", "policies"):
            continue
        for field in model._meta.concrete_fields:
            free = isinstance(field, models.CharField | models.TextField) and not field.choices
            if free and not KEPT.search(field.name):
                _prepend(model, field)
    Vendor.objects.update(privileged_note=ADVICE)
    Assessment.objects.update(privileged_note=ADVICE)
    for document in TermsDocument.objects.filter(visibility="contract"):
        document.title = f"{CLOSED} {document.pk}"
        document.save()
        CanonicalText.objects.filter(version__document=document).update(text=f"# {CLOSED}\n\n{CLOSED} words.")
        Citation.objects.filter(text__version__document=document).update(exact=f"{CLOSED} words.")
    Citation.objects.filter(kind="document").update(title=FILED, page=FILED, note=FILED)
    under = Tool.objects.under(TermsDocument.objects.filter(visibility="contract").values("pk"))
    ToolSetting.objects.filter(configuration__tool__in=under).exclude(proof="").update(proof=f"{CLOSED} proof")
    for codebase in Codebase.objects.all():
        codebase.name = f"zzteam{codebase.team_id}zz{codebase.pk}"
        codebase.save()
    for request in ToolRequest.objects.all():
        request.purpose = f"zzteam{request.team_id}zz"
        request.save()


def _prepend(model: type[models.Model], field: Any) -> None:
    for row in model._default_manager.only("pk", field.name):
        said = getattr(row, field.name) or ""
        text = (PAYLOAD + said)[: field.max_length or None]
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**{field.name: text})
        except IntegrityError:  # the reason of what has not happened is held empty by a constraint
            assert not said, f"{model.__name__}.{field.name} takes no other words"


def routes() -> Iterator[tuple[str, str]]:
    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, prefix + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                yield entry.name or "", prefix + str(entry.pattern)

    return walk(get_resolver(), "/")


def rows_by_noun() -> dict[str, list[Any]]:
    """First and last rows of every model with a uid, by the words its addresses begin with."""
    found: dict[str, list[Any]] = {}
    for model in apps.get_models():
        if any(field.name == "uid" for field in model._meta.concrete_fields):
            rows = list(model._default_manager.order_by("pk")[:3]) + list(model._default_manager.order_by("-pk")[:2])
            found[model.__name__.lower()] = rows
    return found


ALIASES = {
    "approvals": "approval",
    "assessments": "assessment",
    "audit": "event",
    "captures": "capture",
    "categories": "category",
    "citations": "citation",
    "clauses": "clauserecord",
    "codebases": "codebase",
    "competition": "competitionnote",
    "conditions": "approvalcondition",
    "configurations": "toolconfiguration",
    "decisions": "decision",
    "delegations": "delegation",
    "decommissions": "decommission",
    "deliveries": "webhookdelivery",
    "documents": "termsdocument",
    "events": "event",
    "exceptions": "ruleexception",
    "feeds": "calendarfeed",
    "flows": "flow",
    "hits": "screeninghit",
    "layers": "licencelayer",
    "lines": "requestline",
    "links": "governinglink",
    "lists": "listversion",
    "people": "user",
    "products": "product",
    "register": "instrument",
    "releases": "modelrelease",
    "reports": "report",
    "requests": "toolrequest",
    "revisions": "policyrevision",
    "runs": "screeningrun",
    "shares": "ownershipshare",
    "statements": "outputstatement",
    "stops": "stopitem",
    "teams": "team",
    "tiers": "tier",
    "tokens": "apitoken",
    "tools": "tool",
    "vendors": "vendor",
    "versions": "termsversion",
    "views": "savedview",
    "webhooks": "webhook",
}


def addresses() -> list[str]:
    """Every address, filled with rows of its noun."""
    rows = rows_by_noun()
    found: list[str] = []
    for _, pattern in routes():
        if "sign-out" in pattern or "readyz" in pattern or ("<str:" in pattern and "rules" not in pattern):
            continue
        noun = next((part for part in reversed(pattern.split("<uuid:uid>")[0].split("/")) if part in ALIASES), "")
        if "<uuid:uid>" not in pattern:
            found.append(re.sub(r"<[^>]+>", "nothing", pattern))
            continue
        for row in rows.get(ALIASES.get(noun, ""), [])[:5]:
            filled = pattern.replace("<uuid:uid>", str(row.uid))
            edition = getattr(row, "editions", None)
            slug = edition.first().category.slug if edition is not None and edition.exists() else "none"
            filled = filled.replace("<slug:slug>", slug)
            filled = filled.replace("<str:code>", "owner_of_output").replace("<slug:code>", "owner_of_output")
            found.append(re.sub(r"<uuid:\w+>", str(row.uid), filled))
    return found


@pytest.fixture
def hostile(portfolio_database: str) -> None:
    plant()


def opened(client: Client, address: str) -> tuple[int, str, Any]:
    response = client.get(address, follow=False)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode("utf-8", "replace"), response


@pytest.mark.parametrize("role", sorted(WHO))
def test_no_address_breaks_or_lets_markup_or_guarded_words_through(
    hostile: None, signed_in: Callable[..., Client], role: str
) -> None:
    name = WHO[role]
    user = User.objects.get(name__endswith=name)
    client = signed_in(user)
    reads = {str(row) for row in TermsDocument.objects.visible_to(user).filter(visibility="contract")}
    own = {str(row.team_id) for row in user.memberships.all()}
    faults: list[str] = []
    for address, odd in _visits():
        try:
            status, text, response = opened(client, address + odd)
        except Exception as error:  # the point is to collect all of them
            faults.append(f"{address}{odd}: {type(error).__name__}: {error}"[:300])
            continue
        faults.extend(f"{address}{odd}: {fault}" for fault in _faults(role, own | reads, status, text, response))
    assert not faults, "\n".join(faults[:60]) + f"\n({len(faults)} in all)"


def _visits() -> Iterator[tuple[str, str]]:
    for number, address in enumerate(addresses()):
        odd = ODD if "<" not in address and address.count("-") < 4 else (ODD[0], ODD[1 + number % 3])
        yield from itertools.product((address,), odd)


def _faults(role: str, own: set[str], status: int, text: str, response: Any) -> Iterator[str]:
    if status >= 500:
        yield f"status {status}"
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        yield from (f"unescaped {leak}" for leak in LEAKS if leak in text)
        if re.search(r"<[^>]+\s(style|on\w+)=", text) or re.search(r"<script(?![^>]*\bsrc=)", text):
            yield "inline style or script"
        policy = response.headers.get("Content-Security-Policy", "")
        if "unsafe" in policy or "default-src 'none'" not in policy:
            yield f"policy {policy!r}"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "no nosniff"
    if response.headers.get("Location", "").startswith(("//", "http")):
        yield f"leads to {response.headers['Location']}"
    if role != "counsel" and ADVICE in text:
        yield "privileged words"
    if not any(title.startswith(CLOSED) for title in own) and CLOSED in text:
        yield "words or title of a contract"
    if role not in ("counsel", "auditor") and FILED in text:
        yield "words of a document on file"
    if role in ("manager", "administrator"):
        seen = set(re.findall(r"zzteam(\d+)zz", text)) - own
        if seen:
            yield f"words of teams {seen}"


def test_no_template_has_inline_script_or_style() -> None:
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        if "pdf" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"\sstyle=|\son(click|load|submit|change|error)=|javascript:|\|safe\b|autoescape off", text
        ), path
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b", text), path
