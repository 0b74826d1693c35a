"""Addresses that only the tests of the web plumbing open: views that refuse, fail and echo."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.accounts.models import Team
from governance.audit.models import PersonRecord
from governance.errors import Conflict, Invalid, NotAllowed, Stale

handler400 = "governance.web.responses.bad_request"
handler403 = "governance.web.responses.permission_denied"
handler404 = "governance.web.responses.page_not_found"
handler500 = "governance.web.responses.server_error"

REFUSALS = {
    "not-allowed": NotAllowed("Ask a second counsel."),
    "conflict": Conflict("It was decided already."),
    "stale": Stale("Somebody was faster."),
    "invalid": Invalid("Look at the name.", problems={"name": ["Too long."]}),
    "step-up": NotAllowed("Confirm first.", code="step-up-required"),
    "sign-in": NotAllowed("Sign in.", code="sign-in-required"),
    "django-403": PermissionDenied("inner workings"),
    "django-404": Http404("No Vendor matches the given query."),
    "crash": ZeroDivisionError("inner workings"),
}


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise REFUSALS[kind]


def write(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask the database for what it refuses, as a deed does that looked a moment too early."""
    with transaction.atomic():
        if kind == "double":
            Team.objects.create(name="Payments")
            Team.objects.create(name="Payments")
        elif kind == "closed":
            kept = PersonRecord.objects.create(uid=uuid4(), name="Nora", salt="0" * 32, commitment="0" * 64)
            kept.delete()
        else:
            Team.objects.create(name=None)
    return HttpResponse("written")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse("echo:" + ",".join(request.POST.getlist("text")) + request.GET.get("q", ""))


class Guarded(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"ok": True})


class Forgotten(APIView):
    permission_classes = [AllowAny]

    def get(self, request):
        return Response({"ok": True})


urlpatterns = [
    path("refuse/<kind>/", refuse),
    path("api/refuse/<kind>/", refuse),
    path("write/<kind>/", write),
    path("api/guarded/", Guarded.as_view()),
    path("api/forgotten/", Forgotten.as_view()),
    path("echo/", echo, name="echo"),
    path("api/echo/", echo),
    path("", include("governance.web.urls")),
    path("sign-in/", lambda request: HttpResponse("sign in"), name="sign_in"),
    path("", include("governance.urls")),  # the navigation on every page leads to real places
]
