"""What the readers of all protocols share: the walk over frames, errors, and how an answer ends."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from vibekoder.core.errors import Failure
from vibekoder.core.events import Event
from vibekoder.wire import complaints, failures, loose
from vibekoder.wire.failures import Place
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.normal import whole
from vibekoder.wire.runs import Runs
from vibekoder.wire.sse import END_MARK
from vibekoder.wire.think import Think

LONGEST_WORD: Final = 200  # characters of a provider's word

P = TypeVar("P")


class Reader(Generic[P]):
    """Reads frames one by one; see `vibekoder.wire.http.Decoder` for its properties.

    Most frames of a stream are of one kind: ``_plain`` names it, and `_read_plain` reads them at
    the cost of one decoding each, for as long as they are. `_read` takes any frame.
    """

    def __init__(self, place: Place | None = None, think: Think | None = None) -> None:
        self.done = False
        self.raw: str | None = None
        self.skipped = 0
        self.unreadable = ""
        self.read = 0
        self.failure: Failure | None = None
        self.cost: float | None = None
        self._place = place or Place()
        self._think = think or Think()
        self._runs = Runs()
        self._plain: P | None = None  # what the last frame was, if it was a plain one

    @property
    def echo(self) -> Sequence[Mapping[str, Any]]:
        """Most protocols want nothing back but the text."""
        return ()

    def feed(self, frames: Sequence[Frame]) -> list[Event]:
        """What the frames say, up to the end mark or an error."""
        at, count = 0, len(frames)
        while at < count and not self.done and self.failure is None:
            if self._plain is not None:
                at += self._read_plain(self._plain, frames[at:] if at else frames)
            if at < count:
                self._read(frames[at])
                at += 1
        return self._runs.taken()

    def end(self) -> list[Event]:
        """What was held back."""
        for kind, text in self._think.end():
            self._runs.add(kind, text)
        return self._runs.end()

    @abstractmethod
    def _read_plain(self, kind: P, frames: Sequence[Frame]) -> int:
        """Read as long as frames are of this kind; how many were."""

    @abstractmethod
    def _object(self, kind: str, known: Mapping[str, Any], data: bytes) -> bool:
        """Read one object, ``kind`` its type or else its event's name; whether it is known."""

    def _read(self, frame: Frame) -> None:
        name, data = (frame.name, frame.data) if isinstance(frame, Named) else ("", frame)
        if data.strip() == END_MARK:
            self.done = True
            return
        try:
            values: list[object] = [loose.quick(data)]
        except ValueError:
            if name == "error":
                self._fail(data.decode("utf-8", "replace"), data)
                return
            values, whole = loose.several(data)
            if not whole:
                self._skip(data)
        for value in values:
            for entry in loose.entries(value) or [value]:
                if not self.done and self.failure is None:
                    self._entry(name, entry, data)

    def _entry(self, name: str, value: object, data: bytes) -> None:
        known = loose.fields(value)
        kind = loose.text(known.get("type")) or name
        if "error" in (kind, name) or (known.get("error") and not self._is_answer(kind, known)):
            self._fail(known or value, data)
        elif not self._object(kind, known, data) and complaints.is_flat(known):
            self._fail(known, data)

    def _is_answer(self, kind: str, known: Mapping[str, Any]) -> bool:
        """Whether an object with an error in it is read all the same."""
        return False

    def _skip(self, data: bytes) -> None:
        """A frame that cannot be read; one with nothing in it only keeps the connection alive."""
        if data.strip():
            self.skipped += 1
            self.unreadable = whole(data[: 4 * LONGEST_WORD].decode("utf-8", "replace").strip())
            self.unreadable = self.unreadable[:LONGEST_WORD]

    def _fail(self, error: object, data: bytes) -> None:
        self.failure = failures.in_stream(error, self._place, data.decode("utf-8", "replace"))

    def _text(self, text: str) -> None:
        """Answer text, in which a model may have written its reasoning."""
        for kind, piece in self._think.feed(text):
            self._runs.add(kind, piece)


def word(text: str) -> str:
    """A provider's word, of a length that can be shown."""
    return whole(text[:LONGEST_WORD])
