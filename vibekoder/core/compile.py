"""What is sent: a session's slices as messages, each with the pieces it is made of.

Pure. Whoever resolves files hands the bytes in; ``wanted`` tells which are needed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vibekoder.core import directives
from vibekoder.core.contents import Content, LeftOut, Picture, Words, form
from vibekoder.core.directives import Found
from vibekoder.core.echo import Echo
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.session import Session, Slice, take_apart

IMAGE = "image"
"""The kind of a piece that is a picture."""

Place = tuple[int, int]  # part index, offset of the directive's line in the slice's text


@dataclass(frozen=True, slots=True)
class Wanted:
    """A directive in a slice that is about to be sent."""

    part: int
    found: Found

    @property
    def place(self) -> Place:
        return (self.part, self.found.start)


@dataclass(frozen=True, slots=True)
class Piece:
    """One traceable part of what is sent.

    ``kind`` is "text", the directive's kind, or "image"; ``source`` the directive as it stands in
    the slice; ``size`` in bytes of UTF-8, of a picture in base64; ``message`` the index of the
    message it is in. ``start`` and ``end`` are its place in that message's text: neighbours join
    without a gap. ``image`` is the index of a picture among the message's.
    """

    kind: str
    role: Role
    message: int
    size: int
    slice_id: str | None = None
    source: str = ""
    path: str = ""
    object: str = ""
    start: int = 0
    end: int = 0
    image: int | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """Messages in order, the pieces they are made of, and sentences a person should read."""

    messages: tuple[Message, ...]
    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...] = ()


def sent_parts(session: Session, end: int, running: Collection[int] = ()) -> tuple[int, ...]:
    """Indexes of the parts before ``end`` that go to a model: no variants, running or empty ones.

    ``filtered`` answers do not go either; ``Compiled.warnings`` says so.
    """
    return tuple(
        at
        for at, one in enumerate(session.parts[:end])
        if isinstance(one, Slice)
        and at not in running
        and not one.alt
        and one.status not in ("streaming", "filtered")
        and own_text(one).strip()
    )


def wanted(session: Session, parts: Collection[int]) -> tuple[Wanted, ...]:
    """The directives that act in these parts, in order."""
    return tuple(
        Wanted(at, found)
        for at in parts
        if (one := session.parts[at]) and isinstance(one, Slice) and one.role != Role.ASSISTANT
        for found in directives.find(one.text).found
    )


def compile_session(
    session: Session,
    parts: Collection[int],
    contents: Mapping[Place, Content],
    echoes: Mapping[int, Echo] = MappingProxyType({}),
) -> Compiled:
    """Make the messages of these parts; every directive that acts must have its content.

    A slice that is empty once its directives are filled in gives no message, unless ``echoes`` has
    what its provider wants in its place.
    """
    messages: list[Message] = []
    pieces: list[Piece] = []
    unclosed = False
    for at in parts:
        one = session.parts[at]
        if not isinstance(one, Slice):
            continue
        making = _Making(one, len(messages))
        unclosed |= _take(making, one, at, contents)
        text = making.text
        if at not in echoes and (not text or text.isspace()):
            continue
        pieces += making.pieces
        messages.append(Message(one.role, text, tuple(making.images), echoes.get(at)))
    warnings = _warnings(session, parts, unclosed=unclosed)
    return Compiled(tuple(messages), tuple(pieces), warnings)


def own_text(one: Slice) -> str:
    return take_apart(one.text).answer if one.role == Role.ASSISTANT else one.text


def _take(making: _Making, one: Slice, at: int, contents: Mapping[Place, Content]) -> bool:
    """Fill in one slice's directives; whether a fence in it is not closed."""
    if one.role == Role.ASSISTANT:
        making.add("text", own_text(one))
        return False
    text, done = one.text, 0
    scan = directives.find(text)
    for found in scan.found:
        content = contents[(at, found.start)]
        making.add("text", directives.unescape(text[done : found.start]))
        if found.directive is not None:
            source = found.line.strip(" \t")
            for words in form(found.directive, content):
                making.take(found.directive.kind, words, source)
            if isinstance(content, Picture):
                making.picture(source, found.directive.named, content)
        elif isinstance(content, LeftOut):
            making.add("text", f"A line that includes something cannot be read: {content.why}.")
        done = found.end
    making.add("text", directives.unescape(text[done:]))
    return scan.unclosed


class _Making:
    """One message as it grows."""

    def __init__(self, one: Slice, message: int) -> None:
        self.images: list[Image] = []
        self.pieces: list[Piece] = []
        self._words: list[str] = []
        self._at = 0
        self._one = one
        self._message = message

    @property
    def text(self) -> str:
        return "".join(self._words)

    def add(self, kind: str, words: str) -> None:
        self.take(kind, Words((words,), "", ""), "")

    def take(self, kind: str, words: Words, source: str) -> None:
        end = self._at + sum(map(len, words.parts))
        if end == self._at:
            return
        size, one = sum(map(_size, words.parts)), self._one
        self.pieces.append(
            Piece(
                kind,
                one.role,
                self._message,
                size,
                one.id,
                source,
                words.path,
                words.object,
                self._at,
                end,
            )
        )
        self._words += words.parts
        self._at = end

    def picture(self, source: str, path: str, content: Picture) -> None:
        one, image = self._one, content.image
        size = 4 * ((len(image.data) + 2) // 3)
        number = len(self.images)
        self.images.append(image)
        self.pieces.append(
            Piece(
                IMAGE,
                one.role,
                self._message,
                size,
                one.id,
                source,
                path,
                content.object,
                image=number,
            )
        )


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _warnings(session: Session, parts: Collection[int], *, unclosed: bool) -> tuple[str, ...]:
    above = session.parts[: max(parts, default=0) + 1]
    filtered = any(
        isinstance(one, Slice) and one.status == "filtered" and not one.alt for one in above
    )
    warnings = {
        "An answer that was filtered is not sent.": filtered,
        "A code fence is not closed: no directive below it acts.": unclosed,
    }
    return tuple(sentence for sentence, holds in warnings.items() if holds)
