"""Bodies of answers made plain as they come in, never further than allowed: a compressed bomb is let go in the middle.

We unpack ourselves, since a library that unpacks a piece at a time gives a thousand bytes for each that came.
"""

from __future__ import annotations

import zlib

from vendors.capture.wire import FetchFailed

MOST_TIMES = 100
"""A page that grows more than this, beyond the first megabyte, is made to grow: real ones grow tenfold at most."""
_FREE = 1_000_000
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_TOO_LARGE = "The page is larger than {limit:,} bytes. Save the terms alone and upload them."


class Unpacker:
    """Takes the bytes of one body, gives them plain. Raises FetchFailed when they are too many or no sense."""

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise FetchFailed(f"The site packs the page in a way that is not read ({name[:40]}). Upload it instead.")
        self._limit = limit
        self._packed = name not in {"", "identity"}
        self._kinds = [_GZIP] if "gzip" in name else [_ZLIB, _RAW]
        self._machine = zlib.decompressobj(self._kinds[0])
        self._came = self._gave = 0

    def expect(self, length: str) -> None:
        """Refuse at once what says itself that it is too large."""
        if length.isascii() and length.isdigit() and (len(length) > 12 or int(length) > self._limit):
            raise FetchFailed(_TOO_LARGE.format(limit=self._limit))

    def feed(self, data: bytes) -> bytes:
        """What `data`, the next piece, says in plain."""
        self._came += len(data)
        plain = self._unpacked(data) if self._packed else data
        self._gave += len(plain)
        if self._gave > self._limit:
            raise FetchFailed(_TOO_LARGE.format(limit=self._limit))
        if self._gave > _FREE + MOST_TIMES * self._came:
            raise FetchFailed("The page grows beyond all measure when it is unpacked, so it was let go.")
        return plain

    def finish(self) -> bytes:
        """The end of the body. A packed one that ends in the middle is no page."""
        if self._packed and self._came and not self._machine.eof:
            raise FetchFailed("The page broke off in the middle. Try again later.")
        return b""

    def _unpacked(self, data: bytes) -> bytes:
        parts: list[bytes] = []
        room = self._limit - self._gave + 1
        while data and room > 0:
            if self._machine.eof:  # several members in a row are one body; what else follows is padding
                if not data.startswith(b"\x1f\x8b"):
                    break
                self._machine = zlib.decompressobj(_GZIP)
            parts.append(self._step(data, room))
            room -= len(parts[-1])
            data = self._machine.unused_data if self._machine.eof else self._machine.unconsumed_tail
        return b"".join(parts)

    def _step(self, data: bytes, room: int) -> bytes:
        try:
            return self._machine.decompress(data, room)
        except zlib.error as error:
            if self._machine is not None and len(self._kinds) > 1 and self._came == len(data):
                self._kinds = self._kinds[1:]  # "deflate" without its frame is common enough
                self._machine = zlib.decompressobj(self._kinds[0])
                return self._step(data, room)
            raise FetchFailed("The page cannot be unpacked: it is damaged. Try again later.") from error
