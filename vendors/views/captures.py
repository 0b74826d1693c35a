"""Pages that bring text in, and the raw bytes as they came."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import actor_of
from governance.accounts.sent_once import sent_once
from governance.blobs import store
from governance.errors import Invalid
from governance.web.downloads import attachment
from governance.web.forms import apply_problems
from vendors.domain.terms import CaptureSource
from vendors.domain.text import EXTENSIONS
from vendors.forms.documents import CaptureForm
from vendors.models import Capture, TermsVersion
from vendors.services.adding import FirstText
from vendors.services.captures import Captured, accept_capture, capture_document
from vendors.views.common import documents_of, editor


@require_http_methods(["GET", "POST"])
@sent_once
def document_capture(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take in what a document says now, by paste or upload."""
    actor = editor(request, "document.capture")
    document = get_object_or_404(documents_of(actor).select_related("vendor"), uid=uid)
    form = CaptureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = entered_text(form)
            captured = capture_document(
                actor=actor,
                document=document,
                data=brought.data,
                media_type=brought.media_type,
                source=brought.source,
                source_name=brought.source_name,
                effective_on=brought.effective_on,
            )
        except Invalid as error:
            apply_problems(form, error)
        else:
            return _led_to(request, captured)
    ask_for_file_again(form)
    context = {"form": form, "document": document}
    return render(request, "vendors/capture_form.html", context, status=422 if form.errors else 200)


@require_POST
def capture_accept(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take what a capture with a problem holds for the terms."""
    actor = editor(request, "capture.accept")
    found = Capture.objects.filter(document__in=documents_of(actor).values("pk")).select_related("document", "blob")
    capture = get_object_or_404(found, uid=uid)
    try:
        return _led_to(request, accept_capture(actor=actor, capture=capture))
    except Invalid as error:
        messages.error(request, error.message)
        return redirect("vendors:document_detail", uid=capture.document.uid)


def _led_to(request: HttpRequest, captured: Captured) -> HttpResponse:
    """Say what a capture led to, and go there."""
    version, capture = captured.version, captured.capture
    if version is None:
        words = f"The bytes are kept, but they do not look like terms. {capture.problem} Nothing else has changed."
        messages.warning(request, words)
        return redirect("vendors:document_detail", uid=capture.document.uid)
    words = f"Version {version.number} is new." if captured.new else f"Same as version {version.number}."
    messages.success(request, " ".join(["Captured.", words, *captured.notes]))
    return redirect("vendors:version_detail", uid=version.uid)


def entered_text(form: CaptureForm) -> FirstText:
    """The bytes of a capture form. Raises Invalid when neither or both of paste and upload are given."""
    upload, text = form.cleaned_data["file"], form.cleaned_data["text"]
    effective_on = form.cleaned_data["effective_on"]
    if upload and text.strip():
        sentence = "Give the text or a file, not both."
        raise Invalid(sentence, problems={"file": [sentence]})
    if upload:
        return FirstText(
            upload.read(), upload.content_type or "", CaptureSource.UPLOAD, upload.name or "", effective_on
        )
    return FirstText(text.encode("utf-8"), _pasted_type(text), CaptureSource.PASTE, "", effective_on)


def ask_for_file_again(form: CaptureForm) -> None:
    """A page cannot give a file back to the browser, so where something else was wrong it says to choose it again."""
    upload = form.files.get("file")
    if form.errors and upload is not None and "file" not in form.errors:
        form.add_error("file", f"Choose {upload.name} again: everything else you entered is still here.")


def _pasted_type(text: str) -> str:
    """HTML source where it begins like it, else Markdown, of which plain text is a kind."""
    head = text.lstrip()[:200].lower()
    return "text/html" if head.startswith(("<!doctype", "<html", "<head", "<body")) else "text/markdown"


@require_GET
def version_raw(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The bytes of a version as they were captured: always a download, never shown as a page."""
    found = TermsVersion.objects.visible_to(actor_of(request).person).select_related("document", "blob")
    version = get_object_or_404(found, uid=uid)
    name = f"{version.document.title}, version {version.number}.{EXTENSIONS.get(version.media_type, 'txt')}"
    return attachment(request, store.get(version.blob), name)
