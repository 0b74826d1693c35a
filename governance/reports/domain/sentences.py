"""The exact sentence a person signs under a report, and the reference a report is called by.

A change of wording here changes what later signatures say, never what was signed: a signature keeps its sentence.
"""

from __future__ import annotations

import datetime as dt

from policies.domain.labels import label
from policies.domain.sentences import long_date
from policies.domain.types import Lane


def report_reference(number: int, as_of: dt.datetime) -> str:
    """What a portfolio audit is called on paper: `PA-2026-014`."""
    return f"PA-{as_of.astimezone(dt.UTC).year}-{number:03}"


def signed_sentence(*, lane: Lane, name: str, job_title: str, title: str, content_hash: str, as_of: dt.datetime) -> str:
    """What `name` signs for `lane`: the title, the instant the report speaks of, and the whole content hash."""
    moment = as_of.astimezone(dt.UTC)
    person = f"{name}, {job_title}" if job_title else name
    return (
        f"I, {person}, have read the report “{title}” and sign for {label(lane)}: it sets out, fully and fairly, what "
        f"was on record on {long_date(moment.date())} at {moment:%H:%M:%S} UTC. Content hash {content_hash}."
    )
