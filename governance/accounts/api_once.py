"""A post that makes a row makes it once, however often a program sends it: the header `Idempotency-Key`.

As draft-ietf-httpapi-idempotency-key-header has it, over the rows of `sent_once`: the first post with a key writes one
in the transaction of the deed, the same post sent again waits for that transaction and is answered with what it made,
as it is now. Deeds on rows there are need none: `If-Match` lets them happen once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.models import SentForm, User
from governance.accounts.sent_once import SentBefore, claim, digest_of
from governance.errors import Invalid

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 200
_SPACE: Final = uuid.UUID("5f3c9a52-4a0f-4b57-9d0e-7a4a5c1d2b60")
"""Keys of programs are any words: this namespace makes the uuid of a row of them, apart from the keys of forms."""


def made_once(
    request: Request, person: User, make: Callable[[], Response], shown: Callable[[str], Response]
) -> Response:
    """What `make` answers, or `shown(address)` of what it made before. Raises Invalid for a key that is none, or that
    was used for something else."""
    key = _key(request)
    if key is None:
        return make()
    sent = SentForm(person=person, key=key, digest=_digest(request), at=timezone.now())
    if before := _before(sent):
        return shown(before)
    try:
        return _first(sent, make)
    except SentBefore:
        return shown(_before(sent))


def _first(sent: SentForm, make: Callable[[], Response]) -> Response:
    with transaction.atomic():
        claim(sent)
        answer = make()
        sent.location = answer["Location"]
        sent.save(update_fields=["location"])
    return answer


def _before(sent: SentForm) -> str:
    """Address of what a post with this key made; empty where none did. Raises Invalid where it was another post."""
    row = SentForm.objects.filter(person=sent.person, key=sent.key).first()
    if row is not None and row.digest != sent.digest:
        sentence = "This key was sent before with something else. Give every new post a key of its own."
        raise Invalid(sentence, problems={HEADER: [sentence]})
    return row.location if row is not None else ""


def _key(request: Request) -> uuid.UUID | None:
    given = request.headers.get(HEADER)
    if given is None:
        return None
    words = given.strip().removeprefix('"').removesuffix('"')
    if not (0 < len(words) <= LONGEST and words.isascii() and words.isprintable()):
        sentence = f"A key is 1 to {LONGEST} printable characters, different for every post, such as a random uuid."
        raise Invalid(sentence, problems={HEADER: [sentence]})
    return uuid.uuid5(_SPACE, words)


def _digest(request: Request) -> str:
    """SHA-256 of what was sent and where to, whatever the order of names or the boundary between files."""
    data: Any = request.data
    if hasattr(data, "lists"):
        files = {name: request.FILES.getlist(name) for name in request.FILES}
        return digest_of(request.get_full_path(), {n: v for n, v in data.lists() if n not in files}, files)
    return digest_of(request.get_full_path(), json.loads(json.dumps(data)), {})
