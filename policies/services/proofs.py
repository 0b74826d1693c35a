"""Files that prove how an admin setting is set: a screenshot or an export of the vendor's console."""

from __future__ import annotations

from governance.accounts.access import Actor
from governance.blobs import store
from governance.blobs.models import Blob
from governance.errors import Invalid
from policies.models import Tool, ToolSetting
from policies.services.tools import require_team

LARGEST = 5_000_000
"""Bytes of one file."""

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
PLAIN = "text/plain"
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", PLAIN: "txt"}
"""Media type of a proof -> how the name of its file ends."""


def keep_proof(*, actor: Actor, tool: Tool, data: bytes) -> Blob:
    """Keep a file before the configuration that names it: a form that is refused loses no file. Nothing rests on it
    until a configuration does.

    Raises NotAllowed for who may not describe the tool, Invalid for an empty or huge file, or one of another kind.
    """
    require_team(actor, tool.team)
    sentence = ""
    media_type = media_type_of(data)
    if not data:
        sentence = "This file is empty. Choose the file that shows the setting."
    elif len(data) > LARGEST:
        sentence = "This file is larger than 5 MB. Keep the page that shows the setting, and leave out the rest."
    elif not media_type:
        sentence = "This is no PDF, PNG or JPEG picture, or plain text. Save the page as one of these and choose it."
    if sentence:
        raise Invalid("The file cannot be kept.", problems={"file": [sentence]})
    return store.put(data, media_type)


def proof_on_record(tool: Tool, sha256: str) -> Blob:
    """The file of that hash that a configuration of `tool` names already. Raises Invalid where none does."""
    row = Blob.objects.filter(
        sha256=sha256, pk__in=ToolSetting.objects.filter(configuration__tool=tool).values("proof_blob")
    ).first()
    if row is None:
        sentence = "No setting of this tool was proven by a file of this SHA-256. Bring the file on the tool's page."
        raise Invalid(sentence, problems={"settings": [sentence]})
    return row


def media_type_of(data: bytes) -> str:
    """What the bytes are, whatever their sender calls them; "" for what is not taken as a proof."""
    for beginning, media_type in _BEGINNINGS:
        if data.startswith(beginning):
            return media_type
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if "\x00" in text else PLAIN
