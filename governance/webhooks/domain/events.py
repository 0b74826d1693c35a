"""Which deeds may be told to another system, and what is said of one.

Closed by default: a noun that stands in neither table is not offered (a test says which are missing). What is said is
thin on purpose: which deed, of what, when, and where to read it after signing in. No name, no reason, no word of a
contract or of advice ever leaves this way, whatever the event's own detail holds.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping

from governance.audit.actions import ACTIONS

OFFERED: Mapping[str, str] = {
    "vendor": "Terms",
    "product": "Terms",
    "tier": "Terms",
    "release": "Terms",
    "layer": "Terms",
    "document": "Terms",
    "capture": "Terms",
    "version": "Terms",
    "link": "Terms",
    "change": "Terms",
    "clause": "Readings",
    "assessment": "Readings",
    "rhythm": "Readings",
    "instrument": "Regulatory register",
    "category": "Policy",
    "revision": "Policy",
    "codebase": "Codebases",
    "flow": "Codebases",
    "tool": "Tools",
    "renewal": "Tools",
    "request": "Requests and approvals",
    "line": "Requests and approvals",
    "approval": "Requests and approvals",
    "condition": "Requests and approvals",
    "delegation": "Requests and approvals",
    "decommission": "Requests and approvals",
    "exception": "Requests and approvals",
    "report": "Reports",
    "trail": "Reports",
}
"""Nouns whose deeds may be told, with the group they are offered in."""

HELD_BACK: Mapping[str, str] = {
    "note": "What counsel ask of each other is privileged.",
    "competition": "Counsel's finding on our own products; that one was made says something already.",
    "allegation": "Counsel's own.",
    "screening": "Reasons of screening are privileged; that there was a hit says something already.",
    "ownership": "It belongs to screening.",
    "risk": "Counsel's own grading.",
    "person": "What people do with their accounts is nobody else's matter.",
    "role": "What people do with their accounts is nobody else's matter.",
    "team": "What people do with their accounts is nobody else's matter.",
    "organisation": "It names people.",
    "token": "Whoever watches for new tokens is no friend.",
    "feed": "What people do with their accounts is nobody else's matter.",
    "view": "What people keep under a name is their own.",
    "webhook": "A message about messages would follow itself.",
    "demo": "Set-up.",
    "catalogue": "Set-up.",
}
"""Nouns whose deeds are never told, and why."""

PING = "webhook.ping"
"""Type of the message an administrator sends to try an endpoint. It is no deed and stands in no trail."""


def noun_of(action: str) -> str:
    """The noun of an action code."""
    return action.partition(".")[0]


def offered() -> dict[str, dict[str, str]]:
    """Group -> action code -> sentence, of everything that can be chosen."""
    groups: dict[str, dict[str, str]] = {}
    for code, sentence in ACTIONS.items():
        if group := OFFERED.get(noun_of(code)):
            groups.setdefault(group, {})[code] = sentence
    return groups


def may_be_told(action: str) -> bool:
    """Whether deeds of this code may leave the house."""
    return action in ACTIONS and noun_of(action) in OFFERED


def body_of(
    *, action: str, at: dt.datetime, event: uuid.UUID | None, kind: str, subject: uuid.UUID | None, link: str
) -> str:
    """The message as it is sent, byte for byte: type, timestamp and data (Standard Webhooks, Payload structure)."""
    data = {
        "event": str(event) if event else None,
        "subject": {"kind": kind, "uid": str(subject) if subject else None},
        "link": link,
    }
    message = {"type": action, "timestamp": at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(message, separators=(",", ":"), ensure_ascii=True)
