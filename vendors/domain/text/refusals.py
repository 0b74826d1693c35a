"""Why bytes cannot be taken in as a text. Each refusal is a sentence for the person who brought them."""

from __future__ import annotations


class TextRefused(ValueError):
    """The bytes cannot be read as terms; `str()` of it says what to do."""


class EmptyText(TextRefused):
    """There are no words in it."""


class NulBytes(TextRefused):
    """It holds NUL bytes, which no text has and no database keeps."""


class NotText(TextRefused):
    """It is a program, an image, an archive: anything but text."""


class UnreadType(TextRefused):
    """It is a document of a kind that is not read yet."""


class TooLarge(TextRefused):
    """It is larger than any terms are."""


class Undecodable(TextRefused):
    """Its characters cannot be told from its bytes."""


class Damaged(TextRefused):
    """It is not what it says it is, or was broken on its way."""


class Locked(TextRefused):
    """It cannot be opened without a password."""


class TooHeavy(TextRefused):
    """Reading it would take, or took, more memory, time or room than any terms do."""
