"""The schema, and the page of it: drawn here, in our own look, without a script."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Acting
from governance.accounts.roles import SCOPE_SENTENCES
from governance.api.reading import noun, nouns, schema
from governance.web.api.preconditions import etag_of, unchanged
from governance.web.api.schema import WORDS

TOLD_ONCE = ("400", "401", "403", "404", "406", "409", "412", "413", "415", "422", "428", "429", "500")


class Document(Acting):
    """The OpenAPI document, written once per process: writing it takes seconds."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The document, with its ETag."""
        tag = etag_of(schema())
        if unchanged(request._request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(schema(), headers={"ETag": tag})


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """How to call the API, and every noun with its operations."""
    context = {
        "nouns": nouns(),
        "answers": [(code, WORDS[code]) for code in TOLD_ONCE],
        "scopes": [(scope.value, sentence) for scope, sentence in SCOPE_SENTENCES.items()],
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "api/docs.html", context)


@require_GET
def docs_noun(request: HttpRequest, name: str) -> HttpResponse:
    """One noun: its fields and every operation, with an example of each."""
    found = noun(name)
    if found is None:
        raise Http404("no such noun")
    return render(request, "api/docs_noun.html", {"noun": found, "nouns": nouns()})
