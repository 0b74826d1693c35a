"""The broker of files: a message is seen whole or not at all.

Kombu opens a message under its final name, then writes it. A worker that looks in between, or after the writer was
killed, reads half a message, and falls over it: seen under load by `make prove P=kills`.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's, with messages that are written beside the queue and moved into it."""

    def _put(self, queue: str, payload: Any, **options: Any) -> None:  # type: ignore[override] # stubs differ
        """Put a message at the end of `queue`. Raises ChannelError where it cannot be written whole."""
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"  # as Kombu names them: oldest first
        draft = Path(self.control_folder) / f"{name}.draft"
        try:
            draft.write_bytes(str_to_bytes(dumps(payload)))
            draft.replace(Path(self.data_folder_out) / name)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ChannelError(f"The message {name} could not be written.") from error


class Transport(filesystem.Transport):
    """Takes the place of Kombu's for `filesystem://` (governance.celery)."""

    Channel = Channel
