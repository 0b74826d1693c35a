"""Pages of terms documents and of the links by which they govern tiers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import actor_of, allowed
from governance.accounts.sent_once import sent_once
from governance.errors import Conflict, Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from governance.web.zones import organisation_zone
from vendors.domain.terms import Applicability, DocumentVisibility
from vendors.facts import hidden_from
from vendors.forms.documents import DocumentAddForm, DocumentEditForm, DocumentFilterForm, LinkForm
from vendors.governing import RANKED, rank_words
from vendors.models import GoverningLink, TermsDocument, TermsVersion, Vendor, Watch
from vendors.services.adding import add_document
from vendors.services.documents import end_link, save_document
from vendors.services.ranking import link_with_rank
from vendors.views.captures import ask_for_file_again, entered_text
from vendors.views.changes import open_problem
from vendors.views.common import documents_of, editor, in_order, may

ORDERS = {
    "title": ("title", "pk"),
    "vendor": ("vendor__name", "title"),
    "kind": ("kind", "title"),
    "captured": ("newest_capture", "title"),
}


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents the person may read."""
    actor = actor_of(request)
    form = DocumentFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = documents_of(actor).select_related("vendor").with_newest()
    if wanted.get("q"):
        rows = rows.filter(Q(title__icontains=wanted["q"]) | Q(vendor__name__icontains=wanted["q"]))
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    page = paginate(request, in_order(rows, request.GET.get("sort", "vendor"), ORDERS))
    context = {"form": form, "page": page, "filtered": any(wanted.values()), "sort": "vendor", "may": may(actor)}
    return render(request, "vendors/document_list.html", context)


@require_GET
def document_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One document: versions, captures, tiers it governs, who may read it."""
    actor = actor_of(request)
    document = get_object_or_404(documents_of(actor).select_related("vendor"), uid=uid)
    captures = list(document.captures.select_related("version", "captured_by", "accepts").order_by("-sequence"))
    hidden = hidden_from(actor.person)
    context = {
        "document": document,
        "versions": TermsVersion.objects.filter(document=document).with_change().order_by("-number"),
        "current": TermsVersion.objects.current().filter(document=document).first(),
        "captures": captures,
        "open_problem": open_problem(captures),
        "rule": document.rules.open().first(),
        "ended": document.rules.exclude(valid_until=None).order_by("-valid_until").first(),
        "watch": Watch.objects.filter(document=document).first(),
        "links": [
            {"row": row, "rank_words": rank_words(row, hidden)}
            for row in document.links.select_related("tier__product__vendor").prefetch_related(RANKED)
        ],
        "readers": document.readers.select_related("person") if allowed(actor, "document.edit") else [],
        "may": may(actor),
    }
    return render(request, "vendors/document_detail.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def document_add(request: HttpRequest) -> HttpResponse:
    """Add a document with its first text and the tiers it governs."""
    actor = editor(request, "document.edit")
    vendor = _vendor_asked_for(request)
    initial = {"vendor": vendor.uid, "tiers": request.GET.getlist("tier")} if vendor else {}
    form = DocumentAddForm(request.POST or None, request.FILES or None, initial=initial, vendor=vendor)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in DOCUMENT_FIELDS}
        try:
            first = entered_text(form)
            document = add_document(actor=actor, vendor=form.cleaned_data["vendor"], first=first,
                                    tiers=list(form.cleaned_data["tiers"]), **values)  # fmt: skip
        except Invalid as error:
            apply_problems(form, error)
        else:
            if document.versions.exists():
                messages.success(request, f"{document.title} is kept. Read it, and cite the sentences that matter.")
            else:
                words = "what was brought does not look like terms. Below it says why; if these are the terms, say so."
                messages.warning(request, f"{document.title} is kept, but {words}")
            return redirect("vendors:document_detail", uid=document.uid)
    ask_for_file_again(form)
    context = {"form": form, "vendor": vendor}
    return render(request, "vendors/document_add.html", context, status=422 if form.errors else 200)


DOCUMENT_FIELDS = ("title", "kind", "visibility", "readers", "source_url")


def _vendor_asked_for(request: HttpRequest) -> Vendor | None:
    try:
        return Vendor.objects.filter(uid=uuid.UUID(request.GET.get("vendor", ""))).first()
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def document_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change what a document is called and who may read it."""
    actor = editor(request, "document.edit")
    document = get_object_or_404(documents_of(actor).select_related("vendor"), uid=uid)
    form = DocumentEditForm(request.POST or None, initial=_values(document))
    fetched = document.rules.open().exists()
    if request.method == "POST" and form.is_valid():
        try:
            save_document(
                actor=actor, vendor=document.vendor, document=document, version=form.expected_version, **form.values()
            )
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=document.title)
        else:
            ended = fetched and form.cleaned_data["visibility"] == DocumentVisibility.CONTRACT
            messages.success(request, "Saved. A contract is fetched no longer." if ended else "Saved.")
            return redirect("vendors:document_detail", uid=uid)
    context = {"form": form, "document": document}
    return render(request, "vendors/document_form.html", context, status=422 if form.errors else 200)


def _values(document: TermsDocument) -> dict[str, Any]:
    return {
        "title": document.title,
        "kind": document.kind,
        "visibility": document.visibility,
        "readers": [reader.person.uid for reader in document.readers.select_related("person")],
        "source_url": document.source_url,
        "version": document.version,
    }


@require_http_methods(["GET", "POST"])
@sent_once
def link_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say that a document governs a tier."""
    actor = editor(request, "link.edit")
    document = get_object_or_404(documents_of(actor).select_related("vendor"), uid=uid)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = link_with_rank(actor=actor, document=document, **_link_values(form.cleaned_data))
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error("tier", error.message)
        else:
            messages.success(request, f"{document.title} governs {link.tier} now.")
            return redirect("vendors:document_detail", uid=uid)
    context = {"form": form, "document": document}
    return render(request, "vendors/link_form.html", context, status=422 if form.errors else 200)


def _link_values(entered: dict[str, Any]) -> dict[str, Any]:
    since: dt.date | None = entered["valid_from"]
    return {
        "tier": entered["tier"],
        "mode": entered["mode"],
        "rank": entered["rank"],
        "rank_quote": entered["rank_quote"],
        "applicability": Applicability(
            entered["contracting_entity"], entered["region"], entered["channel"], entered["feature_status"]
        ),
        "valid_from": dt.datetime.combine(since, dt.time(), organisation_zone()) if since else None,
    }


@require_POST
def link_end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End a governing link."""
    actor = editor(request, "link.edit")
    readable = documents_of(actor).values("pk")
    link = get_object_or_404(GoverningLink.objects.select_related("document", "tier"), uid=uid, document__in=readable)
    end_link(actor=actor, link=link)
    messages.success(request, f"{link.document.title} governs {link.tier} no longer. The time it did stays on record.")
    return redirect("vendors:document_detail", uid=link.document.uid)
