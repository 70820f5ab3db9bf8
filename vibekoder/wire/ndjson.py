"""JSON lines at byte level: a body in any pieces, one frame for each line."""

from __future__ import annotations

from typing import cast

from vibekoder.wire.http import Frame
from vibekoder.wire.sse import BOM, Bare, is_json

_EVENT = b"data:"
LONGEST = 32 * 2**20  # one line with an image in it may be many megabytes


class Ndjson:
    """Frames of ``application/x-ndjson``; lines end with LF alone, the last one may lack it.

    One JSON value over several lines is taken too: a whole answer, pretty-printed, or an array of
    answers. A web page gives lines that no decoder understands. Lines that a proxy has made the
    data of events are lines all the same.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self.skipped = 0
        self._longest = longest
        self._rest: list[bytes] = []  # the line that is not whole yet
        self._held = 0
        self._begun = False
        self._flooded = False
        self._bare = Bare()
        self._array = False

    def feed(self, data: bytes) -> list[Frame]:
        """The lines that are whole now."""
        if b"\n" not in data:
            self._hold(data)
            return []
        if self._flooded:
            self._flooded = False
            data = data[data.index(b"\n") + 1 :]
        whole = b"".join([*self._rest, data])
        self._rest = []
        if not self._begun:
            self._begun = True
            whole = whole.removeprefix(BOM)
        end = whole.rfind(b"\n")
        lines = whole[:end].split(b"\n")
        self._held = 0
        self._hold(whole[end + 1 :])
        # The common case in a few calls: every line is one object.
        plain = _is_object(whole[:end]) and whole.count(b"}\n{", 0, end) == len(lines) - 1
        if plain and not self._bare.open:
            return cast("list[Frame]", lines)
        return self._read(lines)

    def end(self) -> list[Frame]:
        """The last line, also without its end."""
        last = b"".join(self._rest)
        self._rest, self._held = [], 0
        frames = self._read([last if self._begun else last.removeprefix(BOM)])
        return [*frames, *self._bare.end()]

    def _hold(self, data: bytes) -> None:
        self._held += len(data)
        if self._flooded or not data:
            return
        self._rest.append(data)
        if self._held > self._longest:
            self._rest, self._flooded = [], True
            self.skipped += 1

    def _read(self, lines: list[bytes]) -> list[Frame]:
        frames: list[Frame] = []
        for line in lines:
            bare = line.strip().removeprefix(_EVENT).lstrip()
            if self._bare.open:
                frames += self._goes_on(line.rstrip())
            elif bare[:1] in (b"{", b"[") and not _is_object(bare) and not is_json(bare):
                self._array = bare[:1] == b"["
                frames += self._bare.feed(bare)
            elif bare:
                frames.append(bare)
        return frames

    def _goes_on(self, line: bytes) -> list[Frame]:
        """The next line of what was begun, unless it stands by itself: then that was torn off.

        Members of a pretty-printed object are indented, those of an array are not always.
        """
        if not self._array and _is_object(line) and is_json(line):
            return [*self._bare.end(), line]
        return self._bare.feed(line)


def _is_object(line: bytes) -> bool:
    return line[:1] == b"{" and line[-1:] == b"}"
