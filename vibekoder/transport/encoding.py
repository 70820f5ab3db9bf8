"""Content encodings undone, a piece at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Final

PIECE: Final = 65536  # no more than this is unpacked at once, however well it was packed
INFLATED: Final = frozenset({"gzip", "x-gzip", "deflate"})


class BrokenEncodingError(Exception):
    """The bytes are not what the header says."""


class Plain:
    """Nothing to undo."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The same bytes."""
        yield data


class Inflate:
    """gzip (RFC 1952, several members too), zlib (RFC 1950) and bare deflate (RFC 1951).

    Each ``feed`` gives what can be read so far: a packed stream stays a stream. The first two
    bytes tell which of the three it is; some servers send the third under the second's name.
    """

    def __init__(self) -> None:
        self._held = b""
        self._wbits = 0
        self._inflater = zlib.decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Plain bytes, in bounded pieces; BrokenEncodingError where they make no sense."""
        data = self._held + data
        self._held = b""
        if not self._wbits:
            if len(data) < 2:
                self._held = data
                return
            self._wbits = _wbits(data[0], data[1])
            self._inflater = zlib.decompressobj(self._wbits)
        while data:
            plain = self._unpack(data)
            while plain:
                yield plain
                plain = self._unpack(self._inflater.unconsumed_tail)
            data = b""
            if self._inflater.eof:
                # zeros after the last member are padding, not a member
                data = self._inflater.unused_data.lstrip(b"\0")
                self._inflater = zlib.decompressobj(self._wbits)

    def _unpack(self, data: bytes) -> bytes:
        try:
            return self._inflater.decompress(data, PIECE)
        except zlib.error as exc:
            raise BrokenEncodingError from exc


def undoing(headers: Sequence[tuple[str, str]]) -> Plain | Inflate | str:
    """What undoes the body's encoding, or the name of one that cannot be undone here."""
    values = ",".join(value for name, value in headers if name == "content-encoding")
    named = [word.strip().lower() for word in values.split(",")]
    packed = [word for word in named if word not in ("", "identity")]
    if not packed:
        return Plain()
    if len(packed) == 1 and packed[0] in INFLATED:
        return Inflate()
    return ", ".join(packed)


def _wbits(first: int, second: int) -> int:
    if (first, second) == (0x1F, 0x8B):
        return zlib.MAX_WBITS | 16
    if first & 0x0F == 8 and (first << 8 | second) % 31 == 0:
        return zlib.MAX_WBITS
    return -zlib.MAX_WBITS
