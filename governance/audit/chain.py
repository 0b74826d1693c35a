"""The hash chain as pure functions: how an event becomes text, how texts are linked, how a break is named.

Format 1: the hashed bytes are the stored body, canonical JSON that itself carries sequence, previous hash, action,
time, actor and subject. A person enters as uid and a salted commitment of the name, so that blanking name and salt in
the one erasable table leaves every hash as it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from governance.canonical import canonical_json, instant, sha256_text

FORMAT = 1
GENESIS = "0" * 64
"""What the first event names as its predecessor."""


@dataclass(frozen=True, slots=True)
class Link:
    """One stored event as the verifier reads it."""

    sequence: int
    previous_hash: str
    hash: str
    body: str
    columns: Mapping[str, str]
    """The searchable columns beside the body, as text; each must say what the body says."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold, and why."""

    sequence: int
    reason: str


def commitment(name: str, salt: str) -> str:
    """Salted SHA-256 of a personal name. Salt and name lie in the erasable table only."""
    return hashlib.sha256(f"{salt}\x1f{name}".encode()).hexdigest()


def event_body(
    *,
    sequence: int,
    previous_hash: str,
    uid: str,
    action: str,
    at: dt.datetime,
    actor: Mapping[str, Any],
    subject: Mapping[str, Any],
    detail: Mapping[str, Any],
) -> str:
    """The canonical text of one event: the bytes that are hashed and stored."""
    return canonical_json(
        {
            "format": FORMAT,
            "sequence": sequence,
            "previous": previous_hash,
            "uid": uid,
            "action": action,
            "at": instant(at),
            "actor": actor,
            "subject": subject,
            "detail": detail,
        }
    )


def event_hash(body: str) -> str:
    """The hash of an event is the SHA-256 of its stored body."""
    return sha256_text(body)


def _columns_of(body: Mapping[str, Any]) -> dict[str, str]:
    return {
        "format": str(body.get("format")),
        "uid": str(body.get("uid")),
        "action": str(body.get("action")),
        "at": str(body.get("at")),
        "actor_uid": str(body.get("actor", {}).get("uid") or ""),
        "via": str(body.get("actor", {}).get("via")),
        "subject_kind": str(body.get("subject", {}).get("kind")),
        "subject_uid": str(body.get("subject", {}).get("uid") or ""),
    }


def _fault(link: Link, expected_sequence: int, expected_previous: str) -> str:
    if link.sequence != expected_sequence:
        return f"event {expected_sequence} is missing; the next one stored is {link.sequence}"
    if event_hash(link.body) != link.hash:
        return "the stored text no longer gives the stored hash"
    if link.previous_hash != expected_previous:
        return "it does not name the hash of the event before it"
    try:
        body = json.loads(link.body)
    except ValueError:
        return "its text is not the JSON of an event"
    if not isinstance(body, dict):
        return "its text is not the JSON of an event"
    if body.get("sequence") != link.sequence or body.get("previous") != link.previous_hash:
        return "its text names another place in the chain than the row does"
    for name, said in _columns_of(body).items():
        if name in link.columns and link.columns[name] != said:
            return f"the column {name} says something else than the hashed text"
    return ""


def first_break(links: Iterable[Link]) -> Break | None:
    """Walk `links` in stored order and name the first that does not hold; None when all do."""
    expected_sequence, expected_previous = 1, GENESIS
    for link in links:
        reason = _fault(link, expected_sequence, expected_previous)
        if reason:
            return Break(sequence=link.sequence, reason=reason)
        expected_sequence, expected_previous = link.sequence + 1, link.hash
    return None


def merkle_root(items: Iterable[str]) -> str:
    """Merkle root of text items as in RFC 6962 (leaf prefix 0, node prefix 1); of nothing: the hash of nothing."""
    level = [hashlib.sha256(b"\x00" + item.encode()).digest() for item in items]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        level = list(_merkle_level(level))
    return level[0].hex()


def _merkle_level(level: list[bytes]) -> Iterator[bytes]:
    for index in range(0, len(level) - 1, 2):
        yield hashlib.sha256(b"\x01" + level[index] + level[index + 1]).digest()
    if len(level) % 2:
        yield level[-1]
