"""What a person is told by mail: their choices."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from governance.accounts.access import actor_of
from governance.desk.forms.notices import NoticeForm, chosen
from governance.desk.services.choices import choices_of_person, choose_notices


@require_http_methods(["GET", "POST"])
def notice_choices(request: HttpRequest) -> HttpResponse:
    """Choose by kind of matter how soon to be told."""
    actor = actor_of(request)
    form = NoticeForm(request.POST or None, initial=chosen(choices_of_person(actor.person)))
    if request.method == "POST" and form.is_valid():
        choose_notices(actor=actor, rhythms=form.rhythms(), reminders=form.cleaned_data["reminders"])
        messages.success(request, "What you are told by mail was saved.")
        return redirect("desk:notice_choices")
    context = {"form": form, "person": actor.person}
    return render(request, "desk/notice_form.html", context, status=422 if form.errors else 200)
