"""A form that makes something makes it once, however often it is sent: a double click, a reload, an impatient thumb.

A page draws each such form with a key of its own (`{% form_key %}`). The first post with that key writes a row under a
unique constraint in the transaction of the deed; the same form sent again waits for that transaction and then lands
where the first one led. What was filled in differently is another form, so that nothing somebody enters after going
back in the browser is lost. A post without a key is as it always was.
"""

from __future__ import annotations

import functools
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from governance.accounts.models import SentForm, session_user
from governance.database.refusals import is_double
from governance.web.markup.fields import FORM_KEY

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class _NothingMade(Exception):
    """The view answered without making anything: a form with problems. Takes the row back."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


class SentBefore(Exception):
    """The same form or post was answered already, or meanwhile."""


def sent_once(view: View[P]) -> View[P]:
    """Let `view`, which answers a post that made something with a redirect to it, make it once per form."""

    @functools.wraps(view)
    def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person, key = session_user(request), _key(request)
        if person is None or key is None:
            return view(request, *args, **kwargs)
        sent = SentForm(person=person, key=key, digest=_digest(request), at=timezone.now())
        if (before := _found(sent)) is not None:
            return _landed(request, before)
        try:
            return _first(sent, lambda: view(request, *args, **kwargs))
        except _NothingMade as nothing:
            return nothing.answer
        except SentBefore:
            return _landed(request, _found(sent))

    run.sent_once = True  # type: ignore[attr-defined]  # a test asks it of every form that makes something
    return run


def claim(sent: SentForm) -> None:
    """Take the key of `sent` for its person, inside the transaction in which the thing is made. Raises SentBefore where
    it was taken already, also by a post that ran at the same moment."""
    try:
        with transaction.atomic():
            sent.save()
    except IntegrityError as error:
        if is_double(error):
            raise SentBefore from error
        raise


def _first(sent: SentForm, act: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        claim(sent)
        answer = act()
        if not isinstance(answer, HttpResponseRedirect):
            raise _NothingMade(answer)
        sent.location = answer.url
        sent.save(update_fields=["location"])
    return answer


def _found(sent: SentForm) -> SentForm | None:
    row: SentForm | None = SentForm.objects.filter(person=sent.person, key=sent.key, digest=sent.digest).first()
    return row


def _landed(request: HttpRequest, before: SentForm | None) -> HttpResponse:
    if before is None:
        raise RuntimeError("a form that was answered before has left no row")
    messages.info(request, "This form was sent twice. It was recorded once, and this is what came of it.")
    return HttpResponseRedirect(before.location)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FORM_KEY, "")) if request.method == "POST" else None
    except ValueError:
        return None


def _digest(request: HttpRequest) -> str:
    entered = {name: values for name, values in request.POST.lists() if name not in (FORM_KEY, "csrfmiddlewaretoken")}
    return digest_of(request.get_full_path(), entered, {name: request.FILES.getlist(name) for name in request.FILES})


def digest_of(path: str, entered: Any, files: Mapping[str, Sequence[Any]]) -> str:
    """SHA-256 of everything that was filled in, and of where it was sent."""
    named = {name: [_file_digest(file) for file in several] for name, several in files.items()}
    text = json.dumps([path, entered, named], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _file_digest(file: Any) -> list[str]:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return [str(file.name), digest.hexdigest()]
