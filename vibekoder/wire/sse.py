"""Server-sent events at byte level: a body in any pieces, frames out.

The grammar is the one of the HTML standard (server-sent events, "Parsing an event stream"), widened
by what servers really send: lines without blank lines between them, a field named ``error``, bare
JSON between the events.
"""

from __future__ import annotations

import re
from typing import cast

import msgspec

from vibekoder.wire.http import Frame, Named

BOM = b"\xef\xbb\xbf"
LONGEST = 64 * 2**20  # one frame with an image in it may be many megabytes

END_MARK = b"[DONE]"

_SMALL = 16_384

# An event whose data begins with its own type: its name says nothing more.
_TYPED = re.compile(rb'^event:[^\n]*\ndata: ?(\{"type":[^\n]*)\n\n', re.MULTILINE)
_TYPE = (b'{"type":', b' {"type":')
# One whose type may come later in its data; found more slowly.
_NAMED = re.compile(rb"^event: ?([^\n]+)\ndata: ?([^\n]*)\n\n", re.MULTILINE)


class Sse:
    """Frames of a ``text/event-stream``; lines end with LF, CRLF or CR.

    ``typed``: in this protocol data tells its own type; where it does, the event's name is left
    away. That spares most of the cost of an event.
    """

    def __init__(self, longest: int = LONGEST, *, typed: bool = False) -> None:
        self.skipped = 0
        self._longest = longest
        self._typed = typed
        self._rest: list[bytes] = []  # what follows the last complete frame
        self._held = 0
        self._begun = False
        self._after_cr = False
        self._flooded = False
        self._name = ""
        self._data: list[bytes] = []
        self._bare = Bare()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now; a data frame without a name is its bare bytes."""
        if self._after_cr or b"\r" in data:
            if frames := self._cut_crlf(data):
                return frames
            data = self._lines(data)
        if b"\n" not in data:
            self._hold(data)
            return []
        if self._flooded:
            data = self._after_flood(data)
        if self._rest:
            data = b"".join([*self._rest, data])
            self._rest = []
        if not self._begun:
            self._begun = True
            data = data.removeprefix(BOM)
        return self._cut(data)

    def end(self) -> list[Frame]:
        """The last frame, also without its blank line or its line end."""
        frames: list[Frame] = []
        if not self._flooded:
            rest = b"".join(self._rest)
            frames = self._read((rest if self._begun else rest.removeprefix(BOM)).split(b"\n"))
        frames += self._bare.end()
        frames += self._dispatch()
        self._rest, self._held = [], 0
        return frames

    def _lines(self, data: bytes) -> bytes:
        """All line ends as LF. A CR ends its line at once; an LF right after it is swallowed."""
        if not data:
            return data
        if self._after_cr:
            data = data.removeprefix(b"\n")
        self._after_cr = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _cut_crlf(self, data: bytes) -> list[Frame]:
        """The common case where lines end with CRLF, without a look at each of them; else none."""
        if self._after_cr or self._flooded or not self._begun or not self._is_between():
            return []
        whole = b"".join([*self._rest, data])
        end = whole.rfind(b"\r\n\r\n")
        frames, rest = whole[5:end].split(b"\r\n\r\ndata:"), whole[end + 4 :]
        odd = b"".join([*frames, rest])
        if end < 0 or not whole.startswith(b"data:") or b"\r" in odd or b"\n" in odd:
            return []
        self._keep(rest)
        return cast("list[Frame]", frames)

    def _hold(self, data: bytes) -> None:
        self._held += len(data)
        if self._flooded or not data:
            return
        self._rest.append(data)
        if self._held > self._longest:
            self._rest, self._flooded = [], True
            self.skipped += 1

    def _after_flood(self, data: bytes) -> bytes:
        """A line that outgrew all measure is over: go on behind it."""
        self._flooded = False
        return data[data.index(b"\n") + 1 :]

    def _cut(self, whole: bytes) -> list[Frame]:
        end = whole.rfind(b"\n\n")
        if whole.startswith(b"data:") and self._is_between():
            # The common case in a few calls: every event is one data line and one blank line.
            frames = whole[5:end].split(b"\n\ndata:") if end > 0 else []
            rest = whole[end + 2 :] if frames else whole
            if b"\n" not in b"".join(frames) and rest.count(b"\n") < 2:
                # One line without its blank line may wait: that comes with the next bytes.
                self._keep(rest)
                return cast("list[Frame]", frames)
        if self._typed and whole.startswith(b"event:") and self._is_between():
            # As common where events have names: a name, a data line, a blank line.
            stop = end + 2 if end > 0 else 0
            lines, rest = whole.count(b"\n", 0, stop), whole[stop:]
            if _TYPED.match(whole):
                frames = _TYPED.findall(whole, 0, stop)
            else:
                named = _NAMED.findall(whole, 0, stop)
                frames = [data for name, data in named if _says(name, data)]
            if lines == 3 * len(frames) and rest.count(b"\n") < 3:
                self._keep(rest)
                return cast("list[Frame]", frames)
        lines = whole.split(b"\n")
        self._keep(lines.pop())
        return self._read(lines)

    def _is_between(self) -> bool:
        return not self._data and not self._name and not self._bare.open

    def _keep(self, rest: bytes) -> None:
        self._rest = [rest] if rest else []
        self._held = len(rest)

    def _read(self, lines: list[bytes]) -> list[Frame]:
        frames: list[Frame] = []
        for line in lines:
            if self._bare.open and self._bare.takes(line):
                frames += self._bare.feed(line)
            elif not line:
                frames += self._dispatch()
            elif line.lstrip()[:1] in (b"{", b"["):
                frames += self._dispatch()
                frames += self._bare.feed(line)
            else:
                frames += self._bare.end()
                frames += self._field(line)
        return frames

    def _field(self, line: bytes) -> list[Frame]:
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        frames: list[Frame] = []
        if field == b"data":
            if len(self._data) == 1 and is_json(self._data[0]):
                frames = self._dispatch()  # a proxy that drops the blank lines
            self._data.append(value)
            if value.strip() == END_MARK:
                frames += self._dispatch()  # nothing is worth waiting for after it
        elif field == b"event":
            if self._data:
                frames = self._dispatch()
            self._name = value.decode("utf-8", "replace")
        elif field == b"error":
            frames = [*self._dispatch(), Named("error", value)]
        return frames

    def _dispatch(self) -> list[Frame]:
        data, name = self._data, self._name
        self._data, self._name = [], ""
        if not data:
            return []
        joined = b"\n".join(data)
        if self._typed and _says(name.encode(), joined):
            name = ""
        parts = [joined] if len(data) == 1 or is_json(joined) else data
        return [Named(name, part) if name else part for part in parts]


class Bare:
    """JSON that stands in a body by itself, over any number of lines."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0
        self._tried = 0

    @property
    def open(self) -> bool:
        """Something was begun and is not whole yet."""
        return bool(self._lines)

    def takes(self, line: bytes) -> bool:
        """Whether the line may go on with what was begun."""
        return not line.startswith((b"data:", b"event:", b"error:"))

    def feed(self, line: bytes) -> list[Frame]:
        """The whole JSON once its last line has come."""
        self._lines.append(line)
        self._size += len(line) + 1
        if line.rstrip()[-1:] not in (b"}", b"]"):
            return []
        # Tried at each closing line while small, then only after doubling: linear for any size.
        if self._size > _SMALL and self._size < 2 * self._tried:
            return []
        self._tried = self._size
        whole = b"\n".join(self._lines)
        if not is_json(whole):
            return []
        self._lines, self._size, self._tried = [], 0, 0
        return [whole]

    def end(self) -> list[Frame]:
        """What was begun, whole or not."""
        whole = b"\n".join(self._lines)
        self._lines, self._size, self._tried = [], 0, 0
        return [whole] if whole else []


def _says(name: bytes, data: bytes) -> bool:
    """Whether the data tells what its event's name tells."""
    return data.startswith(_TYPE) or b'"type":"%b"' % name in data


def is_json(data: bytes) -> bool:
    """Whether the bytes are one JSON value, or the end mark that stands for one."""
    if data.strip() == END_MARK:
        return True
    try:
        _JSON.decode(data)
    except (ValueError, RecursionError):
        return False
    return True


_JSON = msgspec.json.Decoder(msgspec.Raw)
