"""Search over everything the person may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of
from governance.desk.forms.search import SearchForm
from governance.desk.searching import search_everything


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Names, numbers and texts that contain the words."""
    actor = actor_of(request)
    form = SearchForm(request.GET)
    valid = form.is_valid()
    words = form.cleaned_data["q"] if valid else ""
    context = {
        "form": form,
        "words": words,
        "groups": search_everything(actor.person, words) if words else [],
    }
    return render(request, "desk/search_list.html", context, status=200 if valid else 422)
