"""Checkpoints: a count and a head hash kept outside the database. Cutting the tail of a chain breaks no link, so only
something remembered elsewhere can tell. Signing checkpoints is not done here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from governance.audit.chain import GENESIS
from governance.audit.models import Event

_FORM = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many events there were once, and the hash of the last of them."""

    events: int
    head: str

    @classmethod
    def read(cls, text: str) -> Checkpoint | None:
        """`EVENTS:HASH` as verify_audit_trail prints it; None for "". Raises ValueError for anything else."""
        if not text:
            return None
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError("a checkpoint is written EVENTS:HASH, a number and 64 hexadecimal digits")
        return cls(int(match[1]), match[2])

    def problem(self) -> str:
        """Why the stored trail does not continue from this checkpoint, or ""."""
        if self.events == 0:
            return "" if self.head == GENESIS else "the checkpoint of an empty trail names a hash"
        stored = Event.objects.filter(sequence=self.events).values_list("hash", flat=True).first()
        if stored is None:
            return f"event {self.events} of the checkpoint is gone: the trail was cut"
        return "" if stored == self.head else f"event {self.events} is not the one of the checkpoint"
